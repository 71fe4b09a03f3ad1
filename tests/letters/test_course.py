"""The figures of the order in the letter, and that a different estimate stops it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from costing.case.shapes import Weight
from costing.domain.therapy import DoseUnit
from costing.domain.vials import VialSize
from costing.letters.course import FiguresDisagree
from costing.letters.document import build_letter
from tests.domain.builders import a_regimen, prices
from tests.letters.builders import (
    ORDER,
    PATIENT,
    TODAY,
    a_case,
    a_letter,
    a_product,
    an_answer,
    an_estimate,
)


def test_the_estimate_adds_vials_ndcs_waste_and_minutes():
    case = a_case(patient=replace(PATIENT, weight=Weight(Decimal(71), Decimal(71), "kg", TODAY)))
    sizes = (VialSize(10_000, ("68982-0850-03", "00069-9999-01")), VialSize(5_000, ("68982-0850-02",)))
    estimate = an_estimate(weight_kg=Decimal(71), sizes=sizes)
    letter = build_letter(case, an_answer(), estimate, a_product(), TODAY)
    rows = {row.label: row.value.text for block in (*letter.blocks, *letter.regimen) for row in block.rows}
    # 71 g a day are 142 units; 75 g of vials leave 8
    assert rows["Infusion day"] == "71 g (142 units)"
    assert rows["Vials a day"] == "7 vials of 10 g and 1 vial of 5 g"
    assert rows["Discarded"] == "8 units an infusion day, left in single-dose vials"
    assert rows["NDC, 10 g"] == "68982-0850-03 or 00069-9999-01"
    assert rows["Infusion time"] == "about 288 minutes a day (estimate)"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"weight_kg": Decimal(72)}, "140 g as ordered, 144 g as priced"),
        ({"product_name": "Privigen"}, "Octagam 10% as ordered, Privigen as priced"),
        ({"regimen": a_regimen()}, "January 4, 2027 as ordered, January 5, 2026 as priced"),
    ],
)
def test_an_estimate_of_something_else_stops_the_letter_and_names_both_figures(changes, said):
    with pytest.raises(FiguresDisagree, match=said):
        build_letter(a_case(), an_answer(), an_estimate(**changes), a_product(), TODAY)


def test_units_that_do_not_follow_from_the_dose_stop_the_letter():
    estimate = an_estimate(prices=prices(billing_unit_mg=100))
    with pytest.raises(FiguresDisagree, match="billing units on 2027-01-04: 140 as ordered, 700 as priced"):
        build_letter(a_case(), an_answer(), estimate, a_product(), TODAY)


def test_a_part_of_a_gram_is_rounded_for_the_eye_only():
    weight = Weight(Decimal("74.84274105"), Decimal(165), "lb", date(2025, 12, 11))
    letter = a_letter(patient=replace(PATIENT, weight=weight))
    rows = {row.label: row.value.text for block in letter.regimen for row in block.rows}
    assert rows["Body weight"] == "165 lb (74.8 kg), December 11, 2025"
    assert rows["Cycle"] == "149.7 g (300 units)"


def test_a_dose_in_grams_needs_no_weight():
    order = replace(ORDER, dose=Decimal(70), dose_unit=DoseUnit.G_PER_CYCLE, days_per_cycle=1)
    letter = a_letter(order=order, patient=replace(PATIENT, weight=None))
    assert not letter.is_draft
    assert "70 g per cycle (70 g, 140 units per cycle) on 1 day every 4 weeks" in letter.opening[0].text
