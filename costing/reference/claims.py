"""Reads who decides Medicare's claims, the edits they are held against, and the states that ban accumulators."""

from pathlib import Path

from costing.domain.edits import UnlikelyEdit
from costing.reference.rows import dated, exact, histories, provenance, table, unique
from costing.reference.shapes import Contractor
from payer_rules.dated import Dated, History, Source
from payer_rules.files import Block

INDICATORS = frozenset("123")


def contractors(path: Path, sources: dict[str, Source]) -> dict[str, History[Contractor]]:
    """Part B contractors by number, such as 11502."""
    rows = (
        (row.text("number"), dated(row, Contractor(row.text("jurisdiction"), row.text("contractor")), sources))
        for row in table(path, "number", "jurisdiction", "contractor")
    )
    return histories(rows, lambda number: f"Medicare contractor {number}")


def accumulator_bans(path: Path, sources: dict[str, Source]) -> dict[str, Dated[str]]:
    """States whose law makes insured plans count what a program pays, with the wording as far as it was read."""
    rows = ((row.text("state"), row, _ban(row, sources)) for row in table(path, "state", "wording"))
    return unique(rows, "state")


def _ban(row: Block, sources: dict[str, Source]) -> Dated[str]:
    """A law has no printed end."""
    return Dated(row.text("wording"), row.text("unit"), row.day("starts"), None, provenance(row, sources))


def adjustment_codes(path: Path, sources: dict[str, Source]) -> dict[str, Dated[str]]:
    """What the codes on a remittance mean, in our own words: the official list is licensed."""
    rows = ((row.text("code"), row, _meaning(row, sources)) for row in table(path, "code", "meaning"))
    return unique(rows, "code")


def _meaning(row: Block, sources: dict[str, Source]) -> Dated[str]:
    """From the day on which it was read; no end is printed."""
    return Dated(row.text("meaning"), row.text("unit"), row.day("starts"), None, provenance(row, sources))


def unlikely_edits(path: Path, sources: dict[str, Source]) -> dict[str, History[UnlikelyEdit]]:
    """Medically unlikely edits by code."""
    rows = (
        (row.text("code"), dated(row, _edit(row), sources))
        for row in table(path, "code", "office", "hospital", "indicator", "rationale")
    )
    return histories(rows, lambda code: f"medically unlikely edit of {code}")


def _edit(row: Block) -> UnlikelyEdit:
    if row.text("indicator") not in INDICATORS:
        raise row.bad(f"indicator must be 1, 2 or 3, not {row['indicator']!r}", "indicator")
    return UnlikelyEdit(_units(row, "office"), _units(row, "hospital"), int(row.text("indicator")))


def _units(row: Block, key: str) -> int:
    number = exact(row, key)
    if number % 1:
        raise row.bad(f"{key} must be a whole number of units, not {number}", key)
    return int(number)
