"""A maximizer: the plan spreads a program's yearly benefit over the year's infusion days as the drug's share."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal

from costing.domain.claim import ClaimLine, Service
from costing.domain.counters import Share
from costing.domain.coverage import Timeline
from costing.domain.help import HelpProgram, Treatment, in_rank
from costing.domain.money import CENT, ZERO


def first_years_of_help(timeline: Timeline, ordered: Iterable[ClaimLine]) -> dict[str, int]:
    """The calendar year of the first line that each program helps with, by the program's name."""
    found: dict[str, int] = {}
    if any(cover.terms.programs for cover in timeline.covers):
        for line in ordered:
            for one in timeline.terms_on(line.on).programs:
                if one.name not in found and one.helps(line):
                    found[one.name] = line.on.year
    return found


class EvenShares:
    """The same share of the drug on every infusion day of a calendar year, in whole cents, outside deductible and maximum.

    Worked example (invented plan): a benefit of 10,000 over 13 days is 769.23 a day.
    """

    def __init__(self, timeline: Timeline, ordered: Sequence[ClaimLine], first_years: Mapping[str, int]):
        self._first_years = first_years
        self._days: dict[tuple[str, int], set[date]] = {}
        self._taken: dict[date, Decimal] = {}
        if not any(_maximizer(cover.terms.programs) for cover in timeline.covers):
            return
        for line in ordered:
            program = _maximizer(one for one in timeline.terms_on(line.on).programs if one.helps(line))
            if program and line.service is Service.DRUG:
                self._days.setdefault((program.name, line.on.year), set()).add(line.on)

    def share(self, line: ClaimLine, allowed: Decimal, programs: Iterable[HelpProgram]) -> Share | None:
        """The drug's share under a maximizer; None where there is none, or for another line."""
        program = _maximizer(programs)
        if program is None or line.service is not Service.DRUG:
            return None
        already = program.already_paid if line.on.year == self._first_years[program.name] else ZERO
        benefit = max(ZERO, (program.yearly_cap or ZERO) - already) / len(self._days[program.name, line.on.year])
        of_the_day = benefit.quantize(CENT, ROUND_DOWN) - self._taken.get(line.on, ZERO)
        share = min(of_the_day, allowed)
        self._taken[line.on] = self._taken.get(line.on, ZERO) + share
        return Share(ZERO, ZERO, share, ())


def _maximizer(programs: Iterable[HelpProgram]) -> HelpProgram | None:
    """The program by which the plan sets the drug's share, if there is one."""
    return next((one for one in in_rank(programs) if one.treatment is Treatment.MAXIMIZER), None)
