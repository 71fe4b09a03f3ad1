"""Facts that follow from the case: never rounded in anybody's favor, never guessed."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from marshmallow import ValidationError

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


def test_the_body_mass_index_follows_from_height_and_weight():
    """81 kg at 180 cm are 25.00 kg/m2."""
    patient = {"weight": {"value": "81", "unit": "kg"}, "height": {"value": "180", "unit": "cm"}}
    assert fact("bmi", patient=patient) == Decimal("25.00")
    assert fact("bmi", patient={"weight": {"value": "81", "unit": "kg"}}) is None


@pytest.mark.parametrize(
    ("monthly", "size", "state", "level"),
    [
        ("1350", 1, "TX", "qmb"),
        ("1350.01", 1, "TX", "slmb"),
        ("1616", 1, "TX", "slmb"),
        ("1616.01", 1, "TX", "qi"),
        ("1816", 1, "TX", "qi"),
        ("1816.01", 1, "TX", "above"),
        ("1824", 2, "TX", "qmb"),
        ("2184", 2, "TX", "slmb"),
        ("2455", 2, "TX", "qi"),
        ("2455.01", 2, "TX", "above"),
        ("1683", 1, "AK", "qmb"),
        ("1683.01", 1, "AK", "slmb"),
        ("1550", 1, "HI", "qmb"),
        ("1350", 1, "PR", None),
    ],
)
def test_the_monthly_limits_of_the_medicare_savings_programs(monthly: str, size: int, state: str, level: str | None):
    """2026 by hand: a twelfth of the guideline times 100, 120 or 135%, up to a dollar, plus $20: 1,350, 1,616, 1,816; couples 1,824,
    2,184, 2,455. Alaska: 19,950 / 12 = 1,662.50, so 1,683. Hawaii: 18,360 / 12 + 20 = 1,550.
    """
    patient = {"state": state, "weight": {"value": "70", "unit": "kg"}}
    given = {"household_size": size, "monthly_income": monthly}
    assert fact("medicare_savings_level", help=given, patient=patient) == level


@pytest.mark.parametrize(
    ("savings", "size", "state", "said"),
    [
        ("9950", 1, "TX", "within"),
        ("9950.01", 1, "TX", "above"),
        ("14910", 2, "TX", "within"),
        ("14910.01", 4, "TX", "above"),
        ("500000", 1, "CT", "within"),
        ("500000", 1, "CA", "unclear"),
        ("500000", 1, "AZ", "unclear"),
        ("4000", 1, "CA", "within"),
    ],
)
def test_savings_are_held_against_the_state(savings: str, size: int, state: str, said: str):
    """Connecticut asks nobody; of California and Arizona the lists that were read disagree."""
    patient = {"state": state, "weight": {"value": "70", "unit": "kg"}}
    help_ = {"household_size": size, "savings": savings}
    assert fact("medicare_savings_resources", help=help_, patient=patient) == said


def test_a_month_is_a_twelfth_of_a_year():
    a_year, a_month = household("15960"), {"household_size": 1, "monthly_income": "1330"}
    assert fact("income_percent_of_poverty", help=a_year) == fact("income_percent_of_poverty", help=a_month) == 100


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("annual_income", "-1", "cannot be negative"),
        ("annual_income", "100000001", "100000000 or less"),
        ("annual_income", "99999999999999", "100000000 or less"),
        ("monthly_income", "-5", "cannot be negative"),
        ("savings", "a lot", "as a number, such as 4000"),
        ("household_size", 0, "between 1 and 30"),
        ("household_size", "2.5", "whole number"),
        ("premium_program", "qmb", "one of slmb, qi, none"),
        ("qmb", "perhaps", "with yes or no"),
        ("received", [{"program": "MSU!", "on": "2026-01-01"}], "such as msu-myositis"),
        ("received", [{"program": "msu-myositis", "on": "2026-02-30"}], "real date"),
    ],
)
def test_bad_answers_of_a_household_are_refused_with_an_example(field: str, value: Any, said: str):
    with pytest.raises(ValidationError) as refused:
        load_case({"help": {field: value}})
    assert said in str(refused.value.messages)


def test_income_is_said_in_one_way_and_nobody_is_in_two_savings_programs():
    for given, field in (
        ({"annual_income": "12000", "monthly_income": "1000"}, "monthly_income"),
        ({"qmb": True, "premium_program": "slmb"}, "premium_program"),
    ):
        with pytest.raises(ValidationError) as refused:
            load_case({"help": given})
        assert list(refused.value.messages["help"]) == [field]


def test_an_unknown_state_is_refused_and_dates_in_the_wrong_order():
    program = {"name": "Fund", "kind": "foundation", "starts": "2026-05-01", "ends": "2026-04-30"}
    with pytest.raises(ValidationError) as refused:
        load_case({"patient": {"state": "XX"}, "help": {"programs": [program]}})
    assert "such as NC" in refused.value.messages["patient"]["state"][0]
    assert "ends before it starts" in refused.value.messages["help"]["programs"][0]["ends"][0]


@pytest.mark.parametrize(
    ("funding", "found"),
    [("tricare", True), ("champva", True), ("fehb", None), ("self_funded", None), ("insured", None)],
)
def test_tricare_and_champva_are_programs_of_the_government(funding: str, found: bool | None):
    """A manufacturer's copay card is barred there; what is not known of the others stays unknown."""
    coverage = {"primary": {"kind": "commercial", "funding": funding}}
    assert fact("other_government_program", coverage=coverage) is found
