"""A policy or program with one thing wrong is refused, and the message names the file and the line."""

import shutil
from pathlib import Path

import pytest

from payer_rules.files import BadFile, parse_yaml
from payer_rules.policies import SHIPPED as POLICIES
from payer_rules.policies import load_collection
from payer_rules.programs import SHIPPED as PROGRAMS
from payer_rules.programs import load_programs
from tests.rules.builders import parsed

LABEL = "octapharma/octagam-10-label-2021-07-15.yaml"
NCD = "cms/ncd-250-3-2002-10-01.yaml"
BCBSM = "bcbsm/medicare-advantage-preferred-2024-11-01.yaml"
CSL = "csl/csl-behring-copay.yaml"
MSU = "msu/msu-myositis.yaml"
HOME = "cms/original-medicare-2026-01-01.yaml"


LIMIT = "yearly_limit: {unknown: a yearly maximum exists; its amount was not seen.}"


def swapped(folder: Path, name: str, old: str, new: str) -> int:
    """Change one text of one file; the line of the change."""
    path = folder / name
    before = path.read_text("utf-8")
    assert old in before, "the change found nothing to change"
    path.write_text(before.replace(old, new, 1), "utf-8")
    return before[: before.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        (LABEL, "cite: Indications, compare", "site: Indications, compare", "unknown key 'site'"),
        (LABEL, "layer: label", "layer: labels", "layer must be one of national, plan, label"),
        (LABEL, "compare: age_years", "compare: age", "no fact is named 'age'"),
        (LABEL, "compare: age_years", "compare: diagnosis", "diagnosis is a code, not a quantity"),
        (LABEL, "at_least: '18'", "at_least: 18.5", "write the number 18.5 in quotes"),
        (LABEL, "at_least: '18'", "at_least: 18", "at_least must be text in quotes, not 18"),
        (LABEL, "at_least: '18'", "at_least: 'NaN'", "at_least must be a number in quotes"),
        (LABEL, "at_least: '18'", "at_least: adult", "at_least must be a number in quotes"),
        (LABEL, "at_least: '18'", "at_least: '18', unit: months", "age_years is in years, not in months"),
        (LABEL, "at_least: '18'", "at_least: '18', which: first", "which must be one of latest, any, all"),
        (LABEL, "at_least: '18'", "at_least: '18', at_most: '90'", "compare needs exactly one of"),
        (LABEL, "starts: 2021-07-15", "starts: 2021-07-32", "2021-07-32 is not a date"),
        (LABEL, "starts: 2021-07-15", "starts: July 2021", "starts must be a date such as 2026-10-01"),
        (LABEL, "status: secondary", "status: certain", "status must be one of"),
        (LABEL, "  products: [octagam_10]", "  drugs: [octagam_10]", "unknown key 'drugs'"),
        (LABEL, "  dosing:", "  dose:", "unknown key 'dose'"),
        (
            NCD,
            "insurance_kinds: [medicare_part_b",
            "insurance_kinds: [medicare_b",
            "insurance_kind is never 'medicare_b'",
        ),
        (NCD, "judgment: true}", "judgment: false}", "judgment must be true"),
        (NCD, "text: The diagnosis is proven by biopsy, ", "", "text is missing"),
        (NCD, "documented: short_term_use", "documented: ck", "ck is a quantity, not a boolean"),
        (NCD, "documented: short_term_use", "judgment: true, not_loaded: true", "exactly one of every"),
        (BCBSM, "by: date_of_service", "by: claim", "by must be request_date or date_of_service"),
        (BCBSM, "required: required", "required: maybe", "required must be one of required, not_required, unknown"),
        (BCBSM, "outcomes: [inadequate]", "outcomes: [failed]", "outcomes are never 'failed'; expected inadequate"),
        (BCBSM, "outcomes: [inadequate]", "months: '3'", "months must be a whole number from 1 to 1200, such as 3"),
        (BCBSM, "is_one_of: [hizentra]", "is_one_of: []", "fact needs is_one_of or starts_with"),
        (HOME, "status: memory", "status: published", "needs a source"),
    ],
)
def test_a_policy_is_refused_at_the_line_of_its_mistake(tmp_path: Path, name: str, old: str, new: str, problem: str):
    folder = Path(shutil.copytree(POLICIES, tmp_path / "policies"))
    line = swapped(folder, name, old, new)
    with pytest.raises(BadFile) as bad:
        load_collection(folder)
    assert problem in str(bad.value)
    assert bad.value.path == Path(name).name
    assert abs((bad.value.line or 0) - line) <= 5, f"the mistake is on line {line}, the message says {bad.value.line}"


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        (CSL, "verified: 2026-11-22", "checked: 2026-11-22", "unknown key 'checked'"),
        (CSL, "verified: 2026-11-22\n", "", "verified is missing"),
        (CSL, "kind: manufacturer_copay", "kind: copay", "kind must be one of government, manufacturer_copay"),
        (CSL, "not_seen: [diagnoses, ", "not_seen: [", "diagnoses is missing"),
        (CSL, LIMIT, "yearly_limit: {}", "yearly_limit needs exactly one of value"),
        (CSL, LIMIT, "yearly_limit: {value: 0}", "value must be text in quotes, not 0"),
        (CSL, LIMIT, "yearly_limit: {unknown: not seen, value: all}", "needs exactly one of value"),
        (CSL, "not_seen: [", "not_seen: [limit, ", "not_seen lists 'limit'"),
        (CSL, "covers_drug: {value: 'yes'}", "covers_drug: {value: mostly}", "covers_drug must be one of yes, no"),
        (CSL, "documented: indication_labelled", "documented: on_label", "no fact is named 'on_label'"),
        (MSU, "'$1,000 a year (older page)', '$1,500 a year (older page)'", "", "conflicts only when two accounts"),
        (MSU, "id: msu-myositis", "id: csl-behring-copay", "stands in another file as well"),
        ("kinds.yaml", "  instead: Do not use a copay card.", "  note: Do not use a copay card.", "unknown key 'note'"),
        ("kinds.yaml", "    es: {pays: Este programa", "    fr: {pays: Este programa", "unknown key 'fr'"),
        ("kinds.yaml", "hospital:\n  criteria: []", "hospital:\n  criterion: []", "unknown key 'criterion'"),
    ],
)
def test_a_program_is_refused(tmp_path: Path, name: str, old: str, new: str, problem: str):
    folder = Path(shutil.copytree(PROGRAMS, tmp_path / "programs"))
    swapped(folder, name, old, new)
    with pytest.raises(BadFile, match=r"\.yaml") as bad:
        load_programs(folder)
    assert problem in str(bad.value)
    assert bad.value.path == Path(name).name


