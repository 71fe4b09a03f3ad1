"""A course in phases: dates counted by hand, and the rule that a change moves nothing before it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from costing.domain.phases import Phase, Setting, phases
from costing.domain.sites import SiteKind
from costing.domain.therapy import DoseUnit, Interval, IntervalUnit, grams_per_28_days
from tests.domain.builders import a_regimen, dates

FIRST = date(2026, 1, 5)
SETTING = Setting(
    "octagam_10", SiteKind.OFFICE, D(2), DoseUnit.G_PER_KG_PER_CYCLE, 2, Interval(4, IntervalUnit.WEEKS), D(70)
)
MONTHLY = Interval(1, IntervalUnit.MONTHS)


def days_of(found: tuple[Phase, ...]) -> list[date]:
    return [day.on for phase in found for day in phase.days()]


def changed(on: date, **changes: object) -> tuple[Phase, ...]:
    later = replace(SETTING, **changes)  # type: ignore[arg-type]  # the test names real fields
    return phases(FIRST, 13, lambda _, starts: later if starts >= on else SETTING)


def test_one_setting_is_one_phase_with_the_dates_of_its_regimen():
    [only] = phases(FIRST, 13, lambda *_: SETTING)
    assert days_of((only,)) == dates(a_regimen())


def test_loading_then_maintenance():
    """Two loading days of 1 g/kg a week apart, then every 4 weeks: January 5 and 12, then January 19 and February 16."""
    loading = replace(SETTING, days_per_cycle=1, interval=Interval(1, IntervalUnit.WEEKS))
    found = phases(FIRST, 4, lambda cycle, _: loading if cycle <= 2 else SETTING)
    assert [phase.cycle_starts for phase in found] == [
        (date(2026, 1, 5), date(2026, 1, 12)),
        (date(2026, 1, 19), date(2026, 2, 16)),
    ]
    assert [phase.first_cycle for phase in found] == [1, 3]


def test_a_new_weight_from_a_date_on():
    """70 kg at 2 g/kg over 2 days are 70 g a day, 77 kg are 77 g."""
    before, after = changed(date(2026, 7, 1), weight_kg=D(77))
    assert {day.dose_mg for day in before.days()} == {70_000}
    assert {day.dose_mg for day in after.days()} == {77_000}
    assert after.cycle_starts[0] == date(2026, 7, 20)  # the first cycle on or after July 1, still in steps of 28 days


def test_a_new_interval_counts_from_the_first_cycle_that_has_it():
    _, after = changed(date(2026, 2, 1), interval=Interval(6, IntervalUnit.WEEKS))
    assert after.cycle_starts[:2] == (date(2026, 2, 2), date(2026, 3, 16))


def test_the_stop_date_is_the_last_day_given():
    found = phases(FIRST, 13, lambda *_: SETTING, ends=date(2026, 2, 2))
    assert days_of(found) == [date(2026, 1, 5), date(2026, 1, 6), date(2026, 2, 2)]


def test_months_end_where_the_month_ends():
    first = date(2028, 1, 31)  # 2028 has a February 29
    [only] = phases(first, 4, lambda *_: replace(SETTING, days_per_cycle=1, interval=MONTHLY))
    assert only.cycle_starts == (first, date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30))


def test_a_new_weight_does_not_move_monthly_dates():
    monthly = replace(SETTING, days_per_cycle=1, interval=MONTHLY)
    found = phases(date(2026, 1, 31), 3, lambda cycle, _: monthly if cycle == 1 else replace(monthly, weight_kg=D(80)))
    assert days_of(found) == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]


def test_grams_per_28_days_of_a_monthly_year():
    """12 months from January 5, 2026 are 365 days: 140 g x 12 x 28 / 365 = 128.88 g."""
    assert round(grams_per_28_days(a_regimen(interval=MONTHLY, cycles=12), D(70)), 2) == D("128.88")


@given(
    st.integers(-5, 400),
    st.integers(1, 20),
    st.tuples(st.integers(6, 60), st.just(IntervalUnit.DAYS))
    | st.tuples(st.integers(1, 3), st.just(IntervalUnit.MONTHS)),
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
)
def test_a_change_moves_no_day_before_it(after_days: int, cycles: int, new: tuple[int, IntervalUnit], first: date):
    on, later = first + timedelta(after_days), replace(SETTING, interval=Interval(*new), weight_kg=D(50))
    plain = days_of(phases(first, cycles, lambda *_: SETTING))
    found = phases(first, cycles, lambda _, starts: later if starts >= on else SETTING)
    kept = [day for day in plain if day < on]
    assert days_of(found)[: len(kept)] == kept
    assert len(days_of(found)) == len(plain)
    assert days_of(found) == sorted(set(days_of(found)))
