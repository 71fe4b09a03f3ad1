"""Holds the figures and dates in a writer's own words against those of the letter, so that no letter says two things."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from costing.letters.course import FiguresDisagree
from costing.letters.figures import number
from costing.letters.html import UNPRINTABLE
from payer_rules.message import Parameter, long_date, say

NUMBER = r"(?<![\w.,])(\d+(?:,\d{3})*(?:\.\d+)?(?:e\d+)?)"
KG, G = r"kg|kilograms?|kilos?", r"grams?|gms?|g"
UNITS = rf"m?(?:{G})\s*(?:/|per)\s*(?:{KG})(?!\s*/\s*m)|{G}|{KG}|lbs?|pounds?|(?:(?:billing|service) )?units?|cycles?|vials?|U/L"
AMOUNT = re.compile(rf"{NUMBER}[\s\u00a0-]*({UNITS})(?!\w)(?!\s*/\s*kg)", re.IGNORECASE)
EVERY = re.compile(r"\bevery (\d+)(?: (?:to|or) \d+)? (day|week|month)s?\b", re.IGNORECASE)
SAME_UNIT = {
    **dict.fromkeys(("gram", "grams", "gm", "gms"), "g"), **dict.fromkeys(("kilogram", "kilograms", "kilo", "kilos"), "kg"),
    **dict.fromkeys(("lbs", "pound", "pounds"), "lb"), **dict.fromkeys(("mgram", "mgrams", "mgm", "mgms"), "mg"),
}  # fmt: skip
MONTH_NAMES = [date(2000, month, 1).strftime("%B") for month in range(1, 13)]
MONTH = rf"({'|'.join(rf'{name}|{name[:3]}|{name[:4]}' for name in MONTH_NAMES)})\.?"
LONG_DATE = re.compile(rf"\b{MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE)
DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+{MONTH},?\s+(\d{{4}})\b", re.IGNORECASE)
SHORT_DATE = re.compile(r"(?<![\d/.-])(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4})|/(\d{2}))(?![\d/-])")
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


def must_agree(place: str, written: str, letter: Iterable[str], days: bool = True, schedule: bool = False) -> None:
    """Hold a writer's words against all texts of the letter. Raises WordsDisagree with the two figures.

    Without `days` only amounts are held: an account of what happened brings dates of its own. With `schedule` how often is held too,
    as where the letter asks; elsewhere other things may happen every so many weeks.
    """
    texts, seen = tuple(letter), UNPRINTABLE.sub("", written)
    for find in (_amounts, _schedules) if schedule else (_amounts,):
        known = {pair for text in texts for pair in find(text)}
        for value, unit in find(seen):
            its = sorted(one for one, of in known if of == unit)
            if its and value not in its:
                raise WordsDisagree(place, unit.format(number(value)), unit.format(number(_nearest(its, value))))
    known_days = {day for text in texts for day in _days(text)}
    for day in _days(seen) if days and known_days else ():
        if day not in known_days:
            raise WordsDisagree(place, long_date(day), long_date(min(known_days, key=lambda one: abs(one - day))))


def _nearest(known: list[Decimal], value: Decimal) -> Decimal:
    return min(known, key=lambda one: abs(one - value))


def _amounts(text: str) -> Iterator[tuple[Decimal, str]]:
    """Each number with its unit as words around a place for it, in one spelling."""
    for digits, unit in AMOUNT.findall(text):
        yield Decimal(digits.replace(",", "")), f"{{}} {_one_spelling(unit)}"


def _one_spelling(unit: str) -> str:
    """`grams per kilogram` is g/kg, `billing units` are units."""
    if unit.upper() == "U/L":
        return "U/L"
    short = re.sub(r"\s*(/|\bper\b)\s*", "/", " ".join(unit.lower().split()))
    parts = [re.sub(r"^(billing|service) ", "", part) for part in short.split("/")]
    return "/".join(SAME_UNIT.get(part, part.rstrip("s")) for part in parts)


def _schedules(text: str) -> Iterator[tuple[Decimal, str]]:
    for digits, unit in EVERY.findall(text):
        yield Decimal(digits), f"every {{}} {unit.lower()}s"


def _days(text: str) -> Iterator[date]:
    for name, day, year in LONG_DATE.findall(text):
        yield from _day(year, _month(name), day)
    for day, name, year in DAY_FIRST.findall(text):
        yield from _day(year, _month(name), day)
    for month, day, year, short_year in SHORT_DATE.findall(text):
        yield from _day(year or f"20{short_year}", month, day)
    for iso in ISO_DATE.findall(text):
        yield from _day(*iso.split("-"))


def _month(name: str) -> int:
    return next(at for at, one in enumerate(MONTH_NAMES, start=1) if one.lower().startswith(name.lower()[:3]))


def _day(year: str, month: str | int, day: str) -> Iterator[date]:
    try:
        yield date(int(year), int(month), int(day))
    except ValueError:
        return
