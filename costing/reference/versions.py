"""What an office loaded from official files: every version kept in a folder, and an index that says which of them hold."""

import csv
import fcntl
import io
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

INDEX = "index.json"


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one table that one file gave, for a period: `scope` says which of the table's rows the file is about;
    where it is `whole`, a record that it does not hold has no value in that period.
    """

    table: str
    kind: str
    title: str
    file: str
    file_sha256: str
    starts: date
    ends: date
    scope: Mapping[str, str]
    whole: bool
    rows: int
    rows_sha256: str
    page: str  # where the official file is found


@dataclass(frozen=True, slots=True)
class Load:
    """What one person loaded at one time: all of it holds, or none. `undone` is the day it was taken back."""

    id: str
    on: date
    by: str
    parts: tuple[Part, ...]
    undone: date | None = None

    def path(self, folder: Path, number: int) -> Path:
        """Where the rows of its part with that number lie."""
        return folder / self.id / f"{number}-{self.parts[number].table}.csv"


class Busy(Exception):
    """Somebody else is loading at this moment."""


class Damaged(ValueError):
    """The folder of what was loaded cannot be read as it was written; `str()` says which file."""


def read_loads(folder: Path) -> tuple[Load, ...]:
    """Every load, the undone ones too, oldest first. Raises Damaged."""
    path = folder / INDEX
    try:
        raw = json.loads(path.read_text("utf-8"))
        return tuple(_load(entry) for entry in raw["loads"])
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged(f"{path} cannot be read ({error}). Put the copy from your backup in its place.") from None


def standing(loads: Sequence[Load]) -> tuple[Load, ...]:
    """The loads that were not taken back."""
    return tuple(load for load in loads if load.undone is None)


def rows_of(folder: Path, load: Load, number: int) -> bytes:
    """The rows of one part as CSV, as they were loaded. Raises Damaged when a byte has changed since."""
    path = load.path(folder, number)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Damaged(f"{path} cannot be read: {error.strerror}. Load the file again.") from None
    if sha256(raw).hexdigest() != load.parts[number].rows_sha256:
        raise Damaged(f"{path} is not as it was written. Load the file again.")
    return raw


def as_csv(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> bytes:
    """Rows as CSV under `columns`; a cell that a row does not hold is empty."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """The right to change what is loaded, of one process at a time. Raises Busy."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("Somebody is loading prices at this moment. Try again in a minute.") from None
        yield


def keep(folder: Path, parts: Sequence[tuple[Part, bytes]], on: date, by: str) -> Load:
    """Keep a load: first its rows, then, in one step, the index that makes it hold. Call it while `writing`."""
    loads = read_loads(folder)
    load = Load(f"{len(loads) + 1:04}", on, by, tuple(part for part, _ in parts))
    shutil.rmtree(folder / load.id, ignore_errors=True)  # what a crash before the index left
    (folder / load.id).mkdir(mode=0o700)
    for number, (_, rows) in enumerate(parts):
        _write(load.path(folder, number), rows)
    _write_index(folder, (*loads, load))
    return load


def undo(folder: Path, on: date) -> Load | None:
    """Take the newest standing load back, whole; None when there is none. Its rows are kept. Call it while `writing`."""
    loads = read_loads(folder)
    held = standing(loads)
    if not held:
        return None
    taken = replace(held[-1], undone=on)
    _write_index(folder, tuple(taken if load.id == taken.id else load for load in loads))
    return taken


def _write_index(folder: Path, loads: Sequence[Load]) -> None:
    text = json.dumps({"loads": [asdict(load) for load in loads]}, indent=1, default=date.isoformat)
    draft = folder / f".{INDEX}"
    _write(draft, text.encode())
    draft.replace(folder / INDEX)


def _write(path: Path, raw: bytes) -> None:
    with path.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def _load(entry: dict[str, Any]) -> Load:
    undone = entry["undone"] and date.fromisoformat(entry["undone"])
    parts = tuple(_part(part) for part in entry["parts"])
    return Load(entry["id"], date.fromisoformat(entry["on"]), entry["by"], parts, undone)


def _part(entry: dict[str, Any]) -> Part:
    days = {key: date.fromisoformat(entry[key]) for key in ("starts", "ends")}
    return Part(**{**entry, **days})
