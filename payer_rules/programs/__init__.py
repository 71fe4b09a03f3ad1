"""Assistance programs: the collection that ships and an office's own beside it, in the order in which to try them."""

import logging
from functools import cache, lru_cache
from pathlib import Path

from payer_rules.files import BadFile
from payer_rules.programs.answering import answer
from payer_rules.programs.load import KINDS_FILE, in_order, load_kinds, load_program, load_programs, own_files
from payer_rules.programs.shapes import Held, Program

__all__ = ["SHIPPED", "Held", "Program", "answer", "files_in_use", "load_programs", "programs", "shipped", "use_own"]

log = logging.getLogger(__name__)
SHIPPED = Path(__file__).parent.parent / "collection" / "programs"
Stamp = tuple[tuple[str, int], ...]


class _Use:
    """The folder with the programs of this installation; None: there is none."""

    folder: Path | None = None


def use_own(folder: Path | None) -> None:
    """From now on read the programs of `folder` beside those that ship (None: no others)."""
    _Use.folder = folder


@cache
def shipped() -> tuple[Program, ...]:
    """The shipped programs, read once."""
    return load_programs(SHIPPED)


def programs() -> tuple[Program, ...]:
    """Every program, read again when a file of the installation's own changes."""
    return _with_own(_Use.folder, _stamp(_Use.folder)) if _Use.folder else shipped()


def files_in_use() -> tuple[Path, ...]:
    """The installation's own program files as they stand now; none without a folder."""
    return tuple(own_files(_Use.folder)) if _Use.folder and _Use.folder.is_dir() else ()


def _stamp(folder: Path | None) -> Stamp:
    """Changes whenever one of the folder's files does."""
    if folder is None or not folder.is_dir():
        return ()
    return tuple((str(path), path.stat().st_mtime_ns) for path in own_files(folder))


@lru_cache(maxsize=4)
def _with_own(_folder: Path, stamp: Stamp) -> tuple[Program, ...]:
    """A file that cannot be read, or repeats an id, is left out, and the log says so: the others go on answering."""
    kinds, found = load_kinds(SHIPPED / KINDS_FILE), {program.id: program for program in shipped()}
    for name, _ in stamp:
        try:
            program = load_program(Path(name), kinds)
        except BadFile as bad:
            log.error("a program of this installation cannot be read: %s", bad)
            continue
        if program.id in found:
            log.error("a program of this installation repeats the id %s and is left out", program.id)
        found.setdefault(program.id, program)
    return in_order(found.values())
