"""What every price of one case is looked up with, and two things that follow from it alone."""

from dataclasses import dataclass

from costing.case.plan_shapes import Plan
from costing.case.shapes import Case, Order
from costing.domain.coverage import PlanKind
from costing.domain.sites import DrugFrom, SiteKind
from costing.domain.therapy import Route
from costing.questions.assumptions import ADVANTAGE_AT_MEDICARE_RATES
from costing.reference.shapes import Product, Reference


@dataclass(frozen=True, slots=True)
class Shop:
    """What every price of one case is looked up with."""

    case: Case
    order: Order
    plan: Plan
    product: Product
    known: Reference
    second: Plan | None = None  # behind `plan`


def route_of(order: Order, product: Product) -> Route:
    """As ordered; a product that is given both ways goes into a vein unless the order says otherwise."""
    return order.route or (Route.IV if "IV" in product.routes else Route.SC)


def pays_medicare_rates(shop: Shop) -> bool:
    """Whether Medicare's own schedules decide the allowed amounts; at home it has none."""
    if shop.order.site is SiteKind.HOME:
        return False
    if shop.plan.kind is PlanKind.MEDICARE_PART_B:
        return True
    return shop.plan.kind is PlanKind.MEDICARE_ADVANTAGE and ADVANTAGE_AT_MEDICARE_RATES in shop.case.assumptions


def sent_by_part_d(shop: Shop) -> bool:
    """Whether a pharmacy sends the drug to somebody with Original Medicare: only a Part D plan can pay for it."""
    return shop.plan.kind is PlanKind.MEDICARE_PART_B and shop.order.drug_from is DrugFrom.PHARMACY


def has_daily_limit(shop: Shop) -> bool:
    """Whether Original Medicare limits a day's outpatient coinsurance."""
    return shop.plan.kind is PlanKind.MEDICARE_PART_B and shop.order.site is SiteKind.HOSPITAL_OUTPATIENT
