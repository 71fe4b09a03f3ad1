"""Months: exactly three of them, month ends, leap days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payer_rules.months import after, whole_months


@pytest.mark.parametrize(
    ("first", "months", "then"),
    [
        (date(2026, 1, 15), 3, date(2026, 4, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_a_shorter_month_takes_its_last_day(first: date, months: int, then: date):
    assert after(first, months) == then


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 1, 15), date(2026, 4, 15), 3),
        (date(2026, 1, 15), date(2026, 4, 14), 2),
        (date(2026, 1, 31), date(2026, 4, 30), 3),
        (date(2026, 1, 31), date(2026, 4, 29), 2),
        (date(2024, 2, 29), date(2025, 2, 27), 11),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2026, 4, 15), date(2026, 1, 15), -3),
    ],
)
def test_exactly_so_many_months_are_enough_and_a_day_less_is_not(first: date, last: date, months: int):
    assert whole_months(first, last) == months


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 600))
def test_counting_back_what_was_added(first: date, months: int):
    assert whole_months(first, after(first, months)) == months


def test_beyond_the_calendar_is_said():
    with pytest.raises(OverflowError, match="beyond the calendar"):
        after(date(9999, 12, 1), 1)
