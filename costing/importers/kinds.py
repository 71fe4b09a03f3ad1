"""Every family of official files that can be loaded, and the reading of what somebody hands over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from costing.importers import (
    crosswalk,
    dmepos,
    gpci,
    mue,
    noc,
    not_payable,
    notices,
    opps,
    part_b_limits,
    pfall,
    pprrvu,
)
from costing.importers.cells import has_heading
from costing.importers.files import Refused, Sheet, sheets
from costing.importers.official import Asked, Kind, Official
from payer_rules.message import say

KINDS: tuple[Kind, ...] = (
    part_b_limits.KIND, not_payable.KIND, noc.KIND, crosswalk.KIND, pprrvu.KIND, gpci.KIND, pfall.KIND, opps.KIND, mue.KIND, dmepos.KIND,
    notices.GUIDELINES_KIND, notices.CONSTANTS_KIND,
)  # fmt: skip

NOT_NEEDED = (
    (
        has_heading("drug generic name", "ndc or alternate id"),
        say("packages of drugs without a code: nothing here rests on them"),
    ),
    (has_heading("dme supplier services mue values"), say("edits for suppliers of equipment: an infusion has none")),
    (
        has_heading("fee schedule area", "counties"),
        say("the counties of each locality: the indices name the localities"),
    ),
)


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
        found += [one for one in read if not any(_is_same(one, other) for other in found)]
        if not read:
            unread.append(sheet)
    if not found:
        names = ", ".join(name_of_unread(sheet) for sheet in unread)
        kinds = "; ".join(str(kind.name) for kind in KINDS)
        raise Refused(say("{names}: this is none of the files that can be loaded: {kinds}.", names=names, kinds=kinds))
    return tuple(found), tuple(unread)


def _read(sheet: Sheet, asked: Asked) -> Iterator[Read]:
    for kind in KINDS:
        if kind.recognises(sheet.head):
            for official in kind.read(sheet, asked):
                yield Read(sheet, kind, official)
            return


def _is_same(one: Read, other: Read) -> bool:
    """Whether a zip holds one table in two forms, such as CSV and text: then it counts once."""
    first, second = one.official, other.official
    said = (first.table, first.period, first.scope) == (second.table, second.period, second.scope)
    forms = one.sheet.path == other.sheet.path and Path(one.sheet.name).suffix != Path(other.sheet.name).suffix
    return said and forms and _records(one) == _records(other)


def _records(read: Read) -> set[tuple[tuple[str, str], ...]]:
    return {tuple(sorted(row.items())) for row in read.official.rows}


def name_of_unread(sheet: Sheet) -> str:
    """A table that nobody here reads, by its name and, where that is known, with what it is."""
    what = next((str(what) for recognises, what in NOT_NEEDED if recognises(sheet.head)), None)
    return f"{sheet.name} ({what})" if what else sheet.name
