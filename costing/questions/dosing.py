"""What an order adds up to, shown before it is saved: a dose per day typed as per cycle is seen at once."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from costing.case.phases import OrderedPhase, ordered_phases
from costing.case.shapes import Case, Order
from costing.domain.therapy import (
    LB_IN_KG,
    MG_PER_G,
    DoseUnit,
    Regimen,
    daily_dose_mg,
    grams_per_28_days,
    grams_per_cycle,
)
from costing.questions.estimate import rounded
from costing.questions.product import stocked_sizes
from costing.questions.refused import Refused, refuse
from costing.reference.load import reference


@dataclass(frozen=True, slots=True)
class Grams:
    """How much that is."""

    per_day: Decimal
    per_cycle: Decimal
    per_28_days: Decimal


@dataclass(frozen=True, slots=True)
class DosedPhase:
    """One phase of the course, with the order as it stands in it."""

    order: Order
    first: date
    last: date
    grams: Grams | None
    weight_kg: Decimal | None


@dataclass(frozen=True, slots=True)
class Dosing:
    """The dates of the course; grams unless the dose is per kg and no weight is known; weights when it is known."""

    infusion_days: int
    first: date
    last: date
    grams: Grams | None
    grams_per_kg_per_cycle: Decimal | None
    weight_kg: Decimal | None
    weight_lb: Decimal | None
    dosing_weight: Decimal | None = None  # in kg, when the dose does not go by the actual weight
    rounded_grams_per_day: Decimal | None = None  # on the first day, when whole vials are near enough
    phases: tuple[DosedPhase, ...] = ()  # empty unless the course has several


def dosing(case: Case) -> Dosing:
    """Add an order up. Raises Refused without an order."""
    if case.order is None:
        raise refuse("order", "Enter the order first.")
    weight = case.patient.weight if case.patient else None
    kg = weight.kg if weight else None
    parts = ordered_phases(case.order, case.patient)
    phases = tuple(_dosed(part) for part in parts)
    regimen, dosed_kg = parts[0].phase.regimen, parts[0].weight_kg
    return Dosing(
        infusion_days=sum(len(part.phase.dates()) for part in parts),
        first=phases[0].first,
        last=phases[-1].last,
        grams=_grams(regimen, dosed_kg),
        grams_per_kg_per_cycle=_per_kg(regimen, dosed_kg),
        weight_kg=kg,
        weight_lb=kg / LB_IN_KG if kg else None,
        dosing_weight=None if dosed_kg is None or dosed_kg == kg else dosed_kg,
        rounded_grams_per_day=_rounded(parts[0], phases[0].grams),
        phases=phases if len(phases) > 1 else (),
    )


def _rounded(part: OrderedPhase, grams: Grams | None) -> Decimal | None:
    product = reference().products.get(part.order.product)
    if grams is None or part.order.round_within_percent is None or product is None or not product.packages:
        return None
    try:
        sizes = stocked_sizes(part.order, product)
    except Refused:  # the estimate says which sizes there are
        return None
    given = Decimal(rounded(part, sizes).phase.dose_mg) / MG_PER_G
    return None if given == grams.per_day else given


def _dosed(part: OrderedPhase) -> DosedPhase:
    dates = part.phase.dates()  # they do not depend on the dose, so a missing weight does not hide them
    return DosedPhase(part.order, dates[0][0], dates[-1][0], _grams(part.phase.regimen, part.weight_kg), part.weight_kg)


def _grams(regimen: Regimen, kg: Decimal | None) -> Grams | None:
    if kg is None and regimen.dose_unit is not DoseUnit.G_PER_CYCLE:
        return None
    return Grams(
        per_day=Decimal(daily_dose_mg(regimen, kg)) / MG_PER_G,
        per_cycle=grams_per_cycle(regimen, kg),
        per_28_days=grams_per_28_days(regimen, kg),
    )


def _per_kg(regimen: Regimen, kg: Decimal | None) -> Decimal | None:
    if kg is None:
        return None if regimen.dose_unit is DoseUnit.G_PER_CYCLE else grams_per_cycle(regimen, Decimal(1))
    return grams_per_cycle(regimen, kg) / kg
