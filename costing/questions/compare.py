"""The same patient across alternatives: each is the order with one change, ranked as asked, what is unknown apart."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from costing.case.shapes import Case, FeeKind, Order
from costing.domain.coverage import PlanKind
from costing.domain.estimate import Estimate
from costing.domain.sites import SiteKind
from costing.domain.therapy import GivenBy, Route
from costing.questions.alternatives import Alternatives, Rank, must_be_alternatives, must_stand, orders, with_usual
from costing.questions.estimate import estimate
from costing.questions.margin import margin_of_estimate
from costing.questions.refused import Refused, refuse
from costing.questions.shop import Shop, pays_medicare_rates, route_of
from costing.reference.load import reference

ZERO = Decimal(0)
NONE_GIVEN = Alternatives()
NO_PURCHASE_PRICE = "No purchase price is entered for this product, so its margin is not known."


@dataclass(frozen=True, slots=True)
class Compared:
    """One alternative over the whole course, in dollars; `unknown` says why it is not ranked, and then no sum is given."""

    change: str  # site, days, start, product or under the skin; "as ordered" for the order itself
    product_name: str
    off_label: bool
    route: Route
    given_by: GivenBy
    site: SiteKind
    days_per_cycle: int
    first_infusion: date
    cycles: int
    visits: int | None
    chair_hours: Decimal | None  # of staff, over the course
    allowed: Decimal | None
    plan: Decimal | None
    patient: Decimal | None
    first_visit_patient: Decimal | None = None
    worst_month: date | None = None
    worst_month_patient: Decimal | None = None
    margin: Decimal | None = None  # None also where no purchase price is entered
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """`ranked` by what was asked for; `not_ranked` holds what is unknown or no fair comparison, with its reason."""

    by: Rank
    ranked: tuple[Compared, ...]
    not_ranked: tuple[Compared, ...]


def compare(case: Case, alternatives: Alternatives = NONE_GIVEN) -> Comparison:
    """Price the order and each alternative, the usual ones when none are given.

    Raises Refused without an order, and for an alternative that nobody knows.
    """
    if case.order is None:
        raise refuse("order", "Enter the order: product, dose, days per cycle, interval, first infusion and site.")
    ordered = case.order
    asked = with_usual(ordered, alternatives)
    must_be_alternatives(asked)
    found = [_compared(case, change, order, ordered) for change, order in orders(ordered, asked)]
    found = [_fairly(one, found[0], asked.by) for one in found]
    ranked = sorted((one for one in found if not one.unknown), key=lambda one: _key(one, asked.by))
    return Comparison(asked.by, tuple(ranked), tuple(one for one in found if one.unknown))


def _key(one: Compared, by: Rank) -> tuple[Decimal, Decimal]:
    """The least first, a tie by the total; of margins the largest first."""
    patient, total, margin = one.patient or ZERO, one.allowed or ZERO, one.margin or ZERO
    return {Rank.PATIENT: (patient, total), Rank.TOTAL: (total, patient), Rank.MARGIN: (-margin, patient)}[by]


def _fairly(one: Compared, ordered: Compared, by: Rank) -> Compared:
    """Not ranked: fewer cycles before a stop date, which cost less for that alone, and a margin that is not known."""
    if one.unknown:
        return one
    if one.change == "start" and one.cycles != ordered.cycles:
        reason = f"From this start {one.cycles} cycles fall before the stop date, not {ordered.cycles}: fewer cycles only cost less."
        return _unknown(one, (reason,))
    if by is Rank.MARGIN and one.margin is None:
        return _unknown(one, (NO_PURCHASE_PRICE,))
    return one


def _unknown(one: Compared, why: tuple[str, ...]) -> Compared:
    return replace(
        one,
        allowed=None,
        plan=None,
        patient=None,
        first_visit_patient=None,
        worst_month=None,
        worst_month_patient=None,
        margin=None,
        unknown=why,
    )


def _compared(case: Case, change: str, order: Order, ordered: Order) -> Compared:
    product = reference().products[order.product]
    shown = Compared(
        change=change,
        product_name=product.name,
        off_label=not product.labelled_for_dm,
        route=route_of(order, product),
        given_by=order.given_by,
        site=order.site,
        days_per_cycle=order.days_per_cycle,
        first_infusion=order.first_infusion,
        cycles=order.cycles,
        visits=None,
        chair_hours=None,
        allowed=None,
        plan=None,
        patient=None,
    )
    own = replace(case, order=order)
    try:
        must_stand(change, order, ordered)
        _must_know_the_prices_there(case, order, ordered)
        priced = estimate(own)
    except Refused as refused:
        return replace(shown, unknown=tuple(sentence for said in refused.messages.values() for sentence in said))
    return _with_sums(own, shown, priced)


def _must_know_the_prices_there(case: Case, order: Order, ordered: Order) -> None:
    """Medicare publishes its rates for every site; entered prices are those of the ordered one, unless they name another."""
    if order.site is ordered.site or case.coverage is None or any(fee.site is order.site for fee in case.fees):
        return
    known = reference()
    there = Shop(case, order, case.coverage.primary, known.products[order.product], known)
    at_home_by_part_d = order.site is SiteKind.HOME and case.coverage.part_d is not None
    if not pays_medicare_rates(there) and not at_home_by_part_d and not _part_b(case):
        raise refuse("sites", "The entered prices are those of the ordered site. Ask the other site for its own.")


def _part_b(case: Case) -> bool:
    """Original Medicare says itself what it does not pay."""
    return case.coverage is not None and case.coverage.primary.kind is PlanKind.MEDICARE_PART_B


def _with_sums(case: Case, shown: Compared, priced: Estimate) -> Compared:
    """Sums over the whole course, unless anything in them is unknown."""
    shown = replace(
        shown,
        cycles=len(priced.cycles),
        visits=len(priced.visits),
        chair_hours=sum((year.chair_minutes for year in priced.plan_years), ZERO) / 60,
    )
    if why := dict.fromkeys(_missing(priced)):
        return replace(shown, unknown=tuple(why))
    worst = next((month for month in priced.months if month.starts == priced.worst_month), None)
    return replace(
        shown,
        allowed=priced.course.allowed,
        plan=priced.course.plan,
        patient=priced.course.patient,
        first_visit_patient=priced.visits[0].totals.patient,
        worst_month=priced.worst_month,
        worst_month_patient=worst.totals.patient if worst else None,
        margin=_margin(case, priced),
    )


def _margin(case: Case, priced: Estimate) -> Decimal | None:
    """What the practice keeps less the vials, where a purchase price is entered."""
    if not any(fee.kind is FeeKind.ACQUISITION for fee in case.fees):
        return None
    return margin_of_estimate(case, priced).course.margin


def _missing(priced: Estimate) -> Iterator[str]:
    for missing in priced.missing:
        yield f"{missing.why} {missing.offer or ''}".rstrip()
    if priced.course.allowed is None or priced.course.patient is None:
        for visit in priced.visits:
            for settled in visit.lines:
                if settled.patient is None or settled.line.allowed is None:
                    yield str(settled.unknown or settled.line.unknown)
