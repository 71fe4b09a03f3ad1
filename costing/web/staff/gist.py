"""What is entered on each page of a case, in one line for the task list; empty when nothing is."""

from collections.abc import Callable, Iterable, Mapping

from costing.case.fields import plain
from costing.case.request_shapes import RequestKind
from costing.case.shapes import Case
from costing.domain.sites import SiteKind
from costing.domain.therapy import DoseUnit, GivenBy, Route
from costing.domain.weights import WeightBasis
from costing.letters.figures import counted, fact_text
from costing.letters.kind_groups import KIND_WORDS
from costing.letters.kinds.appeal import REASON_WORDS
from costing.letters.people import PLAN_KINDS
from costing.letters.said import label_of
from costing.questions.assumptions import CHOICES
from costing.questions.terms import in_words
from costing.reference.load import reference
from costing.web.shown import dollars
from costing.web.staff.sections import both_units
from payer_rules.message import long_date

DOSES = {
    DoseUnit.G_PER_KG_PER_CYCLE: "g/kg per cycle",
    DoseUnit.G_PER_KG_PER_DAY: "g/kg per infusion day",
    DoseUnit.G_PER_CYCLE: "g per cycle",
}
SITES = {
    SiteKind.OFFICE: "in an office",
    SiteKind.INFUSION_SUITE: "in an infusion suite",
    SiteKind.HOSPITAL_OUTPATIENT: "in a hospital outpatient department",
    SiteKind.HOME: "at home",
}
REQUESTS = {RequestKind.INITIAL: "First approval", RequestKind.RENEWAL: "Renewal"}
SHOWN = 3


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _patient(case: Case) -> str:
    if case.patient is None:
        return ""
    patient = case.patient
    name = " ".join(part for part in (patient.given_name, patient.family_name) if part)
    born = f"born {long_date(patient.birth_date)}" if patient.birth_date else None
    return _joined(name, born, both_units(patient.weight) if patient.weight else None, patient.state)


def _coverage(case: Case) -> str:
    if case.coverage is None:
        return ""
    plan = case.coverage.primary
    return _joined(PLAN_KINDS[plan.kind], plan.payer, f"member {plan.member_id}" if plan.member_id else None)


def _terms(case: Case) -> str:
    if case.coverage is None:
        return ""
    plan, medigap = case.coverage.primary, case.coverage.medigap_plan
    percent = plan.coinsurance_percent
    return _joined(
        f"Medigap Plan {medigap}" if medigap else None,
        f"deductible {dollars(plan.deductible)}" if plan.deductible is not None else None,
        f"{plain(percent)}% of each infusion" if percent is not None else None,
        f"maximum {dollars(plan.out_of_pocket_maximum)}" if plan.out_of_pocket_maximum is not None else None,
    )


def _request(case: Case) -> str:
    return f"{REQUESTS[case.request.kind]}, {long_date(case.request.on)}" if case.request else ""


def _earlier(case: Case) -> str:
    given = case.request.authorization if case.request else None
    if given is None:
        return ""
    return _joined(given.number, given.payer, f"to {long_date(given.ends)}" if given.ends else None)


def _denial(case: Case) -> str:
    denial = case.request.denial if case.request else None
    return _joined(REASON_WORDS[denial.reason].capitalize(), f"notice of {long_date(denial.on)}") if denial else ""


def _sent(case: Case) -> str:
    sent = case.request.sent if case.request else ()
    return _listed(f"{KIND_WORDS[one.what].name}, {long_date(one.on)}" for one in sorted(sent, key=lambda one: one.on))


def _good_faith(case: Case) -> str:
    given = case.request.good_faith if case.request else None
    return f"scheduled or asked for on {long_date(given.asked_on)}" if given and given.asked_on else ""


def _others(case: Case) -> str:
    given = case.request.good_faith if case.request else None
    return _listed(one.label for one in (given.items if given else ()))


def _order(case: Case) -> str:
    order = case.order
    if order is None:
        return ""
    every = order.interval.unit.value if order.interval.every > 1 else order.interval.unit.value.rstrip("s")
    product = reference().products.get(order.product)
    days = counted(order.days_per_cycle, "day")
    if order.days_per_cycle_to:
        days = f"{order.days_per_cycle} to {counted(order.days_per_cycle_to, 'day')}"
    often = f"every {order.interval.every} {every}" if order.interval.every > 1 else f"every {every}"
    if order.interval_every_to:
        often = f"every {order.interval.every} to {order.interval_every_to} {order.interval.unit.value}"
    return _joined(
        product.name if product else order.product,
        f"{plain(order.dose)} {DOSES[order.dose_unit]} over {days} {often}",
        "this dose is converted to one under the skin" if order.conversion else None,
        f"{counted(order.cycles, 'cycle')} from {long_date(order.first_infusion)}",
        SITES[order.site],
    )


