"""Dollars as exact decimals, rounded once per line, half up."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def cents(dollars: Decimal) -> Decimal:
    """Round to whole cents, half up: 1.005 gives 1.01."""
    return dollars.quantize(CENT, ROUND_HALF_UP)


def percent_of(dollars: Decimal, percent: Decimal) -> Decimal:
    """A percentage of an amount, in whole cents."""
    return cents(dollars * percent / 100)


def known_sum(parts: Iterable[Decimal | None]) -> Decimal | None:
    """Add up; one unknown part makes the sum unknown."""
    total = ZERO
    for part in parts:
        if part is None:
            return None
        total += part
    return total
