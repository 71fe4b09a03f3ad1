"""Lays what an office loaded over what ships: a loaded file speaks alone for its period, and every other day stays as it was."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from costing.reference.tables import TABLES
from costing.reference.versions import Load, Part, rows_of
from payer_rules.dated import Source
from payer_rules.files import BadFile, Block

A_DAY = timedelta(1)
BESIDE = ("unit", "reason")  # what a loaded row may say beside its table's columns; a `status` of its own too


@dataclass(frozen=True, slots=True)
class Loaded:
    """A part of a load with its rows as the reference reads them, and the source they name."""

    part: Part
    source_id: str
    source: Source
    rows: tuple[Block, ...]


def loaded_parts(folder: Path, loads: Sequence[Load]) -> tuple[Loaded, ...]:
    """The parts of loads, oldest first. Raises Damaged."""
    return tuple(_loaded(folder, load, number) for load in loads for number in range(len(load.parts)))


def source_of(part: Part, on: date) -> Source:
    """Where a part's figures were read: the file, by name and hash."""
    where = f"{part.file}, SHA-256 {part.file_sha256}; in effect {part.starts} to {part.ends}"
    return Source(part.title, on, part.page or None, where)


def laid_over(shipped: Sequence[Block], loaded: Sequence[Loaded]) -> list[Block]:
    """The rows of one table: each part replaces, within its period and scope, what stood there before it."""
    rows = list(shipped)
    for one in loaded:
        rows = [piece for row in rows for piece in _beside(row, one)] + list(one.rows)
    return rows


def rows_of_part(part: Part, raw: bytes, name: str, on: date) -> Loaded:
    """A part with its rows from their CSV; `name` stands for its source. Raises BadFile."""
    table, place = TABLES.get(part.table), f"{part.table} of {part.file}"
    if table is None:
        raise BadFile(place, None, f"there is no table {part.table!r}")
    dates: dict[str, Any] = {"starts": part.starts, "ends": part.ends, "status": "published", "source": name}
    own = csv.DictReader(io.StringIO(raw.decode("utf-8"), newline=""))
    rows = tuple(
        _block(
            {**dates, **{column: cell for column, cell in row.items() if cell}},
            place,
            line,
            (*table.columns, *BESIDE, *dates),
        )
        for line, row in enumerate(own, 2)
    )
    return Loaded(part, name, source_of(part, on), rows)


def _loaded(folder: Path, load: Load, number: int) -> Loaded:
    return rows_of_part(load.parts[number], rows_of(folder, load, number), f"load-{load.id}-{number}", load.on)


def _block(cells: dict[str, Any], path: str, line: int, columns: Sequence[str]) -> Block:
    block = Block({column: cells[column] for column in columns if cells.get(column, "") != ""})
    block.path, block.line, block.lines = path, line, dict.fromkeys(columns, line)
    return block


def _beside(row: Block, loaded: Loaded) -> Iterator[Block]:
    """What is left of a row beside a loaded part: all of it, or the days before and after."""
    part, starts, ends = loaded.part, row["starts"], row.get("ends") or date.max
    if ends < part.starts or starts > part.ends or not _replaced(row, loaded):
        yield row
        return
    if starts < part.starts:
        yield _cut(row, starts, part.starts - A_DAY)
    if ends > part.ends:
        yield _cut(row, part.ends + A_DAY, row.get("ends"))


def _replaced(row: Block, loaded: Loaded) -> bool:
    part = loaded.part
    if any(row.get(column) != value for column, value in part.scope.items()):
        return False
    return part.whole or _key(row, part) in {_key(own, part) for own in loaded.rows}


def _key(row: Block, part: Part) -> tuple[object, ...]:
    return tuple(row.get(column) for column in TABLES[part.table].key)


def _cut(row: Block, starts: date, ends: date | None) -> Block:
    piece = Block({**row, "starts": starts} | ({"ends": ends} if ends else {}))
    piece.path, piece.line, piece.lines = row.path, row.line, row.lines
    return piece
