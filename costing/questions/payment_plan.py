"""A Part D plan's shares spread over the year, where the patient takes part in Medicare's payment plan."""

from datetime import date
from decimal import Decimal

from costing.case.plan_shapes import Coverage
from costing.domain.claim import Benefit
from costing.domain.coverage import Pool, Timeline
from costing.domain.estimate import Estimate
from costing.domain.money import ZERO
from costing.domain.smoothing import MonthlyBill, monthly_bills


def spread_bills(coverage: Coverage, priced: Estimate, timeline: Timeline) -> tuple[MonthlyBill, ...]:
    """The bills of each calendar year; none without the payment plan, without a drug of a pharmacy, or while a share is unknown."""
    if coverage.part_d is None or not coverage.part_d.payment_plan:
        return ()
    lines = [line for visit in priced.visits for line in visit.lines if line.line.benefit is Benefit.PHARMACY]
    if any(line.patient is None for line in lines):
        return ()
    years: dict[int, dict[date, Decimal]] = {}
    for line in lines:
        months = years.setdefault(line.line.on.year, {})
        first = line.line.on.replace(day=1)
        months[first] = months.get(first, ZERO) + (line.patient or ZERO)
    return tuple(
        bill for year, owed in years.items() for bill in monthly_bills(owed, _maximum(timeline, date(year, 1, 1)))
    )


def _maximum(timeline: Timeline, year: date) -> Decimal:
    """The drug plan's yearly maximum; without one nothing bounds the first month but what is owed."""
    limits = timeline.covers[0].terms.years[year].limits.get(Pool.PHARMACY)
    return min((limit.basis.value for limit in limits.maxima), default=Decimal(10**9)) if limits else Decimal(10**9)
