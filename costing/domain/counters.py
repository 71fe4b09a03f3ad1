"""A plan's counters: what is left of its deductibles and maxima in one plan year, and what one line takes of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from costing.domain.charges import PERCENT
from costing.domain.claim import Basis, Benefit, ClaimLine, LineKind, Network, Service
from costing.domain.coverage import (
    BY_THE_LINE,
    NO_LIMITS,
    Limit,
    Pool,
    Sharing,
    Terms,
    YearTerms,
)
from costing.domain.money import ZERO, cents, percent_of
from payer_rules.message import Message, say

EARLIER_UNKNOWN = say(
    "An earlier line of this plan year has no price, so what is left of the plan's limits or of the help is not known."
)


@dataclass(slots=True)
class Share:
    """The patient's share of one line before any second payer and help, in dollars, and the figures that decided it."""

    deductible: Decimal
    copay: Decimal
    coinsurance: Decimal
    used: tuple[Basis, ...]
    percent: Basis | None = None  # what the plan asks after deductible and copay

    @property
    def whole(self) -> Decimal:
        """Deductible, copay and coinsurance."""
        return self.deductible + self.copay + self.coinsurance


class PoolCounters:
    """What is left of one pool's limits; the smallest decides, and a dollar is taken from each.

    `deductible_left` and `room` are the smallest rests; None without a deductible or maximum.
    """

    __slots__ = (
        "_deductibles",
        "_deductibles_left",
        "_maxima",
        "_maxima_left",
        "deductible_left",
        "label",
        "name",
        "room",
    )

    def __init__(self, name: Pool, deductibles: tuple[Limit, ...], maxima: tuple[Limit, ...]):
        self.name, self.label = name, name.value
        self._deductibles, self._maxima = deductibles, maxima
        self._leave([limit.basis.value for limit in deductibles], [limit.basis.value for limit in maxima])

    def _leave(self, deductibles: list[Decimal], maxima: list[Decimal]) -> None:
        self._deductibles_left, self._maxima_left = deductibles, maxima
        self.deductible_left = min(deductibles, default=None)
        self.room = min(maxima, default=None)

    def note_met(self) -> None:
        """The plan says what was met: no more than the rest is left."""
        self._leave(
            list(map(_less_met, self._deductibles_left, self._deductibles)),
            list(map(_less_met, self._maxima_left, self._maxima)),
        )

    def deductible_basis(self) -> Basis:
        """The deductible that has least left."""
        return self._deductibles[self._deductibles_left.index(min(self._deductibles_left))].basis

    def maximum_basis(self) -> Basis:
        """The maximum that has least left."""
        return self._maxima[self._maxima_left.index(min(self._maxima_left))].basis

    def take(self, deductible: Decimal, whole: Decimal) -> None:
        """Use up; negative amounts give back what does not count."""
        self._leave(
            [max(ZERO, left - deductible) for left in self._deductibles_left],
            [max(ZERO, left - whole) for left in self._maxima_left],
        )

    def give_back(self, share: Share, uncounted: Decimal) -> None:
        """The part of a share that does not count: what does count fills the deductible first."""
        counted = min(share.deductible, share.whole - uncounted)
        self.take(counted - share.deductible, -uncounted)


def _less_met(left: Decimal, limit: Limit) -> Decimal:
    return min(left, max(ZERO, limit.basis.value - limit.met))


