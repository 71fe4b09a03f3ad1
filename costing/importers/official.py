"""What an official file says, in our form; how it is refused; and what the person who loads it says beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from costing.importers.files import Record, Sheet
from payer_rules.message import Message


@dataclass(frozen=True, slots=True)
class Period:
    """From a first to a last day, both included."""

    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class OddRow:
    """A row that is left out or looked at twice: its line in the file, and why."""

    line: int
    why: Message


@dataclass(frozen=True, slots=True)
class Official:
    """What one file says about one table for one period.

    `rows` hold the table's columns and `unit`. `scope` says which of the table's rows the file is about; where it is
    `whole`, a record that it does not hold has no value in the period.
    """

    table: str
    title: str
    period: Period
    rows: tuple[Mapping[str, str], ...]
    scope: Mapping[str, str]
    whole: bool = True
    odd: tuple[OddRow, ...] = ()
    notes: tuple[Message, ...] = ()
    url: str = ""  # where it is published, where that is not the page of its kind


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said beside the file: the service codes that may be kept of a licensed list, the period the person names,
    the codes of the drugs whose packages are kept, and the names of Medicare's constants (empty: any).
    """

    service_codes: frozenset[str]
    period: Period | None = None
    drug_codes: frozenset[str] = frozenset()
    constants: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Kind:
    """A family of official files: the tables it fills, where it is published, how its first rows are told, and how it is
    read (raises Refused). What an `optional` one says makes answers more exact; they do not wait for it.
    """

    id: str
    tables: tuple[str, ...]
    name: Message
    page: Message
    url: str
    recognises: Callable[[Sequence[Record]], bool]
    read: Callable[[Sheet, Asked], tuple[Official, ...]]
    optional: bool = False
