"""Who pays each claim line: the plan of its day, the second payer, help programs and the patient, in this order."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from costing.domain.claim import Basis, ClaimLine, LineKind, SettledLine
from costing.domain.counters import Account, YearCounters
from costing.domain.coverage import SecondPlan, Terms, Timeline
from costing.domain.help import HelpProgram, HelpUsed, Treatment, in_rank
from costing.domain.maximizer import EvenShares
from costing.domain.money import ZERO
from costing.domain.second import Second
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
        self._help: dict[str, HelpUsed] = {}
        self._even = EvenShares(timeline, ordered)

    def settle(self, line: ClaimLine) -> SettledLine:
        cover = self._covers[self._timeline.on(line.on)]
        if cover.terms.patient_pays_all:
            return _unshared(line, None if line.allowed is None else ZERO, line.unknown)
        year = cover.account.year(line.on)
        unknown = line.unknown or year.unknown or cover.second_unknown(line.on) or year.earlier_unknown
        if unknown or line.allowed is None:
            year.note_unknown()
            return _unshared(line, None, unknown)
        return self._shared(line, line.allowed, cover, year)

    def _shared(self, line: ClaimLine, allowed: Decimal, cover: "_Cover", year: YearCounters) -> SettledLine:
        programs = [one for one in cover.programs if one.helps(line)]
        even = self._even.share(line, allowed, programs) if programs else None
        share, pool = even or year.share(line, allowed), year.pool(line)
        by_second = cover.second.pays(line, allowed, share, pool.name) if cover.second else ZERO
        owed = share.whole - by_second
        left, uncounted = self._helped(line, owed, programs) if programs else (owed, ZERO)
        if uncounted and even is None:
            pool.give_back(share, uncounted)
        return SettledLine(
            line=line,
            deductible=share.deductible,
            coinsurance=share.coinsurance,
            plan=allowed - share.whole,
            second_payer=by_second,
            patient=left,
            share_basis=(*share.used, *cover.behind(by_second), *(one.basis for one in programs if owed)),
            copay=share.copay,
            help_paid=owed - left,
            not_counted=uncounted if even is None else share.whole,
            coinsurance_basis=share.percent,
            outside_limits=even is not None,
            pool=pool.name.value,
            deductible_left=pool.deductible_left(),
            room_left=pool.room(),
        )

    def _helped(self, line: ClaimLine, left: Decimal, programs: Sequence[HelpProgram]) -> tuple[Decimal, Decimal]:
        """(what is left to the patient, what the programs paid that does not count)."""
        uncounted = ZERO
        for program in programs:
            paid = self._help.setdefault(program.name, HelpUsed()).pay(program, line.on, left)
            left -= paid
            uncounted += ZERO if program.treatment is Treatment.COUNTS else paid
        return left, uncounted


class _Cover:
    """One plan's counters, with those of its second payer, and the programs in the order in which they pay."""

    def __init__(self, terms: Terms):
        self.terms, self.account, self.programs = terms, Account(terms), in_rank(terms.programs)
        self.second = Second(terms.second, terms.year_of) if terms.second else None

    def second_unknown(self, on: date) -> Message | None:
        """Why the second plan's year has no terms to use."""
        second = self.terms.second
        return second.terms.years[second.terms.year_of(on)].unknown if isinstance(second, SecondPlan) else None

    def behind(self, paid: Decimal) -> Iterable[Basis]:
        """The second payer, where it paid anything."""
        return (self.terms.second.basis,) if self.terms.second and paid else ()


def _unshared(line: ClaimLine, nothing: Decimal | None, unknown: Message | None) -> SettledLine:
    """A line that nobody shares: without insurance it is the patient's (`nothing` is zero), else its shares are unknown (None)."""
    patient = None if nothing is None else line.allowed
    return SettledLine(
        line, nothing, nothing, nothing, nothing, patient, (), unknown, nothing, help_paid=nothing, not_counted=nothing
    )
