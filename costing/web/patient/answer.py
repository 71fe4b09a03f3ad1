"""What a patient may owe, month by month, made from an estimate: the same cents, in a patient's order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from costing.case.fields import plain
from costing.case.plan_shapes import Plan
from costing.domain.charges import DOLLARS, PERCENT
from costing.domain.claim import Basis
from costing.domain.coverage import PlanKind
from costing.domain.estimate import Estimate, MissingPrice, PlanYear, Visit
from costing.domain.money import ZERO, known_sum
from costing.domain.pricing import NEWEST_LOADED_VALUE
from costing.questions import estimate
from costing.questions.assumptions import ADVANTAGE_AT_MEDICARE_RATES
from costing.web.patient import asked
from costing.web.patient.told import Told
from costing.web.patient.words import ASK_CLINIC, ASK_PLAN, ASSUMED, RESTS_ON, PlainAssumption
from payer_rules.dated import Provenance, Status
from payer_rules.message import Message, say

BAR_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Month:
    """One calendar month; dollars, None when unknown. `bar` is the share of the dearest month, 0 to 100."""

    starts: date
    infusion_days: int
    owes: Decimal | None
    owes_so_far: Decimal | None
    bar: int


@dataclass(frozen=True, slots=True)
class Year:
    """One plan year within the treatment; `at_most` is what the plan's own maximum leaves, whatever the prices."""

    plan_year: PlanYear
    owes: Decimal | None
    at_most: Decimal | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure behind the answer; `value` with its unit, `borrowed` when it also stands in for other dates."""

    what: Message
    value: str
    starts: date
    ends: date | None
    borrowed: bool
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class MayOwe:
    """Everything that the answer page shows."""

    told: Told
    first_visit: Visit
    days_per_cycle: int
    first_day: Decimal | None
    first_cycle: Decimal | None
    whole_year: Decimal | None
    infusion_days: int
    ends: date
    years: tuple[Year, ...]
    months: tuple[Month, ...]
    unknown: tuple[Message, ...]
    notes: tuple[Message, ...]
    rests_on: tuple[Message, ...]
    assumptions: tuple[PlainAssumption, ...]
    figures: tuple[Figure, ...]
    ask_plan: tuple[Message, ...]
    ask_clinic: tuple[Message, ...]

    @property
    def any_month_known(self) -> bool:
        """Whether a table of months would say anything."""
        return any(month.owes is not None for month in self.months)


def may_owe(told: Told) -> MayOwe:
    """Price the year. Raises Refused when a needed number or choice is missing."""
    priced = estimate(told.case)
    return MayOwe(
        told=told,
        first_visit=priced.visits[0],
        days_per_cycle=told.order.days_per_cycle,
        first_day=priced.visits[0].totals.patient,
        first_cycle=priced.cycles[0].totals.patient,
        whole_year=priced.course.patient,
        infusion_days=len(priced.visits),
        ends=priced.visits[-1].on,
        years=tuple(_years(priced, told)),
        months=_months(priced.visits),
        unknown=tuple(_unknown(priced, told)),
        notes=tuple(_notes(priced, told)),
        rests_on=RESTS_ON[told.kind],
        assumptions=tuple(_assumptions(priced, told)),
        figures=_figures(priced),
        ask_plan=ASK_PLAN[told.kind],
        ask_clinic=ASK_CLINIC[told.kind],
    )


def _years(priced: Estimate, told: Told) -> Iterator[Year]:
    plan = told.case.coverage.primary if told.case.coverage else None
    for year in priced.plan_years:
        yield Year(year, year.totals.patient, _at_most(plan, year) if plan else None)


def _at_most(plan: Plan, year: PlanYear) -> Decimal | None:
    """What the out-of-pocket maximum leaves in a plan year, less what was already paid in it."""
    if plan.out_of_pocket_maximum is None:
        return None
    if plan.met_as_of is None or not year.starts <= plan.met_as_of <= year.ends:
        return plan.out_of_pocket_maximum
    return plan.out_of_pocket_maximum - max(plan.out_of_pocket_met or ZERO, plan.deductible_met or ZERO)


def _months(visits: Sequence[Visit]) -> tuple[Month, ...]:
    rows = [(month, tuple(own)) for month, own in groupby(visits, key=lambda visit: visit.on.replace(day=1))]
    owed = [known_sum(visit.totals.patient for visit in own) for _, own in rows]
    highest = max((dollars for dollars in owed if dollars is not None), default=ZERO)
    return tuple(
        Month(month, len(own), dollars, known_sum(owed[: place + 1]), _bar(dollars, highest))
        for place, ((month, own), dollars) in enumerate(zip(rows, owed, strict=True))
    )


def _bar(dollars: Decimal | None, highest: Decimal) -> int:
    return round(dollars * BAR_LENGTH / highest) if dollars and highest else 0


def _unknown(priced: Estimate, told: Told) -> Iterator[Message]:
    """Why figures are missing, and what would fill them in."""
    if not priced.missing:
        return
    if told.kind is PlanKind.SELF_PAY:
        yield say(
            "We do not know your provider’s price, and each provider sets its own. Ask for it, then go back and enter it on page 2."
        )
    elif not told.by_medicare_prices or _no_contract(told):
        yield say(
            "We do not know the price that your plan has agreed to with your provider. Ask for it, then go back and enter it on page 2."
        )
    else:
        yield from _no_medicare_price(priced.missing)


def _no_medicare_price(missing: Iterable[MissingPrice]) -> Iterator[Message]:
    """Days without a loaded price in one sentence; any other reason in its own words."""
    days = {day for one in missing if one.assumption == NEWEST_LOADED_VALUE for day in one.days}
    if days:
        yield say(
            "We have no Medicare price or yearly limit for {count} of your infusion days, from {first} to {last}. "
            "To fill them in, go back and tick that the newest price we have is used.",
            count=len(days),
            first=min(days),
            last=max(days),
        )
    yield from dict.fromkeys(one.why for one in missing if one.assumption != NEWEST_LOADED_VALUE)


def _no_contract(told: Told) -> bool:
    """Whether a Medicare Advantage price is neither told nor assumed."""
    return told.kind is PlanKind.MEDICARE_ADVANTAGE and ADVANTAGE_AT_MEDICARE_RATES not in told.case.assumptions


def _notes(priced: Estimate, told: Told) -> Iterator[Message]:
    """What to know beside the figures. Whether the use is on the label is left out: the page does not ask what it is for."""
    if told.second_insurance == asked.OTHER_SECOND:
        yield say(
            "Your second insurance may pay part or all of this. We cannot work that out, so the amounts are without it."
        )
    if told.kind is PlanKind.MEDICARE_PART_B:
        yield say(
            "If you have Medicaid, or are in the Qualified Medicare Beneficiary (QMB) program, do not rely on these amounts."
        )
    yield from (note for note in priced.notes if "product" not in note.parameters)


def _assumptions(priced: Estimate, told: Told) -> Iterator[PlainAssumption]:
    """Those that stand behind a figure; an all-in price that was told needs none."""
    if told.by_medicare_prices:
        yield from (ASSUMED[one.name] for one in priced.assumptions)


def _figures(priced: Estimate) -> tuple[Figure, ...]:
    """Each figure that decided a price or share, once; what the patient entered is on the page already."""
    found: dict[tuple[str, date], list[Basis]] = {}
    for basis in _bases(priced.visits):
        if basis.provenance.status is not Status.ENTERED:
            found.setdefault((str(basis.what), basis.starts), []).append(basis)
    return tuple(_figure(uses) for uses in found.values())


def _figure(uses: Sequence[Basis]) -> Figure:
    first = uses[0]
    borrowed = any(use.stands_in_for for use in uses)
    return Figure(first.what, _measured(first), first.starts, first.ends, borrowed, first.provenance)


def _measured(basis: Basis) -> str:
    """20 percent, 283 dollars a year, $47.133 per 500 mg."""
    if basis.unit.startswith((PERCENT, DOLLARS)):
        return f"{plain(basis.value)} {basis.unit}"
    return f"${basis.value:f} per {basis.unit}"


def _bases(visits: Iterable[Visit]) -> Iterator[Basis]:
    for visit in visits:
        for line in visit.lines:
            own = (line.line.allowed_basis, line.line.coinsurance_basis, *line.share_basis)
            yield from (basis for basis in own if basis)
