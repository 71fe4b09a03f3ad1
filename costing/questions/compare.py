"""The same patient across alternatives: each is the order with one change, ranked by what the patient pays, unknown apart."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from costing.case.shapes import Case, Order
from costing.domain.estimate import Estimate
from costing.domain.sites import SiteKind
from costing.domain.therapy import DoseUnit, Route
from costing.questions.estimate import estimate
from costing.questions.refused import Refused, refuse
from costing.questions.shop import Shop, pays_medicare_rates, route_of
from costing.reference.load import reference

LABELED_DAYS = (2, 3, 4, 5)  # a cycle of Octagam 10% in dermatomyositis, by its label
MOST_DAYS = 5
USUAL_SITES = (SiteKind.OFFICE, SiteKind.HOSPITAL_OUTPATIENT)
MOST_ALTERNATIVES = 60


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What to try in place of the order's own; `minutes` of one infusion day stand where no rate table is loaded."""

    products: tuple[str, ...] = ()
    sites: tuple[SiteKind, ...] = ()
    days: tuple[int, ...] = ()
    starts: tuple[date, ...] = ()
    minutes: int | None = None


NONE_GIVEN = Alternatives()


@dataclass(frozen=True, slots=True)
class Compared:
    """One alternative over the whole course, in dollars; `unknown` says why it is not ranked, and then no sum is given."""

    change: str  # product, site, days or start; "as ordered" for the order itself
    product_name: str
    off_label: bool
    site: SiteKind
    days_per_cycle: int
    first_infusion: date
    visits: int | None
    allowed: Decimal | None
    patient: Decimal | None
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """`ranked` by patient cost, then by total; `not_ranked` holds what is unknown, with its reason."""

    ranked: tuple[Compared, ...]
    not_ranked: tuple[Compared, ...]


def compare(case: Case, alternatives: Alternatives = NONE_GIVEN) -> Comparison:
    """Price the order and each alternative, the usual ones when none are given.

    Raises Refused without an order, for a course in phases, and for an alternative that nobody knows.
    """
    order = _comparable(case)
    asked = alternatives
    if not (asked.products or asked.sites or asked.days or asked.starts):
        asked = replace(usual_alternatives(order), minutes=asked.minutes)
    _must_be_alternatives(asked)
    found = [_compared(case, change, other) for change, other in _orders(order, asked)]
    ranked = [one for one in found if not one.unknown]
    ranked.sort(key=lambda one: (one.patient or Decimal(0), one.allowed or Decimal(0)))
    return Comparison(tuple(ranked), tuple(one for one in found if one.unknown))


def usual_alternatives(order: Order) -> Alternatives:
    """Both sites, every product of the same route with loaded packages, and the days of the label for an IV cycle."""
    known = reference().products
    route = route_of(order, known[order.product])
    products = tuple(one.id for one in known.values() if one.packages and route.value.upper() in one.routes)
    splits = route is Route.IV and order.dose_unit is not DoseUnit.G_PER_KG_PER_DAY
    days = tuple(day for day in LABELED_DAYS if day <= order.interval.shortest_days) if splits else ()
    return Alternatives(products, USUAL_SITES, days)


def _comparable(case: Case) -> Order:
    if case.order is None:
        raise refuse("order", "Enter the order: product, dose, days per cycle, interval, first infusion and site.")
    if case.order.changes or case.order.loading:
        raise refuse("order.changes", "A course in phases is not compared. Take out the loading and the changes first.")
    return case.order


def _must_be_alternatives(asked: Alternatives) -> None:
    unknown = [name for name in asked.products if name not in reference().products]
    if unknown:
        raise refuse("products", f"There is no product {unknown[0]!r}. Choose one from the list, such as octagam_10.")
    if any(not 1 <= day <= MOST_DAYS for day in asked.days):
        raise refuse("days", f"Enter infusion days per cycle from 1 to {MOST_DAYS}, such as 2.")
    if asked.minutes is not None and not 1 <= asked.minutes <= 1440:
        raise refuse("minutes", "Enter the minutes of one infusion day from 1 to 1440, such as 300.")
    if sum(map(len, (asked.products, asked.sites, asked.days, asked.starts))) > MOST_ALTERNATIVES:
        raise refuse("alternatives", f"Compare at most {MOST_ALTERNATIVES} alternatives at once.")


