"""The price list of a case: Medicare's schedules from the reference, contract and cash prices as the practice entered them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from costing.case.shapes import Case, Fee, FeeKind, Order, Plan
from costing.domain.charges import DOLLARS, PERCENT, Coinsurance, Price, PriceList
from costing.domain.coverage import PlanKind
from costing.domain.pricing import NEWEST_LOADED_VALUE
from costing.domain.sites import SiteKind
from costing.domain.therapy import GivenBy, Route
from costing.questions.assumptions import ADVANTAGE_AT_MEDICARE_RATES
from costing.questions.refused import refuse
from costing.questions.terms import ENTERED_TERMS
from costing.reference.shapes import Locality, OfficeFee, Product, Reference
from payer_rules.dated import Dated, History, Provenance, Status
from payer_rules.message import Message, say

FIRST_HOUR, ADDED_HOUR = "96365", "96366"
HOURS = {Route.IV: (FIRST_HOUR, ADDED_HOUR), Route.SC: ("96369", "96370")}
ENTERED_PRICE = Provenance(Status.ENTERED, None, "Entered by the practice.")
ENTERED_NAMES = {FeeKind.BILLED: "billed charge", FeeKind.CONTRACT: "contract rate", FeeKind.CASH: "cash price"}
PACKAGED = "N"
T = TypeVar("T")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Shop:
    """What every price of one case is looked up with."""

    case: Case
    order: Order
    plan: Plan
    product: Product
    known: Reference


def price_list(shop: Shop) -> PriceList:
    """Prices of the drug and the two infusion codes. Raises Refused for overlapping entered prices."""
    first, added = HOURS[route_of(shop.order, shop.product)]
    return PriceList(
        drug=_price(shop, shop.product.hcpcs, shop.product.name),
        first_hour=_staff_time(shop, first),
        added_hour=_staff_time(shop, added),
        billing_unit_mg=shop.product.billing_unit_mg,
        stretch=NEWEST_LOADED_VALUE in shop.case.assumptions,
    )


def _staff_time(shop: Shop, code: str) -> Price | None:
    """Nothing is billed for the time of a patient who infuses without staff."""
    if shop.order.given_by is GivenBy.SELF:
        return None
    return _price(shop, code, shop.known.administration[code].label)


def route_of(order: Order, product: Product) -> Route:
    """As ordered; a product that is given both ways goes into a vein unless the order says otherwise."""
    return order.route or (Route.IV if "IV" in product.routes else Route.SC)


def pays_medicare_rates(shop: Shop) -> bool:
    """Whether Medicare's own schedules decide the allowed amounts."""
    if shop.plan.kind is PlanKind.MEDICARE_PART_B:
        return True
    return shop.plan.kind is PlanKind.MEDICARE_ADVANTAGE and ADVANTAGE_AT_MEDICARE_RATES in shop.case.assumptions


def _price(shop: Shop, code: str, label: str) -> Price:
    billed = _entered(shop, code, FeeKind.BILLED)
    contract = _entered(shop, code, FeeKind.CONTRACT)
    if shop.plan.kind is PlanKind.SELF_PAY:
        cash = _entered(shop, code, FeeKind.CASH)
        return Price(code, label, cash, NO_COINSURANCE, billed, None if cash.entries else _no_cash(code))
    if _is_part_b(shop) or (pays_medicare_rates(shop) and not contract.entries):
        allowed, share, unknown = _medicare(shop, code)
        return Price(code, label, allowed, share if _is_part_b(shop) else _plan_share(shop.plan), billed, unknown)
    return Price(
        code, label, contract, _plan_share(shop.plan), billed, None if contract.entries else _no_contract(shop, code)
    )


def _is_part_b(shop: Shop) -> bool:
    return shop.plan.kind is PlanKind.MEDICARE_PART_B


def _no_cash(code: str) -> Message:
    return say(
        "No cash price for {name} is entered: a patient without insurance owes the practice's own cash rate, never Medicare's.",
        name=code,
    )


def _no_contract(shop: Shop, code: str) -> Message:
    if shop.plan.kind is PlanKind.MEDICARE_ADVANTAGE:
        return say(
            "No contract rate for {name} is entered: enter it, or assume that the plan allows Medicare's amounts.",
            name=code,
        )
    return say("No contract rate for {name} is entered: find it in the payer contract.", name=code)


def _entered(shop: Shop, code: str, kind: FeeKind) -> History[Decimal]:
    """The practice's rows of one code and kind, in order of date."""
    name = ENTERED_NAMES[kind]
    rows = [(place, fee) for place, fee in enumerate(shop.case.fees) if (fee.code, fee.kind) == (code, kind)]
    rows.sort(key=lambda row: row[1].starts)
    for place, fee in rows:
        if fee.ends is not None and fee.ends < fee.starts:
            raise refuse(f"fees.{place}.ends", f"The {name} for {code} ends before it starts. Check both dates.")
    for (_, earlier), (place, later) in pairwise(rows):
        if earlier.ends is None or earlier.ends >= later.starts:
            raise refuse(
                f"fees.{place}.starts",
                f"Two {name}s for {code} are in force on the same day. End the first before the second starts.",
            )
    return History(f"{name} for {code}", tuple(_dated(fee) for _, fee in rows), "enter it for that date")


