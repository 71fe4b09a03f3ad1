"""Criteria as data: combinations, and leaves that ask one thing of the chart."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from payer_rules.chart import Outcome, TrialSource
from payer_rules.findings import Decider


@dataclass(frozen=True, slots=True)
class Words:
    """What every criterion says of itself: plain text, citation, an ambiguity note, a sentence for when it is not met, the page."""

    text: str
    cite: str | None = None
    note: str | None = None
    otherwise: str | None = None
    page: str | None = None


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


@dataclass(frozen=True, slots=True)
class Member:
    """One of a named set, from `starts` to `ends` (no limit when None), with what is asked of it."""

    criterion: "Criterion"
    starts: date | None = None
    ends: date | None = None

    def covers(self, day: date) -> bool:
        """Whether it belongs to the set on `day`."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class EachOf:
    """The same asked of each member of a named set, or of at least `n` of them, as the set stands on the day."""

    words: Words
    set_name: str
    members: tuple[Member, ...]
    n: int | None = None


class Which(StrEnum):
    """Which of several dated values counts."""

    LATEST = "latest"
    ANY = "any"
    ALL = "all"


class SpanUnit(StrEnum):
    """What a span of time is counted in."""

    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Window:
    """Only values of the last (`before`) or next `length` days or months from the day that the fact `anchor` holds; both ends count."""

    length: int
    unit: SpanUnit
    anchor: str
    before: bool = True


@dataclass(frozen=True, slots=True)
class Documented:
    """A yes-or-no fact is documented as yes."""

    words: Words
    fact: str
    decided_by: Decider
    which: Which = Which.LATEST
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class IsOneOf:
    """A code, choice or text is one of `values`, or starts with one of `prefixes`; any documented value may match."""

    words: Words
    fact: str
    values: tuple[str, ...]
    prefixes: tuple[str, ...]
    decided_by: Decider
    which: Which = Which.ANY
    window: Window | None = None


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
    window: Window | None = None


PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Change:
    """A quantity falls (or rises) by `bound` or more, in `unit` or percent, from its newest value up to `since` to its newest after."""

    words: Words
    fact: str
    since: str
    falls: bool
    bound: Decimal
    unit: str
    decided_by: Decider


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The time from one day fact to another, against a bound in days or whole months."""

    words: Words
    since: str
    until: str
    comparison: Comparison
    bound: int
    unit: SpanUnit
    decided_by: Decider


@dataclass(frozen=True, slots=True)
class Rolling:
    """What is given in any `days` days in a row is at most `bound`, summed over the dated values of a fact."""

    words: Words
    fact: str
    days: int
    bound: Decimal
    unit: str
    decided_by: Decider


@dataclass(frozen=True, slots=True)
class Dose:
    """At least so much of a drug, in a unit such as mg/day."""

    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Tried:
    """A prior treatment with one of the products, classes or drugs, all that is given here; empty outcomes or sources: any of them."""

    words: Words
    products: tuple[str, ...]
    drug_classes: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    months: int | None
    drugs: tuple[str, ...] = ()
    weeks: int | None = None
    dose: Dose | None = None
    sources: tuple[TrialSource, ...] = ()
    different: int = 1  # so many different drugs
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Courses:
    """Treatments given at the same time (`together`, for so many months) or one after another."""

    words: Words
    parts: tuple[Tried, ...]
    together: bool
    months: int | None = None


@dataclass(frozen=True, slots=True)
class LabelOf:
    """The tree `tree` of the ordered product's label; the fact `otherwise_fact` answers where no label is loaded."""

    words: Words
    tree: str
    otherwise_fact: str | None


@dataclass(frozen=True, slots=True)
class DocumentOf:
    """The tree `tree` of another loaded document, such as a compendium or a national policy."""

    words: Words
    document: str
    tree: str


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A document of this kind is at hand, dated within the window."""

    words: Words
    kind: str
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a score: its points by column (None: the column has no such row), and the group of which one row counts."""

    criterion: "Criterion"
    points: tuple[Decimal | None, ...]
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One way to count a score, used when `holds` agrees with the score's `chooser`, and the score it needs."""

    name: str
    holds: bool
    needed: Decimal


@dataclass(frozen=True, slots=True)
class Score:
    """The points of what is met add up to what the column needs; `chooser` picks the column."""

    words: Words
    chooser: "Criterion"
    columns: tuple[Column, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Judgment:
    """The policy leaves it to a person: never met by a machine, though the chart may support it."""

    words: Words
    support: "Criterion | None" = None


@dataclass(frozen=True, slots=True)
class NotLoaded:
    """A part of the policy whose text we do not have."""

    words: Words


OfFacts = Documented | IsOneOf | Compare | Change | Elapsed | Rolling
Leaf = OfFacts | Tried | Courses | LabelOf | DocumentOf | Enclosed | Judgment | NotLoaded
Criterion = Every | AtLeast | Not | When | EachOf | Score | Leaf
