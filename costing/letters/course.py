"""The order in figures: grams, units, vials and dates, recomputed here and held against the estimate."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from costing.case.phases import OrderedPhase, ordered_phases
from costing.case.shapes import Case, Order
from costing.domain.charges import billing_units
from costing.domain.claim import LineKind
from costing.domain.estimate import Estimate, PhaseOfCourse, Vial, Visit
from costing.domain.therapy import (
    MG_PER_G,
    DoseUnit,
    InfusionDay,
    grams_per_28_days,
    grams_per_cycle,
)
from costing.domain.vials import opened_mg
from costing.letters.figures import counted, listed, number
from costing.letters.product import Product
from payer_rules.message import Message, Parameter, say


class FiguresDisagree(ValueError):
    """The order and the estimate say different things, so no letter is written; `message` names both figures."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Doses:
    """What is given: grams and units of one infusion day, one cycle, and the course; units as they are billed."""

    grams_per_cycle: Decimal
    grams_per_day: Decimal
    grams_per_28_days: Decimal
    units_per_day: int
    units_per_cycle: int
    units_in_course: int


@dataclass(frozen=True, slots=True)
class Opened:
    """What one infusion day opens, as priced: vials, whole units left in them, minutes."""

    vials: tuple[Vial, ...]
    wasted_units: int
    minutes: Decimal


@dataclass(frozen=True, slots=True)
class Course:
    """The ordered course, or one phase of it: `doses` is None while a dose per kilogram has no weight, `opened` without an
    estimate. `later` are the phases after the first, each with the order as it stands in it.
    """

    order: Order
    first: date
    last: date
    doses: Doses | None
    opened: Opened | None
    weight_kg: Decimal | None = None
    later: tuple["Course", ...] = ()

    @property
    def phases(self) -> tuple["Course", ...]:
        """All phases in time."""
        return (self, *self.later)


def course_of(case: Case, order: Order, product: Product, estimate: Estimate | None) -> Course:
    """Compute the figures of the order, phase by phase.

    Raises FiguresDisagree when the estimate was made for anything else, or when the order changes to another product.
    """
    parts = ordered_phases(order, case.patient)
    for part in parts:
        if part.order.product != order.product:
            raise FiguresDisagree(
                say(
                    "The order changes to another product on {day}, and a letter asks for one product. "
                    "Write a letter for each product, each from an order of its own.",
                    day=part.order.first_infusion,
                )
            )
    found = tuple(_course(part, product) for part in parts)
    if estimate is not None and all(one.doses for one in found):
        parts = _as_rounded(parts, estimate)
        found = tuple(
            replace(one, doses=_doses(part, len(part.phase.dates()), product))
            for one, part in zip(found, parts, strict=True)
        )
        found = _held_against(estimate, found, parts, product)
    return replace(found[0], later=found[1:])


def _course(part: OrderedPhase, product: Product) -> Course:
    dates = part.phase.dates()
    ungiven = part.weight_kg is None and part.order.dose_unit is not DoseUnit.G_PER_CYCLE
    doses = None if ungiven else _doses(part, len(dates), product)
    return Course(part.order, dates[0][0], dates[-1][0], doses, None, part.weight_kg)


def _doses(part: OrderedPhase, days: int, product: Product) -> Doses:
    regimen = part.phase.regimen
    day_mg = part.phase.dose_mg
    units, _ = billing_units(day_mg, 0, product.billing_unit_mg)
    return Doses(
        grams_per_cycle=grams_per_cycle(regimen, part.weight_kg),
        grams_per_day=Decimal(day_mg) / MG_PER_G,
        grams_per_28_days=grams_per_28_days(regimen, part.weight_kg),
        units_per_day=units,
        units_per_cycle=units * regimen.days_per_cycle,
        units_in_course=units * days,
    )


def _as_rounded(parts: tuple[OrderedPhase, ...], estimate: Estimate) -> tuple[OrderedPhase, ...]:
    """The phases with the priced doses, where those are whole vials within the percentage that the order allows."""
    by_date = {visit.on: visit for visit in estimate.visits}
    return tuple(_given(part, by_date.get(part.phase.dates()[0][0])) for part in parts)


def _given(part: OrderedPhase, visit: Visit | None) -> OrderedPhase:
    """As ordered unless the visit rounds as it may; any other dose is found to disagree later."""
    percent, ordered_mg = part.order.round_within_percent, part.phase.dose_mg
    if visit is None or percent is None or opened_mg(visit.vials) != visit.dose_mg:
        return part
    near = abs(visit.dose_mg - ordered_mg) * 100 <= percent * ordered_mg
    return part.given(visit.dose_mg) if near else part


