"""Until when each kind of price is loaded, what is missing between, where its official file is found, and whom a gap concerns."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from costing.case.shapes import Case
from costing.domain.pricing import NEWEST_LOADED_VALUE
from costing.importers.kinds import KINDS
from costing.importers.official import Kind
from costing.questions.estimate import estimate
from costing.questions.refused import Refused
from costing.reference.load import reference, rows_of_table
from costing.reference.spans import Span, gaps, joined
from costing.reference.versions import Damaged
from payer_rules.files import Block
from payer_rules.message import Message

SOON = timedelta(days=31)  # an official file comes out a few weeks before its first day


class State(StrEnum):
    """How a kind of price stands on a day."""

    NOT_LOADED = "not_loaded"  # and not needed
    CURRENT = "current"
    ENDS_SOON = "ends_soon"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Freshness:
    """One kind of price: until when it is loaded (None: nothing is), the days missing before that, and where its file is."""

    kind: Message
    until: date | None
    missing: tuple[Span, ...]
    state: State
    status: tuple[str, ...]  # of its newest rows: published, secondary, derived ...
    page: Message
    url: str


@dataclass(frozen=True, slots=True)
class Needed:
    """A price that cases need and that is not loaded, and those cases by their ids."""

    why: Message
    case_ids: tuple[str, ...]


def freshness(on: date) -> tuple[Freshness, ...]:
    """Every kind that can be loaded, those that need a file first. Raises Damaged."""
    return _freshness(reference().content_hash, on)


@lru_cache(maxsize=4)
def _freshness(_: str, on: date) -> tuple[Freshness, ...]:
    """It stays while the reference data has the same hash."""
    order = list(reversed(State))
    return tuple(sorted((_of(kind, on) for kind in KINDS), key=lambda one: order.index(one.state)))


def due(on: date) -> tuple[Freshness, ...]:
    """The kinds whose next file is needed within a month, or by now; none while what is loaded cannot be read."""
    try:
        return tuple(one for one in freshness(on) if one.state in (State.ENDS_SOON, State.ENDED))
    except Damaged:
        return ()


def needed(cases: Iterable[tuple[str, Case]]) -> tuple[Needed, ...]:
    """What the estimates of cases lack because it is not loaded, also where an older value is assumed in its place.

    A case that cannot be priced yet needs nothing.
    """
    wanted: dict[Message, list[str]] = {}
    for case_id, case in cases:
        others = tuple(name for name in case.assumptions if name != NEWEST_LOADED_VALUE)
        try:
            missing = estimate(replace(case, assumptions=others)).missing
        except Refused:
            continue
        for why in dict.fromkeys(one.why for one in missing if one.assumption == NEWEST_LOADED_VALUE):
            wanted.setdefault(why, []).append(case_id)
    return tuple(Needed(why, tuple(ids)) for why, ids in wanted.items())


def _of(kind: Kind, on: date) -> Freshness:
    rows = [row for table in kind.tables for row in rows_of_table(table)]
    periods = joined([Span(row["starts"], row.get("ends")) for row in rows])
    until = periods[-1].ends if periods else None
    newest = tuple(sorted({row["status"] for row in _newest(rows)}))
    return Freshness(kind.name, until, gaps(periods)[:-1], _state(kind, until, on), newest, kind.page, kind.url)


def _newest(rows: Iterable[Block]) -> list[Block]:
    held = list(rows)
    last = max((row.get("ends") or date.max for row in held), default=None)
    return [row for row in held if (row.get("ends") or date.max) == last]


def _state(kind: Kind, until: date | None, on: date) -> State:
    if until is None and kind.optional:
        return State.NOT_LOADED
    if until is None or until < on:
        return State.ENDED
    return State.ENDS_SOON if until - on <= SOON else State.CURRENT
