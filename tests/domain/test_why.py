"""The working of a figure is checked arithmetic: its parts add up to it, down to leaves that rest on a value or an entered amount."""

from collections.abc import Iterator
from decimal import Decimal as D
from typing import Any

import pytest

from costing.domain.estimate import Estimate
from costing.domain.ledger import settle
from costing.domain.pricing import price
from costing.domain.why import PARTS, NoSuchFigure, Step, _figures, _shares, figures_of, why
from tests.domain.builders import a_course, a_price, nothing, prices
from tests.domain.test_oracle import a_case

FIGURES_OF_A_LINE = ("plan", "patient")


def course(**changes: Any) -> Estimate:
    return price(a_course(**changes))


def steps(step: Step) -> Iterator[Step]:
    yield step
    for part in step.parts:
        yield from steps(part)


def test_every_figure_of_an_estimate_walks_to_parts_that_add_up():
    estimate = course()
    names = [name for name, _ in _figures(estimate)]
    assert len(names) == len(set(names)) > 600
    for name, dollars in _figures(estimate):
        step = why(estimate, name)
        assert (step.figure, step.dollars) == (name, dollars)
        for one in steps(step):
            if one.parts and one.dollars is not None:
                assert one.dollars == sum(part.dollars for part in one.parts), name


def test_lines_of_every_design_add_up():
    """The shares of the lines of 400 random cases: plans, second payers, programs and limits of every kind."""
    seen = 0
    for seed in range(400):
        for line in settle(*a_case(seed)):
            for part in FIGURES_OF_A_LINE:
                value = getattr(line, part)
                if value is None:
                    continue
                parts = tuple(_shares(line, "line.1.1", part))
                assert sum((one.dollars for one in parts), D(0)) == value, (seed, part)
                seen += len(parts) > 2
    assert seen > 300


def test_2926_90_is_the_first_cycle_and_the_first_month_and_walks_to_the_deductible():
    estimate = course()
    assert figures_of(estimate, D("2926.90")) == ("month.1.patient", "cycle.1.patient")
    (deductible,) = [one for one in steps(why(estimate, "cycle.1.patient")) if str(one.what) == "Deductible"]
    assert deductible.dollars == 283
    assert [basis.value for basis in deductible.bases] == [283]
    prices_seen = {basis.value for one in steps(why(estimate, "cycle.1.patient")) for basis in one.bases}
    assert {D("47.133"), D("67.14"), D("21.38"), D(20)} <= prices_seen


def test_leaves_that_are_paid_rest_on_something():
    estimate = course()
    for name in ("course.allowed", "course.plan", "course.patient", "day.3.patient"):
        leaves = [one for one in steps(why(estimate, name)) if not one.parts and one.dollars]
        assert leaves
        assert all(one.bases for one in leaves)


def test_an_unknown_figure_says_why():
    estimate = course(prices=prices(drug=a_price("J1568", "0", allowed=nothing("limit of J1568"))))
    step = why(estimate, "course.patient")
    assert step.dollars is None
    assert any("limit of J1568" in str(one.unknown) for one in steps(step))


@pytest.mark.parametrize(
    "name",
    ["", "course", "course.tax", "day.0.patient", "day.99.patient", "line.1.patient", "line.1.9.plan", "year.-1.plan", "day.1.1.plan",
     "day.١.patient", "course.patient\n", "day.1.patient.", "../etc", "day.00001.patient"],
)  # fmt: skip
def test_what_is_no_figure_is_said(name: str):
    with pytest.raises(NoSuchFigure):
        why(course(), name)


def test_the_parts_are_those_of_a_total():
    assert set(PARTS) == {"allowed", "billed", "plan", "second_payer", "help_paid", "patient"}
