"""Holds the figures and dates in a writer's own words against those of the letter, so that no letter says two things."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from costing.letters.course import FiguresDisagree
from costing.letters.figures import number
from payer_rules.message import Parameter, long_date, say

AMOUNT = re.compile(
    r"(?<![\w.,])(\d+(?:,\d{3})*(?:\.\d+)?)[\s\u00a0-]*(g/kg|mg/kg|grams?|g|kg|lbs?|pounds?|units?|cycles?|vials?)(?![\w/])", re.IGNORECASE
)  # fmt: skip
SAME_UNIT = {"gram": "g", "grams": "g", "lbs": "lb", "pound": "lb", "pounds": "lb"}
MONTH_NAMES = [date(2000, month, 1).strftime("%B") for month in range(1, 13)]
LONG_DATE = re.compile(rf"\b({'|'.join(MONTH_NAMES)})\s+(\d{{1,2}}),?\s+(\d{{4}})\b")
SHORT_DATE = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
ISO_DATE = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")


class WordsDisagree(FiguresDisagree):
    """A writer's words and the letter say different figures, so no letter is written; `key` is the place in the letter."""

    key: str = ""

    def __init__(self, place: str, written: Parameter, known: Parameter) -> None:
        super().__init__(
            say(
                "Your words at “{place}” say {written}; the case says {known}. Change your words, or correct the case.",
                place=place,
                written=written,
                known=known,
            )
        )


def must_agree(place: str, written: str, letter: Iterable[str], days: bool = True) -> None:
    """Hold a writer's words against all texts of the letter. Raises WordsDisagree with the two figures.

    Without `days` only amounts are held: an account of what happened brings dates of its own.
    """
    texts = tuple(letter)
    amounts = {pair for text in texts for pair in _amounts(text)}
    for value, unit in _amounts(written):
        known = sorted(one for one, its in amounts if its == unit)
        if known and value not in known:
            nearest = min(known, key=lambda one: abs(one - value))
            raise WordsDisagree(place, f"{number(value)} {unit}", f"{number(nearest)} {unit}")
    known_days = {day for text in texts for day in _days(text)}
    for day in _days(written) if days and known_days else ():
        if day not in known_days:
            raise WordsDisagree(place, long_date(day), long_date(min(known_days, key=lambda one: abs(one - day))))


def _amounts(text: str) -> Iterator[tuple[Decimal, str]]:
    for digits, unit in AMOUNT.findall(text):
        word = unit.lower()
        yield Decimal(digits.replace(",", "")), SAME_UNIT.get(word, word.rstrip("s"))


def _days(text: str) -> Iterator[date]:
    for name, day, year in LONG_DATE.findall(text):
        yield from _day(f"{year}-{MONTH_NAMES.index(name) + 1}-{day}")
    for month, day, year in SHORT_DATE.findall(text):
        yield from _day(f"{year}-{month}-{day}")
    for iso in ISO_DATE.findall(text):
        yield from _day(iso)


def _day(written: str) -> Iterator[date]:
    try:
        yield datetime.strptime(written, "%Y-%m-%d").date()  # noqa: DTZ007  # a calendar day has no zone
    except ValueError:
        return
