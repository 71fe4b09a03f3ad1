"""One plan of a case as ledger terms: Medicare's yearly constants from the reference, every other plan's as entered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from costing.case.plan_shapes import FamilyKind, FamilyTerms, Plan, SeparateTerms, ServiceTerms
from costing.domain.charges import basis as basis_of
from costing.domain.charges import in_force
from costing.domain.claim import Basis, Service
from costing.domain.coverage import (
    JANUARY_1,
    Limit,
    Limits,
    MonthDay,
    PlanKind,
    Pool,
    Sharing,
    Terms,
    YearTerms,
    plan_year_start,
)
from costing.domain.money import ZERO
from costing.questions.refused import Refused, refuse
from costing.reference.shapes import Reference
from payer_rules.dated import NotInEffect, Provenance, Status
from payer_rules.message import say

ENTERED_TERMS = Provenance(Status.ENTERED, None, "Entered from the plan's documents.")
MANAGED = frozenset({PlanKind.MEDICARE_ADVANTAGE, PlanKind.COMMERCIAL, PlanKind.HDHP})
DOLLARS, PERCENT = "dollars", "percent"


@dataclass(frozen=True, slots=True)
class Asked:
    """What plan terms are looked up with: the course's infusion days, the reference, and where in the document the plan stands."""

    days: tuple[date, ...]
    known: Reference
    stretch: bool
    path: str = "coverage.primary"

    def at(self, path: str) -> "Asked":
        """The same for a plan that stands elsewhere."""
        return Asked(self.days, self.known, self.stretch, path)


def plan_terms(plan: Plan, asked: Asked) -> Terms:
    """The terms for every plan year that holds a day of the course. Raises Refused when the plan's own are missing."""
    if plan.kind is PlanKind.SELF_PAY:
        return Terms(JANUARY_1, {}, patient_pays_all=True)
    if plan.kind is PlanKind.MEDICAID:
        return Terms(JANUARY_1, {plan_year_start(day, JANUARY_1): YearTerms({}) for day in asked.days})
    _must_be_whole(plan, asked)
    starts = year_starts(plan)
    firsts = sorted({plan_year_start(day, starts) for day in asked.days})
    years = {first: _year(plan, first, asked) for first in firsts}
    return Terms(
        starts, years, _sharing(plan, asked.days[0]), met_as_of=plan.met_as_of, visits_met=plan.visits_met or 0
    )


def year_starts(plan: Plan) -> MonthDay:
    """Original Medicare's year is the calendar year."""
    return plan.year_starts if plan.kind in MANAGED else JANUARY_1


def _must_be_whole(plan: Plan, asked: Asked) -> None:
    """A managed plan's share cannot be guessed."""
    missing = dict(_missing(plan, asked))
    if missing:
        raise Refused({f"{asked.path}.{name}": [sentence] for name, sentence in missing.items()})
    if plan.deductible and plan.out_of_pocket_maximum is not None and plan.deductible > plan.out_of_pocket_maximum:
        raise refuse(f"{asked.path}.deductible", "The deductible is above the out-of-pocket maximum. Check both.")


def _missing(plan: Plan, asked: Asked) -> Mapping[str, str]:
    """What is missing, by field, and what to enter."""
    wanted: dict[str, str] = {}
    if plan.kind not in MANAGED:
        return wanted
    if not _shares_everything(plan):
        wanted["coinsurance_percent"] = "Enter the patient's percent of each infusion, such as 20, or 0."
    if plan.out_of_pocket_maximum is None and not _family_maximum(plan):
        wanted["out_of_pocket_maximum"] = "Enter the plan's yearly in-network out-of-pocket maximum, such as 8500."
        if plan.kind is PlanKind.MEDICARE_ADVANTAGE:
            wanted["out_of_pocket_maximum"] += _highest(asked.known, asked.days[0])
    if plan.deductible is None and plan.kind is not PlanKind.MEDICARE_ADVANTAGE and not _family_deductible(plan):
        wanted["deductible"] = "Enter the yearly deductible, such as 1700, or 0."
    if not plan.practice_in_network and plan.out_of_network is None:
        wanted["out_of_network"] = (
            "Enter the plan's out-of-network terms, such as a deductible of 5000 and 40 percent. A plan that pays nothing out of "
            "network leaves the whole price to the patient: choose self-pay."
        )
    return wanted


def _shares_everything(plan: Plan) -> bool:
    """Whether every service has a percent or a copay."""
    if plan.coinsurance_percent is not None:
        return True
    return all(
        part is not None and (part.coinsurance_percent is not None or part.copay_per_day is not None)
        for part in (plan.drug, plan.administration)
    )


def _family_maximum(plan: Plan) -> bool:
    family = _aggregate(plan)
    return family is not None and family.out_of_pocket_maximum is not None


def _family_deductible(plan: Plan) -> bool:
    family = _aggregate(plan)
    return family is not None and family.deductible is not None


def _aggregate(plan: Plan) -> FamilyTerms | None:
    return plan.family if plan.family and plan.family.kind is FamilyKind.AGGREGATE else None


def _highest(known: Reference, first: date) -> str:
    """How high a Medicare Advantage maximum may be, where that is known."""
    try:
        highest = known.medicare_advantage_maximum.on(first).value
    except NotInEffect:
        return ""
    return f" In {first.year} a Medicare Advantage plan may have at most ${highest:,}."


