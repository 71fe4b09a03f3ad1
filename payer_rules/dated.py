"""Dated, sourced values: the words that prices, policies and programs share."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Generic, TypeVar

from payer_rules.message import Message, say

T = TypeVar("T")


class Status(StrEnum):
    """How far a value can be trusted; whatever is not `published` shows its status wherever it shows."""

    PUBLISHED = "published"  # seen in the official document or a faithful copy
    SECONDARY = "secondary"  # seen only elsewhere
    DERIVED = "derived"  # computed from seen values
    PROJECTED = "projected"
    PROPOSED = "proposed"
    ASSUMED = "assumed"  # chosen for a stated reason
    MEMORY = "memory"  # told from memory, not seen
    ENTERED = "entered"  # typed in by the office: a charge, a contract rate, a plan's terms


NEEDS_REASON = frozenset({Status.ASSUMED, Status.MEMORY, Status.ENTERED})


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value was read: `where` is the table, page or row; `read` the day somebody read it."""

    title: str
    read: date
    url: str | None = None
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """What vouches for a value. `assumed`, `memory` and `entered` carry a reason, every other status a source."""

    status: Status
    source: Source | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.status in NEEDS_REASON and not self.reason:
            raise ValueError(f"a value with status {self.status} needs a reason")
        if self.status not in NEEDS_REASON and self.source is None:
            raise ValueError(f"a value with status {self.status} needs a source")


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """`value` in `unit`, in force from `starts` to `ends` (both included; no end: still in force)."""

    value: T
    unit: str
    starts: date
    ends: date | None
    provenance: Provenance

    def __post_init__(self) -> None:
        if self.ends is not None and self.ends < self.starts:
            raise ValueError(f"ends {self.ends} before it starts {self.starts}")

    def covers(self, day: date) -> bool:
        """Whether the value is in force on `day`."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


class NotInEffect(LookupError):
    """No value of that name is loaded for that day."""

    def __init__(self, name: str, day: date, remedy: str) -> None:
        super().__init__(f"{name} has no value for {day.isoformat()}")
        self.name = name
        self.day = day
        self.remedy = remedy

    @property
    def message(self) -> Message:
        """The sentence for the screen, with what to do."""
        return say("No {name} is loaded for {day}: {remedy}.", name=self.name, day=self.day, remedy=self.remedy)


@dataclass(frozen=True, slots=True)
class History(Generic[T]):
    """A value over time, such as one code's payment limit; entries in order, without overlap; `remedy` is what to do in a gap."""

    name: str
    entries: tuple[Dated[T], ...]
    remedy: str = "load the official file for that date"

    def __post_init__(self) -> None:
        for earlier, later in pairwise(self.entries):
            if earlier.ends is None or earlier.ends >= later.starts:
                raise ValueError(f"{self.name}: the value from {later.starts} overlaps the one from {earlier.starts}")

    def on(self, day: date) -> Dated[T]:
        """Return the entry in force on `day`; never borrow another period's. Raises NotInEffect."""
        entry = self.find(day)
        if entry is None:
            raise NotInEffect(self.name, day, self.remedy)
        return entry

    def find(self, day: date) -> Dated[T] | None:
        """Return the entry in force on `day`, or None."""
        for entry in self.entries:
            if entry.covers(day):
                return entry
        return None

    def newest(self) -> Dated[T]:
        """Return the entry that starts last: what an estimate may offer as an assumption. Raises LookupError."""
        if not self.entries:
            raise LookupError(f"{self.name} has no value at all")
        return self.entries[-1]
