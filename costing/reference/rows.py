"""Rows and blocks to dated values: the checks that every reference file passes, naming file and line."""

import csv
import io
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
DATED_COLUMNS = frozenset({"unit", "starts", "ends", "status", "source", "reason"})


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """A dated value and where it stands."""

    dated: Dated[T]
    place: Block


def exact(block: Block, key: str) -> Decimal:
    """A quoted number of at least zero."""
    text = block.text(key)
    if not text.replace(".", "", 1).isdecimal():
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


def table(path: Path, *columns: str) -> Iterator[Block]:
    """The rows of a CSV file with exactly `columns` and those of every dated value; dates are read, the rest stays text."""
    try:
        raw = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(path.name, None, f"cannot be read: {error}") from None
    reader = csv.reader(io.StringIO(raw), strict=True)
    head = next(reader, [])
    wanted = {*columns, *DATED_COLUMNS - {"reason"}}
    if not wanted <= set(head) <= wanted | {"reason"} or len(set(head)) < len(head):
        raise BadFile(path.name, 1, f"the columns must be {', '.join(sorted(wanted))}")
    for cells in reader:
        if len(cells) != len(head):
            raise BadFile(path.name, reader.line_num, f"{len(cells)} cells under {len(head)} columns")
        yield _row(path.name, reader.line_num, dict(zip(head, cells, strict=True)))


def _row(name: str, line: int, cells: dict[str, str]) -> Block:
    block = Block({key: value for key, value in cells.items() if value != ""})
    block.path, block.line, block.lines = name, line, dict.fromkeys(cells, line)
    for key in ("starts", "ends"):
        if key in block:
            block[key] = _day(block, key)
    return block


def _day(block: Block, key: str) -> date:
    try:
        return date.fromisoformat(block[key])
    except ValueError:
        raise block.bad(f"{key} must be a date such as 2026-10-01, not {block[key]!r}", key) from None
