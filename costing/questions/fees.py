"""What a practice entered, as prices over time: its charges and cash rates, and the contract terms that hold for this case."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from costing.case.shapes import Fee, FeeKind
from costing.domain.charges import DOLLARS
from costing.domain.contract import COVERS_ADDED_HOURS, Bases, Rank, Term, TermKind, most_specific, rates
from costing.questions.refused import refuse
from costing.questions.shop import Shop
from payer_rules.dated import Dated, History, Provenance, Status

T = TypeVar("T")
ENTERED_PRICE = Provenance(Status.ENTERED, None, "Entered by the practice.")
NO_BASES = Bases(History("billed charge", ()), History("Part B payment limit", ()))
ENTERED_NAMES = {
    FeeKind.BILLED: "billed charge",
    FeeKind.CONTRACT: "contract rate",
    FeeKind.CASH: "cash price",
    FeeKind.ACQUISITION: "purchase price",
}


def entered(shop: Shop, code: str, kind: FeeKind) -> History[Decimal]:
    """The practice's dollars of one unit of a code over time. Raises Refused where two rows contradict each other."""
    name = f"{ENTERED_NAMES[kind]} for {code}"
    return _rates(name, _terms(shop, code, kind), shop, code)


def contract(shop: Shop, code: str, first_hour: str | None = None) -> History[Decimal]:
    """The contract's dollars for a code over time.

    An added hour without a rate of its own is paid as an hour, or within the day's per diem, where `first_hour` has such a rate.
    """
    own = entered(shop, code, FeeKind.CONTRACT)
    if own.entries or first_hour is None:
        return own
    covering = tuple(_added_hour(term) for term in _terms(shop, first_hour, FeeKind.CONTRACT))
    name = f"contract rate for {code} by that of {first_hour}"
    return _rates(name, tuple(term for term in covering if term), shop, code)


def agreed_here(shop: Shop, code: str) -> bool:
    """Whether any contract row is for this payer, plan and site."""
    return bool(_rows(shop, code, FeeKind.CONTRACT))


def _added_hour(term: Dated[Term]) -> Dated[Term] | None:
    """Nothing more within a per diem, the same price by the hour; None where the first hour says nothing of others."""
    if term.value.kind not in COVERS_ADDED_HOURS:
        return None
    dollars = term.value.dollars if term.value.kind is TermKind.PER_HOUR else Decimal(0)
    return Dated(Term(term.value.kind, dollars), term.unit, term.starts, term.ends, term.provenance)


def _rates(name: str, terms: tuple[Dated[Term], ...], shop: Shop, code: str) -> History[Decimal]:
    by_others = any(term.value.percent is not None or term.value.at_most_charge for term in terms)
    return rates(name, terms, _bases(shop, code) if by_others else NO_BASES)


def _bases(shop: Shop, code: str) -> Bases:
    """What a percent may be of."""
    limits = shop.known.limits.get(code)
    charges = tuple(_dated(fee, fee.per_unit or Decimal(0)) for _, fee in _rows(shop, code, FeeKind.BILLED))
    per_unit = (
        tuple(Dated(e.value.per_unit, e.unit, e.starts, e.ends, e.provenance) for e in limits.entries) if limits else ()
    )
    return Bases(History(f"billed charge for {code}", charges), History(f"Part B payment limit for {code}", per_unit))


def _terms(shop: Shop, code: str, kind: FeeKind) -> tuple[Dated[Term], ...]:
    return most_specific((_rank(fee), _dated(fee, _term(fee))) for _, fee in _rows(shop, code, kind))


def _term(fee: Fee) -> Term:
    return Term(fee.basis, fee.per_unit, fee.percent, fee.list_price, fee.at_most_charge)


def _dated(fee: Fee, value: T) -> Dated[T]:
    return Dated(value, DOLLARS, fee.starts, fee.ends, ENTERED_PRICE)


def _rank(fee: Fee) -> Rank:
    """A row of a plan goes before one of its payer, that before one of a site, and that before one for all."""
    return (fee.product is not None, fee.plan_name is not None, fee.payer is not None, fee.site is not None)


def _rows(shop: Shop, code: str, kind: FeeKind) -> list[tuple[int, Fee]]:
    """The rows that hold for this case with their places, by rank and date. Raises Refused for a contradiction."""
    rows = [(place, fee) for place, fee in enumerate(shop.case.fees) if (fee.code, fee.kind) == (code, kind)]
    rows = [(place, fee) for place, fee in rows if _holds_here(fee, shop)]
    rows.sort(key=lambda row: (_rank(row[1]), row[1].starts))
    name = ENTERED_NAMES[kind]
    for place, fee in rows:
        if fee.ends is not None and fee.ends < fee.starts:
            raise refuse(f"fees.{place}.ends", f"The {name} for {code} ends before it starts. Check both dates.")
    for place in _overlapping(rows):
        raise refuse(
            f"fees.{place}.starts",
            f"Two {name}s for {code} are in force on the same day. End the first before the second starts.",
        )
    return rows


def _overlapping(rows: list[tuple[int, Fee]]) -> Iterator[int]:
    for (_, earlier), (place, later) in pairwise(rows):
        if _rank(earlier) == _rank(later) and (earlier.ends is None or earlier.ends >= later.starts):
            yield place


def _holds_here(fee: Fee, shop: Shop) -> bool:
    """Whether a row is for this payer, plan, site and product, as far as it names them."""
    return (
        (fee.payer is None or _same(fee.payer, shop.plan.payer))
        and (fee.plan_name is None or _same(fee.plan_name, shop.plan.plan_name))
        and (fee.site is None or fee.site is shop.order.site)
        and (fee.product is None or fee.product == shop.product.id)
    )


def _same(one: str, other: str | None) -> bool:
    return other is not None and " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
