"""Contract terms: what a payer allows for a code, as dollars a unit, a percent of something, or one price for the day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import zip_longest

from costing.domain.money import ZERO
from payer_rules.dated import Dated, History, Provenance, Status

A_DAY = "day"  # the unit of a price that holds for the line whatever its units
A_DAY_AT_MOST_CHARGE = "day, at most the billed charge"
Rank = tuple[bool, ...]


class TermKind(StrEnum):
    """What the contract's number is of."""

    PER_UNIT = "per_unit"
    PERCENT_OF_LIMIT = "percent_of_limit"  # Medicare's Part B payment limit of the day
    PERCENT_OF_AWP = "percent_of_awp"
    PERCENT_OF_WAC = "percent_of_wac"
    PERCENT_OF_CHARGE = "percent_of_charge"
    PER_DAY = "per_day"  # one price for this code on an infusion day
    PER_HOUR = "per_hour"  # the first hour and each added one
    PER_DIEM = "per_diem"  # one price for all administration of an infusion day


PERCENTS = frozenset(
    {TermKind.PERCENT_OF_LIMIT, TermKind.PERCENT_OF_AWP, TermKind.PERCENT_OF_WAC, TermKind.PERCENT_OF_CHARGE}
)
OF_A_LIST_PRICE = frozenset({TermKind.PERCENT_OF_AWP, TermKind.PERCENT_OF_WAC})
OF_THE_DAY = frozenset({TermKind.PER_DAY, TermKind.PER_DIEM})
COVERS_ADDED_HOURS = frozenset({TermKind.PER_HOUR, TermKind.PER_DIEM})
OF_WHAT = {
    TermKind.PERCENT_OF_LIMIT: "Medicare's payment limit",
    TermKind.PERCENT_OF_AWP: "the average wholesale price",
    TermKind.PERCENT_OF_WAC: "the wholesale acquisition cost",
    TermKind.PERCENT_OF_CHARGE: "the billed charge",
}


@dataclass(frozen=True, slots=True)
class Term:
    """`dollars` of one unit, hour or day; or `percent` of something, of `list_price` a unit for AWP and WAC.

    `at_most_charge`: the lesser of this and the billed charge is allowed.
    """

    kind: TermKind
    dollars: Decimal | None = None
    percent: Decimal | None = None
    list_price: Decimal | None = None
    at_most_charge: bool = False


@dataclass(frozen=True, slots=True)
class Bases:
    """What a percent may be of: the practice's charge and Medicare's limit, each for one unit over time."""

    charges: History[Decimal]
    limits: History[Decimal]


def most_specific(terms: Iterable[tuple[Rank, Dated[Term]]]) -> tuple[Dated[Term], ...]:
    """The terms in force day by day: where several are, the one of the highest rank. Equal ranks must not overlap."""
    rows = tuple(terms)
    edges = sorted({row.starts for _, row in rows} | {row.ends + timedelta(1) for _, row in rows if row.ends})
    found: list[Dated[Term]] = []
    for first, after in zip_longest(edges, edges[1:]):
        in_force = [(rank, row) for rank, row in rows if row.covers(first)]
        if in_force:
            _, best = max(in_force, key=lambda pair: pair[0])
            ends = best.ends if after is None else after - timedelta(1)
            found.append(Dated(best.value, best.unit, first, ends, best.provenance))
    return tuple(found)


def rates(name: str, terms: Sequence[Dated[Term]], bases: Bases) -> History[Decimal]:
    """The terms as dollars over time: of one unit, or of the day where the unit is `A_DAY`.

    A percent has a value only while what it is a percent of has one.
    """
    entries = sorted((rate for term in terms for rate in _rates(term, bases)), key=lambda rate: rate.starts)
    words = dict.fromkeys(filter(None, (in_words(term.value) for term in terms)))
    return History(f"{name} ({'; '.join(words)})" if words else name, tuple(entries), _remedy(terms))


def in_words(term: Term) -> str:
    """What is not simply dollars a unit: `150% of Medicare's payment limit, at most the billed charge`."""
    parts = []
    if term.percent is not None:
        parts.append(f"{_short(term.percent)}% of {OF_WHAT[term.kind]}")
    elif term.kind is not TermKind.PER_UNIT:
        parts.append(term.kind.value.replace("_", " "))
    if term.at_most_charge:
        parts.append("at most the billed charge")
    return ", ".join(parts)


def _short(number: Decimal) -> str:
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def _remedy(terms: Sequence[Dated[Term]]) -> str:
    kinds = {term.value.kind for term in terms}
    if TermKind.PERCENT_OF_LIMIT in kinds:
        return "load Medicare's file for that date, or enter another rate"
    if TermKind.PERCENT_OF_CHARGE in kinds:
        return "enter it, and the billed charge it is a percent of, for that date"
    return "enter it for that date"


def _rates(term: Dated[Term], bases: Bases) -> Iterator[Dated[Decimal]]:
    """One term, cut where what it rests on changes."""
    for rate in _before_the_charge(term, bases):
        if not term.value.at_most_charge or rate.unit == A_DAY_AT_MOST_CHARGE:
            yield rate
            continue
        for charge in bases.charges.entries:
            if lesser := _while_both(rate, charge, min(rate.value, charge.value)):
                yield lesser


def _before_the_charge(term: Dated[Term], bases: Bases) -> Iterator[Dated[Decimal]]:
    of = term.value
    if of.percent is None:
        unit = A_DAY if of.kind in OF_THE_DAY else term.unit
        if of.kind is TermKind.PER_DAY and of.at_most_charge:
            unit = A_DAY_AT_MOST_CHARGE  # the charge of the line is known with its units only
        yield Dated(of.dollars or ZERO, unit, term.starts, term.ends, term.provenance)
    elif of.kind in OF_A_LIST_PRICE:
        dollars = (of.list_price or ZERO) * of.percent / 100
        yield Dated(dollars, term.unit, term.starts, term.ends, term.provenance)
    else:
        base = bases.limits if of.kind is TermKind.PERCENT_OF_LIMIT else bases.charges
        for entry in base.entries:
            if rate := _while_both(term, entry, entry.value * of.percent / 100):
                yield rate


def _while_both(one: Dated[Term] | Dated[Decimal], other: Dated[Decimal], dollars: Decimal) -> Dated[Decimal] | None:
    """Dollars that follow from two values, for the days on which both hold; a published part makes it derived."""
    starts, ends = max(one.starts, other.starts), min(one.ends or date.max, other.ends or date.max)
    if ends < starts:
        return None
    source = other.provenance.source or one.provenance.source
    vouched = Provenance(Status.DERIVED, source) if source else one.provenance
    return Dated(dollars, one.unit, starts, None if ends == date.max else ends, vouched)
