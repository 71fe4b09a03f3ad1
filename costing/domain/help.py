"""Manufacturer and foundation help: what a program pays of the patient's share of one claim line, and how the plan treats it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from costing.domain.claim import Basis, ClaimLine, Service
from costing.domain.money import ZERO


class Treatment(StrEnum):
    """What the plan does with the dollars that a program pays."""

    COUNTS = "counts"  # as if the patient had paid
    ACCUMULATOR = "accumulator"  # they use up neither deductible nor maximum
    MAXIMIZER = "maximizer"  # the plan sets the drug's share by the program's benefit, outside deductible and maximum


@dataclass(frozen=True, slots=True)
class HelpProgram:
    """One program's terms in dollars; a cap of None is no cap. Its year is the calendar year.

    A claim is an infusion day. `rank` is the place in which programs pay; equal ranks go by name.
    """

    name: str
    treatment: Treatment
    basis: Basis
    rank: int = 1
    drug_only: bool = True
    yearly_cap: Decimal | None = None
    monthly_cap: Decimal | None = None
    claim_cap: Decimal | None = None
    patient_minimum: Decimal = ZERO  # what the patient bears of each infusion day's lines that it helps with
    starts: date | None = None
    ends: date | None = None
    already_paid: Decimal = (
        ZERO  # of the yearly cap, in the calendar year of the first line of the course that it helps with
    )

    def helps(self, line: ClaimLine) -> bool:
        """Whether the program is in force on the line's day and pays for its service."""
        if self.starts is not None and line.on < self.starts:
            return False
        if self.ends is not None and line.on > self.ends:
            return False
        return not self.drug_only or line.service is Service.DRUG


def in_rank(programs: Iterable[HelpProgram]) -> list[HelpProgram]:
    """In the order in which they pay, however they are listed."""
    return sorted(programs, key=lambda program: (program.rank, program.name))


class HelpUsed:
    """What one program has paid by year, month and infusion day, and what the patient has borne of its minimum."""

    __slots__ = ("_borne", "_days", "_first_year", "_months", "_unknown", "_years")

    def __init__(self, first_year: int) -> None:
        self._first_year = first_year
        self._unknown: set[int] = set()
        self._years: dict[int, Decimal] = {}
        self._months: dict[tuple[int, int], Decimal] = {}
        self._days: dict[date, Decimal] = {}
        self._borne: dict[date, Decimal] = {}

    def note_unknown(self, year: int) -> None:
        """A line that the program helps with has no share, so what is left of the year's help is not known."""
        self._unknown.add(year)

    def unknown_in(self, year: int) -> bool:
        """Whether an earlier line of the calendar year has no share."""
        return year in self._unknown

    def left(self, program: HelpProgram, year: int) -> Decimal | None:
        """What is left of the yearly cap; None without one."""
        if program.yearly_cap is None:
            return None
        return max(ZERO, program.yearly_cap - self._years.get(year, ZERO))

    def pay(self, program: HelpProgram, on: date, share: Decimal) -> Decimal:
        """What the program pays of `share` on a day; its caps and the patient's minimum are used up by it."""
        month = (on.year, on.month)
        if on.year not in self._years:
            self._years[on.year] = program.already_paid if on.year == self._first_year else ZERO
        minimum = min(share, max(ZERO, program.patient_minimum - self._borne.get(on, ZERO)))
        paid = min(
            share - minimum,
            _left(program.yearly_cap, self._years[on.year], share),
            _left(program.monthly_cap, self._months.get(month, ZERO), share),
            _left(program.claim_cap, self._days.get(on, ZERO), share),
        )
        self._years[on.year] += paid
        self._months[month] = self._months.get(month, ZERO) + paid
        self._days[on] = self._days.get(on, ZERO) + paid
        self._borne[on] = self._borne.get(on, ZERO) + share - paid
        return paid


def _left(cap: Decimal | None, used: Decimal, share: Decimal) -> Decimal:
    """What a cap leaves; all of the share without one."""
    return share if cap is None else max(ZERO, cap - used)