def test_versions_that_overlap_are_refused(tmp_path: Path):
    folder = Path(shutil.copytree(POLICIES, tmp_path / "policies"))
    later = folder / "cms/ncd-250-3-2027-01-01.yaml"
    later.write_text((folder / NCD).read_text("utf-8").replace("starts: 2002-10-01", "starts: 2027-01-01"), "utf-8")
    with pytest.raises(
        BadFile, match=r"ncd-250-3-2027-01-01\.yaml, line 9: overlaps the version of cms-ncd-250-3 from 2002"
    ):
        load_collection(folder)
    swapped(folder, NCD, "starts: 2002-10-01", "starts: 2002-10-01\nends: 2026-12-31")
    assert len(load_collection(folder).get("cms-ncd-250-3")) == 2


def test_a_version_that_ends_before_it_starts_is_refused(tmp_path: Path):
    folder = Path(shutil.copytree(POLICIES, tmp_path / "policies"))
    swapped(folder, NCD, "starts: 2002-10-01", "starts: 2002-10-01\nends: 2001-12-31")
    with pytest.raises(BadFile, match="ends before it starts"):
        load_collection(folder)


@pytest.mark.parametrize(
    ("yaml", "problem"),
    [
        ("every: &a [{text: Rash, documented: gottron_sign}]\nany_one: *a", "line 2: aliases"),
        ("text: Rash\ntext: Rash\ndocumented: gottron_sign", "line 2: the key 'text' stands here twice"),
        ("text: Rash\n1: gottron_sign", "line 2: the key 1 must be text"),
        ("- text: Rash", "line 1: the file must hold a mapping"),
        ("text: [Rash", "line 1"),
        ("text: !!python/name:os.system", "line 1"),
        ("text: Two\nat_least: 3\nof: [{text: Rash, documented: gottron_sign}]", "a whole number from 1 to 1"),
        ("text: Two\nat_least: true\nof: [{text: Rash, documented: gottron_sign}]", "a whole number from 1 to 1"),
        ("every: []", "every needs at least one criterion"),
        ("text: Steroid\ntried: {outcomes: [inadequate]}", "tried needs products, drug_classes or drugs"),
        ("text: Site\nfact: site\nis_one_of: [moon]", "site is never 'moon'"),
    ],
)
def test_yaml_that_could_mislead_is_refused(yaml: str, problem: str):
    with pytest.raises(BadFile) as bad:
        parsed(yaml)
    assert problem in str(bad.value)
    assert str(bad.value).startswith("test.yaml, line ")


def test_the_words_on_and_no_are_words():
    """YAML 1.1 reads them as booleans, and NO is also how a list of states may go on."""
    assert parse_yaml(b"on: NO\nyes: true", "test.yaml") == {"on": "NO", "yes": True}


CALLS = """
id: %s
title: x
payer: x
payer_id: x
layer: plan
starts: 2026-01-01
status: entered
reason: x
trees:
  initial:
    text: As the other says
    document: {id: %s, tree: initial}
"""


@pytest.mark.parametrize("ring", [("one",), ("one", "two"), ("one", "two", "three")])
def test_documents_that_call_each_other_in_a_circle_are_refused(tmp_path: Path, ring: tuple[str, ...]):
    for place, name in enumerate(ring):
        called = ring[(place + 1) % len(ring)]
        (tmp_path / f"{name}.yaml").write_text(CALLS.strip() % (name, called), "utf-8")
    with pytest.raises(BadFile, match=r"one\.yaml, line 12: goes in a circle: initial of one calls initial of"):
        load_collection(tmp_path)


def test_a_label_that_asks_a_label_is_a_circle(tmp_path: Path):
    folder = Path(shutil.copytree(POLICIES, tmp_path / "policies"))
    swapped(folder, LABEL, "documented: ig_hypersensitivity", "label: {tree: contraindication}")
    with pytest.raises(BadFile, match="goes in a circle: contraindication of octagam-10-label calls"):
        load_collection(folder)


def test_a_call_that_ends_somewhere_is_taken(tmp_path: Path):
    (tmp_path / "one.yaml").write_text(CALLS.strip() % ("one", "two"), "utf-8")
    (tmp_path / "two.yaml").write_text(CALLS.strip() % ("two", "not-loaded"), "utf-8")
    assert len(load_collection(tmp_path).all()) == 2
