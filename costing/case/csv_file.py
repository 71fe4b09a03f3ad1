"""Reads a CSV file or pasted table by its headings, in any order; what is wrong is said line by line, and then nothing is taken."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run: such a cell is written behind an apostrophe
BEYOND = "beyond"  # what stands under no heading


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


@dataclass(frozen=True, slots=True)
class Layout:
    """The headings of a file by our names, which of them are needed, what else they may be called, and how much is read."""

    headings: tuple[str, ...]
    needed: frozenset[str]
    row: str  # the word for one row
    most_rows: int
    most_bytes: int
    also: Mapping[str, str]  # another heading, in lower case, to ours
    delimiters: str = ","


def written(value: object) -> str:
    """A cell that no spreadsheet runs as a formula."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith((*FORMULA, "'")) else text


def read_rows(raw: bytes, layout: Layout) -> list[tuple[int, dict[str, str]]]:
    """Each row by heading, with the number of its first line; empty cells are absent.

    UTF-8 with or without a mark, or Windows text. Raises BadRows.
    """
    if len(raw) > layout.most_bytes:
        message = f"The file is larger than {layout.most_bytes:,} bytes. Leave out what is no {layout.row}."
        raise BadRows([RowError(1, None, message)])
    text = _text(raw)
    lines = _lines(text, _delimiter(text, layout))
    _, headings = next(lines, (1, []))
    columns = _columns(headings, layout)
    placed = [(line, _row(columns, cells)) for line, cells in lines if any(cell.strip() for cell in cells)]
    if not placed:
        raise BadRows([RowError(2, None, f"The file holds no {layout.row}. Put one on each line under the headings.")])
    if len(placed) > layout.most_rows:
        message = f"A file may hold {layout.most_rows:,} rows. Split it."
        raise BadRows([RowError(placed[layout.most_rows][0], None, message)])
    beyond = [_stray(line, row[BEYOND]) for line, row in placed if BEYOND in row]
    if beyond:
        raise BadRows(beyond)
    return placed


def _stray(line: int, cell: str) -> RowError:
    return RowError(line, None, f"{cell[:40]!r} stands under no heading. Quote a cell that holds a comma.")


def _delimiter(text: str, layout: Layout) -> str:
    """The one that parts most headings."""
    first = text.lstrip().partition("\n")[0]
    return max(layout.delimiters, key=first.count)


def _text(raw: bytes) -> str:
    if b"\0" in raw or raw[:4] == b"PK\3\4":
        raise BadRows([RowError(1, None, "This is no CSV file. In the spreadsheet choose Save as, CSV.")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
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


def _columns(headings: Sequence[str], layout: Layout) -> list[str]:
    """The headings by our names. Raises BadRows for one that is unknown, stands twice or is missing."""
    columns = [_ours(heading, layout) for heading in headings]
    errors = [
        RowError(1, None, f"There is no heading {heading[:40]!r}. The headings are {', '.join(layout.headings)}.")
        for heading, column in zip(headings, columns, strict=True)
        if column not in layout.headings
    ]
    errors += [
        RowError(1, None, f"The heading {column} stands twice. Take one out.")
        for column in layout.headings
        if columns.count(column) > 1
    ]
    missing = [column for column in layout.headings if column in layout.needed - set(columns)]
    errors += [RowError(1, None, f"The heading {column} is missing.") for column in missing]
    if errors:
        raise BadRows(errors)
    return columns


def _ours(heading: str, layout: Layout) -> str:
    plain = " ".join(heading.replace("_", " ").lower().split())
    return layout.also.get(plain, plain.replace(" ", "_"))


def _row(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    row = {column: _plain(cell) for column, cell in zip(columns, cells, strict=False)}
    beyond = [cell for cell in cells[len(columns) :] if cell.strip()]
    return {key: value for key, value in row.items() if value} | ({BEYOND: beyond[0]} if beyond else {})


def _plain(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith((*FORMULA, "'")) else text
