"""How far an estimate could move on days whose payment limit is not loaded: a band from the limits that are, never a forecast."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from costing.case.shapes import Case
from costing.domain.claim import ClaimLine
from costing.domain.estimate import Estimate
from costing.questions.estimate import estimate
from costing.reference.load import reference
from costing.reference.shapes import PaymentLimit
from payer_rules.dated import Dated, History

A_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class LimitsSeen:
    """The lowest and the highest limit of one code among those that are loaded, in dollars a unit, and since when they are."""

    code: str
    lowest: Decimal
    highest: Decimal
    newest: Decimal
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class PriceBand:
    """What the whole course comes to when every borrowed limit is the lowest seen, and when it is the highest.

    Dollars; None where a share is unknown. `days` are the infusion days whose limit is borrowed.
    """

    days: int
    limits: tuple[LimitsSeen, ...]
    allowed_low: Decimal | None
    allowed_high: Decimal | None
    patient_low: Decimal | None
    patient_high: Decimal | None


def price_band(case: Case, found: Estimate) -> PriceBand | None:
    """The band of a priced case; None when no day borrows a payment limit, or when it has never moved."""
    known = reference()
    borrowed = {(one.line.on, one.line.code) for visit in found.visits for one in visit.lines if _borrows(one.line)}
    codes = sorted({code for _, code in borrowed if code in known.limits})
    seen = tuple(_seen(code, known.limits[code]) for code in codes)
    if all(one.lowest == one.highest for one in seen):
        return None
    low = estimate(case, replace(known, limits=_filled(known.limits, {one.code: one.lowest for one in seen}))).course
    high = estimate(case, replace(known, limits=_filled(known.limits, {one.code: one.highest for one in seen}))).course
    days = len({on for on, code in borrowed if code in codes})
    return PriceBand(days, seen, low.allowed, high.allowed, low.patient, high.patient)


def _borrows(line: ClaimLine) -> bool:
    return line.allowed_basis is not None and line.allowed_basis.stands_in_for is not None


def _seen(code: str, history: History[PaymentLimit]) -> LimitsSeen:
    values, newest = [entry.value.per_unit for entry in history.entries], history.newest()
    return LimitsSeen(
        code, min(values), max(values), newest.value.per_unit, history.entries[0].starts, newest.ends or date.max
    )


def _filled(
    limits: Mapping[str, History[PaymentLimit]], values: Mapping[str, Decimal]
) -> Mapping[str, History[PaymentLimit]]:
    """The limits with a value on every day on which none is loaded."""
    return {**limits, **{code: _without_gaps(limits[code], value) for code, value in values.items()}}


def _without_gaps(history: History[PaymentLimit], value: Decimal) -> History[PaymentLimit]:
    return replace(history, entries=tuple(_entries(history, value)))


def _entries(history: History[PaymentLimit], value: Decimal) -> Iterator[Dated[PaymentLimit]]:
    newest = history.newest()
    filler = replace(newest, value=replace(newest.value, per_unit=value))
    free = date.min
    for entry in history.entries:
        if free < entry.starts:
            yield replace(filler, starts=free, ends=entry.starts - A_DAY)
        yield entry
        if entry.ends is None:
            return
        free = entry.ends + A_DAY
    yield replace(filler, starts=free, ends=None)
