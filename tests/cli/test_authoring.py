"""Writing a policy on the command line: a file that loads at once, sentences with file, line and fix, and cases that prove it."""

import json
from datetime import date
from pathlib import Path

import pytest

from costing.store.instance import policies_folder
from payer_rules.policies import policies, use_office_policies
from tests.cli.running import example, run, said

NAME = "my-plan-ig-2026-07-01.yaml"
TREE = """
      - {text: The diagnosis is dermatomyositis, cite: A.1, page: "3", fact: diagnosis, starts_with: [M33.1]}
      - text: A corticosteroid was tried for 3 months
        cite: A.2
        tried: {drug_classes: [corticosteroid], months: 3, outcomes: [inadequate]}
"""
PLACEHOLDER = '      - {text: The criteria of the first request, cite: "A", not_loaded: true}\n'
CASES = """
  - name: Both
    on: 2026-07-01
    tree: initial
    facts: [{name: diagnosis, value: M33.12}]
    trials: [{drug: prednisone, drug_class: corticosteroid, outcome: inadequate, starts: 2026-01-01, ends: 2026-04-01}]
    expect: met
"""


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new policy file in a folder of its own, with an installation beside it."""
    monkeypatch.setenv("IGPATH_INSTANCE", str(tmp_path / "instance"))
    done = run("policies", "new", "my-plan-ig", "--payer", "Sample: Plan", "--starts", "2026-07-01", "-o", tmp_path)
    assert done.exit_code == 0, done.output
    return tmp_path / NAME


def filled(path: Path, cases: str = CASES) -> Path:
    path.write_text(path.read_text("utf-8").replace(PLACEHOLDER, TREE), "utf-8")
    beside = path.with_suffix(".cases.yaml")
    rest = beside.read_text("utf-8").partition("  - name: Another")
    beside.write_text(f"cases:{cases}{rest[1]}{rest[2]}", "utf-8")
    return path


def test_a_new_file_loads_says_that_it_is_a_draft_and_is_proved(written: Path):
    shown = run("policies", "check", written).stdout
    assert "Mark: draft" in shown
    assert "It can be taken." in shown
    assert run("policies", "test", written).exit_code == 0
    assert json.loads((written.parent / "policy.schema.json").read_text())["$defs"]
    assert "is there already" in said(
        run("policies", "new", "my-plan-ig", "--payer", "x", "--starts", "2026-07-01", "-o", written.parent)
    )


def test_a_criterion_that_no_case_notices_is_named(written: Path):
    result = run("policies", "test", filled(written))
    assert result.exit_code == 1
    assert "NOT PROVED: my-plan-ig, version of 2026-07-01, 2 cases" in result.stdout
    assert "no case notices without this: initial: A corticosteroid was tried for 3 months" in result.stdout
    assert (
        "no case notices without this: initial: the months of A corticosteroid was tried for 3 months" in result.stdout
    )


def test_a_case_that_is_answered_otherwise_is_named_with_its_line(written: Path):
    result = run("policies", "test", filled(written, CASES.replace("expect: met", "expect: not_met")))
    assert "line 2, Both: expected not_met, got met" in result.stdout


@pytest.mark.parametrize("command", ["check", "test", "add", "show"])
def test_a_mistake_is_refused_by_every_command_with_file_line_key_and_fix(written: Path, command: str):
    text = filled(written).read_text("utf-8").replace("drug_classes", "drug_class")
    written.write_text(text, "utf-8")
    line = text[: text.rindex("drug_class")].count("\n") + 1
    told = said(run("policies", command, written))
    assert f"{NAME}, line {line}: unknown key 'drug_class'; expected one of different, dose, drug_classes" in told
    assert not policies_folder().exists()


def test_what_is_added_is_used_at_once_and_marked(written: Path):
    use_office_policies(policies_folder())
    before = policies()
    assert run("policies", "add", filled(written)).exit_code == 0
    now = policies()
    (own,) = now.get("my-plan-ig")
    assert (own.office_own, own.draft, len(now.all())) == (True, True, len(before.all()) + 1)
    assert now.payers()["sample-plan"] == "Sample: Plan"
    assert "plan, own" in run("policies", "list").stdout
    assert "verified by nobody else" in run("policies", "show", "my-plan-ig").stdout


def test_the_service_reads_the_offices_own_policy(written: Path):
    run("policies", "add", filled(written))
    case = json.loads(example("medicare-advantage").read_text())
    case["coverage"]["primary"] |= {"payer_id": "sample-plan", "kind": "commercial"}
    case["request"]["on"] = "2026-08-01"
    path = written.parent / "case.json"
    path.write_text(json.dumps(case))
    shown = run("check", path).stdout
    assert "Sample: Plan: Immune globulin policy of Sample: Plan (plan, initial)" in shown
    assert "Your office's own policy" in shown


def test_a_version_in_use_never_changes(written: Path):
    run("policies", "add", filled(written))
    assert run("policies", "add", written).exit_code == 0
    written.write_text(written.read_text().replace("starts_with: [M33.1]", "starts_with: [M33]"))
    told = said(run("policies", "add", written))
    assert "line 8: my-plan-ig-2026-07-01.yaml is there already, and a version in use never changes" in told


def test_an_overlap_is_refused_and_a_later_version_closes_a_shipped_one_without_an_end(written: Path, tmp_path: Path):
    text = written.read_text().replace("id: my-plan-ig", "id: bcbsnc-medicare-part-b-immune-globulins")
    mine = tmp_path / "mine.yaml"
    mine.write_text(text)
    assert "is a policy of bcbsnc (plan): take an id of your own" in said(run("policies", "add", mine))
    text = text.replace("payer_id: sample-plan", "payer_id: bcbsnc")
    mine.write_text(text.replace("starts: 2026-07-01", "starts: 2020-01-01"))
    assert "overlaps the shipped version" in said(run("policies", "add", mine))
    mine.write_text(text)
    assert run("policies", "add", mine).exit_code == 0
    use_office_policies(policies_folder())
    first, second = policies().get("bcbsnc-medicare-part-b-immune-globulins")
    assert (first.ends, second.starts) == (date(2026, 6, 30), date(2026, 7, 1))
    changes = run("policies", "diff", "bcbsnc-medicare-part-b-immune-globulins").stdout
    assert "-In force: from 2023-08-28 to 2026-06-30" in changes
    assert "+In force: from 2026-07-01" in changes


def test_a_file_that_turns_bad_leaves_what_was_loaded_and_is_said(written: Path):
    run("policies", "add", filled(written))
    use_office_policies(policies_folder())
    before = policies()
    (policies_folder() / NAME).write_text("id: [", "utf-8")
    now = policies()
    assert now.all() == before.all()
    assert NAME in (now.problem or "")
    assert NAME in run("policies", "list").stderr


@pytest.mark.parametrize("name", ["../x", "UPPER", "a b", ""])
def test_an_id_that_is_none_is_refused(tmp_path: Path, name: str):
    assert "is no id" in said(run("policies", "new", name, "--payer", "x", "-o", tmp_path))


def test_two_files_are_compared_line_by_line(written: Path, tmp_path: Path):
    other = tmp_path / "other.yaml"
    other.write_text(written.read_text().replace("by: request_date ", "by: date_of_service "))
    told = run("policies", "diff", written, other).stdout
    assert "-In force: from 2026-07-01, by the date of the request" in told
    assert "+In force: from 2026-07-01, by the date of service" in told
    assert run("policies", "diff", written, written).stdout == "They say the same.\n"
    assert "no two versions" in said(run("policies", "diff", "octagam-10-label"))


def test_at_a_start_one_bad_file_takes_no_other_with_it(written: Path):
    run("policies", "add", filled(written))
    (policies_folder() / "broken.yaml").write_text("id: [", "utf-8")
    use_office_policies(policies_folder())
    assert policies().get("my-plan-ig")
    assert "broken.yaml" in (policies().problem or "")
