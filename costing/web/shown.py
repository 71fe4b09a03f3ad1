"""How values look on a page: dollars, dates, plain numbers, and addresses of assets that change with their content."""

from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, current_app, url_for

from costing.case.fields import plain
from payer_rules.facts import facts
from payer_rules.message import long_date


def set_up(app: Flask) -> None:
    """Register the filters and `asset`."""
    app.jinja_env.filters.update(
        dollars=dollars,
        long_date=long_date,
        plain=plain,
        words=words,
        hours=hours,
        grams=grams,
        fact_label=fact_label,
    )
    app.jinja_env.globals["asset"] = asset


def dollars(value: Decimal) -> str:
    """$1,234.50, with a real minus sign below zero."""
    return f"${value:,.2f}" if value >= 0 else f"\N{MINUS SIGN}${-value:,.2f}"


def words(name: str) -> str:
    """A name of ours as words: `not_met` reads `not met`."""
    return str(name).replace("_", " ")


def hours(minutes: Decimal) -> str:
    """Minutes as hours and minutes: `4 h 48 min`."""
    whole, rest = divmod(round(minutes), 60)
    return f"{whole} h {rest:02} min" if whole else f"{rest} min"


def grams(mg: int) -> str:
    """Milligrams as grams: 70000 reads `70 g`."""
    return f"{plain(Decimal(mg) / 1000)} g"


def fact_label(name: str) -> str:
    """The printed name of a fact."""
    kind = facts().get(name)
    return kind.label if kind else words(name)


def asset(name: str) -> str:
    """The address of a file under static/, with a hash of its content, so that caches never show an old one."""
    return url_for("static", filename=name, v=_hash(Path(str(current_app.static_folder)) / name))


@cache
def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]