def _details(case: Case) -> str:
    order = case.order
    if order is None:
        return ""
    loading, stocked = order.loading, ", ".join(plain(size) for size in order.stocked_grams)
    return _joined(
        f"loading with {plain(loading.dose)} {DOSES[loading.dose_unit]}" if loading else None,
        {Route.IV: "into a vein", Route.SC: "under the skin"}[order.route] if order.route else None,
        "the patient infuses" if order.given_by is GivenBy.SELF else None,
        f"factor {plain(order.conversion.factor)} from an IV dose" if order.conversion else None,
        f"ends {long_date(order.ends)}" if order.ends else None,
        f"by {order.weight_basis.value} weight" if order.weight_basis is not WeightBasis.ACTUAL else None,
        f"rounded within {plain(order.round_within_percent)}%" if order.round_within_percent else None,
        f"vials of {stocked} g" if stocked else None,
    )


def _changes(case: Case) -> str:
    return _listed(f"from {long_date(change.on)}" for change in (case.order.changes if case.order else ()))


def _coverage_changes(case: Case) -> str:
    changes = case.coverage.changes if case.coverage else ()
    return _listed(f"{in_words(one.coverage.primary)} from {long_date(one.on)}" for one in changes)


def _also_given(case: Case) -> str:
    return _listed(one.label or one.code for one in (case.order.also_given if case.order else ()))


def _visits(case: Case) -> str:
    return _listed(long_date(one.on) for one in (case.order.visits if case.order else ()))


def _plan_details(case: Case) -> str:
    plan = case.coverage.primary if case.coverage else None
    if plan is None or case.coverage is None:
        return ""
    return _joined(
        f"{plan.family.kind.value} family limits" if plan.family else None,
        None if plan.practice_in_network else "out of network",
        f"help: {plan.help_treatment.value.replace('_', ' ')}" if plan.help_treatment else None,
        "Medicaid behind it" if case.coverage.medicaid else None,
        f"behind it {in_words(case.coverage.second)}" if case.coverage.second else None,
        "a Part D plan" if case.coverage.part_d else None,
        "a pharmacy benefit of its own" if plan.pharmacy else None,
    )


def _granted(case: Case) -> str:
    return _listed(program.name for program in (case.help.programs if case.help else ()))


def _listed(said: Iterable[str]) -> str:
    """The first few, and how many more there are."""
    everything = list(dict.fromkeys(said))
    more = len(everything) - SHOWN
    return "; ".join([*everything[:SHOWN], *([f"{more} more"] if more > 0 else [])])


def _chart(case: Case) -> str:
    return _listed(f"{label_of(fact.name)}: {fact_text(fact)}" for fact in case.chart.facts)


def _treatments(case: Case) -> str:
    return _listed(trial.drug for trial in case.chart.trials)


def _fees(case: Case) -> str:
    return _listed(f"{fee.code} {fee.kind.value}" for fee in case.fees)


def _household(case: Case) -> str:
    if case.help is None:
        return ""
    size, income = case.help.household_size, case.help.annual_income
    return _joined(
        ("1 person" if size == 1 else f"{size} people") if size else None,
        f"income {dollars(income)} a year" if income is not None else None,
        "QMB" if case.help.qmb else None,
    )


def _assumptions(case: Case) -> str:
    return f"{len(case.assumptions)} of {len(CHOICES)} chosen" if case.assumptions else ""


def _practice(case: Case) -> str:
    if case.practice is None:
        return ""
    return _joined(case.practice.name, case.practice.prescriber.name if case.practice.prescriber else None)


GISTS: Mapping[str, Callable[[Case], str]] = {
    "patient": _patient,
    "coverage": _coverage,
    "terms": _terms,
    "plan-details": _plan_details,
    "request": _request,
    "sent": _sent,
    "earlier": _earlier,
    "denial": _denial,
    "good-faith": _good_faith,
    "others": _others,
    "order": _order,
    "order-details": _details,
    "changes": _changes,
    "coverage-changes": _coverage_changes,
    "also-given": _also_given,
    "visits": _visits,
    "chart": _chart,
    "treatments": _treatments,
    "fees": _fees,
    "household": _household,
    "granted": _granted,
    "assumptions": _assumptions,
    "practice": _practice,
}
