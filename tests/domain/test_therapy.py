"""Doses and dates."""

from datetime import date
from decimal import Decimal as D

import pytest

from costing.domain.therapy import DoseUnit, Interval, IntervalUnit, daily_dose_mg, grams_per_28_days, grams_per_cycle
from tests.domain.builders import a_regimen, dates


def test_a_dose_per_cycle_and_per_day_are_different_things():
    per_cycle = a_regimen(dose=D(2), dose_unit=DoseUnit.G_PER_KG_PER_CYCLE)
    per_day = a_regimen(dose=D(1), dose_unit=DoseUnit.G_PER_KG_PER_DAY)
    in_grams = a_regimen(dose=D(140), dose_unit=DoseUnit.G_PER_CYCLE)
    assert (
        grams_per_cycle(per_cycle, D(70)) == grams_per_cycle(per_day, D(70)) == grams_per_cycle(in_grams, None) == 140
    )


def test_a_dose_per_kilogram_needs_a_weight():
    with pytest.raises(ValueError, match="weight"):
        grams_per_cycle(a_regimen(), None)


def test_a_part_of_a_milligram_is_given_whole():
    assert (
        daily_dose_mg(a_regimen(dose=D("0.4"), days_per_cycle=3), D("70.1")) == 9347
    )  # 28.04 g over 3 days is 9,346.67 mg


def test_28_days_follow_the_interval():
    assert grams_per_28_days(a_regimen(interval=Interval(3, IntervalUnit.WEEKS)), D(70)) == D(140) * 28 / 21


def test_every_4_weeks_gives_14_cycles_in_a_year_that_starts_on_an_infusion_day():
    days = dates(a_regimen(first_infusion=date(2026, 1, 1), cycles=14, days_per_cycle=1))
    assert days[-1] == date(2026, 12, 31)


def test_infusion_days_are_consecutive_and_counted_from_the_cycle_start():
    assert dates(a_regimen())[:4] == [date(2026, 1, 5), date(2026, 1, 6), date(2026, 2, 2), date(2026, 2, 3)]
