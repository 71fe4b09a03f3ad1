"""A practice's prices as a CSV file: out as a fee schedule, and in, every bad row named by its line."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from marshmallow import ValidationError

from costing.case.fee_schema import FeeSchema
from costing.case.schema import flat_messages
from costing.case.shapes import Fee

HEADINGS = (
    "code",
    "kind",
    "per_unit",
    "basis",
    "percent",
    "list_price",
    "at_most_charge",
    "payer",
    "plan_name",
    "site",
    "product",
    "starts",
    "ends",
)
SCOPE = ("code", "kind", "payer", "plan_name", "site", "product")
NEEDED = frozenset({"code", "kind", "starts"})
MOST_ROWS = 2_000
MOST_BYTES = 500_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run: such a cell is written behind an apostrophe
_FEE = FeeSchema()


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong on one line of the file; `column` is its heading, None where the whole line or file is meant."""

    line: int
    column: str | None
    sentence: str

    def __str__(self) -> str:
        where = f"Line {self.line}, {self.column}" if self.column else f"Line {self.line}"
        return f"{where}: {self.sentence}"


class BadRows(ValueError):
    """Nothing of the file is taken; `errors` name every line that is wrong."""

    def __init__(self, errors: Sequence[RowError]):
        super().__init__("; ".join(map(str, errors)))
        self.errors = tuple(errors)


def fees_csv(fees: Sequence[Fee]) -> str:
    """The prices with one row each, under the headings that `read_fees` takes."""
    text = io.StringIO()
    rows = csv.DictWriter(text, HEADINGS, lineterminator="\r\n")
    rows.writeheader()
    rows.writerows({key: _cell(value) for key, value in _FEE.dump(fee).items()} for fee in fees)
    return text.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith((*FORMULA, "'")) else text


def read_fees(raw: bytes) -> list[dict[str, Any]]:
    """The rows of a file as fees of a case document, in the order of the file.

    Columns go by heading, in any order; UTF-8 with or without a mark, or Windows text. Raises BadRows.
    """
    if len(raw) > MOST_BYTES:
        raise BadRows([RowError(1, None, f"The file is larger than {MOST_BYTES:,} bytes. Leave out what is no price.")])
    lines = _lines(_text(raw))
    _, headings = next(lines, (1, []))
    columns = _columns(headings)
    placed = [(line, _row(columns, cells)) for line, cells in lines if any(cell.strip() for cell in cells)]
    if not placed:
        raise BadRows([RowError(2, None, "The file holds no price. Put one on each line under the headings.")])
    if len(placed) > MOST_ROWS:
        raise BadRows([RowError(placed[MOST_ROWS][0], None, f"A file may hold {MOST_ROWS:,} prices. Split it.")])
    errors = [error for line, row in placed for error in _errors(line, row)] or list(_overlaps(placed))
    if errors:
        raise BadRows(errors)
    return [_as_document(row) for _, row in placed]


def _text(raw: bytes) -> str:
    if b"\0" in raw or raw[:4] == b"PK\3\4":
        raise BadRows([RowError(1, None, "This is no CSV file. In the spreadsheet choose Save as, CSV.")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadRows([RowError(line, None, f"The line cannot be read ({error}). Check its quotes.")]) from None
        yield line, cells
        line = reader.line_num + 1


def _columns(headings: Sequence[str]) -> list[str]:
    """The headings by our names. Raises BadRows for one that is unknown, stands twice or is missing."""
    columns = [heading.strip().lower().replace(" ", "_") for heading in headings]
    errors = [
        RowError(1, None, f"There is no heading {heading[:40]!r}. The headings are {', '.join(HEADINGS)}.")
        for heading, column in zip(headings, columns, strict=True)
        if column not in HEADINGS
    ]
    errors += [
        RowError(1, None, f"The heading {column} stands twice. Take one out.")
        for column in HEADINGS
        if columns.count(column) > 1
    ]
    errors += [RowError(1, None, f"The heading {column} is missing.") for column in sorted(NEEDED - set(columns))]
    if errors:
        raise BadRows(errors)
    return columns


def _row(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """A line by heading; what stands beyond the last heading is kept under a name that no row may have."""
    row = {column: _plain(cell) for column, cell in zip(columns, cells, strict=False)}
    beyond = [cell for cell in cells[len(columns) :] if cell.strip()]
    return {key: value for key, value in row.items() if value} | ({"beyond": beyond[0]} if beyond else {})


def _plain(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith((*FORMULA, "'")) else text


def _errors(line: int, row: Mapping[str, str]) -> Iterator[RowError]:
    if "beyond" in row:
        yield RowError(line, None, f"{row['beyond'][:40]!r} stands under no heading. Quote a cell that holds a comma.")
        return
    try:
        fee = _FEE.load(row)
    except ValidationError as error:
        for column, said in flat_messages(error.messages).items():
            yield RowError(line, None if column == "document" else column, " ".join(map(str, said)))
        return
    if fee.ends is not None and fee.ends < fee.starts:
        yield RowError(line, "ends", "The price ends before it starts. Check both dates.")


def _overlaps(placed: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[RowError]:
    """Two rows for the same thing on the same day."""
    by_scope: dict[tuple[Any, ...], list[tuple[int, Fee]]] = {}
    for line, row in placed:
        fee: Fee = _FEE.load(row)
        by_scope.setdefault(tuple(getattr(fee, part) for part in SCOPE), []).append((line, fee))
    for rows in by_scope.values():
        rows.sort(key=lambda one: one[1].starts)
        for (before, earlier), (line, later) in pairwise(rows):
            if (earlier.ends or date.max) >= later.starts:
                yield RowError(line, "starts", f"Line {before} holds on the same day. End it before this one starts.")


def _as_document(row: Mapping[str, str]) -> dict[str, Any]:
    dumped: dict[str, Any] = _FEE.dump(_FEE.load(row))
    return {key: value for key, value in dumped.items() if value is not None}
