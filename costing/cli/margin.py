"""`igpath margin CASE.json`: what the practice keeps of the ordered course, by quarter."""

from pathlib import Path

import click

from costing.cli.cases import AS_JSON, CASE
from costing.cli.files import case_from, refusals, show
from costing.cli.told import dollars, table
from costing.domain.margin import Kept, Margin
from costing.questions.margin import margin as ask_margin

HEAD = (
    "From",
    "Days",
    "Underwater",
    "Allowed",
    "Sequestration",
    "Not collected",
    "Kept",
    "Vials cost",
    "Drug margin",
    "Margin",
)


@click.command()
@CASE
@AS_JSON
def margin(case_file: Path, as_json: bool) -> None:
    """Work out what the practice keeps: sequestration, what is not collected, and what the vials cost."""
    case = case_from(case_file)
    with refusals(case_file):
        show(ask_margin(case), as_json, told_margin)


def told_margin(found: Margin) -> str:
    """A row for each quarter, one for the course, then the notes."""
    rows = [(str(one.starts), str(one.visits), str(one.underwater), *_sums(one.sums)) for one in found.quarters]
    underwater = sum(one.underwater for one in found.quarters)
    rows.append(("Course", str(len(found.days)), str(underwater), *_sums(found.course)))
    notes = "\n".join(f"Note: {note}" for note in found.notes)
    return f"{table(HEAD, rows, range(1, len(HEAD)))}\n\n{notes}"


def _sums(kept: Kept) -> tuple[str, ...]:
    parts = (
        kept.allowed,
        kept.sequestration,
        kept.uncollected,
        kept.kept,
        kept.drug_cost,
        kept.drug_margin,
        kept.margin,
    )
    return tuple(map(dollars, parts))
