"""A course in phases in the letter: loading and later doses are said, each with its own grams and units."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from costing.case.schema import load_case
from costing.letters.parts import Letter
from costing.questions import Refused
from costing.questions.letter import letter

LOADING = {"dose": "2", "dose_unit": "g_per_kg_per_cycle", "days_per_cycle": 5, "cycles": 1}


def letter_of(**order: Any) -> Letter:
    given: dict[str, Any] = json.loads(Path("costing/examples/part-b-office.json").read_text())
    given["order"] |= order
    return letter(load_case(given), date(2025, 12, 15))


def rows(found: Letter) -> dict[str, dict[str, str]]:
    return {block.caption: {row.label: row.value.text for row in block.rows} for block in found.regimen}


def test_loading_and_maintenance_are_both_asked_for():
    """70 kg: 2 g/kg are 140 g, 28 g and 56 units on each of 5 days; 1 g/kg on one day are 140 units."""
    found = letter_of(dose="1", days_per_cycle=1, cycles=12, loading=LOADING)
    asked = " ".join(sentence.text for sentence in found.opening)
    assert "2 g/kg per cycle (140 g, 280 units per cycle) on 5 consecutive days every 4 weeks, 1 cycle" in asked
    assert "; then 1 g/kg per cycle (70 g, 140 units per cycle) on 1 day every 4 weeks, 12 cycles" in asked
    assert rows(found)["Dose from January 5, 2026"]["These cycles"] == "280 units"
    assert rows(found)["Dose from February 2, 2026"]["These cycles"] == "1,680 units"


def test_a_later_weight_is_printed_as_it_was_typed():
    found = letter_of(changes=[{"on": "2026-07-01", "weight": {"value": "170", "unit": "lb", "on": "2026-06-30"}}])
    assert rows(found)["Dose from January 5, 2026"]["Body weight"].startswith("70 kg")
    assert rows(found)["Dose from July 20, 2026"]["Body weight"] == "170 lb (77.1 kg), June 30, 2026"


def test_a_stop_date_cuts_the_units():
    """Three of four days are given before the stop date: 3 x 140 units."""
    found = letter_of(cycles=2, ends="2026-02-02")
    assert rows(found)["Dose"]["Whole course"] == "420 units"
    assert rows(found)["Schedule and site"]["Last day"] == "February 2, 2026"


def test_another_product_needs_a_letter_of_its_own():
    with pytest.raises(Refused, match="a letter asks for one product"):
        letter_of(changes=[{"on": "2026-07-01", "product": "octagam_5", "infusion_minutes": 400}])


def test_a_rounded_dose_is_said_with_the_ordered_one():
    """71 g a day with vials of 10 g, within 5%: 70 g are given, 140 units."""
    found = letter_of(dose="142", dose_unit="g_per_cycle", round_within_percent="5", stocked_grams=["10"])
    dose = rows(found)["Dose"]
    assert dose["Dose"] == "142 g per cycle"
    assert dose["Rounding"] == "to whole vials within 5%: the amounts below are what is given"
    assert dose["Infusion day"] == "70 g (140 units)"
