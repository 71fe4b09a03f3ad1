"""What the practice keeps: sequestration on Medicare's own payment, what patients do not pay, and the price of the vials."""

from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costing.domain.coverage import one_plan
from costing.domain.estimate import Estimate
from costing.domain.margin import Dealings, Margin, is_underwater, margin_of
from costing.domain.money import ZERO
from costing.domain.pricing import price
from tests.domain.builders import a_course, a_price, a_regimen, always, nothing, prices, some_terms

NEVER_BOUGHT = nothing("purchase price")
TWO_PERCENT = always("sequestration", D(2), "percent")


def view(per_unit: str | None = None, dealings: dict[str, Any] | None = None, **course: Any) -> tuple[Estimate, Margin]:
    found = price(a_course(**course))
    purchase = always("purchase price", D(per_unit)) if per_unit else NEVER_BOUGHT
    terms = Dealings(purchase, 500, **(dealings or {}))
    return found, margin_of(found.visits, {visit.on: terms for visit in found.visits})


def test_a_limit_of_asp_plus_six_percent_is_asp_plus_four_point_three_after_sequestration():
    """FFF Enterprises: ASP+6% paid becomes ASP+4.3%: (0.8 x 0.98 + 0.2) x 1.06 = 1.04304. At an ASP of 100, 106 is allowed."""
    _, seen = view(
        dealings={"sequestration": TWO_PERCENT},
        prices=prices(drug=a_price("J1568", "106"), first_hour=None, added_hour=None),
        timeline=one_plan(some_terms()),
        regimen=a_regimen(cycles=1),
    )
    assert seen.course.kept is not None
    assert seen.course.kept / 280 == D("104.304")


def test_the_reference_cycle_by_hand():
    """Medicare pays 5,052.50, 53.71 and 68.42 on the first day, 5,278.90, 53.71 and 68.42 on the second: 2% of each line."""
    _, seen = view("45.00", {"sequestration": TWO_PERCENT}, regimen=a_regimen(cycles=1))
    lost = sum(map(D, ("101.05", "1.07", "1.37", "105.58", "1.07", "1.37")))
    assert (seen.course.sequestration, seen.course.kept) == (lost, D("13502.56") - lost)
    assert seen.course.drug_cost == 280 * 45
    assert seen.course.margin == D("13502.56") - lost - 12600


def test_vials_are_bought_whole():
    """28 g a day from one vial of 30 g: 60 units of 500 mg were bought, 56 are given."""
    _, seen = view("45", regimen=a_regimen(days_per_cycle=5, cycles=1), sizes=a_course().sizes[-1:])
    assert seen.course.drug_cost == 5 * 60 * 45


def test_a_drug_that_costs_more_than_is_kept_is_underwater_day_by_day():
    _, seen = view("46.9", {"sequestration": TWO_PERCENT}, regimen=a_regimen(cycles=2), timeline=one_plan(some_terms()))
    assert [is_underwater(day) for day in seen.days] == [True] * 4
    assert sum(one.underwater for one in seen.quarters) == 4
    _, level = view("47.133", regimen=a_regimen(cycles=2))
    assert not any(map(is_underwater, level.days))


def test_what_patients_do_not_pay_is_lost():
    found, seen = view(dealings={"uncollected_percent": D(25)}, regimen=a_regimen(cycles=1))
    lines = [line for visit in found.visits for line in visit.lines]
    assert seen.course.uncollected == sum((line.patient / 4).quantize(D("0.01"), "ROUND_HALF_UP") for line in lines)
    assert seen.course.kept == seen.course.allowed - seen.course.uncollected


@pytest.mark.parametrize("per_unit", [None, "45"])
def test_what_is_not_known_makes_no_margin(per_unit: str | None):
    unpriced = prices(drug=a_price("J1568", "0", allowed=nothing("limit")))
    _, seen = view(per_unit, {"sequestration": TWO_PERCENT}, prices=unpriced)
    assert (seen.course.kept, seen.course.margin) == (None, None)
    _, seen = view(dealings={"sequestration": TWO_PERCENT})
    assert (seen.course.drug_cost, seen.course.margin) == (None, None)
    assert seen.course.kept is not None


def test_a_drug_that_a_pharmacy_sends_is_neither_revenue_nor_cost():
    found, seen = view(dealings={"bought": False}, prices=prices(dispensed=True), regimen=a_regimen(cycles=1))
    hours = sum(line.line.allowed for visit in found.visits for line in visit.lines if line.line.code != "J1568")
    assert (seen.course.allowed, seen.course.drug_cost, seen.course.margin) == (hours, ZERO, hours)


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
def test_kept_and_lost_add_up_to_allowed_and_no_share_moves(sequestration: D, uncollected: D):
    lost = {"sequestration": always("sequestration", sequestration, "percent"), "uncollected_percent": uncollected}
    found, seen = view("40", lost, regimen=a_regimen(cycles=4))
    sums = seen.course
    assert sums.kept + sums.sequestration + sums.uncollected == sums.allowed == found.course.allowed
    assert sums.drug_kept + sums.administration_kept == sums.kept
    assert sum(one.sums.margin for one in seen.quarters) == sum(day.sums.margin for day in seen.days) == sums.margin
    assert found == view("40", regimen=a_regimen(cycles=4))[0]
