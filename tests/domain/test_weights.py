"""Dosing weights worked by hand."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costing.domain.weights import Sex, WeightBasis, dosing_kg, ideal_kg


def test_a_man_of_6_feet_has_an_ideal_weight_of_77_6_kg():
    """50 + 12 x 2.3."""
    assert ideal_kg(Sex.MALE, D("182.88")) == D("77.6")


def test_a_woman_of_5_feet_5_has_an_ideal_weight_of_57_kg():
    """45.5 + 5 x 2.3."""
    assert ideal_kg(Sex.FEMALE, D("165.1")) == D("57.0")


def test_adjusted_weight_adds_40_percent_of_the_excess():
    """57 + 0.4 x (107 - 57) = 77."""
    assert dosing_kg(D(107), WeightBasis.ADJUSTED, D(57)) == D(77)
    assert dosing_kg(D(107), WeightBasis.IDEAL, D(57)) == D(57)


def test_below_5_feet_the_formula_says_nothing():
    with pytest.raises(ValueError, match="5 feet"):
        ideal_kg(Sex.FEMALE, D(150))


@given(st.decimals(20, 300, places=1), st.decimals(45, 110, places=1))
def test_no_basis_gives_more_than_the_actual_weight(actual: D, ideal: D):
    least, middle, most = (
        dosing_kg(actual, basis, ideal) for basis in (WeightBasis.IDEAL, WeightBasis.ADJUSTED, WeightBasis.ACTUAL)
    )
    assert least <= middle <= most == actual
