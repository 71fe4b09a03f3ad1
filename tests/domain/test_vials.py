"""Vials against a search of every combination."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costing.domain.vials import VialSize, choose_vials, opened_mg
from tests.domain.builders import OCTAGAM_SIZES


def counts(dose_mg: int, sizes: tuple[VialSize, ...] = OCTAGAM_SIZES) -> dict[int, int]:
    return {int(vial.grams * 1000): vial.count for vial in choose_vials(dose_mg, sizes)}


def test_70_g_is_two_of_30_and_one_of_10():
    """Worked example B: 2 days of 70 g, 30 + 30 + 10 g, no waste."""
    assert counts(70_000) == {30_000: 2, 10_000: 1}


def test_28_g_is_filled_without_waste():
    """Worked example B: 28 g is 20 + 2 + 2 + 2 + 2."""
    assert counts(28_000) == {20_000: 1, 2_000: 4}


def test_a_large_dose_stays_exact():
    assert opened_mg(choose_vials(300_000, OCTAGAM_SIZES)) == 300_000


def test_no_size_is_an_error():
    with pytest.raises(ValueError, match="no vial size"):
        choose_vials(1000, ())


@given(
    st.integers(1, 60_000),
    st.sets(st.sampled_from([1_000, 2_500, 3_300, 5_000, 10_000, 20_000]), min_size=1, max_size=3),
)
def test_no_combination_wastes_less(dose_mg: int, sizes: set[int]):
    """The brute search tries up to 60 g / size + 1 vials of each size."""
    chosen = choose_vials(dose_mg, tuple(VialSize(mg, ()) for mg in sizes))
    ranges = [range(dose_mg // mg + 2) for mg in sizes]
    totals = [
        (sum(n * mg for n, mg in zip(combination, sizes, strict=True)), sum(combination))
        for combination in product(*ranges)
    ]
    best = min((total - dose_mg, vials) for total, vials in totals if total >= dose_mg)
    assert (opened_mg(chosen) - dose_mg, sum(vial.count for vial in chosen)) == best


@given(
    st.integers(60_000, 400_000),
    st.sets(st.sampled_from([10_000, 15_000, 20_000, 30_000, 40_000]), min_size=1, max_size=2),
)
def test_a_large_dose_is_filled_as_exactly_as_a_small_one(dose_mg: int, sizes: set[int]):
    """A greedy choice would fail here: 50 g from 20 g and 30 g vials is one of each, not two of 30 g."""
    chosen = choose_vials(dose_mg, tuple(VialSize(mg, ()) for mg in sizes))
    ranges = [range(dose_mg // mg + 2) for mg in sizes]
    totals = [
        (sum(n * mg for n, mg in zip(counts_of, sizes, strict=True)), sum(counts_of)) for counts_of in product(*ranges)
    ]
    best = min((total - dose_mg, vials) for total, vials in totals if total >= dose_mg)
    assert (opened_mg(chosen) - dose_mg, sum(vial.count for vial in chosen)) == best
