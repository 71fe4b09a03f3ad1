"""Months between days: a month after January 31 is the last day of February."""

from calendar import monthrange
from datetime import date

MONTHS_A_YEAR = 12


def after(day: date, months: int) -> date:
    """The same day of the month so many months later (earlier, below 0); a shorter month takes its last day.

    Raises OverflowError beyond the calendar.
    """
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    year = day.year + years
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"{months} months from {day} is beyond the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(first: date, last: date) -> int:
    """How many months have passed since `first` on `last`: three on April 30 since January 31; below 0 when it comes before."""
    if last < first:
        return -whole_months(last, first)
    months = (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month
    return months if after(first, months) <= last else months - 1
