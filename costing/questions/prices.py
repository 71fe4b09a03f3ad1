"""The price list of a case: Medicare's schedules from the reference, contract and cash prices as the practice entered them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from costing.case.plan_shapes import Plan
from costing.case.shapes import FeeKind
from costing.domain.charges import PERCENT, Coinsurance, Price, PriceList
from costing.domain.claim import Network
from costing.domain.coverage import PlanKind
from costing.domain.pricing import NEWEST_LOADED_VALUE
from costing.domain.sites import DrugFrom, SiteKind
from costing.domain.therapy import GivenBy, Route
from costing.questions.daily import daily_lines
from costing.questions.fees import agreed_here, contract, entered
from costing.questions.medicare import has_rate, medicare_rate
from costing.questions.shop import Shop, has_daily_limit, pays_medicare_rates, route_of, sent_by_part_d
from costing.questions.terms import ENTERED_TERMS
from payer_rules.dated import Dated, History
from payer_rules.message import Message, say

FIRST_HOUR, ADDED_HOUR = "96365", "96366"
HOURS = {Route.IV: (FIRST_HOUR, ADDED_HOUR), Route.SC: ("96369", "96370")}


def price_list(shop: Shop) -> PriceList:
    """Prices of the drug and the two infusion codes. Raises Refused for overlapping entered prices."""
    first, added = HOURS[route_of(shop.order, shop.product)]
    return PriceList(
        drug=_price(shop, shop.product.hcpcs, shop.product.name),
        first_hour=_staff_time(shop, first),
        added_hour=_staff_time(shop, added, first),
        billing_unit_mg=shop.product.billing_unit_mg,
        stretch=NEWEST_LOADED_VALUE in shop.case.assumptions,
        daily_coinsurance_limit=shop.known.part_a_inpatient_deductible if has_daily_limit(shop) else None,
        dispensed=shop.order.drug_from is DrugFrom.PHARMACY,
        network=Network.IN if shop.plan.practice_in_network else Network.OUT,
        daily=daily_lines(shop, lambda code, label: _price(shop, code, label)),
    )


def _staff_time(shop: Shop, code: str, first_hour: str | None = None) -> Price | None:
    """Nothing is billed for the time of a patient who infuses without staff; at home a nurse's visit has codes of its own."""
    if shop.order.given_by is GivenBy.SELF or shop.order.site is SiteKind.HOME:
        return None
    return _price(shop, code, shop.known.administration[code].label, first_hour)


def _price(shop: Shop, code: str, label: str, first_hour: str | None = None) -> Price:
    """`first_hour`: whose contract rate may cover this code, when it has none of its own."""
    price, second = _first_price(shop, code, label, first_hour), _second_amount(shop, code)
    return replace(price, second=second) if second else price


def _second_amount(shop: Shop, code: str) -> History[Decimal] | None:
    """Medicare's own amount of a code where it pays second; None: the first plan's is used."""
    if shop.second is None or shop.second.kind is not PlanKind.MEDICARE_PART_B or not has_rate(shop, code):
        return None
    return medicare_rate(shop, code)[0]


def _first_price(shop: Shop, code: str, label: str, first_hour: str | None) -> Price:
    billed = entered(shop, code, FeeKind.BILLED)
    if shop.plan.kind is PlanKind.SELF_PAY:
        cash = entered(shop, code, FeeKind.CASH)
        return Price(code, label, cash, NO_COINSURANCE, billed, None if cash.entries else _no_cash(code))
    agreed = contract(shop, code, first_hour)
    if has_rate(shop, code) and (_by_part_b(shop, code) or (pays_medicare_rates(shop) and not agreed.entries)):
        allowed, share, unknown = medicare_rate(shop, code)
        return Price(code, label, allowed, share if _is_part_b(shop) else _plan_share(shop.plan), billed, unknown)
    share = shop.known.part_b_coinsurance if _by_part_b(shop, code) else _plan_share(shop.plan)
    return Price(code, label, agreed, share, billed, None if agreed.entries else _no_contract(shop, code))


def _by_part_b(shop: Shop, code: str) -> bool:
    """Whether Original Medicare decides the amount: not at home, and not for a drug that a Part D plan pays for."""
    at_home = shop.order.site is SiteKind.HOME
    return _is_part_b(shop) and not at_home and not (code == shop.product.hcpcs and sent_by_part_d(shop))


def _is_part_b(shop: Shop) -> bool:
    return shop.plan.kind is PlanKind.MEDICARE_PART_B


def _no_cash(code: str) -> Message:
    return say(
        "No cash price for {name} is entered: a patient without insurance owes the practice's own cash rate, never Medicare's.",
        name=code,
    )


def _no_contract(shop: Shop, code: str) -> Message:
    if _is_part_b(shop) and shop.order.site is SiteKind.HOME:
        return say(
            "Medicare pays neither nurse nor pump at home for dermatomyositis, and no price for {name} is entered.",
            name=code,
        )
    if _is_part_b(shop):
        return say(
            "Medicare's amount for {name} is not loaded: enter it among the prices, as a contract rate from Medicare's own file.",
            name=code,
        )
    if agreed_here(shop, code):
        return say("The contract rate for {name} is a percent of something that is not loaded or entered.", name=code)
    if shop.plan.kind is PlanKind.MEDICAID and not any(fee.code == code for fee in shop.case.fees):
        return say("The state's Medicaid amount for {name} is not loaded: enter it as a contract rate.", name=code)
    if any((fee.code, fee.kind) == (code, FeeKind.CONTRACT) for fee in shop.case.fees):
        return say(
            "The contract rates for {name} are for another payer, plan or site: enter the one that holds here.",
            name=code,
        )
    if shop.plan.kind is PlanKind.MEDICARE_ADVANTAGE:
        return say(
            "No contract rate for {name} is entered: enter it, or assume that the plan allows Medicare's amounts.",
            name=code,
        )
    return say("No contract rate for {name} is entered: find it in the payer contract.", name=code)


def _plan_share(plan: Plan) -> History[Coinsurance]:
    percent = Coinsurance(percent=plan.coinsurance_percent)
    return History("plan coinsurance", (Dated(percent, PERCENT, date.min, None, ENTERED_TERMS),))


NO_COINSURANCE: History[Coinsurance] = History(
    "no insurance", (Dated(Coinsurance(percent=Decimal(100)), PERCENT, date.min, None, ENTERED_TERMS),)
)