def _held_against(
    estimate: Estimate, found: tuple[Course, ...], parts: tuple[OrderedPhase, ...], product: Product
) -> tuple[Course, ...]:
    """The phases with what the estimate opens. Raises FiguresDisagree."""
    if estimate.product_name != product.name:
        raise _disagreement("product", product.name, estimate.product_name)
    priced: tuple[PhaseOfCourse | Estimate, ...] = estimate.phases or (estimate,)
    _same("number of phases", len(found), len(priced))
    for one, grams in zip(found, priced, strict=True):
        doses = one.doses
        if doses:
            _same("dose of one cycle", doses.grams_per_cycle, grams.grams_per_cycle, "g")
            _same("dose in 28 days", doses.grams_per_28_days, grams.grams_per_28_days, "g")
    days = tuple((day, one.doses) for one, part in zip(found, parts, strict=True) for day in part.phase.days())
    _same("number of infusion days", len(days), len(estimate.visits))
    for (day, doses), visit in zip(days, estimate.visits, strict=True):
        _must_agree(day, doses, visit)
    by_date = {visit.on: visit for visit in estimate.visits}
    return tuple(replace(one, opened=_opened(by_date[one.first], product)) for one in found)


def _opened(visit: Visit, product: Product) -> Opened:
    _, left = billing_units(visit.dose_mg, opened_mg(visit.vials), product.billing_unit_mg)
    wasted = _units(visit, LineKind.WASTE)
    _same("billing units left in the opened vials", left, wasted)
    return Opened(visit.vials, wasted, visit.minutes)


def _units(visit: Visit, kind: LineKind) -> int:
    return sum(settled.line.units for settled in visit.lines if settled.line.kind is kind)


def _must_agree(day: InfusionDay, doses: Doses | None, visit: Visit) -> None:
    """Hold a priced day against the ordered one."""
    if day.on != visit.on:
        raise _disagreement(f"date of infusion day {day.day} of cycle {day.cycle}", day.on, visit.on)
    _same(f"dose on {day.on.isoformat()}", day.dose_mg, visit.dose_mg, "mg")
    if doses:
        _same(f"billing units on {day.on.isoformat()}", doses.units_per_day, _units(visit, LineKind.DRUG))


def _same(what: str, ordered: Decimal | int, priced: Decimal | int, unit: str = "") -> None:
    if ordered != priced:
        raise _disagreement(what, f"{number(ordered)} {unit}".strip(), f"{number(priced)} {unit}".strip())


def _disagreement(what: str, ordered: Parameter, priced: Parameter) -> FiguresDisagree:
    return FiguresDisagree(
        say(
            "The order and the estimate disagree on the {what}: {ordered} as ordered, {priced} as priced. "
            "Price the order again.",
            what=what,
            ordered=ordered,
            priced=priced,
        )
    )


def schedule_text(order: Order) -> str:
    """Write how often: `on 2 consecutive days every 4 weeks`."""
    most, longest = order.days_per_cycle_to, order.interval_every_to
    days = "on 1 day" if order.days_per_cycle == 1 else f"on {order.days_per_cycle} consecutive days"
    if most is not None:
        days = f"on {order.days_per_cycle} to {most} consecutive days"
    every, unit = order.interval.every, str(order.interval.unit)
    if longest is not None:
        return f"{days} every {every} to {longest} {unit}"
    return f"{days} every {every} {unit}" if every > 1 else f"{days} every {unit.removesuffix('s')}"


DOSE_WORDS = {
    DoseUnit.G_PER_KG_PER_CYCLE: "g/kg per cycle",
    DoseUnit.G_PER_KG_PER_DAY: "g/kg per infusion day",
    DoseUnit.G_PER_CYCLE: "g per cycle",
}


def dose_text(order: Order) -> str:
    """Write the dose as ordered: `2 g/kg per cycle`."""
    return f"{number(order.dose)} {DOSE_WORDS[order.dose_unit]}"


def vials_text(vials: tuple[Vial, ...]) -> str:
    """Write the opened vials: `3 vials of 20 g and 1 vial of 10 g`."""
    return listed(tuple(f"{counted(vial.count, 'vial')} of {number(vial.grams)} g" for vial in vials))
