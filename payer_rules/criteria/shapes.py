"""Criteria as data: combinations, and leaves that ask one thing of the chart."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from payer_rules.chart import Outcome
from payer_rules.findings import Decider


@dataclass(frozen=True, slots=True)
class Words:
    """What every criterion says of itself: plain text, citation, an ambiguity note, and a sentence for when it is not met."""

    text: str
    cite: str | None = None
    note: str | None = None
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class Every:
    """All parts must be met."""

    words: Words
    parts: tuple["Criterion", ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `n` parts must be met; one of them is `any_one`."""

    words: Words
    n: int
    parts: tuple["Criterion", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not be met."""

    words: Words
    part: "Criterion"


@dataclass(frozen=True, slots=True)
class When:
    """If the condition is met, `then` must be; otherwise the criterion does not apply."""

    words: Words
    condition: "Criterion"
    then: "Criterion"


class Which(StrEnum):
    """Which of several dated values counts."""

    LATEST = "latest"
    ANY = "any"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Documented:
    """A yes-or-no fact is documented as yes."""

    words: Words
    fact: str
    decided_by: Decider


@dataclass(frozen=True, slots=True)
class IsOneOf:
    """A code, choice or text is one of `values`, or starts with one of `prefixes`; any documented value may match."""

    words: Words
    fact: str
    values: tuple[str, ...]
    prefixes: tuple[str, ...]
    decided_by: Decider


class Comparison(StrEnum):
    """How a value is compared."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"


@dataclass(frozen=True, slots=True)
class Compare:
    """A quantity in `unit` against a bound."""

    words: Words
    fact: str
    comparison: Comparison
    bound: Decimal
    unit: str
    which: Which
    decided_by: Decider


@dataclass(frozen=True, slots=True)
class Tried:
    """A prior treatment of one of the products or drug classes, ended in one of the outcomes (any, when empty)."""

    words: Words
    products: tuple[str, ...]
    drug_classes: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    months: int | None


@dataclass(frozen=True, slots=True)
class LabelOf:
    """The tree `tree` of the ordered product's label; the fact `otherwise_fact` answers where no label is loaded."""

    words: Words
    tree: str
    otherwise_fact: str | None


@dataclass(frozen=True, slots=True)
class Judgment:
    """The policy leaves it to a person: never met by a machine."""

    words: Words


@dataclass(frozen=True, slots=True)
class NotLoaded:
    """A part of the policy whose text we do not have."""

    words: Words


Leaf = Documented | IsOneOf | Compare | Tried | LabelOf | Judgment | NotLoaded
Criterion = Every | AtLeast | Not | When | Leaf
