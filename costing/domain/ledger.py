"""Who pays each claim line: the plan of its day, the second payer, help programs and the patient, in this order."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from costing.domain.claim import Basis, ClaimLine, LineKind, SettledLine
from costing.domain.counters import Account, YearCounters
from costing.domain.coverage import SecondPlan, Terms, Timeline
from costing.domain.help import HelpProgram, HelpUsed, Treatment, in_rank
from costing.domain.maximizer import EvenShares
from costing.domain.money import ZERO
from costing.domain.second import Second
from payer_rules.message import Message, say

_ORDER = {kind: place for place, kind in enumerate(LineKind)}
EARLIER_UNKNOWN = say(
    "An earlier day of this plan year has no price, so what is left of the deductible and maximum is not known."
)


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
        self._accounts = [Account(cover.terms) for cover in timeline.covers]
        self._seconds = [Second(cover.terms.second) if cover.terms.second else None for cover in timeline.covers]
        self._help: dict[str, HelpUsed] = {}
        self._even = EvenShares(timeline, ordered)

    def settle(self, line: ClaimLine) -> SettledLine:
        place = self._timeline.on(line.on)
        terms = self._timeline.covers[place].terms
        if terms.patient_pays_all:
            return _unshared(line, None if line.allowed is None else ZERO, line.unknown)
        year = self._accounts[place].year(line.on)
        unknown = self._unknown(line, terms, year)
        if unknown or line.allowed is None:
            year.note_unknown()
            return _unshared(line, None, unknown)
        return self._shared(line, line.allowed, place, year)

    def _unknown(self, line: ClaimLine, terms: Terms, year: YearCounters) -> Message | None:
        """Why the line cannot be shared: no price, no terms of this or the second plan's year, or an earlier unknown line."""
        second = terms.second
        behind = second.terms.years[second.terms.year_of(line.on)].unknown if isinstance(second, SecondPlan) else None
        return line.unknown or year.unknown or behind or (None if year.certain else EARLIER_UNKNOWN)

    def _shared(self, line: ClaimLine, allowed: Decimal, place: int, year: YearCounters) -> SettledLine:
        terms, pool = self._timeline.covers[place].terms, year.pool(line)
        programs = [one for one in in_rank(terms.programs) if one.helps(line)]
        even = self._even.share(line, allowed, programs)
        share = year.share(line, allowed) if even is None else even
        second = self._seconds[place]
        behind = second if second and second.reaches(pool.name) else None
        by_second = behind.pays(line, allowed, share, terms.year_of(line.on)) if behind else ZERO
        left, uncounted = self._helped(line, share.whole - by_second, programs)
        if even is None:
            pool.give_back(share, uncounted)
        used = (*share.used, *_behind(terms, by_second), *_helping(programs, share.whole - by_second))
        return SettledLine(
            line=line,
            deductible=share.deductible,
            coinsurance=share.coinsurance,
            plan=allowed - share.whole,
            second_payer=by_second,
            patient=left,
            share_basis=used,
            copay=share.copay,
            help_paid=share.whole - by_second - left,
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


def _unshared(line: ClaimLine, nothing: Decimal | None, unknown: Message | None) -> SettledLine:
    """A line that nobody shares: without insurance it is the patient's (`nothing` is zero), else its shares are unknown (None)."""
    patient = None if nothing is None else line.allowed
    return SettledLine(
        line, nothing, nothing, nothing, nothing, patient, (), unknown, nothing, help_paid=nothing, not_counted=nothing
    )


def _behind(terms: Terms, paid: Decimal) -> Iterable[Basis]:
    """The second payer, where it paid anything."""
    return (terms.second.basis,) if terms.second and paid else ()


def _helping(programs: Iterable[HelpProgram], left: Decimal) -> Iterable[Basis]:
    return tuple(program.basis for program in programs) if left else ()
