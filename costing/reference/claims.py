"""Reads who decides Medicare's claims, the edits they are held against, and the states that ban accumulators."""

from collections.abc import Iterable

from costing.domain.edits import UnlikelyEdit
from costing.reference.rows import dated, exact, histories, provenance, unique
from costing.reference.shapes import Contractor
from payer_rules.dated import Dated, History, Source
from payer_rules.files import Block

INDICATORS = frozenset("123")


def contractors(rows: Iterable[Block], sources: dict[str, Source]) -> dict[str, History[Contractor]]:
    """Part B contractors by number, such as 11502."""
    dated_rows = (
        (row.text("number"), dated(row, Contractor(row.text("jurisdiction"), row.text("contractor")), sources))
        for row in rows
    )
    return histories(dated_rows, lambda number: f"Medicare contractor {number}")


def accumulator_bans(rows: Iterable[Block], sources: dict[str, Source]) -> dict[str, Dated[str]]:
    """States whose law makes insured plans count what a program pays, with the wording as far as it was read."""
    found = ((row.text("state"), row, _ban(row, sources)) for row in rows)
    return unique(found, "state")


def _ban(row: Block, sources: dict[str, Source]) -> Dated[str]:
    """A law has no printed end."""
    return Dated(row.text("wording"), row.text("unit"), row.day("starts"), None, provenance(row, sources))


def adjustment_codes(rows: Iterable[Block], sources: dict[str, Source]) -> dict[str, Dated[str]]:
    """What the codes on a remittance mean, in our own words: the official list is licensed."""
    found = ((row.text("code"), row, _meaning(row, sources)) for row in rows)
    return unique(found, "code")


def _meaning(row: Block, sources: dict[str, Source]) -> Dated[str]:
    """From the day on which it was read; no end is printed."""
    return Dated(row.text("meaning"), row.text("unit"), row.day("starts"), None, provenance(row, sources))


def unlikely_edits(rows: Iterable[Block], sources: dict[str, Source]) -> dict[str, History[UnlikelyEdit]]:
    """Medically unlikely edits by code."""
    dated_rows = ((row.text("code"), dated(row, _edit(row), sources)) for row in rows)
    return histories(dated_rows, lambda code: f"medically unlikely edit of {code}")


def _edit(row: Block) -> UnlikelyEdit:
    if row.text("indicator") not in INDICATORS:
        raise row.bad(f"indicator must be 1, 2 or 3, not {row['indicator']!r}", "indicator")
    return UnlikelyEdit(_units(row, "office"), _units(row, "hospital"), int(row.text("indicator")))


def _units(row: Block, key: str) -> int:
    number = exact(row, key)
    if number % 1:
        raise row.bad(f"{key} must be a whole number of units, not {number}", key)
    return int(number)
