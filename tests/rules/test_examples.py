"""The shipped example cases, read: what each layer and each program says of them."""

import json
from pathlib import Path

import pytest

from costing.case.shapes import Case
from costing.questions import check, programs, read_case
from payer_rules.findings import Eligibility, Reading, Required
from payer_rules.verdict import Cause

EXAMPLES = sorted(Path("costing/examples").glob("*.json"))
PART_B = [path for path in EXAMPLES if path.stem.startswith("part-b")]


def case_of(path: Path) -> Case:
    return read_case(json.loads(path.read_text("utf-8")))


def example(name: str) -> Case:
    return case_of(Path("costing/examples") / f"{name}.json")


def readings(case: Case) -> dict[tuple[str, str], str]:
    """Each reading in a word: its verdict, or why there is none."""
    return {(one.policy_id, one.tree): _word(one) for one in check(case).readings}


def _word(reading: Reading) -> str:
    if reading.not_loaded:
        return "not_loaded"
    return str(reading.finding.verdict) if reading.finding else "does_not_apply"


def test_the_medicare_advantage_case_meets_the_blue_cross_nc_criteria():
    case = example("medicare-advantage")
    assert check(case).authorization.required is Required.REQUIRED
    assert readings(case) == {
        ("cms-home-ivig-benefit", "initial"): "does_not_apply",
        ("cms-ncd-250-3", "initial"): "does_not_apply",
        ("local-determination", "initial"): "not_loaded",
        ("bcbsnc-medicare-part-b-immune-globulins", "initial"): "met",
        ("octagam-10-label", "indication"): "met",
        ("octagam-10-label", "contraindication"): "not_met",
        ("octagam-10-label", "dosing"): "met",
    }


@pytest.mark.parametrize("path", PART_B, ids=lambda path: path.stem)
def test_original_medicare_reads_no_coverage_into_policies_about_something_else(path: Path):
    given = check(case_of(path))
    assert given.authorization.required is Required.NOT_REQUIRED
    found = {one.policy_id: one for one in given.readings if one.layer in ("national", "local")}
    assert {name: _word(one) for name, one in found.items()} == {
        "cms-home-ivig-benefit": "does_not_apply",
        "cms-ncd-250-3": "does_not_apply",
        "local-determination": "not_loaded",
    }
    assert not any(one.layer == "plan" for one in given.readings)


def test_without_medicare_and_plan_only_the_label_and_the_common_criteria_speak():
    assert {policy for policy, _ in readings(example("uninsured"))} == {"octagam-10-label"}
    assert {policy for policy, _ in readings(example("hdhp-contract"))} == {
        "octagam-10-label",
        "common-dermatomyositis",
    }


@pytest.mark.parametrize(
    ("name", "required"),
    [("hdhp-contract", Required.UNKNOWN), ("uninsured", Required.NOT_REQUIRED)],
)
def test_authorization_without_a_loaded_payer(name: str, required: Required):
    assert check(example(name)).authorization.required is required


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_open_reading_always_says_why(path: Path):
    for reading in check(case_of(path)).readings:
        if reading.finding and reading.finding.verdict == "open":
            assert reading.finding.causes
            assert Cause.NOT_DOCUMENTED not in reading.finding.causes or reading.finding.needs


ASKED = ("msp-qmb", "csl-behring-copay", "grifols-xembify-connexions", "hospital-501r", "msu-myositis")


@pytest.mark.parametrize(
    ("name", "qmb", "hospital", "myositis"),
    [
        ("hdhp-contract", Eligibility.NOT_ELIGIBLE, Eligibility.NOT_ELIGIBLE, Eligibility.MAY_BE),
        ("medicare-advantage", Eligibility.MORE_NEEDED, Eligibility.NOT_ELIGIBLE, Eligibility.MAY_BE),
        ("part-b-hospital", Eligibility.MORE_NEEDED, Eligibility.MAY_BE, Eligibility.MORE_NEEDED),
        ("part-b-office", Eligibility.MORE_NEEDED, Eligibility.NOT_ELIGIBLE, Eligibility.MORE_NEEDED),
        ("uninsured", Eligibility.NOT_ELIGIBLE, Eligibility.NOT_ELIGIBLE, Eligibility.MAY_BE),
    ],
)
def test_programs_of_the_examples(name: str, qmb: Eligibility, hospital: Eligibility, myositis: Eligibility):
    """Octagam is no product of CSL or Grifols, so neither card fits anybody here."""
    found = {one.program_id: one.eligibility for one in programs(example(name))}
    assert len(found) == 30
    assert {program_id: found[program_id] for program_id in ASKED} == {
        "msp-qmb": qmb,
        "csl-behring-copay": Eligibility.NOT_ELIGIBLE,
        "grifols-xembify-connexions": Eligibility.NOT_ELIGIBLE,
        "hospital-501r": hospital,
        "msu-myositis": myositis,
    }
