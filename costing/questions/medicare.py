"""Medicare's own amounts for one code at the ordered site: the drug's payment limit, office fees, outpatient rates."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from costing.domain.charges import DOLLARS, PERCENT, Coinsurance
from costing.domain.money import percent_of
from costing.domain.sites import BY_PHYSICIAN_FEES, HospitalKind, SiteKind
from costing.questions.shop import Shop
from costing.reference.shapes import HospitalFee, Locality, OfficeFee
from payer_rules.dated import Dated, History, Provenance, Status
from payer_rules.message import Message, say

PACKAGED, PACKAGED_BESIDE_OTHERS = "N", "Q1"
NOT_PARTICIPATING_PERCENT = 95
NOT_PARTICIPATING = Provenance(
    Status.MEMORY,
    None,
    "95% of the schedule for a practice that does not take part in Medicare, told from memory; the schedule itself is loaded.",
)
A_DAY = timedelta(1)
T = TypeVar("T")
S = TypeVar("S")
R = TypeVar("R")


def medicare_rate(shop: Shop, code: str) -> tuple[History[Decimal], History[Coinsurance], Message | None]:
    """Allowed amount and coinsurance of Original Medicare for a code at the ordered site."""
    if code == shop.product.hcpcs:
        return _drug(shop, code)
    if shop.order.site in BY_PHYSICIAN_FEES:
        return _office(shop, code), shop.known.part_b_coinsurance, None
    return _hospital(shop, code)


def has_rate(shop: Shop, code: str) -> bool:
    """Whether an amount of Medicare's is loaded for a code at the ordered site; the drug of the order always has an answer."""
    if code == shop.product.hcpcs:
        return True
    if shop.order.site in BY_PHYSICIAN_FEES:
        return (code, shop.order.conversion_factor) in shop.known.office_fees or _listed(shop, code) is not None
    return shop.order.site is SiteKind.HOSPITAL_OUTPATIENT and code in shop.known.hospital_fees


def _office(shop: Shop, code: str) -> History[Decimal]:
    """The amount that Medicare lists for the order's locality, on other days the one worked out; else the national one."""
    fees = shop.known.office_fees.get((code, shop.order.conversion_factor)) or History(f"office fee for {code}", ())
    if shop.order.locality is None:
        national = History(f"national {fees.name}", tuple(_as(e, e.value.national, e.unit) for e in fees.entries))
        return _as_participating(shop, national)
    places = shop.known.localities[shop.order.locality]
    here = (_at(fee, place) for fee in fees.entries for place in places.entries)
    name = f"{fees.name} in {places.newest().value.name}"
    worked_out = History(name, tuple(entry for entry in here if entry is not None))
    return _as_participating(shop, _before(_listed(shop, code), worked_out))


def _listed(shop: Shop, code: str) -> History[Decimal] | None:
    """The amounts as Medicare lists them for the locality, where an office has loaded that list."""
    if shop.order.locality is None:
        return None
    return shop.known.lists.locality_fees.get((shop.order.locality, code, shop.order.conversion_factor))


def _before(first: History[T] | None, second: History[T]) -> History[T]:
    """The values of the first, and on days without one those of the second."""
    if first is None:
        return second
    pieces = list(second.entries)
    for one in first.entries:
        pieces = [piece for entry in pieces for piece in _outside(entry, one)]
    name = second.name if pieces else first.name
    return History(name, tuple(sorted((*first.entries, *pieces), key=lambda entry: entry.starts)))


def _outside(entry: Dated[T], other: Dated[S]) -> Iterator[Dated[T]]:
    """What is left of an entry on the days that the other does not cover."""
    ends, other_ends = entry.ends or date.max, other.ends or date.max
    if ends < other.starts or entry.starts > other_ends:
        yield entry
        return
    if entry.starts < other.starts:
        yield replace(entry, ends=other.starts - A_DAY)
    if ends > other_ends:
        yield replace(entry, starts=other_ends + A_DAY)


def _as_participating(shop: Shop, fees: History[Decimal]) -> History[Decimal]:
    """A practice that does not take part in Medicare is allowed 95% of the schedule for services."""
    if shop.case.practice is None or shop.case.practice.participating is not False:
        return fees
    name = f"{fees.name}, {NOT_PARTICIPATING_PERCENT}% without participation"
    percent = Decimal(NOT_PARTICIPATING_PERCENT)
    entries = (Dated(percent_of(e.value, percent), e.unit, e.starts, e.ends, NOT_PARTICIPATING) for e in fees.entries)
    return History(name, tuple(entries))


def _at(fee: Dated[OfficeFee], place: Dated[Locality]) -> Dated[Decimal] | None:
    """The fee in a locality while both hold; derived, since the printed list by locality was not read."""
    return _while_both(fee, place, fee.value.at(place.value), fee.unit)


