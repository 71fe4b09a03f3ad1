"""Which plan holds on which day of a course, what stands behind each, and which programs help."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal

from costing.case.help_shapes import GrantedHelp, Help, LimitKnown, ProgramKind
from costing.case.plan_shapes import Coverage, Medicaid, PartD, Plan, SeparateTerms
from costing.case.shapes import Case
from costing.domain.charges import basis as basis_of
from costing.domain.charges import in_force
from costing.domain.claim import Basis, Service
from costing.domain.coverage import (
    Cover,
    Limit,
    Limits,
    PlanKind,
    Pool,
    Protection,
    SecondPayer,
    SecondPlan,
    Sharing,
    Supplement,
    Terms,
    Timeline,
    YearTerms,
)
from costing.domain.help import HelpProgram, Treatment
from costing.domain.money import ZERO
from costing.questions.payer_order import must_pay_in_order
from costing.questions.refused import refuse
from costing.questions.terms import DOLLARS, PERCENT, Asked, entered_basis, in_words, plan_terms, separate_limits
from costing.reference.shapes import Reference
from payer_rules.dated import History, NotInEffect, Provenance, Source, Status
from payer_rules.message import say

FEDERAL = frozenset({PlanKind.MEDICARE_PART_B, PlanKind.MEDICARE_ADVANTAGE, PlanKind.MEDICAID})
BY_THE_AWARD = Provenance(Status.ENTERED, None, "Entered from the program's award.")
NOT_BILLED = Provenance(
    Status.PUBLISHED,
    Source(
        "HHS guidance, Qualified Medicare Beneficiary program (2020-08-31): providers may not bill Medicare cost sharing",
        date(2026, 11, 22),
        "https://hhs.gov/guidance/document/qualified-medicare-beneficiary-qmb-program",
    ),
)


def stretches(coverage: Coverage) -> tuple[tuple[date, Coverage], ...]:
    """Each coverage with the day from which it holds; the first also before."""
    return (date.min, coverage), *((change.on, change.coverage) for change in coverage.changes)


def plan_held_on(held: tuple[tuple[date, Coverage], ...], day: date) -> tuple[date, Coverage]:
    """The coverage of a day, with the day from which it holds."""
    return [one for one in held if one[0] <= day][-1]


def timeline(case: Case, coverage: Coverage, days: tuple[date, ...], known: Reference, stretch: bool) -> Timeline:
    """The plans of a course in time. Raises Refused for terms that are missing or contradict each other."""
    asked = Asked(days, known, stretch)
    several = bool(coverage.changes)
    covers = []
    for place, (starts, own) in enumerate(stretches(coverage)):
        path = "coverage" if place == 0 else f"coverage.changes.{place - 1}.coverage"
        name = say("{plan}", plan=in_words(own.primary)) if several else None
        covers.append(Cover(starts, _terms(case.help, own, asked.at(path)), name))
    return Timeline(tuple(covers))


def _terms(household: Help | None, coverage: Coverage, asked: Asked) -> Terms:
    """A plan with its drug plan, its second payer and the programs."""
    must_pay_in_order(coverage, asked.known.secondary_payer, asked.days[0], asked.path)
    terms = plan_terms(coverage.primary, asked.at(f"{asked.path}.primary"))
    if terms.patient_pays_all:
        return terms
    if coverage.part_d:
        terms = _with_part_d(terms, coverage.part_d, asked)
    if coverage.primary.kind is PlanKind.MEDICAID:
        terms = replace(terms, owed=_medicaid(coverage.medicaid or Medicaid(), asked))
    programs = _programs(household, coverage, asked)
    return replace(terms, second=_second(household, coverage, terms, asked), programs=programs)


def _with_part_d(terms: Terms, part_d: PartD, asked: Asked) -> Terms:
    """The drug plan's limits and percent as the pharmacy's counters; the standard design's where the plan's are not entered."""
    years = {}
    for first, year in terms.years.items():
        try:
            limits = _part_d_limits(part_d.terms, first, asked)
        except NotInEffect as absent:
            years[first] = replace(year, unknown=year.unknown or absent.message)
        else:
            years[first] = YearTerms({**year.limits, Pool.PHARMACY: limits}, year.unknown)
    sharing = {**terms.sharing, **_part_d_sharing(part_d.terms, asked)}
    return replace(terms, years=years, sharing=sharing)


def _part_d_limits(own: SeparateTerms, first: date, asked: Asked) -> Limits:
    """Raises NotInEffect where the standard design's figure of the year is not loaded."""
    entered = separate_limits(own, first, "Part D")
    design = asked.known.part_d
    deductibles, maxima = entered.deductibles, entered.maxima
    if own.deductible is None:
        deductibles = (Limit(_standard(design.deductible, first, asked), own.deductible_met or ZERO),)
    if own.out_of_pocket_maximum is None:
        met = max(own.out_of_pocket_met or ZERO, own.deductible_met or ZERO)
        maxima = (Limit(_standard(design.maximum, first, asked), met),)
    return Limits(deductibles, maxima)


