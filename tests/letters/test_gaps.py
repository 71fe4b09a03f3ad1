"""What is missing makes a draft that says what to enter, and where."""

from dataclasses import replace
from decimal import Decimal

import pytest

from costing.case.plan_shapes import Coverage, Plan
from costing.case.request_shapes import LetterKind
from costing.case.shapes import Case, Weight
from costing.domain.coverage import PlanKind
from costing.letters.document import build_letter
from payer_rules.chart import Chart
from payer_rules.verdict import Cause, Verdict
from tests.letters.builders import (
    INDICATION,
    NATIONAL,
    NONE_EXISTS,
    ORDER,
    PATIENT,
    PLAN,
    PRACTICE,
    TODAY,
    a_case,
    a_finding,
    a_group,
    a_letter,
    a_product,
    a_reading,
    an_answer,
    words_of,
)


def test_a_part_of_the_policy_that_is_not_loaded_is_not_the_charts_fault():
    unread = a_finding("Quantity limits", Verdict.OPEN, causes=(Cause.NOT_LOADED,))
    (gap,) = a_letter(an_answer(a_reading(INDICATION, unread, verdict=Verdict.OPEN))).gaps
    assert gap.where == "Policies"
    assert "chart" not in gap.what.lower()


def test_an_open_choice_is_one_gap_that_asks_for_every_alternative():
    either = a_group(
        "any_one",
        Verdict.OPEN,
        a_finding("A biopsy", Verdict.OPEN, needs=("muscle_biopsy",)),
        a_finding("An EMG", Verdict.OPEN, needs=("emg",)),
        text="A test proves it",
    )
    (gap,) = a_letter(an_answer(a_reading(either, verdict=Verdict.OPEN))).gaps
    assert "What did the muscle biopsy show? What did the EMG show?" in gap.what


def test_an_open_criterion_beside_one_not_met_is_still_a_gap():
    silent = a_finding("Steroids were tried", Verdict.OPEN, needs=("prednisone_dose",))
    failed = a_finding("Age over 80", Verdict.NOT_MET)
    letter = a_letter(an_answer(a_reading(failed, silent, verdict=Verdict.NOT_MET)))
    assert ["Steroids were tried" in gap.what for gap in letter.gaps] == [True]


def test_a_tree_of_the_plan_that_is_not_loaded_makes_a_draft_although_another_is_met():
    unread = a_reading(finding=None, not_loaded=True)
    letter = a_letter(an_answer(unread, a_reading(tree="product_step")))
    assert [gap.what for gap in letter.gaps] == [
        "Obtain the initial criteria of Immune Globulins Medicare Part B: Prior Authorization (Blue Cross NC): they are not loaded."
    ]


def test_a_patient_without_a_plan_needs_no_member_number():
    plan = Plan(PlanKind.SELF_PAY)
    letter = a_letter(an_answer(a_reading(layer="label"), authorization=NONE_EXISTS), coverage=Coverage(plan))
    assert letter.gaps == ()
    assert "Member ID" not in words_of(letter.blocks)


def test_without_the_plans_criteria_the_letter_is_a_draft():
    letter = a_letter(an_answer(NATIONAL))
    assert [gap.where for gap in letter.gaps] == ["Policies"]


def without(part: str, **fields: object) -> dict[str, object]:
    """The case with some fields of one part emptied."""
    if part == "patient":
        return {"patient": replace(PATIENT, **fields)}
    if part == "plan":
        return {"coverage": Coverage(replace(PLAN, **fields))}
    if part == "prescriber":
        return {"practice": replace(PRACTICE, prescriber=replace(PRACTICE.prescriber, **fields))}
    return {"practice": replace(PRACTICE, **fields)}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (without("patient", given_name=None), "patient.given_name"),
        (without("patient", family_name=None), "patient.family_name"),
        (without("patient", birth_date=None), "patient.birth_date"),
        (without("patient", weight=None), "patient.weight"),
        (without("patient", weight=Weight(Decimal(70), Decimal(70), "kg")), "patient.weight.on"),
        (without("plan", member_id=None), "coverage.primary.member_id"),
        (without("plan", payer=None), "coverage.primary.payer"),
        (without("plan", fax=None), "coverage.primary.fax"),
        (without("prescriber", npi=None), "practice.prescriber.npi"),
        (without("practice", prescriber=None), "practice.prescriber"),
        (without("practice", npi=None), "practice.npi"),
        (without("practice", fax=None), "practice.fax"),
        (without("practice", address=None), "practice.address"),
        (without("practice", phone=None, prescriber=None), "practice.phone"),
        ({"practice": None}, "practice"),
        ({"coverage": None}, "coverage"),
        ({"chart": Chart()}, "chart.facts"),
    ],
)
def test_a_missing_identifier_makes_a_draft_that_says_what_to_enter(changes, field):
    letter = a_letter(**changes)
    assert letter.is_draft
    gap = next(gap for gap in letter.gaps if gap.field == field)
    assert gap.what.startswith("Enter ")
    assert gap.where


def test_an_empty_case_still_makes_a_draft():
    letter = build_letter(Case(order=ORDER), an_answer(), None, a_product(), TODAY)
    assert letter.is_draft
    assert "140 g" not in words_of(letter)


@pytest.mark.parametrize(
    ("name", "codes"), [("王小明", "U+738B, U+5C0F, U+660E"), ("मोहन", "U+092E, U+094B"), ("Ann 🙂", "U+1F642")]
)
def test_signs_that_our_fonts_lack_make_a_draft_that_names_them(name, codes):
    letter = a_letter(patient=replace(PATIENT, given_name=name))
    (gap,) = letter.gaps
    assert letter.is_draft
    assert gap.what.startswith(f"Replace the signs that cannot be printed ({codes}")


@pytest.mark.parametrize(
    "name", ["Nguyễn Thị Hương", "Παναγιώτης", "Щербакова", "Zoë\tO’Brien", "Jose\u0301 \x07", "محمد", "בן־גוריון"]
)
def test_signs_that_our_fonts_have_are_no_gap(name):
    assert a_letter(patient=replace(PATIENT, given_name=name)).gaps == ()


def test_original_medicare_has_no_policy_of_a_plan_to_obtain():
    coverage = Coverage(replace(PLAN, kind=PlanKind.MEDICARE_PART_B))
    letter = build_letter(
        a_case(coverage=coverage), an_answer(NATIONAL), None, a_product(), TODAY, LetterKind.PREDETERMINATION
    )
    assert letter.gaps == ()
