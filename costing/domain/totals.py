"""Claim lines added up by visit, cycle, plan year and course."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from costing.domain.coverage import MonthDay, plan_year_start
from costing.domain.estimate import Cycle, PlanYear, SettledLine, Totals, Visit
from costing.domain.ledger import Terms
from costing.domain.money import ZERO, known_sum

PartOf = Callable[[SettledLine], Decimal | None]


def total(lines: Iterable[SettledLine]) -> Totals:
    """Add lines up; a sum with an unknown part is unknown, and `unknown_lines` counts the lines without a patient share."""
    lines = tuple(lines)
    billed = known_sum([line.line.billed for line in lines])
    allowed = known_sum([line.line.allowed for line in lines])
    return Totals(
        lines=len(lines),
        unknown_lines=sum(line.patient is None for line in lines),
        billed=billed,
        allowed=allowed,
        adjustment=None if billed is None or allowed is None else billed - allowed,
        plan=known_sum([line.plan for line in lines]),
        second_payer=known_sum([line.second_payer for line in lines]),
        patient=known_sum([line.patient for line in lines]),
    )


def _lines(visits: Iterable[Visit]) -> tuple[SettledLine, ...]:
    return tuple(line for visit in visits for line in visit.lines)


def by_cycle(visits: Sequence[Visit], year_starts: MonthDay) -> tuple[Cycle, ...]:
    """One row per cycle; `patient_so_far` runs within the plan year of the cycle's last visit."""
    cycles = []
    paid: dict[date, Decimal | None] = {}  # by plan year, up to the visit at hand; None once a share is unknown
    for number, group in groupby(visits, key=lambda visit: visit.cycle):
        own = tuple(group)
        for visit in own:
            year = plan_year_start(visit.on, year_starts)
            paid[year] = known_sum((paid.get(year, ZERO), visit.totals.patient))
        so_far = paid[plan_year_start(own[-1].on, year_starts)]
        cycles.append(Cycle(number, own[0].on, total(_lines(own)), so_far))
    return tuple(cycles)


def by_plan_year(visits: Sequence[Visit], terms: Terms) -> tuple[PlanYear, ...]:
    """One row per plan year, with the dates on which its deductible and maximum were used up."""
    return tuple(
        _plan_year(year, tuple(own), terms)
        for year, own in groupby(visits, key=lambda visit: plan_year_start(visit.on, terms.year_starts))
    )


def _plan_year(year: date, visits: tuple[Visit, ...], terms: Terms) -> PlanYear:
    lines = _lines(visits)
    limits = terms.years.get(year)
    met = terms.met if terms.met and plan_year_start(terms.met.as_of, terms.year_starts) == year else None
    deductible = limits.deductible.value - (met.deductible if met else ZERO) if limits and limits.deductible else None
    maximum = (
        limits.maximum.value - (max(met.out_of_pocket, met.deductible) if met else ZERO)
        if limits and limits.maximum
        else None
    )
    return PlanYear(
        starts=year,
        ends=terms.year_starts.in_year(year.year + 1) - timedelta(1),
        visits=len(visits),
        totals=total(lines),
        deductible_met_on=_reached(lines, deductible, lambda line: line.deductible),
        maximum_reached_on=_reached(lines, maximum, _own_share),
        chair_minutes=sum((visit.minutes for visit in visits), ZERO),
    )


def _own_share(line: SettledLine) -> Decimal | None:
    return known_sum((line.deductible, line.coinsurance))


def _reached(lines: Sequence[SettledLine], limit: Decimal | None, part: PartOf) -> date | None:
    """The date of the line on which the running sum of a part reaches `limit`; None when it never does or is unknown."""
    running = ZERO
    for line in lines:
        share = part(line)
        if limit is None or share is None:
            return None
        running += share
        if running >= limit:
            return line.line.on
    return None