def _part_d_sharing(own: SeparateTerms, asked: Asked) -> dict[tuple[Pool, Service], Sharing]:
    """The percent of the first infusion's year; where none is loaded, the limits already say so."""
    first = asked.days[0]
    copay = entered_basis("Part D copay", own.copay_per_day, DOLLARS, first) if own.copay_per_day is not None else None
    if own.coinsurance_percent is not None or copay:
        percent = entered_basis("Part D coinsurance", own.coinsurance_percent or ZERO, PERCENT, first)
    else:
        design = asked.known.part_d.coinsurance_percent
        entry = design.newest()
        percent = basis_of(design.name, entry, entry.value, entry.unit, first)
    return dict.fromkeys(((Pool.PHARMACY, service) for service in Service), Sharing(copay, percent))


def _standard(values: History[Decimal], first: date, asked: Asked) -> Basis:
    entry = in_force(values, first, asked.stretch)
    return basis_of(values.name, entry, entry.value, entry.unit, first)


def _second(household: Help | None, coverage: Coverage, first: Terms, asked: Asked) -> SecondPayer | None:
    """Who stands behind the first payer. Raises Refused for more than one."""
    protected = bool(household and household.qmb) and coverage.primary.kind in FEDERAL
    medicaid = None if coverage.primary.kind is PlanKind.MEDICAID else coverage.medicaid
    behind = [coverage.medigap_plan, coverage.second, medicaid]
    if sum(one is not None for one in behind) > 1:
        raise refuse(
            f"{asked.path}.second",
            "Enter only one second payer: a Medigap plan, Medicaid or a second plan. What a third one pays is not modelled.",
        )
    if protected:
        return Protection(Basis(say("Qualified Medicare Beneficiary"), ZERO, DOLLARS, asked.days[0], None, NOT_BILLED))
    if medicaid:
        return _medicaid(medicaid, asked)
    if coverage.medigap_plan:
        return _medigap(coverage.medigap_plan, first, asked)
    return _second_plan(coverage, asked) if coverage.second else None


def _medicaid(own: Medicaid, asked: Asked) -> Protection:
    copay = own.copay_per_day or ZERO
    basis = entered_basis("Medicaid's own copay of an infusion day", copay, DOLLARS, asked.days[0])
    return Protection(basis, copay, own.spend_down_per_month or ZERO)


def _medigap(letter: str, first: Terms, asked: Asked) -> Supplement:
    """What the plan letter pays of Part B's deductible and coinsurance, up to its yearly limit where that is loaded."""
    plan = asked.known.medigap[letter]
    percent = plan.value.part_b_coinsurance_percent
    name = f"Medigap Plan {letter}, share of the Part B coinsurance"
    limits = dict(_medigap_limits(letter, first, asked))
    return Supplement(
        basis_of(name, plan, percent, PERCENT, asked.days[0]), percent, plan.value.part_b_deductible, limits
    )


def _medigap_limits(letter: str, first: Terms, asked: Asked) -> Iterator[tuple[date, Basis]]:
    if (values := asked.known.medigap_maxima.get(letter)) is None:
        return
    for year in first.years:
        with suppress(NotInEffect):
            yield year, _standard(values, year, asked)


