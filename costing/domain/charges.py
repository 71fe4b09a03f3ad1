"""The claim lines of one infusion day: units by code, priced by the value in force on that date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from costing.domain.claim import Basis, Benefit, ClaimLine, LineKind, Network
from costing.domain.contract import A_DAY, A_DAY_AT_MOST_CHARGE
from costing.domain.infusion_time import added_hours
from costing.domain.money import cents
from costing.domain.therapy import InfusionDay
from payer_rules.dated import Dated, History, NotInEffect
from payer_rules.message import Message, say

T = TypeVar("T")
PERCENT = "percent"
DOLLARS = "dollars"
_NO_CHARGE = say(
    "The contract allows at most the billed charge, and no charge is entered for that date: enter it among the prices."
)
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
    second: History[Decimal] | None = None  # what a second plan itself allows; None: the same


@dataclass(frozen=True, slots=True)
class DailyLine:
    """What an infusion day bills beside the product and its time: so many units, or the hours beyond so many minutes."""

    kind: LineKind
    price: Price
    units: int = 1
    hours_after: int | None = None  # minutes; the units are then the added hours beyond them

    def units_of(self, minutes: Decimal) -> int:
        """Units of a day of so many minutes."""
        return self.units if self.hours_after is None else added_hours(minutes, self.hours_after)


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
    daily: tuple[DailyLine, ...] = ()

    def every_price(self) -> tuple[Price, ...]:
        """The prices of all codes."""
        hours = tuple(price for price in (self.first_hour, self.added_hour) if price)
        return (self.drug, *hours, *(one.price for one in self.daily))


def billing_units(dose_mg: int, opened_mg: int, unit_mg: int) -> tuple[int, int]:
    """(administered, wasted) units: administered rounds up; waste is the whole units left in the opened vials."""
    administered = -(-dose_mg // unit_mg)
    return administered, max(0, opened_mg // unit_mg - administered)


def claim_lines(day: InfusionDay, opened_mg: int, minutes: Decimal, prices: PriceList) -> tuple[ClaimLine, ...]:
    """The lines of a single day."""
    return Claims(prices).of_day(day, opened_mg, minutes)


@dataclass(frozen=True, slots=True)
class _Service:
    """One code of a day before it has a date: how many units of it are billed, and as what."""

    kind: LineKind
    price: Price
    units: int
    modifier: str | None = None
    benefit: Benefit = Benefit.MEDICAL


@dataclass(frozen=True, slots=True)
class _Rate:
    """What one unit of a code is charged and allowed on the days from `first` to `last`, or why nothing is."""

    first: date
    last: date
    billed: Decimal | None
    allowed: Basis | None
    coinsurance: Basis | None
    limit: Basis | None
    unknown: Message | None
    second: Decimal | None = None  # what a second plan allows


class Claims:
    """Writes the claim lines of infusion days: what a day bills, and a code's rate, are worked out once for all days that they hold for."""

    def __init__(self, prices: PriceList):
        self._prices = prices
        self._rates: dict[str, _Rate] = {}
        self._services: dict[tuple[int, int, Decimal], tuple[_Service, ...]] = {}

    def of_day(self, day: InfusionDay, opened_mg: int, minutes: Decimal) -> tuple[ClaimLine, ...]:
        """The day's lines in deductible order: drug, waste, first hour, added hours as one line of n units."""
        key = (day.dose_mg, opened_mg, minutes)
        services = self._services.get(key)
        if services is None:
            services = self._services[key] = tuple(_services(self._prices, *key))
        return tuple([self._line(day, service) for service in services])

    def _line(self, day: InfusionDay, service: _Service) -> ClaimLine:
        price, units, rate = service.price, service.units, self._rate(service.price, day.on)
        billed = None if rate.billed is None else cents(rate.billed * units)
        allowed = None if rate.allowed is None else _allowed(rate.allowed, units, billed)
        no_charge = _NO_CHARGE if rate.allowed is not None and allowed is None else None
        return ClaimLine(
            on=day.on,
            cycle=day.cycle,
            kind=service.kind,
            code=price.code,
            modifier=service.modifier,
            label=price.label,
            units=units,
            billed=billed,
            allowed=allowed,
            allowed_basis=rate.allowed,
            coinsurance_basis=rate.coinsurance,
            unknown=rate.unknown or no_charge,
            coinsurance_limit=rate.limit,
            second_allowed=None if rate.second is None else cents(rate.second * units),
            benefit=service.benefit,
            network=self._prices.network,
        )

    def _rate(self, price: Price, on: date) -> _Rate:
        known = self._rates.get(price.code)
        if known is None or not known.first <= on <= known.last:
            known = self._rates[price.code] = _rate_on(price, self._prices, on)
        return known


