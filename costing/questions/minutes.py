"""How long one infusion day takes: as entered, or by the label's ramp."""

from decimal import Decimal

from costing.case.phases import regimen_of
from costing.case.shapes import Case, Order
from costing.domain.infusion_time import minutes_by_ramp
from costing.domain.therapy import GivenBy, Route, daily_dose_mg
from costing.questions.assumptions import ADDED_HOUR_RULE, BY_NAME, MIDDLE_STEP
from costing.questions.refused import refuse
from costing.questions.shop import route_of
from costing.reference.shapes import Product


def infusion_minutes(case: Case, order: Order, product: Product, weight_kg: Decimal | None) -> Decimal:
    """Entered minutes, or the label's ramp; 0 when no staff is there. Raises Refused when neither can be used."""
    if order.given_by is GivenBy.SELF:
        return Decimal(0)
    if ADDED_HOUR_RULE not in case.assumptions:
        raise refuse("assumptions", f"Choose the rule for added hours: {BY_NAME[ADDED_HOUR_RULE].sentence}")
    if order.infusion_minutes is not None:
        return Decimal(order.infusion_minutes)
    if route_of(order, product) is Route.SC:
        raise refuse(
            "order.infusion_minutes", "Enter the minutes that staff infuse under the skin on one day, such as 90."
        )
    if product.ramp and weight_kg is None:
        raise refuse(
            "order.infusion_minutes",
            "Enter the minutes of one infusion day, such as 300, or the weight: the label's rates are per kilogram.",
        )
    if product.ramp is None or weight_kg is None:
        raise refuse(
            "order.infusion_minutes",
            f"Enter the minutes of one infusion day, such as 300: no rate table is loaded for {product.name}.",
        )
    if MIDDLE_STEP not in case.assumptions:
        offer = f"Enter the minutes of one infusion day, such as 300, or choose the assumption: {BY_NAME[MIDDLE_STEP].sentence}"
        raise refuse("order.infusion_minutes", offer)
    mg_per_kg = daily_dose_mg(regimen_of(order), weight_kg) / weight_kg
    return minutes_by_ramp(mg_per_kg, product.ramp.slow if order.slow_rate else product.ramp.usual)
