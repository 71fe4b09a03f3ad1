"""Shares of a drug plan spread over the year: the first month by the maximum, the rest over the months that are left."""

from datetime import date
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from costing.domain.smoothing import monthly_bills


def test_the_whole_maximum_in_january_is_twelve_equal_bills():
    """2,100 owed in January 2026: 2,100 / 12 = 175 a month."""
    bills = monthly_bills({date(2026, 1, 1): D("2100.00")}, D(2100))
    assert [bill.billed for bill in bills] == [D("175.00")] * 12


def test_a_later_share_is_spread_over_the_months_that_are_left():
    """600 in October: the first bill is at most 2,100 / 3 = 700, so all 600; 300 in November then is 150 and 150."""
    bills = monthly_bills({date(2026, 10, 1): D(600), date(2026, 11, 1): D(300)}, D(2100))
    assert [(bill.starts.month, bill.billed) for bill in bills] == [(10, D(600)), (11, D("150.00")), (12, D("150.00"))]


@given(
    st.dictionaries(st.integers(1, 12), st.decimals(0, 3000, places=2), min_size=1),
    st.decimals(1, 5000, places=2),
)
def test_the_bills_add_up_to_what_is_owed_and_none_is_negative(owed: dict[int, D], maximum: D):
    bills = monthly_bills({date(2026, month, 1): dollars for month, dollars in owed.items()}, maximum)
    assert sum(bill.billed for bill in bills) == sum(owed.values())
    assert all(bill.billed >= 0 for bill in bills)
    assert bills[-1].starts == date(2026, 12, 1)


def test_nothing_owed_is_nothing_billed():
    assert monthly_bills({}, D(2100)) == ()