class YearCounters:
    """One plan year: its pools, its visits, and the copays and coinsurance of the day at hand (lines come day by day).

    From the first line on whose share is unknown while something is left to use up, later shares are unknown too.
    """

    def __init__(self, terms: Terms, year: YearTerms):
        self.unknown, self.met_noted = year.unknown, False
        self._earlier_unknown: Message | None = None
        self._unknown_today = False
        self._terms, self._year = terms, year
        self._pools: dict[Pool, PoolCounters] = {}
        self._drawn: dict[tuple[Benefit, Network, LineKind], tuple[PoolCounters, Sharing]] = {}
        self._day, self._visits = date.min, 0
        self._copays_today: dict[tuple[Pool, Service], Decimal] = {}
        self._coinsurance_today = ZERO

    def start(self, on: date) -> None:
        """Begin an infusion day, whatever is shared on it; the same day again changes nothing."""
        if on != self._day:
            self._day, self._visits = on, self._visits + 1
            self._copays_today, self._coinsurance_today, self._unknown_today = {}, ZERO, False

    def note_met(self) -> None:
        """From here on the amounts that the plan says were met hold, where they are more than these lines used up."""
        self.met_noted, self._visits = True, max(self._visits, self._terms.visits_met)
        for pool in self._pools.values():
            pool.note_met()

    def pool(self, line: ClaimLine) -> PoolCounters:
        """The counters that a line draws on."""
        return self._drawn_on(line)[0]

    def _drawn_on(self, line: ClaimLine) -> tuple[PoolCounters, Sharing]:
        """A line's counters, and how its service is shared."""
        key = (line.benefit, line.network, line.kind)
        found = self._drawn.get(key)
        if found is None:
            name = self._year.pool_of(line)
            found = self._drawn[key] = (self._opened(name), self._terms.sharing.get((name, line.service), BY_THE_LINE))
        return found

    def _opened(self, name: Pool) -> PoolCounters:
        if name not in self._pools:
            limits = self._year.limits.get(name, NO_LIMITS)
            self._pools[name] = PoolCounters(name, limits.deductibles, limits.maxima)
            if self.met_noted:
                self._pools[name].note_met()
        return self._pools[name]

    def unknown_before(self, line: ClaimLine) -> Message | None:
        """Why a priced line cannot be shared: an earlier one of the plan year, or of the same day, may have used up what decides it."""
        if self._unknown_today and (line.coinsurance_limit or self._drawn_on(line)[1].copay):
            return EARLIER_UNKNOWN
        return self._earlier_unknown

    def note_unknown(self) -> None:
        """A line without a share: later ones are unknown too, unless nothing could have been used up."""
        self._unknown_today = True
        limited = any(limits.deductibles or limits.maxima for limits in self._year.limits.values())
        if (limited and not self._only_empty_deductibles()) or self._terms.programs:
            self._earlier_unknown = EARLIER_UNKNOWN

    def _only_empty_deductibles(self) -> bool:
        """No maximum anywhere, and every deductible used up."""
        if any(limits.maxima for limits in self._year.limits.values()):
            return False
        return not any(self._opened(name).deductible_left for name in self._year.limits)

    def first_share(self, line: ClaimLine, allowed: Decimal) -> Share:
        """What the patient owes of `allowed`, by deductible, copay, coinsurance and maximum in this order; it is used up."""
        pool, sharing = self._drawn_on(line)
        before, room = self._deductible(pool, sharing), pool.room
        percent = sharing.percent or line.coinsurance_basis
        if not before and room is None and sharing.copay is None and line.coinsurance_limit is None:
            return self._percent_alone(line, percent, allowed)
        deductible = min(before, allowed)
        copay = self._copay(line, pool.name, sharing, allowed - deductible)
        coinsurance = self._within_the_day(line, _coinsurance(line, percent, allowed, allowed - deductible - copay))
        used = [pool.deductible_basis()] if deductible else []
        if room is not None and deductible + copay + coinsurance > room:
            deductible = min(deductible, room)
            copay = min(copay, room - deductible)
            coinsurance = room - deductible - copay
        share = Share(deductible, copay, coinsurance, (), percent)
        pool.take(deductible, share.whole)
        self._coinsurance_today += coinsurance
        if copay:
            self._copays_today[pool.name, line.service] = self._asked_today(pool.name, line.service) + copay
        share.used = (*used, *self._others_used(line, sharing, share, pool))
        return share

    def _percent_alone(self, line: ClaimLine, percent: Basis | None, allowed: Decimal) -> Share:
        """Where nothing is left to use up and nothing limits: the coinsurance of the whole line."""
        coinsurance = _coinsurance(line, percent, allowed, allowed)
        self._coinsurance_today += coinsurance
        return Share(ZERO, ZERO, coinsurance, (percent,) if percent and coinsurance else (), percent)

    def _deductible(self, pool: PoolCounters, sharing: Sharing) -> Decimal:
        """What is left of the deductible, where it applies today."""
        if not sharing.deductible_applies or self._visits <= sharing.first_visits_free_of_deductible:
            return ZERO
        return pool.deductible_left or ZERO

    def _asked_today(self, pool: Pool, service: Service) -> Decimal:
        return self._copays_today.get((pool, service), ZERO)

    def _copay(self, line: ClaimLine, pool: Pool, sharing: Sharing, left: Decimal) -> Decimal:
        """What the day's copay for the service still asks, from what the deductible left."""
        if sharing.copay is None:
            return ZERO
        return min(left, max(ZERO, sharing.copay.value - self._asked_today(pool, line.service)))

    def _within_the_day(self, line: ClaimLine, coinsurance: Decimal) -> Decimal:
        """No more than the day's limit leaves, where the line has one."""
        if line.coinsurance_limit is None:
            return coinsurance
        return min(coinsurance, max(ZERO, line.coinsurance_limit.value - self._coinsurance_today))

    def _others_used(self, line: ClaimLine, sharing: Sharing, share: Share, pool: PoolCounters) -> Iterator[Basis]:
        """The figures beside the deductible that decided a share."""
        if share.copay and sharing.copay:
            yield sharing.copay
        if share.coinsurance and share.percent:
            yield share.percent
        limit = line.coinsurance_limit
        if limit and self._coinsurance_today >= limit.value:
            yield limit
        if pool.room == 0:
            yield pool.maximum_basis()


def _coinsurance(line: ClaimLine, basis: Basis | None, allowed: Decimal, left: Decimal) -> Decimal:
    """Percent of what deductible and copay left; a printed copayment per unit shrinks in the same proportion. Half up per line."""
    if basis is None or left == 0:
        return ZERO
    if basis.unit == PERCENT:
        return percent_of(left, basis.value)
    return min(left, cents(basis.value * line.units * left / allowed))


class Account:
    """One plan's counters over its plan years."""

    def __init__(self, terms: Terms):
        self.terms = terms
        self._years: dict[date, YearCounters] = {}
        self._day = date.min
        self._today: YearCounters | None = None

    def year(self, on: date) -> YearCounters:
        """The counters in force on a day; the amounts met come in on the day after they were true."""
        if self._today is None or on != self._day:
            self._day, self._today = on, self._of_day(on)
        return self._today

    def _of_day(self, on: date) -> YearCounters:
        first, met_as_of = self.terms.year_of(on), self.terms.met_as_of
        year = self._years.get(first)
        if year is None:
            year = self._years[first] = YearCounters(self.terms, self.terms.years[first])
        if met_as_of is not None and not year.met_noted and met_as_of < on and self.terms.year_of(met_as_of) == first:
            year.note_met()
        year.start(on)
        return year
