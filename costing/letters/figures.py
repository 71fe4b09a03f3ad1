"""How numbers, dates and the values of facts are written in a letter."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from payer_rules.chart import Fact, FactValue
from payer_rules.message import long_date


def number(value: Decimal | int) -> str:
    """Write a number without trailing zeros, with thousands separators: 4,200 or 0.4."""
    plain = f"{Decimal(value):,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def tenths(value: Decimal) -> str:
    """Write a number rounded half up to one decimal."""
    return number(value.quantize(Decimal("0.1"), ROUND_HALF_UP))


def counted(count: Decimal | int, one: str, many: str | None = None) -> str:
    """Write a count with its noun: `1 unit`, `140 units`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def numeric_date(day: date) -> str:
    """Write a date in short US order: 01/05/2026."""
    return f"{day:%m/%d/%Y}"


def value_text(value: FactValue) -> str:
    """Write the value of a fact as a reader expects it; a choice code such as `not_done` loses its underscores."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, date):
        return long_date(value)
    return value.replace("_", " ")


def fact_text(fact: Fact) -> str:
    """Write a fact's value with its unit: `4,200 U/L`."""
    return f"{value_text(fact.value)} {fact.unit}" if fact.unit else value_text(fact.value)


def listed(words: tuple[str, ...], last: str = "and") -> str:
    """Join words as prose does: `a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def money(dollars: Decimal) -> str:
    """Write an amount: $1,234.50."""
    return f"${dollars:,.2f}"
