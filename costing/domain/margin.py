"""What the practice keeps of a course: allowed amounts less sequestration and what is not collected, against what the vials cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from itertools import groupby

from costing.domain.charges import in_force
from costing.domain.claim import Benefit, LineKind, SettledLine
from costing.domain.estimate import Visit
from costing.domain.money import ZERO, cents, known_sum, percent_of
from costing.domain.therapy import MG_PER_G
from payer_rules.dated import History, NotInEffect
from payer_rules.message import Message

BOUGHT_KINDS = frozenset({LineKind.DRUG, LineKind.WASTE})
MONTHS_PER_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Dealings:
    """What one infusion day means for the practice; percents are of 100."""

    purchase: History[Decimal]  # dollars of one billing unit; without entries where none is entered
    billing_unit_mg: int
    sequestration: History[Decimal] | None = None  # percent of Medicare's own payment; None behind any other payer
    uncollected_percent: Decimal = ZERO  # of the patient's share, as the practice expects
    second_may_not_pay: bool = False  # QMB or Medicaid stands behind, whose part many states do not pay
    bought: bool = True  # False: a pharmacy sends the drug, and its lines are not the practice's


@dataclass(frozen=True, slots=True)
class Kept:
    """Dollars of some infusion days; None where a part is not known.

    `kept = allowed - sequestration - uncollected`, `margin = kept - drug_cost`, and the drug's own margin is `drug_kept - drug_cost`.
    """

    allowed: Decimal | None
    sequestration: Decimal | None
    uncollected: Decimal | None
    kept: Decimal | None
    at_risk: Decimal | None  # in `kept`: what QMB or Medicaid would have to pay
    drug_kept: Decimal | None
    drug_cost: Decimal | None
    drug_margin: Decimal | None
    administration_kept: Decimal | None
    margin: Decimal | None


@dataclass(frozen=True, slots=True)
class DayKept:
    """One infusion day."""

    on: date
    sums: Kept


@dataclass(frozen=True, slots=True)
class QuarterKept:
    """A calendar quarter, since payment limits change by quarter; `underwater` counts the days on which the drug loses money."""

    starts: date
    visits: int
    underwater: int
    sums: Kept


@dataclass(frozen=True, slots=True)
class Margin:
    """The practice's view of a course. Nothing of it is the patient's concern, and none of it changes a patient's share."""

    course: Kept
    quarters: tuple[QuarterKept, ...]
    days: tuple[DayKept, ...]
    notes: tuple[Message, ...] = ()


def margin_of(visits: Sequence[Visit], dealings: Mapping[date, Dealings]) -> Margin:
    """Work out every infusion day, then add up. `dealings` holds each visit's day."""
    days = tuple(DayKept(visit.on, _of_day(visit, dealings[visit.on])) for visit in visits)
    quarters = groupby(days, key=lambda day: _quarter(day.on))
    return Margin(_sum(days), tuple(_of_quarter(starts, tuple(own)) for starts, own in quarters), days)


def is_underwater(day: DayKept) -> bool:
    """Whether the vials cost more than is kept of them."""
    return day.sums.drug_margin is not None and day.sums.drug_margin < 0


def _quarter(on: date) -> date:
    return on.replace(month=(on.month - 1) // MONTHS_PER_QUARTER * MONTHS_PER_QUARTER + 1, day=1)


def _of_quarter(starts: date, days: tuple[DayKept, ...]) -> QuarterKept:
    return QuarterKept(starts, len(days), sum(map(is_underwater, days)), _sum(days))


def _sum(days: Sequence[DayKept]) -> Kept:
    return Kept(**{part.name: known_sum(getattr(day.sums, part.name) for day in days) for part in fields(Kept)})


def _of_day(visit: Visit, terms: Dealings) -> Kept:
    lines = [line for line in visit.lines if terms.bought or line.line.benefit is not Benefit.PHARMACY]
    drug = [line for line in lines if line.line.kind in BOUGHT_KINDS]
    kept, drug_kept, drug_cost = _kept(lines, terms), _kept(drug, terms), _vials(visit, terms)
    return Kept(
        allowed=_allowed(lines),
        sequestration=_sequestered(lines, terms),
        uncollected=_uncollected(lines, terms),
        kept=kept,
        at_risk=known_sum(line.second_payer for line in lines) if terms.second_may_not_pay else ZERO,
        drug_kept=drug_kept,
        drug_cost=drug_cost,
        drug_margin=_less(drug_kept, drug_cost),
        administration_kept=_less(kept, drug_kept),
        margin=_less(kept, drug_cost),
    )


def _kept(lines: Sequence[SettledLine], terms: Dealings) -> Decimal | None:
    return _less(_less(_allowed(lines), _sequestered(lines, terms)), _uncollected(lines, terms))


def _allowed(lines: Iterable[SettledLine]) -> Decimal | None:
    return known_sum(line.line.allowed for line in lines)


def _sequestered(lines: Iterable[SettledLine], terms: Dealings) -> Decimal | None:
    """The percent of what Medicare itself pays, after deductible and coinsurance, line by line; the newest one beyond its dates."""
    if terms.sequestration is None:
        return ZERO
    percents = terms.sequestration
    return known_sum(_part(line.plan, in_force(percents, line.line.on, stretch=True).value) for line in lines)


def _uncollected(lines: Iterable[SettledLine], terms: Dealings) -> Decimal | None:
    return known_sum(_part(line.patient, terms.uncollected_percent) for line in lines)


def _part(dollars: Decimal | None, percent: Decimal) -> Decimal | None:
    return None if dollars is None else percent_of(dollars, percent)


def _vials(visit: Visit, terms: Dealings) -> Decimal | None:
    """The opened vials whole: what is wasted was bought too."""
    if not terms.bought:
        return ZERO
    units = sum((vial.grams * vial.count for vial in visit.vials), ZERO) * MG_PER_G / terms.billing_unit_mg
    try:
        return cents(terms.purchase.on(visit.on).value * units)
    except NotInEffect:
        return None


def _less(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one - other
