"""Facts that follow from the case rather than stand in the chart: age, product, dose per kg, income against the poverty guideline."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from costing.case.phases import regimen_of
from costing.case.plan_shapes import Coverage, Funding
from costing.case.shapes import Case, Order
from costing.domain.coverage import PlanKind
from costing.domain.help import Treatment
from costing.domain.therapy import grams_per_cycle, interval_days
from costing.questions.household import HOUSEHOLD, household_facts
from costing.questions.infusions import infusion_facts
from costing.questions.shop import route_of
from costing.reference.load import reference
from costing.reference.shapes import Product
from payer_rules.chart import Chart, Evidence, Fact, FactValue

ORDER = Evidence("From the order")
COVERAGE = Evidence("From the coverage")
COMPUTED = Evidence("Worked out from the case")
DERMATOMYOSITIS = ("M33.0", "M33.1", "M33.9", "M36.0")  # ICD-10-CM; M33.2 is polymyositis
FEDERAL = frozenset({PlanKind.MEDICARE_PART_B, PlanKind.MEDICARE_ADVANTAGE, PlanKind.MEDICAID})
MILITARY = frozenset(
    {Funding.TRICARE, Funding.CHAMPVA}
)  # federal programs, though they share costs like a commercial plan
PUBLIC = frozenset({*FEDERAL, PlanKind.SELF_PAY})  # a maximizer or alternative funding is a thing of employers' plans


def full_chart(case: Case, on: date) -> Chart:
    """The documented chart with the facts that follow from the rest of the case, as of `on`."""
    return Chart((*case.chart.facts, *_derived(case, on)), case.chart.trials, case.chart.trials_complete)


def _derived(case: Case, on: date) -> Iterator[Fact]:
    if case.patient and case.patient.birth_date:
        yield _fact("age_years", Decimal(_age(case.patient.birth_date, on)), COMPUTED, "years")
    if case.patient and case.patient.state:
        yield _fact("state", case.patient.state, COMPUTED)
    if case.patient and case.patient.weight and case.patient.height:
        meters = case.patient.height.cm / 100
        yield _fact("bmi", round(case.patient.weight.kg / meters**2, 2), COMPUTED, "kg/m2")
    if case.coverage:
        yield from _of_coverage(case.coverage)
    if case.order:
        yield from _of_order(case, case.order)
    if case.help:
        yield from household_facts(case.help, case.patient.state if case.patient else None, on)


def _of_coverage(coverage: Coverage) -> Iterator[Fact]:
    plan = coverage.primary
    yield _fact("insurance_kind", str(plan.kind), COVERAGE)
    behind = coverage.second.kind if coverage.second else None
    if coverage.medicaid or PlanKind.MEDICAID in (plan.kind, behind):
        yield _fact("medicaid_enrolled", True, COVERAGE)
    beside = coverage.medicaid or coverage.part_d or behind in FEDERAL or plan.funding in MILITARY
    if plan.kind not in FEDERAL and beside:
        yield _fact("other_government_program", True, COVERAGE)
    if plan.kind in PUBLIC or plan.help_treatment:
        yield _fact("maximizer_plan", plan.help_treatment is Treatment.MAXIMIZER, COVERAGE)
    if plan.kind in PUBLIC or plan.alternative_funding is not None:
        yield _fact("alternative_funding_plan", bool(plan.alternative_funding), COVERAGE)


def _fact(name: str, value: FactValue, evidence: Evidence, unit: str | None = None) -> Fact:
    return Fact(name, value, evidence, unit)


def _whole_or_rounded(days: Decimal) -> Decimal:
    """An average of months is rounded to hundredths; days and weeks are whole."""
    return days if days == int(days) else round(days, 2)


def _age(born: date, on: date) -> int:
    """Whole years on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _of_order(case: Case, order: Order) -> Iterator[Fact]:
    yield _fact("product", order.product, ORDER)
    yield _fact("site", str(order.site), ORDER)
    yield _fact("days_per_cycle", Decimal(order.days_per_cycle), ORDER, "days")
    yield _fact("interval_days", _whole_or_rounded(interval_days(regimen_of(order))), ORDER, "days")
    weight = case.patient.weight if case.patient else None
    if weight:
        per_kg = grams_per_cycle(regimen_of(order), weight.kg) / weight.kg
        yield _fact("dose_g_per_kg_per_cycle", round(per_kg, 4), COMPUTED, "g/kg per cycle")
    product = reference().products.get(order.product)
    if product:
        yield from _of_product(product, case)
    yield from infusion_facts(case, order, product)


def _of_product(product: Product, case: Case) -> Iterator[Fact]:
    yield _fact("hcpcs", product.hcpcs, ORDER)
    yield _fact("route", route_of(case.order, product).value if case.order else product.routes[0].lower(), ORDER)
    diagnoses = case.chart.values("diagnosis")
    if diagnoses and all(str(fact.value).startswith(DERMATOMYOSITIS) for fact in diagnoses[:1]):
        yield _fact("indication_labelled", product.labelled_for_dm, _label_evidence(product))
    elif case.help and case.help.on_label is not None:
        yield _fact("indication_labelled", case.help.on_label, HOUSEHOLD)


def _label_evidence(product: Product) -> Evidence:
    """Who says whether the label names dermatomyositis."""
    vouched = product.dm_label
    said = vouched.source.title if vouched.source else vouched.reason or ""
    return Evidence(f"Product record of {product.name} ({vouched.status}): {said}")
