"""Every strength that has packages is priced, into a vein and under the skin, each with the codes of its own route."""

import json
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

from costing.case.schema import dump_case, load_case
from costing.domain.estimate import Estimate
from costing.questions import Refused
from costing.questions.derived import full_chart
from costing.questions.dosing import dosing
from costing.questions.estimate import estimate
from costing.reference.load import reference

PRODUCTS = reference().products
WEEKLY = {
    "product": "hizentra",
    "dose": "28",
    "dose_unit": "g_per_cycle",
    "days_per_cycle": 1,
    "interval": {"every": 1, "unit": "weeks"},
    "cycles": 52,
    "infusion_minutes": 150,
}


def document(name: str = "part-b-office", **order: Any) -> dict[str, Any]:
    given: dict[str, Any] = json.loads(Path(f"costing/examples/{name}.json").read_text())
    given["order"] |= order
    return given


def priced(name: str = "part-b-office", **order: Any) -> Estimate:
    return estimate(load_case(document(name, **order)))


def codes(found: Estimate) -> list[tuple[str, int]]:
    return [(line.line.code, line.line.units) for line in found.visits[0].lines]


@pytest.mark.parametrize(
    ("product", "route"),
    [(one.id, route.lower()) for one in PRODUCTS.values() for route in one.routes if one.packages],
)
def test_every_strength_is_priced_by_each_of_its_routes(product: str, route: str):
    found = priced(product=product, route=route, infusion_minutes=300)
    hours = {"iv": [("96365", 1), ("96366", 4)], "sc": [("96369", 1), ("96370", 4)]}[route]
    assert codes(found)[-2:] == hours
    assert codes(found)[0][0] == PRODUCTS[product].hcpcs
    assert found.visits[0].totals.lines >= 3


def test_22_strengths_are_known():
    assert len(PRODUCTS) == 22


def test_a_weekly_year_counts_weeks():
    """28 g of 100 mg units are 280; 150 minutes are a first hour and one added hour, since the last 30 are not more than 30."""
    found = priced(**WEEKLY)
    assert len(found.visits) == 52
    assert codes(found) == [("J1559", 280), ("96369", 1), ("96370", 1)]
    assert found.grams_per_28_days == D(112)


def test_who_infuses_alone_bills_no_time_of_staff():
    found = priced("hdhp-contract", **WEEKLY | {"given_by": "self"})
    assert {line.line.code for visit in found.visits for line in visit.lines} == {"J1559"}
    assert any("without staff" in str(note) for note in found.notes)


def test_part_b_does_not_pay_for_it_without_staff():
    with pytest.raises(Refused, match="ask the Part D plan"):
        priced(**WEEKLY | {"given_by": "self"})


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({"product": "octagam_10", "route": "sc"}, "order.route"),
        ({**WEEKLY, "route": "iv"}, "order.route"),
        ({"given_by": "self"}, "order.given_by"),
        ({**WEEKLY, "infusion_minutes": None}, "order.infusion_minutes"),
        ({"conversion": {"factor": "1", "from_interval": {"every": 4, "unit": "weeks"}}}, "order.conversion"),
    ],
)
def test_what_a_route_does_not_allow_is_refused(order: dict[str, Any], field: str):
    with pytest.raises(Refused) as refused:
        priced(**order)
    assert list(refused.value.messages) == [field]


CONVERTED = WEEKLY | {
    "dose": "140",
    "conversion": {"factor": "1.2", "from_interval": {"every": 4, "unit": "weeks"}},
}


def test_a_dose_into_a_vein_is_converted_with_the_entered_factor():
    """140 g every 4 weeks at 1.2 are 168 g in 4 weeks, 42 g a week."""
    found = priced(**CONVERTED)
    assert found.visits[0].dose_mg == 42_000
    assert any("factor 1.2" in str(note) for note in found.notes)
    case = load_case(document(**CONVERTED))
    added_up = dosing(case)
    assert added_up.grams is not None
    assert added_up.grams.per_28_days == D(168)
    assert load_case(dump_case(case)) == case


@pytest.mark.parametrize(
    ("order", "route"), [({}, "iv"), (WEEKLY, "sc"), ({"product": "gamunex_c", "route": "sc"}, "sc")]
)
def test_a_policy_reads_the_ordered_route(order: dict[str, Any], route: str):
    [fact] = full_chart(load_case(document(**order)), date(2026, 6, 1)).values("route")
    assert fact.value == route
