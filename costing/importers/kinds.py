"""Every family of official files that can be loaded, and the reading of what somebody hands over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from costing.importers import gpci, mue, opps, part_b_limits, pfall, pprrvu
from costing.importers.files import Refused, Sheet, sheets
from costing.importers.official import Asked, Kind, Official
from payer_rules.message import say

KINDS: tuple[Kind, ...] = (part_b_limits.KIND, gpci.KIND, pprrvu.KIND, opps.KIND, mue.KIND, pfall.KIND)


@dataclass(frozen=True, slots=True)
class Read:
    """What one table of a file gave."""

    sheet: Sheet
    kind: Kind
    official: Official


def read_files(files: Iterable[tuple[Path, str]], asked: Asked) -> tuple[tuple[Read, ...], tuple[Sheet, ...]]:
    """What the files (where each lies, and what people call it) say, and the tables in them that nobody here reads.

    Raises Refused when one of them is wrong, or when none is read.
    """
    found: list[Read] = []
    unread: list[Sheet] = []
    for sheet in (one for path, name in files for one in sheets(path, name)):
        read = list(_read(sheet, asked))
        found += read
        if not read:
            unread.append(sheet)
    if not found:
        names = ", ".join(sheet.name for sheet in unread)
        kinds = "; ".join(str(kind.name) for kind in KINDS)
        raise Refused(say("{names}: this is none of the files that can be loaded: {kinds}.", names=names, kinds=kinds))
    return tuple(found), tuple(unread)


def _read(sheet: Sheet, asked: Asked) -> Iterator[Read]:
    for kind in KINDS:
        if kind.recognises(sheet.head):
            for official in kind.read(sheet, asked):
                yield Read(sheet, kind, official)
            return
