"""The order in figures: grams, units, vials and dates, recomputed here and held against the estimate."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from costing.case.shapes import Case, Order
from costing.domain.charges import billing_units
from costing.domain.estimate import Estimate, LineKind, Vial, Visit
from costing.domain.therapy import (
    MG_PER_G,
    DoseUnit,
    InfusionDay,
    Regimen,
    grams_per_28_days,
    grams_per_cycle,
    infusion_days,
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
    """The ordered course: `doses` is None while a dose per kilogram has no weight, `opened` without an estimate."""

    order: Order
    first: date
    last: date
    doses: Doses | None
    opened: Opened | None


def course_of(case: Case, order: Order, product: Product, estimate: Estimate | None) -> Course:
    """Compute the figures of the order. Raises FiguresDisagree when the estimate was made for anything else."""
    weight_kg = case.patient.weight.kg if case.patient and case.patient.weight else None
    first = order.first_infusion
    last = order.interval.after(first, order.cycles - 1) + timedelta(order.days_per_cycle - 1)
    if weight_kg is None and order.dose_unit is not DoseUnit.G_PER_CYCLE:
        return Course(order, first, last, None, None)
    doses = _doses(order, weight_kg, product)
    if estimate is None:
        return Course(order, first, last, doses, None)
    days = infusion_days(_regimen(order), weight_kg)
    _must_agree(estimate, product, doses, days)
    return Course(order, first, last, doses, _opened(estimate.visits[0], product))


def _regimen(order: Order) -> Regimen:
    return Regimen(
        order.dose, order.dose_unit, order.days_per_cycle, order.interval, order.cycles, order.first_infusion
    )


def _doses(order: Order, weight_kg: Decimal | None, product: Product) -> Doses:
    regimen = _regimen(order)
    day_mg = infusion_days(regimen, weight_kg)[0].dose_mg
    units, _ = billing_units(day_mg, 0, product.billing_unit_mg)
    return Doses(
        grams_per_cycle=grams_per_cycle(regimen, weight_kg),
        grams_per_day=Decimal(day_mg) / MG_PER_G,
        grams_per_28_days=grams_per_28_days(regimen, weight_kg),
        units_per_day=units,
        units_per_cycle=units * order.days_per_cycle,
        units_in_course=units * order.days_per_cycle * order.cycles,
    )


def _opened(visit: Visit, product: Product) -> Opened:
    _, left = billing_units(visit.dose_mg, opened_mg(visit.vials), product.billing_unit_mg)
    wasted = _units(visit, LineKind.WASTE)
    _same("billing units left in the opened vials", left, wasted)
    return Opened(visit.vials, wasted, visit.minutes)


def _units(visit: Visit, kind: LineKind) -> int:
    return sum(settled.line.units for settled in visit.lines if settled.line.kind is kind)


def _must_agree(estimate: Estimate, product: Product, doses: Doses, days: tuple[InfusionDay, ...]) -> None:
    """Hold every figure of the estimate that a letter could print against the order's own."""
    if estimate.product_name != product.name:
        raise _disagreement("product", product.name, estimate.product_name)
    _same("dose of one cycle", doses.grams_per_cycle, estimate.grams_per_cycle, "g")
    _same("dose in 28 days", doses.grams_per_28_days, estimate.grams_per_28_days, "g")
    _same("number of infusion days", len(days), len(estimate.visits))
    for day, visit in zip(days, estimate.visits, strict=True):
        if day.on != visit.on:
            raise _disagreement(f"date of infusion day {day.day} of cycle {day.cycle}", day.on, visit.on)
        _same(f"dose on {day.on.isoformat()}", day.dose_mg, visit.dose_mg, "mg")
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
    days = "on 1 day" if order.days_per_cycle == 1 else f"on {order.days_per_cycle} consecutive days"
    every = order.interval.every
    unit = str(order.interval.unit)
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