def _orders(order: Order, asked: Alternatives) -> Iterator[tuple[str, Order]]:
    """The order itself, then each with one change; what would be the order again is left out."""
    yield "as ordered", order
    for site in dict.fromkeys(asked.sites):
        if site is not order.site:
            yield "site", replace(order, site=site)
    for days in dict.fromkeys(asked.days):
        if days != order.days_per_cycle:
            yield "days", _of_other_minutes(replace(order, days_per_cycle=days), asked.minutes)
    for starts in dict.fromkeys(asked.starts):
        if starts != order.first_infusion:
            yield "start", replace(order, first_infusion=starts)
    for product in dict.fromkeys(asked.products):
        if product != order.product:
            yield "product", _of_another_product(order, product, asked.minutes)


def _of_another_product(order: Order, product: str, minutes: int | None) -> Order:
    """The route stays; the vial sizes were those of the ordered product."""
    route = route_of(order, reference().products[order.product])
    return _of_other_minutes(replace(order, product=product, route=route, stocked_grams=()), minutes)


def _of_other_minutes(order: Order, minutes: int | None) -> Order:
    """Entered minutes were those of another dose or product: the label's rates decide, or else the given minutes."""
    rates = reference().products[order.product].ramp
    return replace(order, infusion_minutes=None if rates else minutes)


def _compared(case: Case, change: str, order: Order) -> Compared:
    product = reference().products[order.product]
    shown = Compared(
        change=change,
        product_name=product.name,
        off_label=not product.labelled_for_dm,
        site=order.site,
        days_per_cycle=order.days_per_cycle,
        first_infusion=order.first_infusion,
        visits=None,
        allowed=None,
        patient=None,
    )
    try:
        _must_stand(change, order)
        if change == "site":
            _must_know_the_prices_there(case, order)
        priced = estimate(replace(case, order=order))
    except Refused as refused:
        return replace(shown, unknown=tuple(sentence for said in refused.messages.values() for sentence in said))
    return _with_sums(shown, priced)


def _must_stand(change: str, order: Order) -> None:
    """What the case document would refuse."""
    if order.interval.shortest_days < order.days_per_cycle:
        raise refuse("days", "The cycles overlap: the interval is shorter than the infusion days.")
    if order.ends is not None and order.ends < order.first_infusion:
        raise refuse("starts", "The first infusion is after the stop date.")
    if change == "days" and order.dose_unit is DoseUnit.G_PER_KG_PER_DAY:
        raise refuse("days", "The dose is per infusion day: with other days the course would be another dose.")


def _must_know_the_prices_there(case: Case, order: Order) -> None:
    """Medicare publishes its rates for every site; entered prices are those of the ordered one."""
    known = reference()
    if case.coverage and not pays_medicare_rates(
        Shop(case, order, case.coverage.primary, known.products[order.product], known)
    ):
        raise refuse("sites", "The entered prices are those of the ordered site. Ask the other site for its own.")


def _with_sums(shown: Compared, priced: Estimate) -> Compared:
    """Sums over the whole course, unless anything in them is unknown."""
    why = dict.fromkeys(_unknown(priced))
    if why:
        return replace(shown, visits=len(priced.visits), unknown=tuple(why))
    return replace(shown, visits=len(priced.visits), allowed=priced.course.allowed, patient=priced.course.patient)


def _unknown(priced: Estimate) -> Iterator[str]:
    for missing in priced.missing:
        yield f"{missing.why} {missing.offer or ''}".rstrip()
    for visit in priced.visits:
        for settled in visit.lines:
            if settled.patient is None or settled.line.allowed is None:
                yield str(settled.unknown or settled.line.unknown)
