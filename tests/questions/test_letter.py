"""The letter as a question: what it joins, and what refuses it."""

from dataclasses import replace
from datetime import date

import pytest

from costing.case.request_shapes import LetterKind
from costing.letters.document import Letter
from costing.questions import Refused, check, estimate, letter, read_case
from tests.questions.test_estimate import document

DAY = date(2025, 12, 15)


def asked(name: str = "medicare-advantage") -> Letter:
    return letter(read_case(document(name)), DAY)


def said(found: Letter) -> str:
    return repr(found)


def test_the_sample_letter_is_complete_and_dated():
    found = asked()
    assert (found.kind, found.date, found.is_draft) == (LetterKind.PRIOR_AUTHORIZATION, DAY, False)
    assert found.criteria[0].caption == "Immune Globulins Medicare Part B, Prior Authorization"


def test_the_vials_are_those_that_were_priced():
    found = asked()
    visit = estimate(read_case(document("medicare-advantage"))).visits[0]
    for vial in visit.vials:
        assert all(ndc in said(found) for ndc in vial.ndcs)


@pytest.mark.parametrize("name", ["part-b-office", "part-b-hospital", "part-b-medigap-g"])
def test_original_medicare_gets_a_record(name):
    assert asked(name).kind is LetterKind.MEDICAL_NECESSITY_RECORD


def test_a_plan_whose_policy_is_not_loaded_gets_a_draft():
    found = asked("hdhp-contract")
    assert found.kind is LetterKind.PRIOR_AUTHORIZATION
    assert any("Obtain the plan's policy" in gap.what for gap in found.gaps)


def test_the_facts_for_the_written_notice_name_a_code_that_the_contractor_does_not_list():
    given = document("part-b-office")
    given["order"] |= {"locality": "01112-05", "first_infusion": "2026-10-05"}
    given["chart"]["facts"][0]["value"] = "M33.13"
    notice = letter(read_case(given), DAY, LetterKind.MEDICARE_NOTICE)
    assert "M33.13: not supported in this jurisdiction. A57187" in said(notice)
    given["chart"]["facts"][0]["value"] = "M33.12"
    assert "not supported in this jurisdiction" not in said(letter(read_case(given), DAY, LetterKind.MEDICARE_NOTICE))


def test_no_letter_answers_the_common_criteria_as_if_they_were_a_payers():
    case = read_case(document("hdhp-contract"))
    assert any(one.layer == "common" for one in check(case).readings)
    assert "Common criteria" not in said(letter(case, DAY))


def test_steps_alone_make_no_finished_letter():
    given = document("medicare-advantage")
    given["coverage"]["primary"]["payer_id"] = "bcbsm"
    found = letter(read_case(given), DAY)
    assert any(gap.what.startswith("Obtain the initial criteria of") for gap in found.gaps)
    assert "The ordered product is preferred" in said(found)


def test_a_letter_does_not_wait_for_prices():
    given = document("medicare-advantage")
    given["assumptions"] = []
    case = read_case(given)
    with pytest.raises(Refused):
        estimate(case)
    found = letter(case, DAY)
    assert not found.is_draft
    assert "Vials a day" not in said(found)


def test_a_product_under_the_skin_gets_a_letter_that_says_off_label():
    given = document("medicare-advantage")
    given["order"]["product"] = "hizentra"
    found = letter(read_case(given), DAY)
    assert "off label" in said(found)


@pytest.mark.parametrize(("part", "field"), [("order", "order"), ("coverage", "coverage"), ("request", "request")])
def test_what_a_letter_needs_is_named(part, field):
    given = document("medicare-advantage")
    del given[part]
    with pytest.raises(Refused) as refused:
        letter(read_case(given), DAY)
    assert list(refused.value.messages) == [field]


def test_an_unknown_product_is_refused_by_field():
    case = read_case(document("medicare-advantage"))
    with pytest.raises(Refused) as refused:
        letter(replace(case, order=replace(case.order, product="wonder")), DAY)
    assert list(refused.value.messages) == ["order.product"]


def test_what_the_safety_screen_stops_is_said_before_a_signature():
    """Privigen is contraindicated with hyperprolinemia, which this payer's criteria do not ask by name."""
    held = document("medicare-advantage")
    held["order"]["product"] = "privigen"
    note = {"note": "Metabolic note", "noted_on": "2025-12-11"}
    held["chart"]["facts"].append({"name": "hyperprolinemia", "value": True, **note})
    (first, *_) = letter(read_case(held), DAY).advice
    assert first.text.startswith("Safety screen, stop: Hyperprolinemia. Privigen: a contraindication")
    assert not any("Safety screen" in one.text for one in asked().advice)
