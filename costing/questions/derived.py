"""Facts that follow from the case rather than stand in the chart: age, product, dose per kg, income against the poverty guideline."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_CEILING, Decimal

from costing.case.phases import regimen_of
from costing.case.shapes import Case, Help, Order
from costing.domain.therapy import MG_PER_G, DoseUnit, grams_per_cycle, interval_days
from costing.questions.shop import route_of
from costing.reference.load import reference
from costing.reference.shapes import Product
from payer_rules.chart import Chart, Evidence, Fact, FactValue
from payer_rules.dated import NotInEffect

ORDER = Evidence("From the order")
COVERAGE = Evidence("From the coverage")
HOUSEHOLD = Evidence("From the household's answers")
COMPUTED = Evidence("Worked out from the case")
DERMATOMYOSITIS = ("M33.0", "M33.1", "M33.9", "M36.0")  # ICD-10-CM; M33.2 is polymyositis
POVERTY_REGIONS = {"AK": "alaska", "HI": "hawaii"}
NO_GUIDELINE = frozenset({"PR", "VI", "GU", "AS", "MP"})  # the guidelines are not defined for them
WINDOW_DAYS = Decimal(28)
HUNDREDTH = Decimal("0.01")  # rounded up, so that a cent too much is never rounded back to a limit


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
        yield _fact("insurance_kind", str(case.coverage.primary.kind), COVERAGE)
    if case.order:
        yield from _of_order(case, case.order)
    if case.help:
        yield from _of_household(case.help, case.patient.state if case.patient else None, on)


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
        if weight or order.dose_unit is DoseUnit.G_PER_CYCLE:
            yield _fact("units_per_28_days", _units(case, order, product), COMPUTED, "billing units")


def _of_product(product: Product, case: Case) -> Iterator[Fact]:
    yield _fact("hcpcs", product.hcpcs, ORDER)
    yield _fact("route", route_of(case.order, product).value if case.order else product.routes[0].lower(), ORDER)
    diagnoses = case.chart.values("diagnosis")
    if diagnoses and all(str(fact.value).startswith(DERMATOMYOSITIS) for fact in diagnoses[:1]):
        yield _fact("indication_labelled", product.labelled_for_dm, _label_evidence(product))


def _units(case: Case, order: Order, product: Product) -> Decimal:
    """The most billing units that any 28 days can hold: whole cycles that begin within them, rounded up as they are billed."""
    weight = case.patient.weight if case.patient else None
    grams = grams_per_cycle(regimen_of(order), weight.kg if weight else None)
    cycles = (WINDOW_DAYS / interval_days(regimen_of(order))).to_integral_value(ROUND_CEILING)
    return (grams * MG_PER_G * max(cycles, Decimal(1)) / product.billing_unit_mg).to_integral_value(ROUND_CEILING)


def _label_evidence(product: Product) -> Evidence:
    """Who says whether the label names dermatomyositis."""
    vouched = product.dm_label
    said = vouched.source.title if vouched.source else vouched.reason or ""
    return Evidence(f"Product record of {product.name} ({vouched.status}): {said}")


def _of_household(help_: Help, state: str | None, on: date) -> Iterator[Fact]:
    if help_.us_resident is not None:
        yield _fact("us_resident", help_.us_resident, HOUSEHOLD)
    if help_.qmb is not None:
        yield _fact("qmb_enrolled", help_.qmb, HOUSEHOLD)
    if help_.qmb:  # the program is part of Medicaid, beside Medicare
        yield _fact("other_government_program", True, HOUSEHOLD)
    if help_.household_size is not None and help_.annual_income is not None and state:
        yield from _income(help_.household_size, help_.annual_income, state, on)


def _income(size: int, income: Decimal, state: str, on: date) -> Iterator[Fact]:
    """Yearly income as a percent of the poverty guideline of the household's state; silent where there is none."""
    if state in NO_GUIDELINE:
        return
    try:
        guideline = reference().poverty[POVERTY_REGIONS.get(state, "contiguous")].on(on).value
    except NotInEffect:
        return
    exact = income * 100 / guideline.for_household(size)
    yield _fact("income_percent_of_poverty", exact.quantize(HUNDREDTH, ROUND_CEILING), COMPUTED, "percent")
