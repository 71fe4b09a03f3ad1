"""Assistance programs asked of a whole case: what follows from the household, the coverage and the order."""

from datetime import date
from typing import Any

import pytest

from costing.questions import Refused, programs, read_case
from payer_rules.findings import Eligibility, ProgramAnswer
from tests.questions.test_estimate import document


def answers(name: str, **parts: Any) -> dict[str, ProgramAnswer]:
    return {one.program_id: one for one in programs(read_case(document(name) | parts))}


def household(**more: Any) -> dict[str, Any]:
    return {"household_size": 1, "annual_income": "15000", "us_resident": True} | more


@pytest.mark.parametrize("name", ["part-b-office", "part-b-medigap-g", "medicare-advantage"])
def test_no_copay_card_for_medicare(name: str):
    found = answers(name)
    for card in ("csl-behring-copay", "grifols-xembify-connexions"):
        assert found[card].eligibility is Eligibility.NOT_ELIGIBLE
        assert "Anti-Kickback Statute" in str(found[card].reason)


def test_csl_refuses_its_own_product_for_dermatomyositis():
    order = document("hdhp-contract")["order"] | {"product": "privigen"}
    given = answers("hdhp-contract", order=order)["csl-behring-copay"]
    assert given.eligibility is Eligibility.NOT_ELIGIBLE
    assert "off label for this diagnosis" in str(given.reason)


def test_qmb_by_enrollment_and_by_income():
    enrolled = answers("part-b-office", help=household(qmb=True))["msp-qmb"]
    poor = answers("part-b-office", help=household(qmb=False))["msp-qmb"]
    assert (enrolled.eligibility, poor.eligibility) == (Eligibility.ELIGIBLE, Eligibility.MORE_NEEDED)
    assert poor.needs == ("medicare_savings_resources",)
    # the request is of 2025, when the limit was 9,660
    saved = answers("part-b-office", help=household(qmb=False, savings="9660"))["msp-qmb"]
    rich = answers("part-b-office", help=household(qmb=False, savings="9660.01"))["msp-qmb"]
    assert (saved.eligibility, rich.eligibility) == (Eligibility.ELIGIBLE, Eligibility.NOT_ELIGIBLE)


def test_whoever_is_in_qmb_is_in_a_government_program_whatever_the_first_card_says():
    order = document("hdhp-contract")["order"] | {"product": "privigen"}
    given = answers("hdhp-contract", order=order, help=household(qmb=True))["csl-behring-copay"]
    assert "A government health program covers the patient" in str(given.reason)


def test_the_order_in_which_to_try_them():
    assert [one.kind for one in programs(read_case(document("uninsured")))][:2] == ["government", "government"]


@pytest.mark.parametrize("kind", ["medicare_part_b", "medicare_advantage", "medicaid"])
def test_no_manufacturer_help_is_usable_under_federal_insurance(kind: str):
    given = document("medicare-advantage")
    given["coverage"]["primary"]["kind"] = kind
    found = programs(read_case(given))
    cards = [one for one in found if one.kind.startswith("manufacturer")]
    assert len(cards) == 11
    assert all(one.barred and one.eligibility is Eligibility.NOT_ELIGIBLE for one in cards)


def test_a_maximizer_closes_the_assistance_fund():
    given = document("hdhp-contract")
    given["coverage"]["primary"] |= {"help_treatment": "maximizer", "alternative_funding": False}
    found = {one.program_id: one for one in programs(read_case(given))}["assistance-fund"]
    assert found.eligibility is Eligibility.NOT_ELIGIBLE
    assert str(found.reason).startswith("The plan is a maximizer")


def test_an_award_of_the_case_starts_the_wait():
    help_ = household(received=[{"program": "msu-myositis", "on": "2025-03-01"}])
    found = answers("part-b-office", help=help_)["msu-myositis"]
    assert found.eligibility is Eligibility.NOT_ELIGIBLE
    assert "another is possible from March 1, 2027 on" in str(found.reason)


def test_a_program_that_pays_closes_what_may_not_stand_beside_it():
    given = document("hdhp-contract")
    given["order"]["product"] = "hizentra"
    given["chart"] = {"facts": [{"name": "diagnosis", "value": "G61.81", "note": "Letter"}]}
    given["help"] = household(programs=[{"name": "CSL copay", "kind": "manufacturer", "program": "csl-behring-copay"}])
    found = {one.program_id: one for one in programs(read_case(given))}["csl-hizentra-free-trial"]
    assert found.eligibility is Eligibility.NOT_ELIGIBLE


@pytest.mark.parametrize("part", ["coverage", "order"])
def test_without_coverage_or_order_nothing_is_guessed(part: str):
    with pytest.raises(Refused) as refused:
        programs(read_case({name: given for name, given in document("uninsured").items() if name != part}))
    assert list(refused.value.messages) == [part]


@pytest.mark.parametrize(("state", "on"), [("PR", date(2026, 11, 25)), ("NC", date(2028, 1, 5))])
def test_where_no_figure_is_loaded_nobody_is_asked_twice(state: str, on: date):
    """No guideline is defined for Puerto Rico, and none of 2028 is loaded."""
    patient = document("part-b-office")["patient"] | {"state": state}
    help_ = household(savings="100", qmb=False, premium_program="none")
    case = read_case(document("part-b-office") | {"patient": patient, "help": help_})
    given = {one.program_id: one for one in programs(case, on=on)}
    for name in ("healthwell", "msp-qmb"):
        assert (given[name].eligibility, given[name].needs) == (Eligibility.MAY_BE, ())
        assert f"no figure for {state} on {on:%B} {on.day}, {on.year} is loaded" in str(given[name].reason)


@pytest.mark.parametrize(("on_label", "eligibility"), [(True, Eligibility.MAY_BE), (False, Eligibility.NOT_ELIGIBLE)])
def test_the_label_of_another_disease_is_the_offices_answer(on_label: bool, eligibility: Eligibility):
    given = document("hdhp-contract")
    given["order"]["product"] = "privigen"
    given["chart"] = {"facts": [{"name": "diagnosis", "value": "D83.9", "note": "Letter"}]}
    given["help"] = household(on_label=on_label, other_government_program=False)
    found = {one.program_id: one for one in programs(read_case(given))}["csl-behring-copay"]
    assert found.eligibility is eligibility


def test_programs_are_read_as_of_the_day_that_is_asked():
    """The PAN Foundation closed in March 2026; the request of the example is of 2025."""
    case = read_case(document("part-b-office") | {"help": household(qmb=False)})
    by_day = {
        day: next(one for one in programs(case, on=day) if one.program_id == "pan-foundation-legacy").eligibility
        for day in (date(2026, 3, 31), date(2026, 4, 1))
    }
    assert list(by_day.values()) == [Eligibility.MAY_BE, Eligibility.NOT_ELIGIBLE]
