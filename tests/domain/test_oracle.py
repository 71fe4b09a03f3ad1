"""The ledger against a simulator written apart from it, on 10,000 random cases of every design mixed."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D
from typing import TypeVar

import pytest

from costing.domain.claim import Basis, Benefit, ClaimLine, LineKind, Network, Service
from costing.domain.coverage import (
    Coordination,
    Cover,
    Limit,
    Limits,
    MonthDay,
    Pool,
    Protection,
    SecondPayer,
    SecondPlan,
    Sharing,
    Supplement,
    Terms,
    Timeline,
    YearTerms,
    plan_year_start,
)
from costing.domain.help import HelpProgram, Treatment
from costing.domain.ledger import settle
from payer_rules.message import say
from tests.domain.builders import SEEN, an_amount
from tests.domain.oracle import simulate
from tests.domain.test_benefits import LINES, a_program, terms

CHUNKS, CASES_IN_A_CHUNK = 20, 500
PARTS = ("deductible", "copay", "coinsurance", "plan", "second_payer", "help_paid", "patient")
FIRST, LEAP = date(2026, 1, 1), date(2028, 1, 1)
DAYS = [0, 1, 5, 30, 58, 59, 60, 61, 150, 200, 364, 365, 366, 400]
T = TypeVar("T")


def some(dice: random.Random, value: T, often: float = 0.5) -> T | None:
    """The value, or nothing."""
    return value if dice.random() < often else None


def dollars(dice: random.Random, most: int) -> D:
    return D(dice.randint(0, most * 100)) / 100


def a_percent(dice: random.Random) -> Basis:
    return Basis(
        say("percent"), D(dice.choice(["0", "10", "19.344", "20", "33.3", "50"])), "percent", FIRST, None, SEEN
    )


def a_share(dice: random.Random) -> Basis | None:
    """A percent, dollars a unit as a schedule prints them, or nothing."""
    per_unit = Basis(say("copayment"), dollars(dice, 8), "dollars per unit", FIRST, None, SEEN)
    return dice.choice([a_percent(dice), a_percent(dice), a_percent(dice), per_unit, None])


def some_lines(dice: random.Random, first: date) -> list[ClaimLine]:
    """On few days, so that copays, caps and limits of a day meet; some without a price, some with codes and modifiers alike."""
    found = []
    priced, limit = dice.choice([1.0, 1.0, 0.95]), some(dice, an_amount("day's limit", str(dollars(dice, 900))), 0.3)
    for _ in range(dice.randint(1, 12)):
        on = first + timedelta(dice.choice(DAYS))
        for kind in dice.sample(list(LineKind), dice.randint(1, 3)):
            allowed = some(dice, dollars(dice, 3000), priced)
            found.append(
                ClaimLine(
                    on, 1, kind, dice.choice("abc"), dice.choice([None, "JW", "JZ"]), "label", dice.randint(1, 300), None, allowed,
                    None if allowed is None else an_amount("fee", str(allowed)), a_share(dice),
                    None if allowed is not None else say("no price"), some(dice, limit, 0.7),
                    benefit=dice.choice(list(Benefit)), network=dice.choice(list(Network)),
                    second_allowed=some(dice, dollars(dice, 3000), 0.2),
                )
            )  # fmt: skip
    return found


def some_limits(dice: random.Random) -> Limits:
    def limits(most: int, number: int) -> tuple[Limit, ...]:
        return tuple(Limit(an_amount("limit", str(dollars(dice, most))), dollars(dice, most)) for _ in range(number))

    return Limits(limits(2000, dice.choice([0, 1, 1, 2])), limits(5000, dice.choice([0, 1, 1, 2])))


def some_terms(
    dice: random.Random, days: list[date], first: date, programs: tuple[HelpProgram, ...] = (), depth: int = 0
) -> Terms:
    starts = dice.choice([MonthDay(1, 1), MonthDay(7, 1), MonthDay(2, 29), MonthDay(dice.randint(1, 12), 15)])
    pools = [Pool.IN_NETWORK, *(pool for pool in (Pool.OUT_OF_NETWORK, Pool.PHARMACY) if dice.random() < 0.4)]
    sharing = {
        (pool, service): Sharing(
            copay=some(dice, an_amount("copay", str(dollars(dice, 300)))),
            percent=some(dice, a_percent(dice)),
            deductible_applies=dice.random() < 0.8,
            first_visits_free_of_deductible=dice.choice([0, 0, 1, 3]),
        )
        for pool in pools
        for service in Service
        if dice.random() < 0.5
    }
    limits = {pool: some_limits(dice) for pool in pools}
    years = {plan_year_start(day, starts): YearTerms(limits) for day in days}
    return Terms(
        starts, years, sharing,
        met_as_of=some(dice, first + timedelta(dice.randint(-200, 300))),
        visits_met=dice.randint(0, 2),
        second=a_second(dice, days, first, set(years)) if depth == 0 and dice.random() < 0.4 else None,
        programs=treated(dice, programs) if dice.random() < 0.7 else (),
        owed=a_protection(dice) if depth == 0 and dice.random() < 0.1 else None,
    )  # fmt: skip


def a_protection(dice: random.Random) -> Protection:
    return Protection(an_amount("protection", "0"), dollars(dice, 20), dice.choice([D(0), dollars(dice, 400)]))


def a_second(dice: random.Random, days: list[date], first: date, years: set[date]) -> SecondPayer:
    basis = an_amount("second", "0")
    match dice.randint(0, 2):
        case 0:
            limits = {year: an_amount("limit", str(dollars(dice, 2000))) for year in years if dice.random() < 0.5}
            return Supplement(basis, D(dice.choice([50, 75, 100])), dice.random() < 0.5, limits)
        case 1:
            return a_protection(dice)
        case _:
            return SecondPlan(some_terms(dice, days, first, depth=1), dice.choice(list(Coordination)), basis)


def some_programs(dice: random.Random, first: date) -> tuple[HelpProgram, ...]:
    """Up to three, by their awards; the first has a yearly cap, which a maximizer needs."""
    found = []
    for place in range(dice.randint(1, 3)):
        cap = dollars(dice, 3000)
        found.append(
            HelpProgram(
                f"P{place}", Treatment.COUNTS, an_amount("help", str(cap)), dice.randint(1, 2), dice.random() < 0.6,
                cap, some(dice, dollars(dice, 900), 0.3),
                some(dice, dollars(dice, 600), 0.3), dice.choice([D(0), dollars(dice, 50)]),
                some(dice, first + timedelta(40), 0.2), some(dice, first + timedelta(210), 0.2),
                dice.choice([D(0), dollars(dice, 500)]),
            )
        )  # fmt: skip
    return tuple(found)


def treated(dice: random.Random, programs: tuple[HelpProgram, ...]) -> tuple[HelpProgram, ...]:
    """As one plan treats each, listed in any order; only what has a yearly cap can be under a maximizer."""
    own = [replace(one, treatment=dice.choice(list(Treatment))) for one in programs]
    return tuple(dice.sample(own, len(own)))


def a_case(seed: int) -> tuple[list[ClaimLine], Timeline]:
    """Lines in any order under one plan, or two, or a gap between; in a common year or about February 29."""
    dice = random.Random(seed)  # noqa: S311  # a repeatable case, nothing secret
    first = dice.choice([FIRST, LEAP])
    lines = some_lines(dice, first)
    days = [line.on for line in lines]
    programs = some_programs(dice, first) if dice.random() < 0.6 else ()
    covers = [Cover(date.min, some_terms(dice, days, first, programs))]
    if dice.random() < 0.3:
        gap = Terms(MonthDay(1, 1), {}, patient_pays_all=True)
        covers.append(Cover(first + timedelta(50), dice.choice([gap, some_terms(dice, days, first, programs)])))
    return dice.sample(lines, len(lines)), Timeline(tuple(covers))


def both(seed: int) -> tuple[list[dict[str, D | None]], list[dict[str, D | None]]]:
    """(ledger, simulator) of one case, in exact cents."""
    lines, timeline = a_case(seed)
    settled = [{part: in_cents(getattr(line, part)) for part in PARTS} for line in settle(lines, timeline)]
    return settled, [
        {part: None if n is None else D(n) for part, n in one.items()} for one in simulate(lines, timeline)
    ]


def in_cents(amount: D | None) -> D | None:
    return None if amount is None else amount * 100


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_ledger_and_simulator_agree_to_the_cent(chunk: int):
    for seed in range(chunk * CASES_IN_A_CHUNK, (chunk + 1) * CASES_IN_A_CHUNK):
        try:
            found, expected = both(seed)
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error
        assert found == expected, f"seed {seed}"


def test_the_cases_hold_what_they_should():
    """Of 500 cases: lines without a share beside others in the same course, February 29, and every treatment mixed."""
    cases = [a_case(seed) for seed in range(CASES_IN_A_CHUNK)]
    told = [[line.patient for line in settle(*case)] for case in cases]
    assert sum(None in one and any(one) for one in told) > 30
    assert sum(date(2028, 2, 29) in {line.on for line in lines} for lines, _ in cases) > 50
    mixed = [{one.treatment for cover in timeline.covers for one in cover.terms.programs} for _, timeline in cases]
    assert sum(len(treatments) > 1 for treatments in mixed) > 50


@pytest.mark.parametrize(
    ("treatment", "year"),
    [(None, 8000), (Treatment.COUNTS, 240), (Treatment.ACCUMULATOR, 8000), (Treatment.MAXIMIZER, 3960)],
)
def test_the_simulator_gives_the_reference_curves(treatment: Treatment | None, year: int):
    programs = (a_program(treatment),) if treatment else ()
    timeline = Timeline((Cover(date.min, terms(programs=programs)),))
    assert sum(line["patient"] or 0 for line in simulate(list(LINES), timeline)) == year * 100
