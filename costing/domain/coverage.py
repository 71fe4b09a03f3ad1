"""How a plan shares an allowed amount: its limits, its copays and percents, who pays second, and which plan holds on which day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from costing.domain.claim import Basis, Benefit, ClaimLine, Network, Service
from costing.domain.help import HelpProgram
from costing.domain.money import ZERO
from payer_rules.message import Message


class PlanKind(StrEnum):
    """The kinds of coverage that can be first."""

    MEDICARE_PART_B = "medicare_part_b"
    MEDICARE_ADVANTAGE = "medicare_advantage"
    COMMERCIAL = "commercial"
    HDHP = "hdhp"
    MEDICAID = "medicaid"
    SELF_PAY = "self_pay"


@dataclass(frozen=True, slots=True)
class MonthDay:
    """The day a plan year starts, such as January 1; February 29 falls on March 1 in other years."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        """This day in `year`."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return date(year, 3, 1)


JANUARY_1 = MonthDay(1, 1)


def plan_year_start(day: date, starts: MonthDay) -> date:
    """The first day of the plan year that holds `day`."""
    this_year = starts.in_year(day.year)
    return this_year if this_year <= day else starts.in_year(day.year - 1)


class Pool(StrEnum):
    """One set of counters in a plan year: what is spent in one does not use up another."""

    IN_NETWORK = "in_network"
    OUT_OF_NETWORK = "out_of_network"
    PHARMACY = "pharmacy"


@dataclass(frozen=True, slots=True)
class Limit:
    """A deductible or maximum of one plan year in dollars, and what was met of it on the plan's as-of day."""

    basis: Basis
    met: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Limits:
    """One pool's limits. A family adds a second one to each; the smallest that is left decides (none: no such limit).

    Embedded: the patient's own and the family's. Aggregate: the family's alone.
    """

    deductibles: tuple[Limit, ...] = ()
    maxima: tuple[Limit, ...] = ()


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Sharing:
    """What the patient owes of one service beside the deductible: a copay of the day first, then a percent of what is left."""

    copay: Basis | None = None  # dollars an infusion day, over all lines of the service
    percent: Basis | None = None  # None: the line's own, as Medicare prints it by code
    deductible_applies: bool = True
    first_visits_free_of_deductible: int = 0  # on so many infusion days of the plan year it does not apply


BY_THE_LINE = Sharing()


@dataclass(frozen=True, slots=True)
class YearTerms:
    """One plan year's limits by pool. `unknown` says why there are none to use."""

    limits: Mapping[Pool, Limits]
    unknown: Message | None = None

    def pool_of(self, line: ClaimLine) -> Pool:
        """The line's own counters where this plan keeps them apart, else those of the network."""
        if line.benefit is Benefit.PHARMACY and Pool.PHARMACY in self.limits:
            return Pool.PHARMACY
        if line.network is Network.OUT and Pool.OUT_OF_NETWORK in self.limits:
            return Pool.OUT_OF_NETWORK
        return Pool.IN_NETWORK


@dataclass(frozen=True, slots=True)
class Supplement:
    """A Medigap plan: the percent of the first payer's coinsurance and copays it pays, and whether it pays the deductible.

    From the day the patient has paid a year's `limits` (Plans K and L), it pays everything.
    """

    basis: Basis
    coinsurance_percent: Decimal
    pays_deductible: bool
    limits: Mapping[date, Basis] = field(default_factory=dict)  # by plan year of the first payer


@dataclass(frozen=True, slots=True)
class Protection:
    """QMB or Medicaid, behind another payer or alone: the patient owes at most its own copay of the day, and may be billed for no more.

    A spend-down comes first: so much of a calendar month's shares stays the patient's.
    """

    basis: Basis
    copay: Decimal = ZERO
    spend_down: Decimal = ZERO


class Coordination(StrEnum):
    """How a second plan reckons with what the first has paid."""

    STANDARD = "standard"  # up to what is left
    NON_DUPLICATION = "non_duplication"  # only what its own benefit is above the first plan's payment


@dataclass(frozen=True, slots=True)
class SecondPlan:
    """A second plan with limits of its own; it works out its benefit of the same allowed amount as if it were first."""

    terms: "Terms"
    coordination: Coordination
    basis: Basis


SecondPayer = Supplement | Protection | SecondPlan


@dataclass(frozen=True, slots=True)
class Terms:
    """A plan over time: when its year starts, each year's limits by first day, how it shares, and who pays second.

    Amounts met hold from the day after `met_as_of` on, in the plan year of that day. They may hold the claims of lines up to that
    day or not yet: what is left is the lesser of what they and those lines leave.
    """

    year_starts: MonthDay
    years: Mapping[date, YearTerms]
    sharing: Mapping[tuple[Pool, Service], Sharing] = field(default_factory=dict)  # BY_THE_LINE for what is absent
    met_as_of: date | None = None
    visits_met: int = 0  # infusion days already used of those free of the deductible
    second: SecondPayer | None = None
    programs: tuple[HelpProgram, ...] = ()
    owed: Protection | None = None  # Medicaid as the first payer: all that the patient owes
    patient_pays_all: bool = False  # no insurance: every allowed dollar is the patient's

    def year_of(self, day: date) -> date:
        """The first day of the plan year that holds `day`."""
        return plan_year_start(day, self.year_starts)


@dataclass(frozen=True, slots=True)
class Cover:
    """The plan that holds from a day on, until the next one starts."""

    starts: date
    terms: Terms
    name: Message | None = None  # said where a course has several


@dataclass(frozen=True, slots=True)
class Timeline:
    """Which plan holds on which day: exactly one, and the first also before it starts. A gap is a cover without insurance."""

    covers: tuple[Cover, ...]  # in the order of their starts

    def on(self, day: date) -> int:
        """The place of the cover that holds on `day`."""
        place = 0
        for later in range(1, len(self.covers)):
            if self.covers[later].starts <= day:
                place = later
        return place

    def terms_on(self, day: date) -> Terms:
        """The plan's terms on `day`."""
        return self.covers[self.on(day)].terms

    def year_of(self, day: date) -> tuple[int, date]:
        """The place of the cover, and the first day of its plan year."""
        place = self.on(day)
        return place, self.covers[place].terms.year_of(day)


def one_plan(terms: Terms) -> Timeline:
    """The same plan on every day."""
    return Timeline((Cover(date.min, terms),))
