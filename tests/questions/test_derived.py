"""Facts that follow from the case: never rounded in anybody's favor, never guessed."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from costing.case.schema import load_case
from costing.questions.derived import full_chart

TODAY = date(2026, 6, 1)


def fact(name: str, order: dict[str, Any] | None = None, **parts: Any) -> Any:
    given = json.loads(Path("costing/examples/part-b-office.json").read_text()) | parts
    given["order"] |= order or {}
    values = full_chart(load_case(given), TODAY).values(name)
    return values[0].value if values else None


def household(income: str, size: int = 1) -> dict[str, Any]:
    return {"household_size": size, "annual_income": income}


@pytest.mark.parametrize(
    ("income", "percent"), [("31920.00", "200.00"), ("31920.01", "200.01"), ("15960", "100.00"), ("0", "0.00")]
)
def test_a_cent_above_a_limit_stays_above_it(income: str, percent: str):
    """The 2026 guideline of one person is 15,960."""
    assert fact("income_percent_of_poverty", help=household(income)) == Decimal(percent)


@pytest.mark.parametrize(("state", "percent"), [("AK", "80.00"), ("HI", "86.93"), ("TX", "100.00"), ("PR", None)])
def test_the_guideline_is_the_states_own_and_silent_where_there_is_none(state: str, percent: str | None):
    """2026: 15,960 of 19,950 in Alaska and 18,360 in Hawaii; the guidelines are not defined for Puerto Rico."""
    found = fact(
        "income_percent_of_poverty",
        help=household("15960"),
        patient={"state": state, "weight": {"value": "70", "unit": "kg"}},
    )
    assert found == (None if percent is None else Decimal(percent))


@pytest.mark.parametrize(("product", "route"), [("octagam_10", "iv"), ("gamunex_c", "iv"), ("hizentra", "sc")])
def test_the_route_is_the_products_own(product: str, route: str):
    assert fact("route", order={"product": product}) == route


@pytest.mark.parametrize(
    ("change", "units"),
    [
        ({}, "280"),
        ({"interval": {"every": 21, "unit": "days"}}, "560"),
        ({"interval": {"every": 5, "unit": "weeks"}}, "280"),
        ({"dose": "2.001"}, "281"),
        ({"product": "hizentra", "dose": "0.4", "interval": {"every": 1, "unit": "weeks"}}, "1120"),
    ],
)
def test_units_in_28_days_count_every_cycle_that_can_begin_within_them(change: dict[str, Any], units: str):
    """70 kg at 2 g/kg are 140 g: 280 units of 500 mg. Every 21 days two cycles fall into 28; 4 x 28 g are 1,120 units of 100 mg."""
    patient = {"weight": {"value": "70", "unit": "kg"}}
    assert fact("units_per_28_days", order={"dose_unit": "g_per_kg_per_cycle"} | change, patient=patient) == Decimal(
        units
    )


def test_the_body_mass_index_follows_from_height_and_weight():
    """81 kg at 180 cm are 25.00 kg/m2."""
    patient = {"weight": {"value": "81", "unit": "kg"}, "height": {"value": "180", "unit": "cm"}}
    assert fact("bmi", patient=patient) == Decimal("25.00")
    assert fact("bmi", patient={"weight": {"value": "81", "unit": "kg"}}) is None
