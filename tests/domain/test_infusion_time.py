"""Minutes by the ramp, and the hours they bill."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costing.domain.infusion_time import Ramp, added_hours, minutes_by_ramp
from tests.domain.builders import DM_RAMP


@pytest.mark.parametrize(
    ("days", "minutes", "hours"), [(2, "287.5", 4), (3, "204.2", 2), (4, "162.5", 2), (5, "137.5", 1)]
)
def test_two_grams_per_kg_over_so_many_days(days: int, minutes: str, hours: int):
    """Worked example B, whatever the weight: 2 days 287.5 min and 4 added hours ... 5 days 137.5 min and 1."""
    taken = minutes_by_ramp(D(2000) / days, DM_RAMP)
    assert round(taken, 1) == D(minutes)
    assert added_hours(taken) == hours


@pytest.mark.parametrize(
    ("minutes", "hours"), [("30", 0), ("60", 0), ("90", 0), ("90.5", 1), ("120", 1), ("150", 1), ("151", 2)]
)
def test_an_added_hour_needs_more_than_30_minutes(minutes: str, hours: int):
    assert added_hours(D(minutes)) == hours


def test_the_lower_cap_takes_longer():
    slow = Ramp(DM_RAMP.steps, D("3.3"))
    assert minutes_by_ramp(D(1000), slow) > minutes_by_ramp(D(1000), DM_RAMP)


def test_a_small_dose_ends_within_the_first_step():
    assert minutes_by_ramp(D(15), DM_RAMP) == 15


@given(st.decimals(1, 2000, places=1), st.decimals(1, 500, places=1))
def test_more_drug_never_runs_shorter(dose: D, more: D):
    assert minutes_by_ramp(dose + more, DM_RAMP) > minutes_by_ramp(dose, DM_RAMP)
