"""What an order adds up to, shown before it is saved: a dose per day typed as per cycle is seen at once."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from costing.case.phases import regimen_of
from costing.case.shapes import Case
from costing.domain.therapy import (
    LB_IN_KG,
    MG_PER_G,
    DoseUnit,
    Regimen,
    daily_dose_mg,
    grams_per_28_days,
    grams_per_cycle,
    infusion_days,
)
from costing.questions.refused import refuse


@dataclass(frozen=True, slots=True)
class Grams:
    """How much that is."""

    per_day: Decimal
    per_cycle: Decimal
    per_28_days: Decimal


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


def dosing(case: Case) -> Dosing:
    """Add an order up. Raises Refused without an order."""
    if case.order is None:
        raise refuse("order", "Enter the order first.")
    weight = case.patient.weight if case.patient else None
    kg = weight.kg if weight else None
    regimen = regimen_of(case.order)
    # the dates do not depend on the dose, so a missing weight does not hide them
    days = infusion_days(replace(regimen, dose_unit=DoseUnit.G_PER_CYCLE), None)
    return Dosing(
        infusion_days=len(days),
        first=days[0].on,
        last=days[-1].on,
        grams=_grams(regimen, kg),
        grams_per_kg_per_cycle=_per_kg(regimen, kg),
        weight_kg=kg,
        weight_lb=kg / LB_IN_KG if kg else None,
    )


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
