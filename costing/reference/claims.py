"""Reads who decides Medicare's claims, their edits, states that ban accumulators, and the limits of the Medicare Savings Programs."""

from collections.abc import Iterable

from costing.domain.edits import Setting, UnlikelyEdit
from costing.reference.rows import dated, exact, histories, provenance, unique
from costing.reference.shapes import Contractor, MedicareSavings
from payer_rules.dated import Dated, History, Source
from payer_rules.files import BadFile, Block

INDICATORS = frozenset("123")
SAVINGS = ("qmb", "slmb", "qi")  # from the lowest income limit up
SAVINGS_DOLLARS = ("income_disregard", "resources_one", "resources_couple")
SAVINGS_LIMITS = (*(f"{name}_percent" for name in SAVINGS), *SAVINGS_DOLLARS)
ASKS_SAVINGS = frozenset({"no", "unclear"})


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


def medicare_savings(limits: Iterable[Block], states: Iterable[Block], sources: dict[str, Source]) -> MedicareSavings:
    """The federal limits of the Medicare Savings Programs, and what states ask about savings."""
    rows = ((row.text("limit"), dated(row, exact(row, "value"), sources)) for row in limits)
    found = histories(rows, lambda name: f"Medicare Savings Programs, {name.replace('_', ' ')}")
    if missing := [name for name in SAVINGS_LIMITS if name not in found]:
        raise BadFile("medicare_savings.csv", None, f"{missing[0]} has no row")
    asked = unique(((row.text("state"), row, _asks(row, sources)) for row in states), "state")
    percents = {name: found[f"{name}_percent"] for name in SAVINGS}
    disregard, one, couple = (found[name] for name in SAVINGS_DOLLARS)
    return MedicareSavings(percents, disregard, one, couple, asked)


def _asks(row: Block, sources: dict[str, Source]) -> Dated[str]:
    """Whether a state asks: no, or unclear; nobody prints an end."""
    if row.text("asks_savings") not in ASKS_SAVINGS:
        raise row.bad(f"asks_savings must be no or unclear, not {row['asks_savings']!r}", "asks_savings")
    return Dated(row.text("asks_savings"), row.text("unit"), row.day("starts"), None, provenance(row, sources))


def adjustment_codes(rows: Iterable[Block], sources: dict[str, Source]) -> dict[str, Dated[str]]:
    """What the codes on a remittance mean, in our own words: the official list is licensed."""
    found = ((row.text("code"), row, _meaning(row, sources)) for row in rows)
    return unique(found, "code")


def _meaning(row: Block, sources: dict[str, Source]) -> Dated[str]:
    """From the day on which it was read; no end is printed."""
    return Dated(row.text("meaning"), row.text("unit"), row.day("starts"), None, provenance(row, sources))


def unlikely_edits(
    rows: Iterable[Block], sources: dict[str, Source]
) -> dict[tuple[str, Setting], History[UnlikelyEdit]]:
    """Medically unlikely edits by code and setting."""
    dated_rows = (((row.text("code"), _setting(row)), dated(row, _edit(row), sources)) for row in rows)
    return histories(dated_rows, lambda key: f"medically unlikely edit of {key[0]} ({key[1]})")


def _setting(row: Block) -> Setting:
    try:
        return Setting(row.text("setting"))
    except ValueError:
        raise row.bad("setting must be office or hospital", "setting") from None


def _edit(row: Block) -> UnlikelyEdit:
    if row.text("indicator") not in INDICATORS:
        raise row.bad(f"indicator must be 1, 2 or 3, not {row['indicator']!r}", "indicator")
    units = exact(row, "units")
    if units % 1:
        raise row.bad(f"units must be a whole number, not {units}", "units")
    return UnlikelyEdit(int(units), int(row.text("indicator")))
