"""Contract terms as dollars over time: each kind by hand, the lesser of charges, and the most specific row of the day."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costing.domain.contract import A_DAY, Bases, Term, TermKind, in_words, most_specific, rates
from payer_rules.dated import Dated, History, NotInEffect, Provenance, Status
from tests.domain.builders import SEEN, nothing

ENTERED = Provenance(Status.ENTERED, None, "Entered by the practice.")
Q4 = Dated(D("47.133"), "500 mg", date(2026, 10, 1), date(2026, 12, 31), SEEN)
CHARGE = Dated(D("95"), "dollars", date(2026, 1, 1), None, ENTERED)
BASES = Bases(History("charge", (CHARGE,)), History("limit", (Q4,)))
OCTOBER = date(2026, 10, 5)


def during(term: Term, starts: date = date(2026, 1, 1), ends: date | None = None) -> Dated[Term]:
    return Dated(term, "dollars", starts, ends, ENTERED)


def on(term: Term, day: date = OCTOBER) -> Dated[D]:
    return rates("contract rate", [during(term)], BASES).on(day)


@pytest.mark.parametrize(
    ("term", "dollars"),
    [
        (Term(TermKind.PER_UNIT, D("52.5")), "52.5"),
        (Term(TermKind.PERCENT_OF_LIMIT, percent=D(150)), "70.6995"),
        (Term(TermKind.PERCENT_OF_AWP, percent=D(85), list_price=D("80")), "68"),
        (Term(TermKind.PERCENT_OF_WAC, percent=D(103), list_price=D("60")), "61.8"),
        (Term(TermKind.PERCENT_OF_CHARGE, percent=D(60)), "57"),
        (Term(TermKind.PER_HOUR, D("120")), "120"),
        (Term(TermKind.PERCENT_OF_LIMIT, percent=D(300), at_most_charge=True), "95"),
        (Term(TermKind.PER_UNIT, D("52.5"), at_most_charge=True), "52.5"),
    ],
)
def test_each_kind_by_hand(term: Term, dollars: str):
    assert on(term).value == D(dollars)


@pytest.mark.parametrize("kind", [TermKind.PER_DAY, TermKind.PER_DIEM])
def test_a_price_of_the_day_has_the_day_as_its_unit(kind: TermKind):
    assert (on(Term(kind, D(400))).value, on(Term(kind, D(400))).unit) == (400, A_DAY)


def test_a_percent_of_the_limit_holds_only_while_a_limit_is_loaded():
    rate = rates("contract rate for J1568", [during(Term(TermKind.PERCENT_OF_LIMIT, percent=D(150)))], BASES)
    assert (rate.entries[0].starts, rate.entries[0].ends) == (Q4.starts, Q4.ends)
    assert rate.entries[0].provenance == Provenance(Status.DERIVED, SEEN.source)
    assert rate.name == "contract rate for J1568 (150% of Medicare's payment limit)"
    with pytest.raises(NotInEffect, match="2026-09-30"):
        rate.on(date(2026, 9, 30))


def test_without_a_charge_a_percent_of_it_is_unknown():
    bases = Bases(nothing("charge"), BASES.limits)
    for term in (Term(TermKind.PERCENT_OF_CHARGE, percent=D(60)), Term(TermKind.PER_UNIT, D(9), at_most_charge=True)):
        assert rates("contract rate", [during(term)], bases).entries == ()


def test_words_say_what_is_not_dollars_a_unit():
    assert in_words(Term(TermKind.PER_UNIT, D(5))) == ""
    assert in_words(Term(TermKind.PER_DIEM, D(5))) == "per diem"
    assert in_words(Term(TermKind.PERCENT_OF_AWP, percent=D("85.50"), list_price=D(1))) == (
        "85.5% of the average wholesale price"
    )


def test_a_more_specific_row_holds_only_on_its_days():
    general = during(Term(TermKind.PER_UNIT, D(50)))
    own = during(Term(TermKind.PER_UNIT, D(60)), date(2026, 4, 1), date(2026, 6, 30))
    found = most_specific([((False,), general), ((True,), own)])
    assert [(row.starts, row.ends, row.value.dollars) for row in found] == [
        (date(2026, 1, 1), date(2026, 3, 31), 50),
        (date(2026, 4, 1), date(2026, 6, 30), 60),
        (date(2026, 7, 1), None, 50),
    ]


days = st.dates(date(2026, 1, 1), date(2026, 3, 31))
rows = st.lists(st.tuples(st.integers(0, 3), days, st.none() | st.integers(0, 40)), max_size=6)


@given(rows, days)
def test_the_row_of_a_day_is_the_one_of_the_highest_rank(drawn: list[tuple[int, date, int | None]], day: date):
    """Ranks made unique, so that equal ones never overlap; looked up day by day instead of piece by piece."""
    terms = [
        ((bool(rank & 1), bool(rank & 2), *(place == at for at in range(6))), _row(place, starts, length))
        for place, (rank, starts, length) in enumerate(drawn)
    ]
    expected = max((pair for pair in terms if pair[1].covers(day)), key=lambda pair: pair[0], default=None)
    found = [row for row in most_specific(terms) if row.covers(day)]
    assert [row.value for row in found] == ([expected[1].value] if expected else [])


def _row(place: int, starts: date, length: int | None) -> Dated[Term]:
    ends = None if length is None else date.fromordinal(starts.toordinal() + length)
    return during(Term(TermKind.PER_UNIT, D(place)), starts, ends)
