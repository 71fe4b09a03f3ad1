"""The fact dictionary: every name a policy or program may ask for, with its type, units and the question to a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from payer_rules.files import Block, read_yaml

W = TypeVar("W", bound=StrEnum)
DICTIONARY = Path(__file__).parent / "collection" / "facts.yaml"


class FactType(StrEnum):
    """What kind of value a fact holds."""

    BOOLEAN = "boolean"
    QUANTITY = "quantity"
    CODE = "code"  # an ICD-10-CM code
    CHOICE = "choice"
    TEXT = "text"
    DAY = "day"


class GivenBy(StrEnum):
    """Whether a fact is documented in the chart or follows from the rest of the case."""

    CHART = "chart"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class FactKind:
    """One entry: `label` for tables, `question` for a person; bounds in the first unit."""

    name: str
    label: str
    type: FactType
    question: str
    given_by: GivenBy = GivenBy.CHART
    units: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None


@cache
def facts() -> Mapping[str, FactKind]:
    """The shipped dictionary by name."""
    return load(DICTIONARY)


def load(path: Path) -> dict[str, FactKind]:
    """Read a dictionary. Raises BadFile with the line of a wrong entry."""
    top = read_yaml(path)
    return {name: _kind(name, top.block(name)) for name in top}


def _kind(name: str, block: Block) -> FactKind:
    block.only("label", "type", "question", "given_by", "units", "choices", "minimum", "maximum")
    kind = FactKind(
        name,
        block.text("label"),
        _word(block, "type", FactType),
        block.text("question"),
        _word(block, "given_by", GivenBy) if "given_by" in block else GivenBy.CHART,
        block.texts("units"),
        block.texts("choices"),
        _bound(block, "minimum"),
        _bound(block, "maximum"),
    )
    if kind.type is FactType.QUANTITY and not kind.units:
        raise block.bad(f"{name} is a quantity, so it needs its units")
    if kind.type is FactType.CHOICE and not kind.choices:
        raise block.bad(f"{name} is a choice, so it needs its choices")
    return kind


def _word(block: Block, key: str, words: type[W]) -> W:
    try:
        return words(block.text(key))
    except ValueError:
        raise block.bad(f"{key} must be one of {', '.join(words)}", key) from None


def _bound(block: Block, key: str) -> Decimal | None:
    return Decimal(block.text(key)) if key in block else None
