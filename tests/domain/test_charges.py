"""A claim line takes the values of its own date, whatever days were priced before it."""

from datetime import date, timedelta
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from costing.domain.charges import Claims, claim_lines
from costing.domain.therapy import InfusionDay
from payer_rules.dated import Dated, History
from tests.domain.builders import SEEN, a_price, prices

FIRST = date(2026, 1, 1)
DAYS = st.lists(st.integers(0, 120), min_size=1, max_size=12)
PERIODS = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 40), st.integers(1, 99)), max_size=5)


def history(name: str, periods: list[tuple[int, int, int]]) -> History[D]:
    """Periods that do not overlap, of the drawn (start, length, value)."""
    entries: list[Dated[D]] = []
    for start, length, value in sorted(periods):
        starts = FIRST + timedelta(start)
        if not entries or (entries[-1].ends or FIRST) < starts:
            entries.append(Dated(D(value), "dollars per unit", starts, starts + timedelta(length), SEEN))
    return History(name, tuple(entries))


@given(DAYS, PERIODS, PERIODS, PERIODS, st.booleans())
def test_lines_do_not_depend_on_the_days_before(days, allowed, billed, limits, stretch):
    drug = a_price("J1568", "30", allowed=history("limit", allowed), billed=history("charge", billed))
    some = prices(drug=drug, daily_coinsurance_limit=history("day", limits), stretch=stretch)
    claims = Claims(some)
    for place, day in enumerate(days):
        on = InfusionDay(FIRST + timedelta(day), place + 1, 1, 70_000)
        assert claims.of_day(on, 70_000, D(300)) == claim_lines(on, 70_000, D(300), some)
