"""The hazards that the screen knows: when the chart speaks of one, and what to do then."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from payer_rules.criteria.parse import criterion
from payer_rules.criteria.shapes import Criterion
from payer_rules.files import Block, read_yaml

HAZARDS = Path(__file__).parent.parent / "collection" / "safety.yaml"


@dataclass(frozen=True, slots=True)
class Hazard:
    """One hazard; `every_product` when a product without a word on it was not read, rather than free of it.

    `held` and `cleared` are its own sentences for a caution and for a product that is free of it.
    """

    name: str
    title: str
    advice: str
    when: Criterion
    every_product: bool
    held: str | None
    cleared: str | None


@cache
def hazards() -> Mapping[str, Hazard]:
    """The shipped hazards by name, in the order of the file."""
    return load_hazards(HAZARDS)


def load_hazards(path: Path) -> dict[str, Hazard]:
    """Read the hazards. Raises BadFile with the line of the first mistake."""
    top = read_yaml(path)
    return {name: _hazard(name, top.block(name)) for name in top}


def _hazard(name: str, block: Block) -> Hazard:
    block.only("title", "advice", "when", "every_product", "held", "cleared")
    if block.get("every_product") not in (None, True):
        raise block.bad("every_product must be true, or left out", "every_product")
    return Hazard(
        name,
        block.text("title"),
        block.text("advice"),
        criterion(block.block("when")),
        block.get("every_product") is True,
        block.maybe_text("held"),
        block.maybe_text("cleared"),
    )