def _second_plan(coverage: Coverage, asked: Asked) -> SecondPlan | None:
    plan = coverage.second
    if plan is None:
        return None
    if plan.kind is PlanKind.SELF_PAY:
        raise refuse(f"{asked.path}.second.kind", "A second plan pays something. Leave it out if there is none.")
    terms = plan_terms(plan, asked.at(f"{asked.path}.second"))
    if plan.kind is PlanKind.MEDICARE_PART_B:
        terms = replace(terms, sharing=_part_b_sharing(asked))
    basis = entered_basis(f"second plan: {in_words(plan)}", ZERO, coverage.coordination.value, asked.days[0])
    return SecondPlan(terms, coverage.coordination, basis)


def _part_b_sharing(asked: Asked) -> dict[tuple[Pool, Service], Sharing]:
    """Behind another plan, Part B's own benefit is worked out with its general percent."""
    values = asked.known.part_b_coinsurance
    entry = in_force(values, asked.days[0], stretch=True)
    percent = basis_of(values.name, entry, entry.value.percent or ZERO, PERCENT, asked.days[0])
    return dict.fromkeys(((Pool.IN_NETWORK, service) for service in Service), Sharing(percent=percent))


def _programs(household: Help | None, coverage: Coverage, asked: Asked) -> tuple[HelpProgram, ...]:
    """The programs that already pay and whose limit is known, since of an unknown one no dollar can be counted.

    Raises Refused when the plan's treatment of them is not known, or the law closes them.
    """
    every = household.programs if household else ()
    for place, one in enumerate(every):
        _must_be_open(one, place, coverage)
    granted = tuple(one for one in every if one.limit is not LimitKnown.UNKNOWN)
    if not granted:
        return ()
    treatment = _treatment(coverage.primary, granted, asked)
    return tuple(_program(one, treatment, asked.days[0]) for one in granted)


def _must_be_open(program: GrantedHelp, place: int, coverage: Coverage) -> None:
    """A manufacturer's copay help is closed to people with federal insurance (Anti-Kickback Statute)."""
    plans: tuple[Plan | None, ...] = (coverage.primary, coverage.second)
    federal = coverage.part_d or coverage.medicaid or any(plan and plan.kind in FEDERAL for plan in plans)
    if program.kind is ProgramKind.MANUFACTURER and federal:
        raise refuse(
            f"help.programs.{place}.kind",
            f"{program.name} is a manufacturer's program, and this patient has federal insurance: the Anti-Kickback Statute closes "
            "it. Remove it, or look for a foundation.",
        )


def _treatment(plan: Plan, granted: tuple[GrantedHelp, ...], asked: Asked) -> Treatment:
    if plan.kind in FEDERAL:
        return plan.help_treatment or Treatment.COUNTS
    if plan.help_treatment is None:
        raise refuse(
            f"{asked.path}.primary.help_treatment",
            "Ask the plan whether what a program pays counts toward the deductible and maximum, then choose: counts, accumulator "
            "or maximizer.",
        )
    if plan.help_treatment is Treatment.MAXIMIZER and all(one.yearly_cap is None for one in granted):
        raise refuse(
            "help.programs.0.yearly_cap",
            "Under a maximizer the plan spreads the program's yearly benefit over the year: enter it, such as 10000.",
        )
    return plan.help_treatment


def _program(one: GrantedHelp, treatment: Treatment, first: date) -> HelpProgram:
    own = treatment if treatment is not Treatment.MAXIMIZER or one.yearly_cap is not None else Treatment.ACCUMULATOR
    cap = one.yearly_cap or ZERO
    said = say("help from {name}, treated by the plan as: {treatment}", name=one.name, treatment=own.value)
    return HelpProgram(
        name=one.name,
        treatment=own,
        basis=Basis(said, cap, DOLLARS, one.starts or first, one.ends, BY_THE_AWARD),
        rank=one.rank,
        drug_only=one.drug_only,
        yearly_cap=one.yearly_cap,
        monthly_cap=one.monthly_cap,
        claim_cap=one.claim_cap,
        patient_minimum=one.patient_minimum or ZERO,
        starts=one.starts,
        ends=one.ends,
        already_paid=one.already_paid or ZERO,
    )
