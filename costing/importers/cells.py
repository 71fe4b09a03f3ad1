"""Reads the cells of an official file: headings, amounts, codes; what is wrong is collected and told by line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from costing.importers.files import Record, Refused, Sheet, plain
from costing.importers.official import OddRow
from payer_rules.message import Message, say

AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,8})?|\.[0-9]{1,8}")
LEVEL_II = re.compile(r"[A-Z][0-9]{4}")
CODE = re.compile(r"[A-Z0-9][0-9]{3}[A-Z0-9]")
DRUG = re.compile(r"[JQ][0-9]{4}|C9[0-9]{3}")  # the Level II codes under which drugs are billed
NOTHING = frozenset({"", ".", "n/a", "na"})
MOST_PROBLEMS = 20  # told
MOST_WRONG, MOST_ODD = 1_000, 50_000  # noted at all


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
        if len(self.problems) >= MOST_WRONG:  # the file is another one: nobody reads further
            self.check()

    def leave_out(self, line: int, why: Message) -> None:
        """Note a row that is left out. Raises Refused when most of a file would be."""
        self.odd.append(OddRow(line, why))
        if len(self.odd) >= MOST_ODD:
            raise self.sheet.bad(
                "has {most} rows without a value. Check that it is the right file.", most=f"{MOST_ODD:,}"
            )

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

    def needed(self, line: int, row: dict[str, str], column: str) -> str | None:
        """An amount that must be there; None, and noted as wrong, where it is not."""
        before = len(self.problems)
        found = self.amount(line, row, column)
        if found is None and len(self.problems) == before:
            self.wrong(line, "{column} is empty.", column=column)
        return found

    def exact(self, line: int, row: dict[str, str], *columns: str) -> tuple[Decimal, ...] | None:
        """Amounts that must be there, all of them; else None, and what is missing is noted."""
        found = [self.needed(line, row, column) for column in columns]
        return None if None in found else tuple(Decimal(text) for text in found if text is not None)

    def check(self) -> None:
        """Raise Refused with everything that is wrong, or nothing."""
        if self.problems:
            left = len(self.problems) - MOST_PROBLEMS
            more = [say("And at least {count} more rows.", count=str(left))] if left > 0 else []
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
            return Table(sheet, without_empty_end(columns), records)
    raise sheet.bad("there is no heading with the columns {columns}.", columns=", ".join(needed))


def without_empty_end(columns: Sequence[str]) -> Sequence[str]:
    """Headings up to the last that says something: some files have hundreds of empty ones behind."""
    last = max((place for place, name in enumerate(columns) if name), default=-1)
    return columns[: last + 1]


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
