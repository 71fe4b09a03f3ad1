"""Claim lines added up by visit, cycle, month, plan year and course."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from costing.domain.claim import SettledLine
from costing.domain.coverage import Pool, Timeline
from costing.domain.estimate import Cycle, LimitsReached, Month, PlanYear, Totals, Visit
from costing.domain.money import ZERO, known_sum

Years = Mapping[date, tuple[int, date]]  # each infusion day's: the place of its cover, and its plan year's first day
_Dollars = Decimal | None


def total(lines: Sequence[SettledLine]) -> Totals:
    """Add lines up; a sum with an unknown part is unknown, and `unknown_lines` counts the lines without a patient share."""
    return _sum([
        (1, line.patient is None, line.line.billed, line.line.allowed, line.plan, line.second_payer, line.patient, line.help_paid)
        for line in lines
    ])  # fmt: skip


def add_up(parts: Sequence[Totals]) -> Totals:
    """The totals of several visits together."""
    return _sum([
        (part.lines, part.unknown_lines, part.billed, part.allowed, part.plan, part.second_payer, part.patient, part.help_paid)
        for part in parts
    ])  # fmt: skip


def _sum(rows: Sequence[tuple[int, int, _Dollars, _Dollars, _Dollars, _Dollars, _Dollars, _Dollars]]) -> Totals:
    """One pass over the rows: sums of every course are made several times over."""
    lines = unknown = 0
    billed: _Dollars = ZERO
    allowed: _Dollars = ZERO
    plan: _Dollars = ZERO
    second: _Dollars = ZERO
    patient: _Dollars = ZERO
    helped: _Dollars = ZERO
    for its_lines, its_unknown, its_billed, its_allowed, its_plan, its_second, its_patient, its_help in rows:
        lines, unknown = lines + its_lines, unknown + its_unknown
        billed = None if billed is None or its_billed is None else billed + its_billed
        allowed = None if allowed is None or its_allowed is None else allowed + its_allowed
        plan = None if plan is None or its_plan is None else plan + its_plan
        second = None if second is None or its_second is None else second + its_second
        patient = None if patient is None or its_patient is None else patient + its_patient
        helped = None if helped is None or its_help is None else helped + its_help
    adjustment = None if billed is None or allowed is None else billed - allowed
    return Totals(lines, unknown, billed, allowed, adjustment, plan, second, patient, helped)


def of_visits(visits: Iterable[Visit]) -> Totals:
    """The totals of some visits together."""
    return add_up([visit.totals for visit in visits])


def by_cycle(visits: Sequence[Visit], years: Years) -> tuple[Cycle, ...]:
    """One row per cycle; `patient_so_far` runs within the plan year of the cycle's last visit."""
    cycles = []
    paid: dict[
        tuple[int, date], Decimal | None
    ] = {}  # by plan year, up to the visit at hand; None once a share is unknown
    for number, group in groupby(visits, key=attrgetter("cycle")):
        own = tuple(group)
        for visit in own:
            year = years[visit.on]
            paid[year] = known_sum((paid.get(year, ZERO), visit.totals.patient))
        so_far = paid[year]
        cycles.append(Cycle(number, own[0].on, of_visits(own), so_far))
    return tuple(cycles)


def by_month(visits: Sequence[Visit]) -> tuple[Month, ...]:
    """One row per calendar month that has an infusion day."""
    months = groupby(visits, key=attrgetter("on.year", "on.month"))
    return tuple([_month(tuple(own)) for _, own in months])


def _month(visits: tuple[Visit, ...]) -> Month:
    return Month(visits[0].on.replace(day=1), len(visits), of_visits(visits))


def worst_month(months: Sequence[Month]) -> date | None:
    """The first day of the month in which the patient pays most, the earliest of equals; None where a share is unknown."""
    if not months or any(month.totals.patient is None for month in months):
        return None
    return max(months, key=lambda month: month.totals.patient or ZERO).starts


def by_plan_year(visits: Sequence[Visit], years: Years, timeline: Timeline) -> tuple[PlanYear, ...]:
    """One row per plan year of each plan, with the dates on which its deductibles and maxima were used up."""
    return tuple(
        _plan_year(place, first, tuple(own), timeline)
        for (place, first), own in groupby(visits, key=lambda visit: years[visit.on])
    )


def _plan_year(place: int, first: date, visits: tuple[Visit, ...], timeline: Timeline) -> PlanYear:
    cover = timeline.covers[place]
    lines = [line for visit in visits for line in visit.lines]
    drawn_on = {line.pool for line in lines}
    reached = tuple(_reached(pool.value, lines) for pool in Pool if pool.value in drawn_on)
    return PlanYear(
        starts=first,
        ends=cover.terms.year_starts.in_year(first.year + 1) - timedelta(1),
        visits=len(visits),
        totals=of_visits(visits),
        deductible_met_on=reached[0].deductible_met_on if reached else None,
        maximum_reached_on=reached[0].maximum_reached_on if reached else None,
        chair_minutes=sum((visit.minutes for visit in visits), ZERO),
        limits=reached,
        plan=cover.name,
    )


def _reached(pool: str, lines: Sequence[SettledLine]) -> LimitsReached:
    """When the limits of a pool were used up for good."""
    own = [line for line in reversed(lines) if line.pool == pool]
    return LimitsReached(
        pool=pool,
        deductible_met_on=_used_up((line.line.on, line.deductible_left) for line in own),
        maximum_reached_on=_used_up((line.line.on, line.room_left) for line in own),
    )


def _used_up(left: Iterable[tuple[date, Decimal | None]]) -> date | None:
    """From the last line backwards: the first day of the last run after which nothing was left; None when something still is."""
    found = None
    for on, dollars in left:
        if dollars != 0:
            break
        found = on
    return found
