"""An order such as 2 to 5 days every 3 to 4 weeks: each way costs what an order of its own costs, and the ends are the least and most."""

from typing import Any

import pytest

from costing.domain.estimate import Estimate
from costing.letters.course import schedule_text
from costing.questions import Refused, estimate, read_case
from tests.questions.test_documents import example

OPEN = {"days_per_cycle_to": 5, "interval": {"every": 3, "unit": "weeks"}, "interval_every_to": 4, "cycles": 17}


def document(**order: Any) -> dict[str, Any]:
    found = example("part-b-office")
    found["order"] |= order
    return found


def priced(**order: Any) -> Estimate:
    return estimate(read_case(document(**order)))


def test_each_way_costs_what_its_own_order_costs_over_the_same_time():
    """17 cycles every 3 weeks are 357 days, in which 13 cycles every 4 weeks begin."""
    found = priced(**OPEN)
    assert found.spread is not None
    assert [(one.days_per_cycle, one.every, one.cycles) for one in found.spread.variants] == [
        (days, every, {3: 17, 4: 13}[every]) for every in (3, 4) for days in (2, 3, 4, 5)
    ]
    for one in found.spread.variants:
        own = priced(
            days_per_cycle=one.days_per_cycle, interval={"every": one.every, "unit": "weeks"}, cycles=one.cycles
        )
        assert (one.allowed, one.patient, one.visits) == (own.course.allowed, own.course.patient, len(own.visits))


def test_the_ends_are_the_least_and_the_most_for_the_patient():
    spread = priced(**OPEN).spread
    assert spread is not None
    paid = [one.patient for one in spread.variants]
    assert (spread.low.patient, spread.high.patient) == (min(paid), max(paid))
    assert (str(spread.low.patient), str(spread.high.patient)) == ("35332.90", "46602.40")


def test_every_other_figure_is_that_of_the_first_numbers():
    plain = priced(interval={"every": 3, "unit": "weeks"}, cycles=17)
    found = priced(**OPEN)
    assert (found.course, found.visits) == (plain.course, plain.visits)
    assert plain.spread is None


def test_what_is_unknown_for_one_way_is_unknown_there_and_said():
    found = document(**OPEN)
    found["assumptions"].remove("newest_loaded_value")
    spread = estimate(read_case(found)).spread
    assert spread is not None
    assert all(one.patient is None and one.unknown for one in spread.variants)
    assert (spread.low, spread.high) == (None, None)


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({"days_per_cycle_to": 2}, "order.days_per_cycle_to"),
        ({"days_per_cycle_to": 6}, "order.days_per_cycle_to"),
        ({"interval_every_to": 4}, "order.interval_every_to"),
        ({"dose": "1", "dose_unit": "g_per_kg_per_day", "days_per_cycle_to": 3}, "order.days_per_cycle_to"),
        ({"interval": {"every": 3, "unit": "days"}, "days_per_cycle_to": 5}, "order.days_per_cycle_to"),
    ],
)
def test_a_range_that_is_none_is_refused(order, field):
    with pytest.raises(Refused) as refused:
        priced(**order)
    assert list(refused.value.messages) == [field]


def test_a_letter_says_the_range_as_ordered():
    order = read_case(document(**OPEN)).order
    assert order is not None
    assert schedule_text(order) == "on 2 to 5 consecutive days every 3 to 4 weeks"
