"""Which way a measure of disease activity goes when the patient gets better, as sourced data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from payer_rules.dated import Provenance
from payer_rules.files import Block, provenance_from, read_yaml

FILE = Path(__file__).with_name("measures.yaml")
HIGHER, LOWER = "higher", "lower"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: `better` is higher or lower."""

    id: str
    better: str
    provenance: Provenance


@cache
def measures() -> Mapping[str, Measure]:
    """The measures by the name of their fact. Raises BadFile with the line of anything odd."""
    top = read_yaml(FILE)
    top.only("measures")
    return {one.id: one for one in map(_measure, top.blocks("measures"))}


def _measure(block: Block) -> Measure:
    block.only("id", "better", "status", "source", "reason")
    if block.text("better") not in (HIGHER, LOWER):
        raise block.bad("better must be higher or lower", "better")
    return Measure(block.text("id"), block.text("better"), provenance_from(block))