def _dated(fee: Fee) -> Dated[Decimal]:
    return Dated(fee.per_unit, DOLLARS, fee.starts, fee.ends, ENTERED_PRICE)


def _plan_share(plan: Plan) -> History[Coinsurance]:
    percent = Coinsurance(percent=plan.coinsurance_percent)
    return History("plan coinsurance", (Dated(percent, PERCENT, date.min, None, ENTERED_TERMS),))


NO_COINSURANCE: History[Coinsurance] = History(
    "no insurance", (Dated(Coinsurance(percent=Decimal(100)), PERCENT, date.min, None, ENTERED_TERMS),)
)


def _medicare(shop: Shop, code: str) -> tuple[History[Decimal], History[Coinsurance], Message | None]:
    """Allowed amount and coinsurance of Original Medicare for a code at the ordered site."""
    if code == shop.product.hcpcs:
        return _drug(shop, code)
    if shop.order.site is SiteKind.OFFICE:
        return _office(shop, code), shop.known.part_b_coinsurance, None
    return _hospital(shop, code)


def _office(shop: Shop, code: str) -> History[Decimal]:
    """The fee of the order's locality for the days on which both it and the fee are loaded, else the national one."""
    fees = shop.known.office_fees[code, shop.order.conversion_factor]
    if shop.order.locality is None:
        return History(f"national {fees.name}", tuple(_as(e, e.value.national, e.unit) for e in fees.entries))
    places = shop.known.localities[shop.order.locality]
    here = (_at(fee, place) for fee in fees.entries for place in places.entries)
    name = f"{fees.name} in {places.newest().value.name}"
    return History(name, tuple(entry for entry in here if entry is not None))


def _at(fee: Dated[OfficeFee], place: Dated[Locality]) -> Dated[Decimal] | None:
    """The fee in a locality while both hold; derived, since the printed list by locality was not read."""
    starts, ends = max(fee.starts, place.starts), min(fee.ends or date.max, place.ends or date.max)
    if ends < starts:
        return None
    return Dated(fee.value.at(place.value), fee.unit, starts, ends, Provenance(Status.DERIVED, fee.provenance.source))


def _drug(shop: Shop, code: str) -> tuple[History[Decimal], History[Coinsurance], Message | None]:
    limits = shop.known.limits.get(code)
    if limits is None:
        unknown = say("Medicare publishes no payment limit for {name}, so its price is unknown.", name=code)
        return History(f"Part B payment limit for {code}", ()), shop.known.part_b_coinsurance, unknown
    share = History(
        f"Part B coinsurance for {code}",
        tuple(_as(e, _percent(e.value.coinsurance_percent), PERCENT) for e in limits.entries),
    )
    if shop.order.site is SiteKind.HOSPITAL_OUTPATIENT and (packaged := _not_paid_apart(shop, code)):
        return packaged[0], shop.known.part_b_coinsurance, packaged[1]
    return History(limits.name, tuple(_as(e, e.value.per_unit, e.unit) for e in limits.entries)), share, None


def _not_paid_apart(shop: Shop, code: str) -> tuple[History[Decimal], Message | None] | None:
    """Zero for a drug that the hospital's infusion payment already contains; unknown without an indicator; None when paid apart."""
    indicators = shop.known.drug_indicators.get(code)
    name = f"outpatient payment for {code}"
    if indicators is None:
        return History(name, ()), say("Whether a hospital is paid separately for {name} is not loaded.", name=code)
    if indicators.newest().value != PACKAGED:
        return None
    return History(
        f"{name} (packaged, indicator N)", tuple(_as(e, Decimal(0), DOLLARS) for e in indicators.entries)
    ), None


def _hospital(shop: Shop, code: str) -> tuple[History[Decimal], History[Coinsurance], Message | None]:
    fees = shop.known.hospital_fees[code]
    per_unit = History(fees.name, tuple(_as(e, e.value.rate, e.unit) for e in fees.entries))
    share = History(
        f"outpatient copayment for {code}",
        tuple(_as(e, Coinsurance(per_unit=e.value.copay), e.unit) for e in fees.entries),
    )
    return per_unit, share, None


def _percent(percent: Decimal) -> Coinsurance:
    return Coinsurance(percent=percent)


def _as(entry: Dated[T], value: S, unit: str) -> Dated[S]:
    """The same dates and source for one part of a value."""
    return Dated(value, unit, entry.starts, entry.ends, entry.provenance)
