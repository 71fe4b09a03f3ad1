"""The terms of Good Faith Estimates as dated data, and the day by which one is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from costing.letters.backing import sourced
from costing.letters.parts import Backing, Origin
from payer_rules.dated import Provenance
from payer_rules.files import Block, provenance_from, read_yaml

FILE = Path(__file__).with_name("good_faith.yaml")
KEYS = ("id", "value", "unit", "starts", "ends", "status", "source", "reason")
SATURDAY = 5
SOON, LATER = 3, 10  # business days from scheduling to the service


@dataclass(frozen=True, slots=True)
class Term:
    """One figure of the rule."""

    id: str
    value: str
    unit: str
    starts: date
    provenance: Provenance

    @property
    def backing(self) -> Backing:
        """Who vouches for it."""
        return sourced(Origin.POLICY, f"Good Faith Estimate, {self.id.replace('_', ' ')}", self.provenance)


@cache
def terms() -> Mapping[str, Term]:
    """The figures by id. Raises BadFile with the line of anything odd."""
    top = read_yaml(FILE)
    top.only("terms")
    return {block.text("id"): _term(block) for block in top.blocks("terms")}


def _term(block: Block) -> Term:
    block.only(*KEYS)
    return Term(block.text("id"), block.text("value"), block.text("unit"), block.day("starts"), provenance_from(block))


def business_days_after(day: date, count: int) -> date:
    """The day so many weekdays later; holidays are not known here."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


def due(asked_on: date, service: date) -> date | None:
    """The last day to give it: one business day after scheduling 3 to 9 business days ahead, else three; None when sooner."""
    if service >= business_days_after(asked_on, LATER):
        return business_days_after(asked_on, SOON)
    return business_days_after(asked_on, 1) if service >= business_days_after(asked_on, SOON) else None
