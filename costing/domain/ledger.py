"""Who pays each claim line: deductible, coinsurance, maximum and second payer, in order, reset each plan year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from costing.domain.charges import PERCENT
from costing.domain.coverage import Met, MonthDay, plan_year_start
from costing.domain.estimate import Basis, ClaimLine, LineKind, SettledLine
from costing.domain.money import ZERO, cents, percent_of
from payer_rules.message import Message, say

_ORDER = {kind: place for place, kind in enumerate(LineKind)}
EARLIER_UNKNOWN = say(
    "An earlier day of this plan year has no price, so what is left of the deductible and maximum is not known."
)


@dataclass(frozen=True, slots=True)
class SecondPayer:
    """What stands behind the first payer: the percent of its coinsurance it pays, and whether it pays the deductible."""

    basis: Basis
    coinsurance_percent: Decimal
    pays_deductible: bool


@dataclass(frozen=True, slots=True)
class YearTerms:
    """One plan year's limits in dollars; None is no deductible or no maximum. `unknown` says why there are none to use."""

    deductible: Basis | None
    maximum: Basis | None
    unknown: Message | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The plan over time: when its year starts, each year's limits by first day, what was met, and who pays second."""

    year_starts: MonthDay
    years: Mapping[date, YearTerms]
    met: Met | None = None
    second: SecondPayer | None = None
    patient_pays_all: bool = False  # no insurance: every allowed dollar is the patient's


@dataclass(slots=True)
class _Counters:
    """What has been used of one plan year so far; `certain` ends with the first line whose share is unknown."""

    deductible_left: Decimal
    paid: Decimal
    maximum: Decimal | None
    certain: bool = True
    terms: YearTerms = field(default_factory=lambda: YearTerms(None, None))
    coinsurance_on: dict[date, Decimal] = field(default_factory=dict)  # by day, for a limit of the day

    def room(self) -> Decimal | None:
        """What the patient may still pay before the maximum; None without one."""
        return None if self.maximum is None else max(ZERO, self.maximum - self.paid)

    def steady(self) -> bool:
        """Whether an unknown line leaves later lines unchanged: nothing left to use up."""
        return self.deductible_left == 0 and self.maximum is None


def settle(lines: Iterable[ClaimLine], terms: Terms) -> tuple[SettledLine, ...]:
    """Share every line, by date and then by the order drug, waste, first hour, added hours, whatever order they come in."""
    counters: dict[date, _Counters] = {}
    ordered = sorted(lines, key=lambda line: (line.on, _ORDER[line.kind]))
    return tuple(_settle(line, terms, counters) for line in ordered)


def _settle(line: ClaimLine, terms: Terms, counters: dict[date, _Counters]) -> SettledLine:
    if terms.patient_pays_all:
        nothing = None if line.allowed is None else ZERO
        return SettledLine(line, nothing, nothing, nothing, nothing, line.allowed, (), line.unknown)
    year = plan_year_start(line.on, terms.year_starts)
    counter = counters.setdefault(year, _opening(year, terms))
    unknown = line.unknown or counter.terms.unknown or (None if counter.certain else EARLIER_UNKNOWN)
    if unknown or line.allowed is None:
        counter.certain = counter.certain and counter.steady()
        return SettledLine(line, None, None, None, None, None, (), unknown)
    return _shared(line, line.allowed, terms, counter)


def _opening(year: date, terms: Terms) -> _Counters:
    """The counters on the first day of a plan year, less what was met in that same year."""
    limits = terms.years[year]
    met = terms.met if terms.met and plan_year_start(terms.met.as_of, terms.year_starts) == year else None
    deductible = limits.deductible.value if limits.deductible else ZERO
    left = max(ZERO, deductible - met.deductible) if met else deductible
    paid = max(met.out_of_pocket, met.deductible) if met else ZERO
    return _Counters(left, paid, limits.maximum.value if limits.maximum else None, True, limits)


def _shared(line: ClaimLine, allowed: Decimal, terms: Terms, counter: _Counters) -> SettledLine:
    deductible = min(counter.deductible_left, allowed)
    coinsurance = _within_the_day(line, _coinsurance(line, allowed, allowed - deductible), counter)
    room = counter.room()
    if room is not None:
        deductible = min(deductible, room)
        coinsurance = min(coinsurance, room - deductible)
    counter.deductible_left -= deductible
    counter.paid += deductible + coinsurance
    counter.coinsurance_on[line.on] = counter.coinsurance_on.get(line.on, ZERO) + coinsurance
    second = _second(deductible, coinsurance, terms.second)
    plan = allowed - deductible - coinsurance
    used = _used(line, deductible, coinsurance, room, terms, counter)
    return SettledLine(line, deductible, coinsurance, plan, second, deductible + coinsurance - second, used)


def _coinsurance(line: ClaimLine, allowed: Decimal, after_deductible: Decimal) -> Decimal:
    """Percent of what the deductible left; a printed copayment per unit shrinks in the same proportion. Half up per line."""
    share = line.coinsurance_basis
    if share is None or after_deductible == 0:
        return ZERO
    if share.unit == PERCENT:
        return percent_of(after_deductible, share.value)
    return min(after_deductible, cents(share.value * line.units * after_deductible / allowed))


def _within_the_day(line: ClaimLine, coinsurance: Decimal, counter: _Counters) -> Decimal:
    """No more than the day's limit leaves, where the line has one."""
    if line.coinsurance_limit is None:
        return coinsurance
    return min(coinsurance, max(ZERO, line.coinsurance_limit.value - counter.coinsurance_on.get(line.on, ZERO)))


def _second(deductible: Decimal, coinsurance: Decimal, second: SecondPayer | None) -> Decimal:
    if second is None:
        return ZERO
    return percent_of(coinsurance, second.coinsurance_percent) + (deductible if second.pays_deductible else ZERO)


def _used(
    line: ClaimLine, deductible: Decimal, coinsurance: Decimal, room: Decimal | None, terms: Terms, counter: _Counters
) -> tuple[Basis, ...]:
    """The figures that decided this line's share."""
    used = [counter.terms.deductible if deductible else None, line.coinsurance_basis if coinsurance else None]
    limit = line.coinsurance_limit
    used.append(limit if limit and counter.coinsurance_on.get(line.on, ZERO) >= limit.value else None)
    used.append(counter.terms.maximum if room is not None and counter.room() == 0 else None)
    used.append(terms.second.basis if terms.second and deductible + coinsurance else None)
    return tuple(basis for basis in used if basis)
