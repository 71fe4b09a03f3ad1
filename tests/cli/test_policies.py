"""`igpath policies`: every loaded policy is listed and shown whole, marks and all."""

import pytest

from payer_rules.criteria.asked import parts_of
from payer_rules.criteria.shapes import Criterion
from payer_rules.policies import Entry, Policy, policies
from tests.cli.running import run, said


def test_the_list_holds_every_policy_with_its_payer_start_and_status():
    lines = run("policies", "list").stdout.splitlines()[2:]
    assert [line.split()[0] for line in lines] == [one.id for one in (*policies().all(), *policies().entries)]
    bcbsnc = next(line for line in lines if line.startswith("bcbsnc-medicare-part-b"))
    assert all(word in bcbsnc for word in ("Blue Cross NC", "plan", "2023-08-28", "published", "initial, renewal"))


def all_words(criterion: Criterion) -> list[tuple[str, str | None]]:
    below = [words for part in parts_of(criterion) for words in all_words(part)]
    return [(criterion.words.text, criterion.words.cite), *below]


@pytest.mark.parametrize("policy", policies().all(), ids=lambda policy: policy.id)
def test_a_policy_is_shown_with_every_criterion_cite_date_mark_and_note(policy: Policy):
    result = run("policies", "show", policy.id)
    assert (result.exit_code, result.stderr) == (0, "")
    shown = result.stdout
    for text, cite in (words for tree in policy.trees.values() for words in all_words(tree)):
        assert f"{text} [{cite}] (" in shown if cite else f"{text} (" in shown
    assert f"from {policy.starts}" in shown
    assert f"Status: {policy.provenance.status}" in shown
    assert all(f"Note: {note}" in shown for note in policy.notes)
    if source := policy.provenance.source:
        assert f"Source: {source.title}; read {source.read}" in shown
        assert source.url is None or source.url in shown
    if policy.authorization:
        assert policy.authorization.why in shown


def test_scope_authorization_and_what_is_not_loaded_are_said():
    shown = run("policies", "show", "bcbsm-ma-preferred-immune-globulins").stdout
    assert "by the date of service" in shown
    assert "insurance: medicare advantage" in shown
    assert "Authorization: required. The notice asks for prior authorization through NovoLogix" in shown
    assert "Not loaded: initial, renewal" in shown
    assert "diagnosis codes: G11.3, D80.0" in run("policies", "show", "cms-home-ivig-benefit").stdout


def test_a_leaf_says_which_value_settles_it():
    shown = run("policies", "show", "octagam-10-label").stdout
    assert "(Age, latest value: at least 18 years)" in shown
    assert "M33.1... or M33.9... or M36.0..." in shown
    failed = run("policies", "show", "bcbsm-ma-preferred-immune-globulins").stdout
    assert "earlier treatment: hizentra; outcome: inadequate" in failed


@pytest.mark.parametrize("entry", policies().entries, ids=lambda entry: entry.id)
def test_a_document_that_is_only_known_says_what_was_seen_and_what_is_missing(entry: Entry):
    shown = run("policies", "show", entry.id).stdout
    assert entry.title in shown
    assert f"Not loaded: {'; '.join(entry.not_loaded)}" in shown
    assert all(said in shown for said in (*entry.seen, *entry.dates, *entry.notes))
    assert (entry.provenance.reason or entry.provenance.source.title) in shown


def test_an_unknown_policy_is_a_sentence_and_exit_code_2():
    assert "No policy has the id 'nope'" in said(run("policies", "show", "nope"))
