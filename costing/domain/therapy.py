"""The regimen: how much, how often, from when, and the dates it falls on."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from costing.domain.record import record

LB_IN_KG = Decimal("0.45359237")  # exact by the international yard and pound agreement of 1959
INCH_IN_CM = Decimal("2.54")
MG_PER_G = 1000
DAYS_PER_WEEK = 7
MONTHS_PER_YEAR = 12
SHORTEST_MONTH = 28


class DoseUnit(StrEnum):
    """What the ordered number means; per cycle and per day are never mixed."""

    G_PER_KG_PER_CYCLE = "g_per_kg_per_cycle"
    G_PER_KG_PER_DAY = "g_per_kg_per_day"
    G_PER_CYCLE = "g_per_cycle"


class IntervalUnit(StrEnum):
    """What an interval counts."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class Route(StrEnum):
    """Into a vein or under the skin: each has its own codes for the time of staff."""

    IV = "iv"
    SC = "sc"


class GivenBy(StrEnum):
    """Staff time is billed; a patient who infuses alone bills none."""

    STAFF = "staff"
    SELF = "self"


@dataclass(frozen=True, slots=True)
class Conversion:
    """The ordered dose is one of a vein every `from_interval`; under the skin `factor` times as much is given in the same time."""

    factor: Decimal
    from_interval: "Interval"


@dataclass(frozen=True, slots=True)
class Interval:
    """From the first day of one cycle to the first day of the next: every 4 weeks is 28 days, not a month."""

    every: int
    unit: IntervalUnit

    @property
    def shortest_days(self) -> int:
        """The fewest days that the interval can last; days and weeks always last the same."""
        if self.unit is IntervalUnit.MONTHS:
            return self.every * SHORTEST_MONTH
        return self.every * (DAYS_PER_WEEK if self.unit is IntervalUnit.WEEKS else 1)

    def after(self, first: date, times: int) -> date:
        """The day `times` intervals after `first`. A month without that day of the month takes its last: January 31, February 28."""
        if self.unit is not IntervalUnit.MONTHS:
            return first + timedelta(times * self.shortest_days)
        years, month = divmod(first.month - 1 + times * self.every, MONTHS_PER_YEAR)
        year = first.year + years
        return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Regimen:
    """`dose` in `dose_unit`, given in equal parts on `days_per_cycle` consecutive days of each cycle."""

    dose: Decimal
    dose_unit: DoseUnit
    days_per_cycle: int
    interval: Interval
    cycles: int
    first_infusion: date


@record
class InfusionDay:
    """One visit: `cycle` and `day` count from 1; `dose_mg` is what is given on that date."""

    on: date
    cycle: int
    day: int
    dose_mg: int


def converted(dose: Decimal, conversion: Conversion, interval: Interval) -> Decimal:
    """The dose under the skin of one interval: 140 g every 28 days at a factor of 1.2 are 42 g every 7 days."""
    return dose * conversion.factor * interval.shortest_days / conversion.from_interval.shortest_days


def grams_per_cycle(regimen: Regimen, weight_kg: Decimal | None) -> Decimal:
    """The whole dose of one cycle in grams. Raises ValueError when a dose per kg has no weight."""
    if regimen.dose_unit is DoseUnit.G_PER_CYCLE:
        return regimen.dose
    if weight_kg is None:
        raise ValueError("a dose per kilogram needs a weight")
    per_cycle = regimen.dose * weight_kg
    return per_cycle * regimen.days_per_cycle if regimen.dose_unit is DoseUnit.G_PER_KG_PER_DAY else per_cycle


def interval_days(regimen: Regimen) -> Decimal:
    """Days from one cycle to the next; intervals in months are averaged over the cycles of this regimen."""
    if regimen.interval.unit is not IntervalUnit.MONTHS:
        return Decimal(regimen.interval.shortest_days)
    whole = regimen.interval.after(regimen.first_infusion, regimen.cycles) - regimen.first_infusion
    return Decimal(whole.days) / regimen.cycles


def grams_per_28_days(regimen: Regimen, weight_kg: Decimal | None) -> Decimal:
    """The dose of one cycle spread over its interval, times 28 days: how payers write quantity limits."""
    return grams_per_cycle(regimen, weight_kg) * 28 / interval_days(regimen)


def daily_dose_mg(regimen: Regimen, weight_kg: Decimal | None) -> int:
    """The dose of one infusion day in whole mg; a part of a mg is given as a whole one."""
    exact = grams_per_cycle(regimen, weight_kg) * MG_PER_G / regimen.days_per_cycle
    return int(exact.to_integral_value(ROUND_CEILING))


def infusion_days(regimen: Regimen, weight_kg: Decimal | None) -> tuple[InfusionDay, ...]:
    """Every visit of the course with its date: cycles are counted in days, never divided out of a year."""
    dose_mg = daily_dose_mg(regimen, weight_kg)
    return tuple(
        InfusionDay(regimen.interval.after(regimen.first_infusion, cycle) + timedelta(day), cycle + 1, day + 1, dose_mg)
        for cycle in range(regimen.cycles)
        for day in range(regimen.days_per_cycle)
    )
