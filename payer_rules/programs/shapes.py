"""An assistance program: who may have it, and its terms, each known, without object, unknown or in conflict."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from payer_rules.criteria.shapes import Criterion
from payer_rules.dated import Provenance, Source, Status
from payer_rules.findings import Leaflets


class Known(StrEnum):
    """How much is known of a term. Unknown is neither zero nor without limit."""

    VALUE = "value"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True)
class Term:
    """One term: `said` holds the value, why it does not apply, what is missing, or the accounts that disagree.

    `dollars` is the amount that a limit's value names, for the ledger.
    """

    known: Known
    said: tuple[str, ...]
    verified: date
    status: Status
    dollars: Decimal | None = None

    @property
    def value(self) -> str | None:
        """The value, when it is known."""
        return self.said[0] if self.known is Known.VALUE else None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of program; `place` orders the kinds, `first` its programs that go before the others.

    Who fails one of `barred` is kept out by law, and `instead` names the lawful route; `criteria` hold for every program too.
    """

    name: str
    place: int
    criteria: tuple[Criterion, ...]
    barred: tuple[Criterion, ...] = ()
    instead: str | None = None
    first: tuple[str, ...] = ()
    leaflets: Leaflets | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which the program takes applications; None: not bounded on that side."""

    opens: date | None
    closes: date | None
    cite: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class Wait:
    """After an award, no other one for so many months."""

    months: int
    cite: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Programs that may not pay beside this one, by id."""

    programs: tuple[str, ...]
    cite: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class Held:
    """Help that the patient has or had: the program's id, and the first and last day of the award (no last day: it goes on)."""

    program_id: str
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """One program as it was verified on a day. `fits` is the sentence for a case that meets everything."""

    id: str
    name: str
    sponsor: str
    kind: Kind
    verified: date
    provenance: Provenance
    criterion: Criterion
    fits: str
    next_step: str
    terms: Mapping[str, Term]
    notes: tuple[str, ...]
    also: tuple[Source, ...] = ()
    window: Window | None = None
    wait: Wait | None = None
    exclusion: Exclusion | None = None
    leaflets: Leaflets | None = None
