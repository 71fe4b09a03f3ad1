"""Rows and blocks to dated values: the checks that every reference file passes, naming file and line."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Generic, TypeVar

from payer_rules.dated import Dated, History, Provenance, Source
from payer_rules.files import BadFile, Block, provenance_from

T = TypeVar("T")
K = TypeVar("K")
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
HUNDRED = Decimal(100)
DATED_COLUMNS = frozenset({"unit", "starts", "ends", "status", "source", "reason"})


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """A dated value and where it stands."""

    dated: Dated[T]
    place: Block


def exact(block: Block, key: str) -> Decimal:
    """A quoted number of at least zero."""
    text = block.text(key)
    if not NUMBER.fullmatch(text):
        raise block.bad(f"{key} must be a number of at least zero, such as '47.133', not {text!r}", key)
    return Decimal(text)


def dated(block: Block, value: T, sources: dict[str, Source]) -> Row[T]:
    """The block's unit, dates and provenance around `value`; the end is required, since all of it is republished."""
    try:
        entry = Dated(value, block.text("unit"), block.day("starts"), block.day("ends"), provenance(block, sources))
    except BadFile:
        raise
    except ValueError as error:
        raise block.bad(str(error), "ends") from None
    return Row(entry, block)


def percent(block: Block, key: str) -> Decimal:
    """A quoted number from 0 to 100."""
    number = exact(block, key)
    if number > HUNDRED:
        raise block.bad(f"{key} must be 100 or less, not {number}", key)
    return number


def unique(rows: Iterable[tuple[str, Block, T]], what: str) -> dict[str, T]:
    """Values by name. Raises BadFile where a name stands twice."""
    found: dict[str, T] = {}
    for name, block, value in rows:
        if name in found:
            raise block.bad(f"the {what} {name!r} stands here twice")
        found[name] = value
    return found


def provenance(block: Block, sources: dict[str, Source]) -> Provenance:
    """The block's status with its named source or reason."""
    return provenance_from(block, sources)


def history(name: str, rows: Iterable[Row[T]]) -> History[T]:
    """Rows in order of date. Raises BadFile at the line that overlaps the one before."""
    ordered = sorted(rows, key=lambda row: row.dated.starts)
    for earlier, later in pairwise(ordered):
        if earlier.dated.ends is None or earlier.dated.ends >= later.dated.starts:
            raise later.place.bad(f"{name}: this value overlaps the one on line {earlier.place.line}")
    return History(name, tuple(row.dated for row in ordered))


def histories(rows: Iterable[tuple[K, Row[T]]], name: Callable[[K], str]) -> dict[K, History[T]]:
    """Group rows by key."""
    grouped: dict[K, list[Row[T]]] = {}
    for key, row in rows:
        grouped.setdefault(key, []).append(row)
    return {key: history(name(key), own) for key, own in grouped.items()}


def table(path: Path, columns: tuple[str, ...]) -> list[Block]:
    """The rows of a CSV file with exactly `columns` and those of every dated value; dates are read, the rest stays text."""
    try:
        raw = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(path.name, None, f"cannot be read: {error}") from None
    lines = _cells(path.name, raw)
    _, head = next(lines, (1, []))
    _check_head(path.name, head, {*columns, *DATED_COLUMNS - {"reason"}})
    rows = [_row(path.name, line, head, cells) for line, cells in lines]
    if not rows:
        raise BadFile(path.name, 2, "there is no row under the columns")
    return rows


def _cells(name: str, raw: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it ends on."""
    reader = csv.reader(io.StringIO(raw, newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise BadFile(name, reader.line_num, f"is not CSV: {error}") from None


def _check_head(name: str, head: list[str], wanted: set[str]) -> None:
    if not wanted <= set(head) <= wanted | {"reason"} or len(set(head)) < len(head):
        raise BadFile(name, 1, f"the columns must be {', '.join(sorted(wanted))}, each once; reason may follow")


def _row(name: str, line: int, head: list[str], cells: list[str]) -> Block:
    if len(cells) != len(head):
        raise BadFile(name, line, f"{len(cells)} cells under {len(head)} columns")
    block = Block({key: value for key, value in zip(head, cells, strict=True) if value != ""})
    block.path, block.line, block.lines = name, line, dict.fromkeys(head, line)
    for key in ("starts", "ends"):
        if key in block:
            block[key] = _day(block, key)
    return block


def _day(block: Block, key: str) -> date:
    try:
        return date.fromisoformat(block[key])
    except ValueError:
        raise block.bad(f"{key} must be a date such as 2026-10-01, not {block[key]!r}", key) from None
