"""The plan of a case as ledger terms: Medicare's yearly constants from the reference, every other plan's as entered."""

from datetime import date
from decimal import Decimal

from costing.case.shapes import Coverage, Plan
from costing.domain.charges import basis as basis_of
from costing.domain.charges import in_force
from costing.domain.coverage import JANUARY_1, Met, PlanKind, plan_year_start
from costing.domain.estimate import Basis
from costing.domain.ledger import SecondPayer, Terms, YearTerms
from costing.domain.money import ZERO
from costing.questions.refused import Refused, refuse
from costing.reference.shapes import Reference
from payer_rules.dated import NotInEffect, Provenance, Status
from payer_rules.message import say

ENTERED_TERMS = Provenance(Status.ENTERED, None, "Entered from the plan's documents.")
MANAGED = frozenset({PlanKind.MEDICARE_ADVANTAGE, PlanKind.COMMERCIAL, PlanKind.HDHP})


def ledger_terms(coverage: Coverage, days: tuple[date, ...], known: Reference, stretch: bool) -> Terms:
    """The terms for every plan year that holds one of `days`. Raises Refused when the plan's own terms are missing."""
    plan = coverage.primary
    if plan.kind is PlanKind.SELF_PAY:
        return Terms(JANUARY_1, {}, patient_pays_all=True)
    if plan.kind in MANAGED:
        _need_terms(plan, known, days[0])
    starts = JANUARY_1 if plan.kind is PlanKind.MEDICARE_PART_B else plan.year_starts
    firsts = sorted({plan_year_start(day, starts) for day in days})
    years = {first: _year(plan, first, known, stretch) for first in firsts}
    return Terms(starts, years, _met(plan), _second(coverage, days[0], known))


def _need_terms(plan: Plan, known: Reference, first: date) -> None:
    """A managed plan's share cannot be guessed."""
    asked = {
        "coinsurance_percent": "Enter the patient's percent of each infusion, such as 20, or 0.",
        "out_of_pocket_maximum": "Enter the plan's yearly in-network out-of-pocket maximum, such as 8500.",
    }
    if plan.kind is PlanKind.MEDICARE_ADVANTAGE:
        asked["out_of_pocket_maximum"] += _highest(known, first)
    else:
        asked["deductible"] = "Enter the yearly deductible, such as 1700, or 0."
    missing = {f"coverage.primary.{name}": [say_] for name, say_ in asked.items() if getattr(plan, name) is None}
    if missing:
        raise Refused(missing)
    if plan.deductible and plan.out_of_pocket_maximum is not None and plan.deductible > plan.out_of_pocket_maximum:
        raise refuse("coverage.primary.deductible", "The deductible is above the out-of-pocket maximum. Check both.")


def _highest(known: Reference, first: date) -> str:
    """How high a Medicare Advantage maximum may be, where that is known."""
    try:
        highest = known.medicare_advantage_maximum.on(first).value
    except NotInEffect:
        return ""
    return f" In {first.year} a Medicare Advantage plan may have at most ${highest:,}."


def _year(plan: Plan, first: date, known: Reference, stretch: bool) -> YearTerms:
    if plan.kind is not PlanKind.MEDICARE_PART_B:
        return YearTerms(
            _entered("Plan deductible", plan.deductible, first) if plan.deductible else None,
            _entered("Plan out-of-pocket maximum", plan.out_of_pocket_maximum, first),
        )
    try:
        deductible = in_force(known.part_b_deductible, first, stretch)
    except NotInEffect as absent:
        return YearTerms(None, None, absent.message)
    return YearTerms(basis_of(known.part_b_deductible.name, deductible, deductible.value, deductible.unit, first), None)


def _entered(what: str, dollars: Decimal | None, first: date) -> Basis:
    return Basis(say("{what}", what=what), dollars or ZERO, "dollars", first, None, ENTERED_TERMS)


def _met(plan: Plan) -> Met | None:
    if plan.met_as_of is None:
        return None
    return Met(plan.met_as_of, plan.deductible_met or ZERO, plan.out_of_pocket_met or ZERO)


def _second(coverage: Coverage, first: date, known: Reference) -> SecondPayer | None:
    """What the Medigap plan pays of Part B's deductible and coinsurance."""
    if coverage.medigap_plan is None:
        return None
    letter = known.medigap[coverage.medigap_plan]
    percent = letter.value.part_b_coinsurance_percent
    name = f"Medigap Plan {coverage.medigap_plan}, share of the Part B coinsurance"
    return SecondPayer(basis_of(name, letter, percent, "percent", first), percent, letter.value.part_b_deductible)
