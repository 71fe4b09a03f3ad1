"""What an infusion day bills beside the product and staff's hours: home services, further pump set-ups, other drugs and services."""

from collections.abc import Callable, Iterator

from costing.domain.charges import DailyLine, Price
from costing.domain.claim import LineKind
from costing.domain.sites import SiteKind
from costing.domain.therapy import GivenBy, Route
from costing.questions.shop import Shop, route_of

PER_DIEM, FIRST_VISIT, ADDED_VISIT_HOUR = "S9338", "99601", "99602"
FIRST_VISIT_MINUTES = 120
PUMP_SETUP = "96371"
DRUG_LETTERS = frozenset("JQ")
HOME_LABELS = {
    PER_DIEM: "Home infusion therapy, immune globulin, per day",
    FIRST_VISIT: "Nurse at home for an infusion, up to 2 hours",
    ADDED_VISIT_HOUR: "Nurse at home for an infusion, each added hour",
}


def daily_lines(shop: Shop, price: Callable[[str, str], Price]) -> tuple[DailyLine, ...]:
    """In the order in which they are billed; `price` gives the price of a code under a label."""
    return tuple(_lines(shop, price))


def _lines(shop: Shop, price: Callable[[str, str], Price]) -> Iterator[DailyLine]:
    for one in shop.order.also_given:
        kind = LineKind.OTHER_DRUG if one.code[0] in DRUG_LETTERS else LineKind.OTHER_SERVICE
        yield DailyLine(kind, price(one.code, label_of(shop, one.code, one.label)), one.units)
    if shop.order.site is SiteKind.HOME:
        yield from _at_home(shop, price)
    elif _under_the_skin_by_staff(shop) and shop.order.pump_setups:
        label = label_of(shop, PUMP_SETUP, None)
        yield DailyLine(LineKind.OTHER_SERVICE, price(PUMP_SETUP, label), shop.order.pump_setups)


def _at_home(shop: Shop, price: Callable[[str, str], Price]) -> Iterator[DailyLine]:
    """A per diem, and a nurse who is there from the first to the last minute. Nobody's rates for them are published."""
    if shop.order.given_by is GivenBy.STAFF or has_entered(shop, PER_DIEM):
        yield DailyLine(LineKind.OTHER_SERVICE, price(PER_DIEM, HOME_LABELS[PER_DIEM]))
    if shop.order.given_by is GivenBy.STAFF:
        yield DailyLine(LineKind.OTHER_SERVICE, price(FIRST_VISIT, HOME_LABELS[FIRST_VISIT]))
        added = price(ADDED_VISIT_HOUR, HOME_LABELS[ADDED_VISIT_HOUR])
        yield DailyLine(LineKind.OTHER_SERVICE, added, hours_after=FIRST_VISIT_MINUTES)


def has_entered(shop: Shop, code: str) -> bool:
    """Whether the practice entered any price of a code."""
    return any(fee.code == code for fee in shop.case.fees)


def label_of(shop: Shop, code: str, own: str | None) -> str:
    """The office's own label, else ours, else the code."""
    known = shop.known.administration.get(code)
    return own or (known.label if known else code)


def _under_the_skin_by_staff(shop: Shop) -> bool:
    return route_of(shop.order, shop.product) is Route.SC and shop.order.given_by is GivenBy.STAFF
