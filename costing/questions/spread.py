"""An order that leaves days or interval open, such as 2 to 5 days every 3 to 4 weeks: every combination priced, from low to high."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from costing.case.shapes import Case, Order
from costing.domain.estimate import Estimate, Spread, Variant
from costing.domain.therapy import Interval
from costing.questions.refused import Refused
from costing.reference.load import reference

Price = Callable[[Case], Estimate]


def with_spread(case: Case, priced: Estimate, price: Price) -> Estimate:
    """The estimate with its spread, where the order leaves something open."""
    order = case.order
    if order is None or (order.days_per_cycle_to is None and order.interval_every_to is None):
        return priced
    variants = tuple(_variant(case, own, priced if own is order else None, price) for own in _orders(order))
    return replace(priced, spread=_spread(variants))


def _orders(order: Order) -> Iterator[Order]:
    """The order itself for its own days and interval, and one for each other combination, over the same time."""
    whole = order.cycles * order.interval.shortest_days
    for every in range(order.interval.every, (order.interval_every_to or order.interval.every) + 1):
        for days in range(order.days_per_cycle, (order.days_per_cycle_to or order.days_per_cycle) + 1):
            if (every, days) == (order.interval.every, order.days_per_cycle):
                yield order
                continue
            interval = Interval(every, order.interval.unit)
            cycles = max(1, -(-whole // interval.shortest_days))
            yield replace(_of_other_minutes(order, days), days_per_cycle=days, interval=interval, cycles=cycles)


def _of_other_minutes(order: Order, days: int) -> Order:
    """Entered minutes are those of the first number of days; where the label's rates are loaded, they decide for another one."""
    product = reference().products.get(order.product)
    if days == order.days_per_cycle or product is None or product.ramp is None:
        return replace(order, visits=())
    return replace(order, infusion_minutes=None, visits=())


def _variant(case: Case, order: Order, known: Estimate | None, price: Price) -> Variant:
    shown = Variant(order.days_per_cycle, order.interval.every, order.interval.unit.value, order.cycles)
    try:
        priced = known or price(replace(case, order=order))
    except Refused as refused:
        return replace(shown, unknown=next(one for said in refused.messages.values() for one in said))
    why = str(priced.missing[0].why) if priced.missing else None
    return replace(
        shown,
        cycles=len(priced.cycles),
        visits=len(priced.visits),
        allowed=priced.course.allowed,
        patient=priced.course.patient,
        unknown=why,
    )


def _spread(variants: tuple[Variant, ...]) -> Spread:
    """From the least to the most that the patient pays, among the variants that are known."""
    known = sorted((one for one in variants if one.patient is not None), key=_paid)
    if not known:
        return Spread(variants)
    return Spread(variants, known[0], known[-1])


def _paid(one: Variant) -> tuple[Decimal, Decimal]:
    return one.patient or Decimal(0), one.allowed or Decimal(0)