def _year(plan: Plan, first: date, asked: Asked) -> YearTerms:
    if plan.kind is PlanKind.MEDICARE_PART_B:
        return _part_b_year(plan, first, asked)
    limits = {Pool.IN_NETWORK: _own_limits(plan, first)}
    for pool, terms in ((Pool.OUT_OF_NETWORK, plan.out_of_network), (Pool.PHARMACY, plan.pharmacy)):
        if terms is not None:
            limits[pool] = separate_limits(terms, first, _POOL_NAMES[pool])
    return YearTerms(limits)


_POOL_NAMES = {Pool.OUT_OF_NETWORK: "Out-of-network", Pool.PHARMACY: "Pharmacy benefit"}


def _part_b_year(plan: Plan, first: date, asked: Asked) -> YearTerms:
    """Original Medicare: a deductible, no maximum."""
    known = asked.known.part_b_deductible
    try:
        deductible = in_force(known, first, asked.stretch)
    except NotInEffect as absent:
        return YearTerms({}, absent.message)
    basis = basis_of(known.name, deductible, deductible.value, deductible.unit, first)
    return YearTerms({Pool.IN_NETWORK: Limits((Limit(basis, plan.deductible_met or ZERO),))})


def _own_limits(plan: Plan, first: date) -> Limits:
    """The patient's own limits, and the family's: beside them when embedded, in their place when aggregate."""
    own = Limits(
        _limit("Plan deductible", plan.deductible, plan.deductible_met, first, needed=True),
        _limit("Plan out-of-pocket maximum", plan.out_of_pocket_maximum, _most_met(plan), first),
    )
    if plan.family is None:
        return own
    family = Limits(
        _limit("Family deductible", plan.family.deductible, plan.family.deductible_met, first, needed=True),
        _limit("Family out-of-pocket maximum", plan.family.out_of_pocket_maximum, _most_met(plan.family), first),
    )
    if plan.family.kind is FamilyKind.AGGREGATE:
        return Limits(family.deductibles, (*family.maxima, *own.maxima))
    return Limits((*own.deductibles, *family.deductibles), (*own.maxima, *family.maxima))


def separate_limits(terms: SeparateTerms, first: date, name: str) -> Limits:
    """The limits of a benefit with counters of its own."""
    return Limits(
        _limit(f"{name} deductible", terms.deductible, terms.deductible_met, first, needed=True),
        _limit(f"{name} out-of-pocket maximum", terms.out_of_pocket_maximum, _most_met(terms), first),
    )


def _limit(
    what: str, dollars: Decimal | None, met: Decimal | None, first: date, needed: bool = False
) -> tuple[Limit, ...]:
    """A limit of the plan year; a deductible (`needed`) of zero is none."""
    if dollars is None or (needed and not dollars):
        return ()
    return (Limit(entered_basis(what, dollars, DOLLARS, first), met or ZERO),)


def _most_met(terms: Plan | FamilyTerms | SeparateTerms) -> Decimal:
    """What counts toward the maximum: at least what was met of the deductible."""
    return max(terms.out_of_pocket_met or ZERO, terms.deductible_met or ZERO)


def _sharing(plan: Plan, first: date) -> dict[tuple[Pool, Service], Sharing]:
    """How each service is shared where it is not simply by the line's own percent."""
    if plan.kind is PlanKind.MEDICARE_PART_B:
        return {}
    found = {
        (Pool.IN_NETWORK, service): _service_sharing(part, plan, first)
        for service, part in ((Service.DRUG, plan.drug), (Service.ADMINISTRATION, plan.administration))
    }
    for pool, terms in ((Pool.OUT_OF_NETWORK, plan.out_of_network), (Pool.PHARMACY, plan.pharmacy)):
        if terms is not None:
            found |= dict.fromkeys(((pool, service) for service in Service), separate_sharing(terms, first))
    return found


def _service_sharing(part: ServiceTerms | None, plan: Plan, first: date) -> Sharing:
    """A service's own copay and percent; with neither of its own, the plan's percent."""
    if part is None:
        return Sharing(percent=_percent(plan.coinsurance_percent or ZERO, first))
    percent = part.coinsurance_percent
    if percent is None and part.copay_per_day is None:
        percent = plan.coinsurance_percent
    return Sharing(
        copay=_copay(part.copay_per_day, first),
        percent=_percent(percent or ZERO, first),
        deductible_applies=part.deductible_applies,
        first_visits_free_of_deductible=part.first_visits or 0,
    )


def separate_sharing(terms: SeparateTerms, first: date) -> Sharing:
    """Copay and percent of a benefit with counters of its own; a copay alone leaves no percent."""
    return Sharing(copay=_copay(terms.copay_per_day, first), percent=_percent(terms.coinsurance_percent or ZERO, first))


def _copay(dollars: Decimal | None, first: date) -> Basis | None:
    return None if dollars is None else entered_basis("plan copay of an infusion day", dollars, DOLLARS, first)


def _percent(percent: Decimal, first: date) -> Basis:
    return entered_basis("plan coinsurance", percent, PERCENT, first)


def entered_basis(what: str, value: Decimal, unit: str, first: date) -> Basis:
    """A figure that the practice entered."""
    return Basis(say("{what}", what=what), value, unit, first, None, ENTERED_TERMS)


def in_words(plan: Plan) -> str:
    """A plan's own name, or its kind."""
    return " ".join(part for part in (plan.payer, plan.plan_name) if part) or plan.kind.value.replace("_", " ")
