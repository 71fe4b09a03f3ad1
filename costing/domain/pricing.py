"""One course priced: every infusion day, its claim lines, who pays them, and what could not be priced."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby

from costing.domain.charges import Claims, PriceList
from costing.domain.claim import Basis, ClaimLine, SettledLine
from costing.domain.counters import EARLIER_UNKNOWN
from costing.domain.coverage import Timeline
from costing.domain.estimate import Estimate, MissingPrice, NamedAssumption, PhaseOfCourse, Visit
from costing.domain.ledger import settle
from costing.domain.therapy import InfusionDay, Regimen, grams_per_28_days, grams_per_cycle, infusion_days
from costing.domain.totals import by_cycle, by_month, by_plan_year, of_visits, total, worst_month
from costing.domain.vials import VialSize, choose_vials, opened_mg
from payer_rules.message import Message, say

NEWEST_LOADED_VALUE = "newest_loaded_value"


@dataclass(frozen=True, slots=True)
class PricedPhase:
    """One phase of a course with its own product, dose, vial sizes, minutes and prices."""

    product_name: str
    regimen: Regimen
    weight_kg: Decimal | None
    days: tuple[InfusionDay, ...]
    sizes: tuple[VialSize, ...]
    minutes: Decimal  # per infusion day
    prices: PriceList
    documented: Mapping[date, Decimal] = field(default_factory=dict)  # minutes of the days that were documented
    site: str | None = None  # said of each phase when there are several
    plan: str | None = None  # said where the course has several plans


@dataclass(frozen=True, slots=True)
class Course:
    """Everything a pricing needs: the order in the domain's words, its prices and which plan holds when.

    Without `phases` the whole course is one phase with the course's own figures.
    """

    product_name: str
    regimen: Regimen
    weight_kg: Decimal | None
    sizes: tuple[VialSize, ...]
    minutes: Decimal  # per infusion day
    prices: PriceList
    timeline: Timeline
    newest: Mapping[str, date]  # for each value over time by name: when its newest loaded value starts
    assumptions: tuple[NamedAssumption, ...] = ()
    notes: tuple[Message, ...] = ()
    phases: tuple[PricedPhase, ...] = ()

    def in_phases(self) -> tuple[PricedPhase, ...]:
        """The phases in time."""
        return self.phases or (
            PricedPhase(
                self.product_name,
                self.regimen,
                self.weight_kg,
                infusion_days(self.regimen, self.weight_kg),
                self.sizes,
                self.minutes,
                self.prices,
            ),
        )


def price(course: Course) -> Estimate:
    """Price a course. Same input, same output: no clock, no lookup outside `course`."""
    phases = course.in_phases()
    lines = [line for phase in phases for line in _lines(phase)]
    settled = settle(lines, course.timeline)
    visits = tuple(_visits(phases, settled))
    months, years = by_month(visits), {visit.on: course.timeline.year_of(visit.on) for visit in visits}
    return Estimate(
        product_name=course.product_name,
        grams_per_cycle=grams_per_cycle(course.regimen, course.weight_kg),
        grams_per_28_days=grams_per_28_days(course.regimen, course.weight_kg),
        visits=visits,
        cycles=by_cycle(visits, years),
        plan_years=by_plan_year(visits, years, course.timeline),
        course=of_visits(visits),
        assumptions=_marked_used(course.assumptions, settled),
        missing=missing_prices(settled, course.newest, course.timeline),
        notes=course.notes,
        phases=_stretches(phases),
        months=months,
        worst_month=worst_month(months),
    )


def _lines(phase: PricedPhase) -> Iterable[ClaimLine]:
    claims = Claims(phase.prices)
    opened = opened_mg(choose_vials(phase.days[0].dose_mg, phase.sizes))
    for day in phase.days:
        yield from claims.of_day(day, opened, phase.documented.get(day.on, phase.minutes))


def _visits(phases: Sequence[PricedPhase], settled: Sequence[SettledLine]) -> Iterable[Visit]:
    by_day = {on: tuple(own) for on, own in groupby(settled, key=lambda line: line.line.on)}
    for phase in phases:
        vials = choose_vials(phase.days[0].dose_mg, phase.sizes)
        for day in phase.days:
            own = by_day[day.on]
            minutes = phase.documented.get(day.on, phase.minutes)
            documented = day.on in phase.documented
            yield Visit(day.on, day.cycle, day.day, day.dose_mg, vials, minutes, own, total(own), documented)


def _stretches(phases: Sequence[PricedPhase]) -> tuple[PhaseOfCourse, ...]:
    """What each phase gives; empty when the course has one."""
    if len(phases) == 1:
        return ()
    return tuple(
        PhaseOfCourse(
            product_name=phase.product_name,
            site=phase.site,
            plan=phase.plan,
            first=phase.days[0].on,
            last=phase.days[-1].on,
            cycles=len({day.cycle for day in phase.days}),
            weight_kg=phase.weight_kg,
            grams_per_cycle=grams_per_cycle(phase.regimen, phase.weight_kg),
            grams_per_28_days=grams_per_28_days(phase.regimen, phase.weight_kg),
            dose_mg_per_day=phase.days[0].dose_mg,
            vials=choose_vials(phase.days[0].dose_mg, phase.sizes),
            minutes=phase.minutes,
        )
        for phase in phases
    )


def _marked_used(assumptions: tuple[NamedAssumption, ...], lines: Sequence[SettledLine]) -> tuple[NamedAssumption, ...]:
    """Say of the newest-value assumption whether any figure really was borrowed."""
    borrowed = any(basis.stands_in_for for line in lines for basis in _bases(line))
    return tuple(
        NamedAssumption(one.name, one.sentence, one.provenance, borrowed) if one.name == NEWEST_LOADED_VALUE else one
        for one in assumptions
    )


def _bases(line: SettledLine) -> Iterable[Basis]:
    for basis in (line.line.allowed_basis, line.line.coinsurance_basis, *line.share_basis):
        if basis:
            yield basis


def missing_prices(
    lines: Sequence[SettledLine], newest: Mapping[str, date], timeline: Timeline
) -> tuple[MissingPrice, ...]:
    """The days without a price, grouped by what is missing, with the assumption that would fill the gap if one can."""
    days: dict[str, list[date]] = {}
    first: dict[str, Message] = {}
    for settled in lines:
        if settled.unknown is None:
            continue
        for why in _reasons(settled, timeline):
            what = str(why.parameters.get("name", why))
            first.setdefault(what, why)
            if settled.line.on not in days.setdefault(what, []):
                days[what].append(settled.line.on)
    return tuple(_missing(tuple(own), first[what], newest.get(what)) for what, own in days.items())


def _reasons(settled: SettledLine, timeline: Timeline) -> Iterable[Message]:
    """Why the line has no share: its own price, and the plan year's terms, even where both are missing."""
    terms = timeline.terms_on(settled.line.on)
    year = terms.years.get(terms.year_of(settled.line.on))
    for why in (settled.unknown, year.unknown if year else None):
        if why is not None and why is not EARLIER_UNKNOWN:
            yield why


def _missing(days: tuple[date, ...], why: Message, newest: date | None) -> MissingPrice:
    if newest is None:
        return MissingPrice(days, why, None, None)
    offer = say("Use the newest loaded value, in force from {starts}, for the days without one.", starts=newest)
    return MissingPrice(days, why, NEWEST_LOADED_VALUE, offer)
