"""For which days an official file holds: by what it prints, else by its name, else by what the person says; all of them must agree."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from costing.importers.files import Record, Sheet, plain
from costing.importers.official import Asked, Period
from payer_rules.message import Message, say

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip
QUARTERS = {"jan": 1, "apr": 4, "jul": 7, "oct": 10}
RELEASES = dict(zip("abcd", QUARTERS.values(), strict=True))
A_DATE = rf"({'|'.join(MONTHS)})\s+(\d{{1,2}}),?\s+(\d{{4}})"
FROM_TO = re.compile(rf"{A_DATE}\s+(?:through|to|-|–)\s+{A_DATE}")
PRINTED_QUARTER = re.compile(r"\b(january|april|july|october)\s+(?:1,?\s+)?(20\d\d)\b")
NAMED_DAY = re.compile(r"eff\w*?[ _-]*(\d{1,2})[-_](\d{1,2})[-_](20\d\d)")
NAMED_QUARTER = re.compile(r"(jan|apr|jul|oct)(?:uary|il|y|ober)?[ _-]*(20\d\d)|(20\d\d)[ _-]*(jan|apr|jul|oct)")
NAMED_DME = re.compile(r"dme(\d\d)\b.*?(jan|apr|jul|oct)")
NAMED_RELEASE = re.compile(r"(?:rvu|pfrev|rev)(\d\d)([a-d])")
THREE_MONTHS, A_DAY = timedelta(days=95), timedelta(1)


def year(number: int) -> Period:
    """A calendar year."""
    return Period(date(number, 1, 1), date(number, 12, 31))


def quarter(number: int, month: int) -> Period:
    """The quarter that begins with a month."""
    starts = date(number, month, 1)
    return Period(starts, (starts + THREE_MONTHS).replace(day=1) - A_DAY)


def words_of(head: Iterable[Record]) -> str:
    """Everything the first records say, in lower case."""
    return " ".join(plain(cell) for _, cells in head for cell in cells if cell.strip())


def printed_period(head: Iterable[Record]) -> Period | None:
    """The period that the lines above a table print: "Effective October 1, 2025 through December 31, 2025"."""
    found = FROM_TO.search(words_of(head))
    if not found:
        return None
    try:
        return Period(_day(found.groups()[:3]), _day(found.groups()[3:]))
    except ValueError:
        return None


def _day(parts: Iterable[str]) -> date:
    month, day, number = parts
    return date(int(number), MONTHS.index(month) + 1, int(day))


def printed_quarter(words: str) -> Period | None:
    """The quarter that a title names: "January 2026", "Effective April 1, 2026"."""
    found = PRINTED_QUARTER.search(words)
    return quarter(int(found[2]), MONTHS.index(found[1]) + 1) if found else None


def named_quarter(name: str) -> Period | None:
    """The quarter in a file's name: MCR_MUE_..._Eff_10-01-2026.csv, PPRRVU2026_Oct_nonQPP.csv, rvu26d.zip."""
    return next(_named(name.lower()), None)


def _named(name: str) -> Iterator[Period]:
    """What the name says last says most: a member's name follows the zip's."""
    for month, _, number in reversed(NAMED_DAY.findall(name)):
        if int(month) in QUARTERS.values():
            yield quarter(int(number), int(month))
    for before, after, ahead, month in reversed(NAMED_QUARTER.findall(name)):
        yield quarter(int(after or ahead), QUARTERS[before or month])
    for two, month in NAMED_DME.findall(name):
        yield quarter(2000 + int(two), QUARTERS[month])
    for two, letter in reversed(NAMED_RELEASE.findall(name)):
        yield quarter(2000 + int(two), RELEASES[letter])


def period_of(sheet: Sheet, asked: Asked, printed: Period | None) -> Period:
    """The period that the file prints, which must be the one that was asked for; else the one asked for. Raises Refused."""
    if printed and printed.ends < printed.starts:
        raise sheet.bad("the period it prints ends before it starts. Check the file.")
    if printed and asked.period and printed != asked.period:
        problem = "is for {printed}, not for {asked}. Choose the file of the period you want."
        raise sheet.bad(problem, printed=shown(printed), asked=shown(asked.period))
    if printed or asked.period:
        return printed or asked.period  # type: ignore[return-value]  # one of them is there
    raise sheet.bad("does not say for which days it holds. Name them, such as 2026-10-01 to 2026-12-31.")


def period_in(sheet: Sheet, asked: Asked, number: int | None, printed: Period | None) -> tuple[Period, list[Message]]:
    """The quarter a file holds for, where it may print no more than its year; the note says when its name was needed.

    Raises Refused when the file, its name and what was asked for are at odds.
    """
    known = printed or named_quarter(sheet.name)
    if printed and number and printed.starts.year != number:
        raise sheet.bad("prints both the year {year} and {printed}.", year=str(number), printed=shown(printed))
    period = period_of(sheet, asked, known)
    if number and (period.starts.year, period.ends.year) != (number, number):
        raise sheet.bad("is for {year}, not for {asked}.", year=str(number), asked=shown(period))
    by_name = known is not None and printed is None
    return period, [say("The quarter is the one in the file’s name; the file itself does not print it.")] * by_name


def shown(period: Period) -> str:
    """A period as people type it."""
    return f"{period.starts} to {period.ends}"
