"""Rounding to whole vials against a search of every combination."""

from decimal import Decimal as D
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from costing.domain.rounding import rounded_dose_mg
from costing.domain.vials import VialSize
from tests.domain.builders import OCTAGAM_SIZES

TENS = (VialSize(10_000, ()),)


def test_a_near_dose_is_rounded_and_a_far_one_is_not():
    assert rounded_dose_mg(73_000, TENS, D(5)) == 70_000
    assert rounded_dose_mg(73_000, TENS, D(1)) == 73_000


def test_the_lower_of_two_equally_near_doses_is_given():
    assert rounded_dose_mg(75_000, TENS, D(10)) == 70_000


def test_a_dose_below_the_smallest_vial_can_only_go_up():
    assert rounded_dose_mg(9_500, TENS, D(10)) == 10_000


def test_a_dose_of_whole_vials_stays():
    assert rounded_dose_mg(71_000, OCTAGAM_SIZES, D(0)) == 71_000


@given(
    st.integers(1, 60_000),
    st.sets(st.sampled_from([1_000, 2_500, 3_300, 5_000, 10_000, 20_000]), min_size=1, max_size=3),
    st.integers(0, 20),
)
def test_no_whole_vials_are_nearer(dose_mg: int, sizes: set[int], percent: int):
    combinations = product(*[range(dose_mg // mg + 2) for mg in sizes])
    totals = {sum(n * mg for n, mg in zip(counts, sizes, strict=True)) for counts in combinations} - {0}
    nearest = min(totals, key=lambda total: (abs(total - dose_mg), total))
    expected = nearest if abs(nearest - dose_mg) * 100 <= percent * dose_mg else dose_mg
    assert rounded_dose_mg(dose_mg, tuple(VialSize(mg, ()) for mg in sizes), D(percent)) == expected
