"""What each ordered infusion day gives, as dated facts: grams, billing units, grams per kg of the actual weight."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from costing.case.phases import ordered_phases
from costing.case.shapes import Case, Order
from costing.domain.therapy import MG_PER_G, InfusionDay
from costing.reference.shapes import Product
from payer_rules.chart import Evidence, Fact

COMPUTED = Evidence("Worked out from the order")
WHOLE = Decimal(1)
HUNDREDTH_GRAM_PER_KG = Decimal("0.0001")  # rounded up, so that a limit is never kept by rounding


def infusion_facts(case: Case, order: Order, product: Product | None) -> Iterator[Fact]:
    """Three facts for each infusion day; those of a dose that is not known are left out."""
    actual_kg = case.patient.weight.kg if case.patient and case.patient.weight else None
    for phase in ordered_phases(order, case.patient):
        try:
            days = phase.phase.days()
        except ValueError:  # a dose per kg without a weight
            return
        for day in days:
            yield from _of_day(day, product if product and product.id == phase.order.product else None, actual_kg)


def _of_day(day: InfusionDay, product: Product | None, actual_kg: Decimal | None) -> Iterator[Fact]:
    grams = Decimal(day.dose_mg) / MG_PER_G
    yield Fact("infusion_grams", grams, COMPUTED, "g", day.on)
    if product:
        units = (Decimal(day.dose_mg) / product.billing_unit_mg).quantize(WHOLE, ROUND_CEILING)
        yield Fact("infusion_units", units, COMPUTED, "units", day.on)
    if actual_kg:
        per_kg = (grams / actual_kg).quantize(HUNDREDTH_GRAM_PER_KG, ROUND_CEILING)
        yield Fact("infusion_g_per_kg", per_kg, COMPUTED, "g/kg", day.on)