def _while_both(one: Dated[T], other: Dated[S], value: R, unit: str) -> Dated[R] | None:
    """A value that follows from two, for the days on which both hold."""
    starts, ends = max(one.starts, other.starts), min(one.ends or date.max, other.ends or date.max)
    if ends < starts:
        return None
    return Dated(value, unit, starts, ends, Provenance(Status.DERIVED, one.provenance.source))


def _drug(shop: Shop, code: str) -> tuple[History[Decimal], History[Coinsurance], Message | None]:
    limits = shop.known.limits.get(code)
    if limits is None:
        unknown = say("Medicare publishes no payment limit for {name}, so its price is unknown.", name=code)
        return History(f"Part B payment limit for {code}", ()), shop.known.part_b_coinsurance, unknown
    share = History(
        f"Part B coinsurance for {code}",
        tuple(_as(e, _percent(e.value.coinsurance_percent), PERCENT) for e in limits.entries),
    )
    paid = History(limits.name, tuple(_as(e, e.value.per_unit, e.unit) for e in limits.entries))
    if shop.order.site is SiteKind.HOSPITAL_OUTPATIENT:
        return _in_hospital(shop, code, paid, share)
    return paid, share, None


def _in_hospital(
    shop: Shop, code: str, paid: History[Decimal], share: History[Coinsurance]
) -> tuple[History[Decimal], History[Coinsurance], Message | None]:
    """Zero on days on which the hospital's infusion payment contains the drug; unknown without an indicator."""
    indicators = shop.known.drug_indicators.get(code)
    name = f"outpatient payment for {code}"
    if indicators is None:
        unknown = say("Whether a hospital is paid separately for {name} is not loaded.", name=code)
        return History(name, ()), share, unknown
    within = [entry for entry in indicators.entries if entry.value == PACKAGED]
    if not within:
        return paid, share, None
    nothing = History(f"{name} (packaged, indicator N)", tuple(_as(e, Decimal(0), DOLLARS) for e in within))
    no_share = History(share.name, tuple(_as(e, _percent(Decimal(0)), PERCENT) for e in within))
    return _before(nothing, _known_apart(paid, indicators.newest())), _before(no_share, share), None


def _known_apart(paid: History[Decimal], newest: Dated[str]) -> History[Decimal]:
    """The limits, but none after a last indicator N: what holds then is not known."""
    if newest.value != PACKAGED or newest.ends is None:
        return paid
    unknown = replace(newest, starts=newest.ends + A_DAY, ends=None)
    return History(paid.name, tuple(piece for entry in paid.entries for piece in _outside(entry, unknown)))


def _hospital(shop: Shop, code: str) -> tuple[History[Decimal], History[Coinsurance], Message | None]:
    fees = shop.known.hospital_fees[code]
    if shop.order.hospital is HospitalKind.EXCEPTED_OFF_CAMPUS:
        fees = _off_campus(fees, shop.known.off_campus_percent)
    fees = _packaged_beside_others(code, fees)
    per_unit = History(fees.name, tuple(_as(e, e.value.rate, e.unit) for e in fees.entries))
    share = History(
        f"outpatient copayment for {code}",
        tuple(_as(e, Coinsurance(per_unit=e.value.copay), e.unit) for e in fees.entries),
    )
    return per_unit, share, None


def _packaged_beside_others(code: str, fees: History[HospitalFee]) -> History[HospitalFee]:
    """Nothing while the indicator is Q1: the infusion, which is always given, contains it."""
    packaged = [entry for entry in fees.entries if entry.value.indicator == PACKAGED_BESIDE_OTHERS]
    if not packaged:
        return fees
    name = f"outpatient payment for {code} (packaged beside the infusion, indicator Q1)"
    nothing = [replace(e, value=replace(e.value, rate=Decimal(0), copay=Decimal(0))) for e in packaged]
    return History(
        name, tuple(sorted((*nothing, *(e for e in fees.entries if e not in packaged)), key=lambda e: e.starts))
    )


def _off_campus(fees: History[HospitalFee], percents: History[Decimal]) -> History[HospitalFee]:
    """The exact part of rate and copayment; a line of several units is rounded once, by its amount."""
    both = (
        _while_both(fee, percent, _part(fee.value, percent.value), fee.unit)
        for fee in fees.entries
        for percent in percents.entries
    )
    return History(f"{fees.name}, excepted off-campus department", tuple(one for one in both if one is not None))


def _part(fee: HospitalFee, percent: Decimal) -> HospitalFee:
    return replace(fee, rate=fee.rate * percent / 100, copay=fee.copay * percent / 100)


def _percent(percent: Decimal) -> Coinsurance:
    return Coinsurance(percent=percent)


def _as(entry: Dated[T], value: S, unit: str) -> Dated[S]:
    """The same dates and source for one part of a value."""
    return Dated(value, unit, entry.starts, entry.ends, entry.provenance)
