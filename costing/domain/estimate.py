"""The answer of a pricing: settled claim lines added up by visit, cycle, month and plan year."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from costing.domain.claim import SettledLine
from costing.domain.money import ZERO
from costing.domain.record import record
from costing.domain.smoothing import MonthlyBill
from payer_rules.dated import Provenance
from payer_rules.message import Message


@record
class Totals:
    """Sums in dollars; None when any line behind them is unknown. `adjustment` is billed less allowed."""

    lines: int
    unknown_lines: int
    billed: Decimal | None
    allowed: Decimal | None
    adjustment: Decimal | None
    plan: Decimal | None
    second_payer: Decimal | None
    patient: Decimal | None
    help_paid: Decimal | None = ZERO


@dataclass(frozen=True, slots=True)
class Vial:
    """One vial size that was opened, and how often; `ndcs` are the package numbers of that size."""

    grams: Decimal
    count: int
    ndcs: tuple[str, ...]


@record
class Visit:
    """One infusion day."""

    on: date
    cycle: int
    day: int
    dose_mg: int
    vials: tuple[Vial, ...]
    minutes: Decimal
    lines: tuple[SettledLine, ...]
    totals: Totals
    documented: bool = False  # its minutes were documented; otherwise they are planned


@record
class Cycle:
    """One course of consecutive infusion days."""

    number: int
    starts: date
    totals: Totals
    patient_so_far: Decimal | None  # what the patient has paid in this plan year by the end of this cycle


@record
class Month:
    """A calendar month with infusion days, by its first day."""

    starts: date
    visits: int
    totals: Totals


@dataclass(frozen=True, slots=True)
class LimitsReached:
    """The infusion days on which one pool's deductible and maximum were used up; None when they were not, or there is none."""

    pool: str
    deductible_met_on: date | None
    maximum_reached_on: date | None


@dataclass(frozen=True, slots=True)
class PlanYear:
    """Twelve months between two resets of the plan's counters; the two dates are those of the first of its `limits`."""

    starts: date
    ends: date
    visits: int
    totals: Totals
    deductible_met_on: date | None
    maximum_reached_on: date | None
    chair_minutes: Decimal = Decimal(0)  # staff infuses for so long in this plan year
    limits: tuple[LimitsReached, ...] = ()  # of each pool that is drawn on
    plan: Message | None = None  # which plan, where a course has several


@dataclass(frozen=True, slots=True)
class NamedAssumption:
    """Something chosen rather than known; `used` when it changed a figure."""

    name: str
    sentence: Message
    provenance: Provenance
    used: bool


@dataclass(frozen=True, slots=True)
class PublishedRange:
    """What hospitals' price files show for one unit of a code, in dollars: the middle half of the rates. Never used as a price."""

    code: str
    low: Decimal
    median: Decimal
    high: Decimal
    rates: int  # one for each hospital, payer and plan
    hospitals: tuple[str, ...]
    first_file: date
    last_file: date
    provenance: Provenance
    sentence: Message


@dataclass(frozen=True, slots=True)
class MissingPrice:
    """Days that could not be priced, why, and the assumption that would price them, if there is one."""

    days: tuple[date, ...]
    why: Message
    assumption: str | None
    offer: Message | None
    published: PublishedRange | None = None


@dataclass(frozen=True, slots=True)
class PhaseOfCourse:
    """What one phase gives: its product, days and cycles, and the grams that follow from its dose and weight."""

    product_name: str
    site: str | None
    first: date
    last: date
    cycles: int
    weight_kg: Decimal | None
    grams_per_cycle: Decimal
    grams_per_28_days: Decimal
    dose_mg_per_day: int
    vials: tuple[Vial, ...]
    minutes: Decimal
    plan: str | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to carry out an order that leaves days or interval open, over the same time; `unknown` says why a sum is None."""

    days_per_cycle: int
    every: int
    unit: str
    cycles: int
    visits: int | None = None
    allowed: Decimal | None = None
    patient: Decimal | None = None
    unknown: str | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """Every way to carry the order out, and those that cost the patient least and most among the ones that are known."""

    variants: tuple[Variant, ...]
    low: Variant | None = None
    high: Variant | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """The priced course; grams are those of its first phase, and `phases` is empty unless there are several."""

    product_name: str
    grams_per_cycle: Decimal
    grams_per_28_days: Decimal
    visits: tuple[Visit, ...]
    cycles: tuple[Cycle, ...]
    plan_years: tuple[PlanYear, ...]
    course: Totals
    assumptions: tuple[NamedAssumption, ...]
    missing: tuple[MissingPrice, ...]
    notes: tuple[Message, ...]
    phases: tuple[PhaseOfCourse, ...] = ()
    months: tuple[Month, ...] = ()
    worst_month: date | None = None  # its first day; None where a share is unknown
    bills: tuple[MonthlyBill, ...] = ()  # of a drug plan whose shares are spread over the year
    spread: Spread | None = None  # where the order leaves days or interval open