def _services(prices: PriceList, dose_mg: int, opened_mg: int, minutes: Decimal) -> Iterator[_Service]:
    administered, wasted = billing_units(dose_mg, opened_mg, prices.billing_unit_mg)
    if prices.dispensed:
        yield _Service(LineKind.DRUG, prices.drug, administered + wasted, benefit=Benefit.PHARMACY)
    else:
        yield _Service(LineKind.DRUG, prices.drug, administered, None if wasted else "JZ")
        if wasted:
            yield _Service(LineKind.WASTE, prices.drug, wasted, "JW")
    if prices.first_hour:
        yield _Service(LineKind.FIRST_HOUR, prices.first_hour, 1)
    if prices.added_hour and (hours := added_hours(minutes)):
        yield _Service(LineKind.ADDED_HOUR, prices.added_hour, hours)
    for one in prices.daily:
        if units := one.units_of(minutes):
            yield _Service(one.kind, one.price, units)


def _allowed(basis: Basis, units: int, billed: Decimal | None) -> Decimal | None:
    """A line's allowed amount; None where it is the lesser of a day's price and a charge that is not entered."""
    if basis.unit == A_DAY:
        return cents(basis.value)
    if basis.unit == A_DAY_AT_MOST_CHARGE:
        return None if billed is None else min(cents(basis.value), billed)
    return cents(basis.value * units)


def _rate_on(price: Price, prices: PriceList, on: date) -> _Rate:
    """The rate of a day, and for which days around it the same values hold: only for that day where one is borrowed or absent."""
    billed = price.billed.find(on)
    charge = billed.value if billed else None
    if price.unknown:
        return _Rate(on, on, charge, None, None, None, price.unknown)
    try:
        per_unit = in_force(price.allowed, on, prices.stretch)
        share = in_force(price.coinsurance, on, prices.stretch)
        second = in_force(price.second, on, prices.stretch) if price.second else None
    except NotInEffect as absent:
        return _Rate(on, on, charge, None, None, None, absent.message)
    limit = _limit_of_day(prices, on)
    allowed = basis(price.allowed.name, per_unit, per_unit.value, per_unit.unit, on)
    coinsurance = _coinsurance_basis(price, share, on)
    first = last = on
    if not (allowed.stands_in_for or coinsurance.stands_in_for or _absent(price, billed, prices, limit)):
        first, last = _held(on, [one for one in (per_unit, share, billed, limit, second) if one])
    return _Rate(first, last, charge, allowed, coinsurance, limit, None, second.value if second else None)


def _absent(price: Price, billed: Dated[Decimal] | None, prices: PriceList, limit: Basis | None) -> bool:
    """Whether a charge or a limit of other days is not there on this one."""
    limits = prices.daily_coinsurance_limit
    return bool((billed is None and price.billed.entries) or (limit is None and limits and limits.entries))


def _held(on: date, values: Sequence[Dated[Any] | Basis]) -> tuple[date, date]:
    """The days around `on` on which all of these hold; that day alone where one of them is borrowed."""
    first = max([value.starts for value in values])
    last = min([value.ends or date.max for value in values])
    return (first, last) if first <= on <= last else (on, on)


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
    if stretch and history.entries:
        return history.find(day) or history.newest()
    return history.on(day)


def basis(what: str, entry: Dated[T], value: Decimal, unit: str, day: date) -> Basis:
    """The working of one figure: where it comes from, and whether it was borrowed for `day`."""
    borrowed = None if entry.covers(day) else day
    return Basis(_named(what), value, unit, entry.starts, entry.ends, entry.provenance, borrowed)


@lru_cache(maxsize=1024)
def _named(what: str) -> Message:
    """A value's name as a sentence; an estimate says the same few of hundreds of figures."""
    return say("{what}", what=what)


def _coinsurance_basis(price: Price, share: Dated[Coinsurance], day: date) -> Basis:
    if share.value.per_unit is not None:
        return basis(price.coinsurance.name, share, share.value.per_unit, DOLLARS_PER_UNIT, day)
    return basis(price.coinsurance.name, share, share.value.percent or Decimal(0), PERCENT, day)
