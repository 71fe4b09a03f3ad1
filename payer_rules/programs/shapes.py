"""An assistance program: who may have it, and its terms, each known, without object, unknown or in conflict."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from payer_rules.criteria.shapes import Criterion
from payer_rules.dated import Provenance, Status


class Known(StrEnum):
    """How much is known of a term. Unknown is neither zero nor without limit."""

    VALUE = "value"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True)
class Term:
    """One term: `said` holds the value, why it does not apply, what is missing, or the accounts that disagree."""

    known: Known
    said: tuple[str, ...]
    verified: date
    status: Status

    @property
    def value(self) -> str | None:
        """The value, when it is known."""
        return self.said[0] if self.known is Known.VALUE else None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of program; `place` orders the kinds, `criteria` hold for every program of it."""

    name: str
    place: int
    criteria: tuple[Criterion, ...]


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
