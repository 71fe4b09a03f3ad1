"""The Medicare Prescription Payment Plan: a drug plan's shares billed month by month over the rest of the year, the same in total."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from costing.domain.money import ZERO, cents
from costing.domain.therapy import MONTHS_PER_YEAR


@dataclass(frozen=True, slots=True)
class MonthlyBill:
    """One month, by its first day: what is owed at the pharmacy, and what the plan bills for that month, in dollars."""

    starts: date
    owed: Decimal
    billed: Decimal


def monthly_bills(owed: Mapping[date, Decimal], maximum: Decimal) -> tuple[MonthlyBill, ...]:
    """The bills of one calendar year from its first month with something owed to December. `owed` is by the first day of the month.

    First month: no more than the yearly maximum over the months that are left, this one too. Later months: what is still to be paid and
    what is newly owed, over the months that are left. So December pays the rest, and the bills add up to what is owed.
    """
    return tuple(_bills(owed, maximum)) if owed else ()


def _bills(owed: Mapping[date, Decimal], maximum: Decimal) -> Iterator[MonthlyBill]:
    first, open_balance = min(owed), ZERO
    for month in range(first.month, MONTHS_PER_YEAR + 1):
        starts, left = first.replace(month=month), MONTHS_PER_YEAR - month + 1
        new = owed.get(starts, ZERO)
        open_balance += new
        share = min(open_balance, cents(maximum / left)) if starts == first else cents(open_balance / left)
        yield MonthlyBill(starts, new, share)
        open_balance -= share
