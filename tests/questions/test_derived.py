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
