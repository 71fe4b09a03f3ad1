"""What an order adds up to, shown before it is saved: a dose per day typed as per cycle is seen at once."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from costing.case.schema import regimen_of
from costing.case.shapes import Case
from costing.domain.therapy import (
    LB_IN_KG,
    MG_PER_G,
    DoseUnit,
    daily_dose_mg,
    grams_per_28_days,
    grams_per_cycle,
    infusion_days,
)
from costing.questions.refused import refuse


@dataclass(frozen=True, slots=True)
class Dosing:
    """Grams per infusion day, cycle and 28 days; weights when the patient's is known; the dates of the course."""

    grams_per_day: Decimal
    grams_per_cycle: Decimal
    grams_per_28_days: Decimal
    grams_per_kg_per_cycle: Decimal | None
    weight_kg: Decimal | None
    weight_lb: Decimal | None
    infusion_days: int
    first: date
    last: date


def dosing(case: Case) -> Dosing:
    """Add an order up. Raises Refused without an order, or without the weight that its dose needs."""
    if case.order is None:
        raise refuse("order", "Enter the order first.")
    weight = case.patient.weight if case.patient else None
    if weight is None and case.order.dose_unit is not DoseUnit.G_PER_CYCLE:
        raise refuse("patient.weight", "Enter the weight: the dose is per kilogram.")
    kg = weight.kg if weight else None
    regimen = regimen_of(case.order)
    per_cycle = grams_per_cycle(regimen, kg)
    days = infusion_days(regimen, kg)
    return Dosing(
        grams_per_day=Decimal(daily_dose_mg(regimen, kg)) / MG_PER_G,
        grams_per_cycle=per_cycle,
        grams_per_28_days=grams_per_28_days(regimen, kg),
        grams_per_kg_per_cycle=per_cycle / kg if kg else None,
        weight_kg=kg,
        weight_lb=kg / LB_IN_KG if kg else None,
        infusion_days=len(days),
        first=days[0].on,
        last=days[-1].on,
    )
