"""Reads the cells of an official file: amounts, dates of its period, codes; what is wrong is collected and told by line."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from costing.importers.files import Record, Refused, Sheet, plain
from costing.importers.official import Asked, OddRow, Period
from payer_rules.message import Message, say

AMOUNT = re.compile(r"\d+(\.\d+)?|\.\d+")
LEVEL_II = re.compile(r"[A-Z]\d{4}")
CODE = re.compile(r"[A-Z0-9]\d{3}[A-Z0-9]")
NOTHING = frozenset({"", ".", "n/a", "na"})
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip
A_DATE = rf"({'|'.join(MONTHS)})\s+(\d{{1,2}}),?\s+(\d{{4}})"
FROM_TO = re.compile(rf"{A_DATE}\s+(?:through|to|-|–)\s+{A_DATE}")
MOST_PROBLEMS = 20
A_DAY = timedelta(1)


@dataclass
class Table:
    """The rows under a heading, by heading, with everything that is wrong with them."""

    sheet: Sheet
    columns: Sequence[str]
    rows: Iterator[Record]
    problems: list[Message] = field(default_factory=list)
    odd: list[OddRow] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row that says something, by heading; a line that was cut off is wrong, one of a single cell is a note."""
        for line, cells in self.rows:
            if 1 < len(cells) < len(self.columns):
                self.wrong(line, "the line ends early. Download the file again.")
            elif any(cell.strip() for cell in cells):
                yield line, {name: cell.strip() for name, cell in zip(self.columns, cells, strict=False) if name}

    def wrong(self, line: int, problem: str, **values: str) -> None:
        """Note what makes the file be refused."""
        self.problems.append(self.sheet.problem(problem, line, **values))

    def leave_out(self, line: int, why: Message) -> None:
        """Note a row that is left out."""
        self.odd.append(OddRow(line, why))

    def amount(self, line: int, row: dict[str, str], column: str) -> str | None:
        """An amount of dollars as digits, None where the cell is empty or N/A; anything else is wrong."""
        cell = row.get(column, "")
        text = cell.replace("$", "").replace(",", "").strip()
        if text.lower() in NOTHING:
            return None
        if not AMOUNT.fullmatch(text):
            self.wrong(
                line, "{column} must be an amount such as 47.133, not {cell}.", column=column, cell=repr(cell[:40])
            )
            return None
        return f"0{text}" if text.startswith(".") else text

    def check(self) -> None:
        """Raise Refused with everything that is wrong, or nothing."""
        if self.problems:
            left = len(self.problems) - MOST_PROBLEMS
            more = [say("And {count} more rows.", count=str(left))] if left > 0 else []
            raise Refused(*self.problems[:MOST_PROBLEMS], *more)


def table_under(sheet: Sheet, *needed: str) -> Table:
    """The table under the heading that has all `needed` columns. Raises Refused when there is none, or one stands twice."""
    records = sheet.records()
    for line, cells in records:
        columns = [plain(cell) for cell in cells]
        if set(needed) <= set(columns):
            twice = [name for name in needed if columns.count(name) > 1]
            if twice:
                raise sheet.bad("the heading {column} stands twice.", line, column=twice[0])
            return Table(sheet, columns, records)
    raise sheet.bad("there is no heading with the columns {columns}.", columns=", ".join(needed))


def has_heading(*needed: str) -> "Recogniser":
    """Whether some record of the head has all these cells."""
    return Recogniser(frozenset(needed))


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Tells a file by its heading."""

    needed: frozenset[str]

    def __call__(self, head: Sequence[Record]) -> bool:
        """Whether some record has all the cells."""
        return any(self.needed <= {plain(cell) for cell in cells} for _, cells in head)


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


def _day(parts: Sequence[str]) -> date:
    return date(int(parts[2]), MONTHS.index(parts[0]) + 1, int(parts[1]))


def period_of(sheet: Sheet, asked: Asked, printed: Period | None) -> Period:
    """The period that the file prints, which must be the one that was asked for; else the one asked for. Raises Refused."""
    if printed and printed.ends < printed.starts:
        raise sheet.bad("the period it prints ends before it starts. Check the file.")
    if printed and asked.period and printed != asked.period:
        problem = "is for {printed}, not for {asked}. Choose the file of the period you want."
        raise sheet.bad(problem, printed=_shown(printed), asked=_shown(asked.period))
    if printed or asked.period:
        return printed or asked.period  # type: ignore[return-value]  # one of them is there
    raise sheet.bad("does not say for which days it holds. Name them, such as 2026-10-01 to 2026-12-31.")


def _shown(period: Period) -> str:
    return f"{period.starts} to {period.ends}"


def year(number: int) -> Period:
    """A calendar year."""
    return Period(date(number, 1, 1), date(number, 12, 31))
