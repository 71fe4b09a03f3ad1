"""The claim lines of one infusion day: units by code, priced by the value in force on that date."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import TypeVar

from costing.domain.claim import Basis, Benefit, ClaimLine, LineKind, Network
from costing.domain.contract import A_DAY
from costing.domain.infusion_time import added_hours
from costing.domain.money import cents
from costing.domain.therapy import InfusionDay
from payer_rules.dated import Dated, History, NotInEffect
from payer_rules.message import Message, say

T = TypeVar("T")
PERCENT = "percent"
DOLLARS = "dollars"
DOLLARS_PER_UNIT = "dollars per unit"


@dataclass(frozen=True, slots=True)
class Coinsurance:
    """The patient's part of a line: `percent` of what is left after the deductible, or `per_unit` dollars."""

    percent: Decimal | None = None
    per_unit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit of one code is charged and allowed, over time; `unknown` says why there is no allowed amount at all."""

    code: str
    label: str
    allowed: History[Decimal]
    coinsurance: History[Coinsurance]
    billed: History[Decimal]
    unknown: Message | None = None


@dataclass(frozen=True, slots=True)
class PriceList:
    """The prices of one course; `stretch` lets the newest loaded value stand in where none is in force."""

    drug: Price
    first_hour: Price | None  # None when no staff gives it, so that no time is billed
    added_hour: Price | None
    billing_unit_mg: int
    stretch: bool
    daily_coinsurance_limit: History[Decimal] | None = None  # in a hospital: over the procedure and its drug
    network: Network = Network.IN
    dispensed: bool = False  # by a pharmacy, which bills the opened vials: no waste is billed beside them


def billing_units(dose_mg: int, opened_mg: int, unit_mg: int) -> tuple[int, int]:
    """(administered, wasted) units: administered rounds up; waste is the whole units left in the opened vials."""
    administered = int((Decimal(dose_mg) / unit_mg).to_integral_value(ROUND_CEILING))
    return administered, max(0, opened_mg // unit_mg - administered)


def claim_lines(day: InfusionDay, opened_mg: int, minutes: Decimal, prices: PriceList) -> tuple[ClaimLine, ...]:
    """The day's lines in deductible order: drug, waste, first hour, added hours as one line of n units."""
    return tuple(_lines(day, opened_mg, minutes, prices))


def _lines(day: InfusionDay, opened_mg: int, minutes: Decimal, prices: PriceList) -> Iterator[ClaimLine]:
    administered, wasted = billing_units(day.dose_mg, opened_mg, prices.billing_unit_mg)
    if prices.dispensed:
        drug = _line(day, LineKind.DRUG, prices.drug, administered + wasted, None, prices)
        yield replace(drug, benefit=Benefit.PHARMACY)
    else:
        yield from _bought(day, administered, wasted, prices)
    if prices.first_hour:
        yield _line(day, LineKind.FIRST_HOUR, prices.first_hour, 1, None, prices)
    if prices.added_hour and (hours := added_hours(minutes)):
        yield _line(day, LineKind.ADDED_HOUR, prices.added_hour, hours, None, prices)


def _bought(day: InfusionDay, administered: int, wasted: int, prices: PriceList) -> Iterator[ClaimLine]:
    """The drug that the practice bought, and what is left over of single-dose vials."""
    yield _line(day, LineKind.DRUG, prices.drug, administered, None if wasted else "JZ", prices)
    if wasted:
        yield _line(day, LineKind.WASTE, prices.drug, wasted, "JW", prices)


def _line(
    day: InfusionDay, kind: LineKind, price: Price, units: int, modifier: str | None, prices: PriceList
) -> ClaimLine:
    billed = _billed(price, day, units)
    common = (day.on, day.cycle, kind, price.code, modifier, price.label, units, billed)
    if price.unknown:
        return ClaimLine(*common, None, None, None, price.unknown)
    try:
        per_unit = in_force(price.allowed, day.on, prices.stretch)
        share = in_force(price.coinsurance, day.on, prices.stretch)
    except NotInEffect as absent:
        return ClaimLine(*common, None, None, None, absent.message)
    allowed_basis = basis(price.allowed.name, per_unit, per_unit.value, per_unit.unit, day.on)
    counted = 1 if per_unit.unit == A_DAY else units
    allowed, shared_by = cents(per_unit.value * counted), _coinsurance_basis(price, share, day.on)
    limit = _limit_of_day(prices, day.on)
    return ClaimLine(*common, allowed, allowed_basis, shared_by, None, limit, network=prices.network)


def _limit_of_day(prices: PriceList, day: date) -> Basis | None:
    """The limit in force on that day; where none is loaded, nothing is limited."""
    limits = prices.daily_coinsurance_limit
    if limits is None:
        return None
    try:
        limit = in_force(limits, day, prices.stretch)
    except NotInEffect:
        return None
    return basis(limits.name, limit, limit.value, DOLLARS, day)


def in_force(history: History[T], day: date, stretch: bool) -> Dated[T]:
    """The value of that date, or, when `stretch` is chosen, the newest loaded one. Raises NotInEffect."""
    try:
        return history.on(day)
    except NotInEffect:
        if not stretch or not history.entries:
            raise
        return history.newest()


def basis(what: str, entry: Dated[T], value: Decimal, unit: str, day: date) -> Basis:
    """The working of one figure: where it comes from, and whether it was borrowed for `day`."""
    borrowed = None if entry.covers(day) else day
    return Basis(say("{what}", what=what), value, unit, entry.starts, entry.ends, entry.provenance, borrowed)


def _coinsurance_basis(price: Price, share: Dated[Coinsurance], day: date) -> Basis:
    if share.value.per_unit is not None:
        return basis(price.coinsurance.name, share, share.value.per_unit, DOLLARS_PER_UNIT, day)
    return basis(price.coinsurance.name, share, share.value.percent or Decimal(0), PERCENT, day)


def _billed(price: Price, day: InfusionDay, units: int) -> Decimal | None:
    try:
        return cents(price.billed.on(day.on).value * units)
    except NotInEffect:
        return None
