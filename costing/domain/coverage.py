"""How a plan shares an allowed amount: its kind, and the terms of one plan year."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class PlanKind(StrEnum):
    """The kinds of coverage that can be first."""

    MEDICARE_PART_B = "medicare_part_b"
    MEDICARE_ADVANTAGE = "medicare_advantage"
    COMMERCIAL = "commercial"
    HDHP = "hdhp"
    SELF_PAY = "self_pay"


@dataclass(frozen=True, slots=True)
class MonthDay:
    """The day a plan year starts, such as January 1; February 29 falls on March 1 in other years."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        """This day in `year`."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return date(year, 3, 1)


JANUARY_1 = MonthDay(1, 1)


@dataclass(frozen=True, slots=True)
class Met:
    """What the patient has already paid in the plan year, as of a day: it counts only in the plan year of that day."""

    as_of: date
    deductible: Decimal = Decimal(0)
    out_of_pocket: Decimal = Decimal(0)


def plan_year_start(day: date, starts: MonthDay) -> date:
    """The first day of the plan year that holds `day`."""
    this_year = starts.in_year(day.year)
    return this_year if this_year <= day else starts.in_year(day.year - 1)
