"""Who pays each claim line: the plan of its day, the second payer, help programs and the patient, in this order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from costing.domain.claim import ClaimLine, HelpShare, LineKind, SettledLine
from costing.domain.counters import EARLIER_UNKNOWN, Account, PoolCounters, Share, YearCounters
from costing.domain.coverage import Terms, Timeline
from costing.domain.help import HelpProgram, HelpUsed, Treatment, in_rank
from costing.domain.maximizer import EvenShares, first_years_of_help
from costing.domain.money import ZERO
from costing.domain.second import Owed, Second
from payer_rules.message import Message

_ORDER = {kind: place for place, kind in enumerate(LineKind)}


def in_order(lines: Iterable[ClaimLine]) -> list[ClaimLine]:
    """By date, then drug, waste, other drugs, first hour, added hours, other services: the order in which lines are shared."""
    return sorted(lines, key=lambda line: (line.on, _ORDER[line.kind], line.code, line.modifier or "", line.units))


def settle(lines: Iterable[ClaimLine], timeline: Timeline) -> tuple[SettledLine, ...]:
    """Share every line, whatever order they come in: by the plan that holds on its day, with its counters."""
    ordered = in_order(lines)
    books = _Books(timeline, ordered)
    return tuple(books.settle(line) for line in ordered)


class _Books:
    """Every counter of a course: each cover's account and second payer, and what each program has paid."""

    def __init__(self, timeline: Timeline, ordered: Sequence[ClaimLine]):
        self._timeline = timeline
        self._covers = [_Cover(cover.terms) for cover in timeline.covers]
        first_years = first_years_of_help(timeline, ordered)
        self._help = {name: HelpUsed(year) for name, year in first_years.items()}
        self._even = EvenShares(timeline, ordered, first_years)

    def settle(self, line: ClaimLine) -> SettledLine:
        cover = self._covers[self._timeline.on(line.on)]
        if cover.terms.patient_pays_all:
            return _unshared(line, None if line.allowed is None else ZERO, line.unknown)
        payers = cover.payers_of(line)
        unknown = self._unknown(line, payers)
        if unknown or line.allowed is None:
            self._note_unknown(line, payers)
            return _unshared(line, None, unknown)
        if payers.second is None and not payers.programs:
            share = (payers.owed or payers.year).first_share(line, line.allowed)
            return _by_plan_alone(line, line.allowed, share, payers.pool)
        return self._shared(line, line.allowed, payers)

    def _unknown(self, line: ClaimLine, payers: "_Payers") -> Message | None:
        """Why the line cannot be shared: no price, no terms, or an earlier line without a share that may have used up what decides it."""
        unknown = line.unknown or payers.year.unknown or payers.year.unknown_before(line)
        if unknown is None and payers.owed:
            unknown = payers.owed.unknown_before(line.on)
        if unknown is None and payers.second:
            unknown = payers.second.unknown_before(line)
        for one in payers.programs:
            if unknown is None and self._help[one.name].unknown_in(line.on.year):
                unknown = EARLIER_UNKNOWN
        return unknown

    def _note_unknown(self, line: ClaimLine, payers: "_Payers") -> None:
        payers.year.note_unknown()
        if payers.owed:
            payers.owed.note_unknown(line.on)
        if payers.second:
            payers.second.note_unknown(line)
        for one in payers.programs:
            self._help[one.name].note_unknown(line.on.year)

    def _shared(self, line: ClaimLine, allowed: Decimal, payers: "_Payers") -> SettledLine:
        pool, second, programs = payers.pool, payers.second, payers.programs
        even = self._even.share(line, allowed, programs)
        share = even or (payers.owed or payers.year).first_share(line, allowed)
        by_second = second.pays(line, allowed, share) if second else ZERO
        owed = share.whole - by_second
        helped = self._helped(line, owed, programs)
        uncounted = _uncounted(helped, programs)
        if uncounted and even is None:
            pool.give_back(share, uncounted)
        behind = [second.payer.basis] if second and by_second else []
        behind += [one.basis for one in programs] if owed else []
        left = owed - sum([one.paid for one in helped], ZERO)
        return SettledLine(
            line=line,
            deductible=share.deductible,
            coinsurance=share.coinsurance,
            plan=allowed - share.whole,
            second_payer=by_second,
            patient=left,
            share_basis=(*share.used, *behind),
            copay=share.copay,
            help_paid=owed - left,
            not_counted=uncounted if even is None else share.whole,
            coinsurance_basis=share.percent,
            outside_limits=even is not None,
            pool=pool.label,
            deductible_left=pool.deductible_left,
            room_left=pool.room,
            help_by=helped,
        )

    def _helped(self, line: ClaimLine, left: Decimal, programs: Sequence[HelpProgram]) -> tuple[HelpShare, ...]:
        """What each program pays of what the ones before it leave."""
        shares = []
        for program in programs:
            used = self._help[program.name]
            paid = used.pay(program, line.on, left)
            left -= paid
            shares.append(HelpShare(program.name, paid, used.left(program, line.on.year)))
        return tuple(shares)


def _uncounted(helped: Sequence[HelpShare], programs: Sequence[HelpProgram]) -> Decimal:
    """The dollars of programs that use up neither deductible nor maximum."""
    pairs = zip(helped, programs, strict=False)
    return sum((one.paid for one, program in pairs if program.treatment is not Treatment.COUNTS), ZERO)


def _by_plan_alone(line: ClaimLine, allowed: Decimal, share: Share, pool: PoolCounters) -> SettledLine:
    """A line behind whose plan nobody stands: its share is the patient's."""
    whole = share.whole
    return SettledLine(
        line=line,
        deductible=share.deductible,
        coinsurance=share.coinsurance,
        plan=allowed - whole,
        second_payer=ZERO,
        patient=whole,
        share_basis=share.used,
        copay=share.copay,
        coinsurance_basis=share.percent,
        pool=pool.label,
        deductible_left=pool.deductible_left,
        room_left=pool.room,
    )


@dataclass(frozen=True, slots=True)
class _Payers:
    """Who may pay one line: the plan's counters of its year, the second payer behind them, the programs in their order."""

    year: YearCounters
    pool: PoolCounters
    second: Second | None
    programs: Sequence[HelpProgram]
    owed: Owed | None = None  # Medicaid as the first payer


class _Cover:
    """One plan's counters, with those of its second payer, and the programs in the order in which they pay."""

    def __init__(self, terms: Terms):
        self.terms, self._account, self._programs = terms, Account(terms), in_rank(terms.programs)
        self._second = Second(terms.second, terms.year_of) if terms.second else None
        self._owed = Owed(terms.owed) if terms.owed else None
        self._payers: dict[PoolCounters, _Payers] = {}

    def payers_of(self, line: ClaimLine) -> _Payers:
        year = self._account.year(line.on)
        pool = year.pool(line)
        payers = self._payers.get(pool)
        if payers is None:
            second = self._second if self._second and self._second.stands_behind(pool.name) else None
            payers = self._payers[pool] = _Payers(year, pool, second, (), self._owed)
        if self._programs:
            programs = [one for one in self._programs if one.helps(line)]
            return _Payers(year, pool, payers.second, programs, self._owed)
        return payers


def _unshared(line: ClaimLine, nothing: Decimal | None, unknown: Message | None) -> SettledLine:
    """A line that nobody shares: without insurance it is the patient's (`nothing` is zero), else its shares are unknown (None)."""
    patient = None if nothing is None else line.allowed
    return SettledLine(
        line, nothing, nothing, nothing, nothing, patient, (), unknown, nothing, help_paid=nothing, not_counted=nothing
    )
