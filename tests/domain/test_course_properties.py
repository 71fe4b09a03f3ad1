"""What must hold of courses: one split in two documents equals the whole, and more help never costs the patient more where it counts."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal as D

from hypothesis import assume, given
from hypothesis import strategies as st

from costing.domain.coverage import JANUARY_1, Limit, Limits, Pool, Terms, Timeline, YearTerms, one_plan
from costing.domain.help import Treatment
from costing.domain.ledger import settle
from costing.domain.money import ZERO
from tests.domain.builders import some_terms
from tests.domain.test_benefits import LINES, a_program, terms
from tests.domain.test_oracle import a_case

MONEY = st.decimals(0, 9000, places=2)
SEEDS = st.integers(0, 5_000)


def met(first: Terms, deductible: D, out_of_pocket: D, on: date) -> Terms:
    """The same plan in a second document, with what its statement says was met."""
    limits = first.years[date(2026, 1, 1)].limits[Pool.IN_NETWORK]
    own = Limits(
        tuple(Limit(one.basis, deductible) for one in limits.deductibles),
        tuple(Limit(one.basis, out_of_pocket) for one in limits.maxima),
    )
    return Terms(JANUARY_1, {date(2026, 1, 1): YearTerms({Pool.IN_NETWORK: own})}, first.sharing, met_as_of=on)


@given(st.none() | MONEY, st.none() | MONEY, st.integers(1, 12))
def test_a_course_split_in_two_documents_equals_one(deductible: D | None, maximum: D | None, cut: int):
    """The second document enters as met what the first one used up, as of its last day."""
    plan = some_terms(*(None if one is None else str(one) for one in (deductible, maximum)))
    lines = [line for line in LINES if line.on.year == 2026]
    days = sorted({line.on for line in lines})
    assume(cut < len(days))
    before = [line for line in lines if line.on < days[cut]]
    whole = settle(lines, one_plan(plan))
    first = settle(before, one_plan(plan))
    used = sum((line.deductible for line in first), ZERO)
    paid = sum((line.patient for line in first), ZERO)
    second = met(plan, used, paid, days[cut - 1])
    rest = settle([line for line in lines if line.on >= days[cut]], one_plan(second))
    assert [(one.line, one.deductible, one.patient, one.plan) for one in (*first, *rest)] == [
        (one.line, one.deductible, one.patient, one.plan) for one in whole
    ]


def patient(lines: object, timeline: Timeline) -> D | None:
    shares = [line.patient for line in settle(lines, timeline)]
    return None if None in shares else sum(shares, ZERO)


def with_help(timeline: Timeline, more: D) -> Timeline:
    """Every program counts, asks no minimum of the patient, and pays up to so much more a year.

    With a minimum the first program's dollar can leave the second less to pay of, so there it holds of one program only.
    """
    return Timeline(
        tuple(
            replace(
                cover,
                terms=replace(
                    cover.terms,
                    programs=tuple(
                        replace(
                            one,
                            treatment=Treatment.COUNTS,
                            yearly_cap=(one.yearly_cap or ZERO) + more,
                            patient_minimum=ZERO,
                        )
                        for one in cover.terms.programs
                    ),
                ),
            )
            for cover in timeline.covers
        )
    )


@given(SEEDS, MONEY)
def test_more_help_that_counts_never_costs_the_patient_more(seed: int, more: D):
    lines, timeline = a_case(seed)
    less, much = patient(lines, with_help(timeline, ZERO)), patient(lines, with_help(timeline, more))
    assume(less is not None and much is not None)
    assert much <= less


def test_under_an_accumulator_more_help_moves_the_bill_and_saves_nothing():
    """The reference curve: with 10,000 of help the patient still pays 8,000, as without any; only later."""
    none = patient(LINES, one_plan(terms()))
    helped = patient(LINES, one_plan(terms(programs=(a_program(Treatment.ACCUMULATOR),))))
    assert none == helped == 8000


@given(SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_lines_and_programs_is_irrelevant(seed: int, dice: random.Random):
    lines, timeline = a_case(seed)
    mixed = Timeline(
        tuple(
            replace(
                cover,
                terms=replace(
                    cover.terms, programs=tuple(dice.sample(cover.terms.programs, len(cover.terms.programs)))
                ),
            )
            for cover in timeline.covers
        )
    )
    keys = {(one.on, one.kind, one.code, one.modifier, one.units) for one in lines}
    assume(len(keys) == len(lines))  # lines that are alike in all of these may trade places
    assert settle(dice.sample(lines, len(lines)), mixed) == settle(lines, timeline)
