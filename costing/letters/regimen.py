"""The ordered course in words: the drug block beside the patient, the sentence of the request, the regimen table."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from costing.case.phases import weight_to_dose_by
from costing.case.shapes import Case, Order, Weight
from costing.domain.sites import SiteKind
from costing.domain.therapy import LB_IN_KG, MG_PER_G
from costing.domain.weights import WeightBasis
from costing.letters.backing import case_field, entered
from costing.letters.course import Course, Doses, Opened, dose_text, schedule_text, vials_text
from costing.letters.diagnosis import codes
from costing.letters.figures import counted, listed, number, tenths
from costing.letters.parts import Backing, Block, Origin, Row, Sentence
from costing.letters.people import NOT_ENTERED
from costing.letters.product import Product
from payer_rules.message import long_date

SITE_WORDS = {
    SiteKind.OFFICE: "physician office",
    SiteKind.INFUSION_SUITE: "infusion suite",
    SiteKind.HOSPITAL_OUTPATIENT: "hospital outpatient department",
    SiteKind.HOME: "home",
}


def at_site(site: SiteKind) -> str:
    """The site within a sentence."""
    article = "an" if SITE_WORDS[site][0] in "aeiou" else "a"
    return "at home" if site is SiteKind.HOME else f"in {article} {SITE_WORDS[site]}"


def computed(field: str = "order.dose") -> Backing:
    """A figure worked out from the order."""
    return Backing(Origin.COMPUTED, f"computed from {field}")


def drug_block(case: Case, course: Course, product: Product) -> Block:
    """Diagnosis, drug, codes and units: what a reviewer types into the payer's system."""
    return Block("Diagnosis and drug", tuple(_drug_rows(case, course, product)))


def _drug_rows(case: Case, course: Course, product: Product) -> Iterator[Row]:
    yield _diagnosis_row(case)
    from_reference = (Backing(Origin.PRODUCT, f"product {product.id}"),)
    yield Row("Drug", Sentence(product.name, from_reference))
    unit = f"{product.hcpcs} (1 unit = {number(product.billing_unit_mg)} mg)"
    yield Row("HCPCS", Sentence(unit, from_reference))
    yield from _ndc_rows(course, from_reference)
    for phase in course.phases:
        yield _units_row(phase, f"Units{_since(course, phase)}")


def _since(course: Course, phase: Course) -> str:
    """Which phase a row or table is about: nothing when there is only one."""
    return f" from {long_date(phase.first)}" if course.later else ""


def _units_row(phase: Course, label: str) -> Row:
    doses = phase.doses
    if doses is None:
        return Row(label, NOT_ENTERED, missing=True)
    units = f"{number(doses.units_per_day)} per infusion day, {number(doses.units_per_cycle)} per cycle"
    return Row(label, Sentence(units, (computed(),)))


def _diagnosis_row(case: Case) -> Row:
    found = codes(case)
    if not found:
        return Row("ICD-10-CM", NOT_ENTERED, missing=True)
    return Row("ICD-10-CM", entered(", ".join(found), Origin.CHART, "chart.facts"))


def _ndc_rows(course: Course, backing: tuple[Backing, ...]) -> Iterator[Row]:
    """The package numbers of each opened size."""
    sizes = {vial.grams: vial for phase in course.phases if phase.opened for vial in phase.opened.vials}
    for vial in sizes.values():
        yield Row(f"NDC, {number(vial.grams)} g", Sentence(listed(vial.ndcs, "or"), backing))


def regimen_blocks(case: Case, course: Course, product: Product) -> tuple[Block, ...]:
    """Every figure of the course, each recomputed from the order: what is given, then when and where."""
    return tuple(
        block
        for phase in course.phases
        for block in (
            Block(f"Dose{_since(course, phase)}", tuple(_dose_rows(case, course, phase, product))),
            Block(f"Schedule and site{_since(course, phase)}", tuple(_schedule_rows(phase))),
        )
    )


def _dose_rows(case: Case, course: Course, phase: Course, product: Product) -> Iterator[Row]:
    yield Row("Product", Sentence(product.name, (Backing(Origin.PRODUCT, f"product {product.id}"),)))
    yield Row("Dose", entered(dose_text(phase.order), Origin.ORDER, "order.dose"))
    if weight := _weight_of(case, phase):
        yield Row("Body weight", entered(_weight_text(weight), Origin.ORDER, "patient.weight"))
    yield from _dosing_weight_row(phase)
    yield from _rounding_row(phase)
    if phase.doses:
        yield from _amount_rows(phase.doses, "These cycles" if course.later else "Whole course")
        yield from _unit_row(phase.doses, product)
    if phase.opened:
        yield from _vial_rows(phase.opened)


def _dosed(case: Case, phase: Course, weight: Weight) -> Decimal | None:
    return weight_to_dose_by(phase.order, case.patient, weight.kg)


def _dosing_weight_row(phase: Course) -> Iterator[Row]:
    """Which weight the dose goes by, when it is not the actual one."""
    basis = phase.order.weight_basis
    if basis is not WeightBasis.ACTUAL and phase.weight_kg is not None:
        text = f"{tenths(phase.weight_kg)} kg ({basis.value} weight)"
        yield Row("Dosing weight", Sentence(text, (computed("order.weight_basis"),)))


def _rounding_row(phase: Course) -> Iterator[Row]:
    """What is given when the order lets its dose be rounded to whole vials."""
    percent = phase.order.round_within_percent
    if percent is not None and phase.opened:
        text = f"to whole vials within {number(percent)}%: the amounts below are what is given"
        yield Row("Rounding", entered(text, Origin.ORDER, "order.round_within_percent"))


def _weight_of(case: Case, phase: Course) -> Weight | None:
    """The weight as it was typed: of the patient, or of the change that brought this phase's."""
    own = case.patient.weight if case.patient else None
    changed = [change.weight for change in case.order.changes if change.weight] if case.order else []
    typed = [weight for weight in (own, *changed) if weight and _dosed(case, phase, weight) == phase.weight_kg]
    return typed[0] if typed else None


def _weight_text(weight: Weight) -> str:
    shown = f"{number(weight.typed)} {weight.typed_unit}"
    other = f"{tenths(weight.kg)} kg" if weight.typed_unit != "kg" else f"{tenths(weight.kg / LB_IN_KG)} lb"
    return f"{shown} ({other}), {long_date(weight.on)}" if weight.on else f"{shown} ({other})"


def _amount_rows(doses: Doses, whole: str) -> Iterator[Row]:
    per_day = f"{tenths(doses.grams_per_day)} g ({counted(doses.units_per_day, 'unit')})"
    per_cycle = f"{tenths(doses.grams_per_cycle)} g ({counted(doses.units_per_cycle, 'unit')})"
    yield Row("Infusion day", Sentence(per_day, (computed(),)))
    yield Row("Cycle", Sentence(per_cycle, (computed(),)))
    yield Row("28 days", Sentence(f"{tenths(doses.grams_per_28_days)} g", (computed(),)))
    yield Row(whole, Sentence(counted(doses.units_in_course, "unit"), (computed(),)))


def _unit_row(doses: Doses, product: Product) -> Iterator[Row]:
    """Why grams and units differ, where they do."""
    if doses.grams_per_day * MG_PER_G != doses.units_per_day * product.billing_unit_mg:
        text = f"each infusion day rounded up to a whole unit of {product.billing_unit_mg} mg"
        yield Row("Units", Sentence(text, (computed(),)))


def _vial_rows(opened: Opened) -> Iterator[Row]:
    backing = (Backing(Origin.COMPUTED, "estimate"),)
    yield Row("Vials a day", Sentence(vials_text(opened.vials), backing))
    if opened.wasted_units:
        text = f"{counted(opened.wasted_units, 'unit')} an infusion day, left in single-dose vials"
        yield Row("Discarded", Sentence(text, backing))


def _schedule_rows(course: Course) -> Iterator[Row]:
    order = course.order
    backing = (case_field(Origin.ORDER, "order.interval"), case_field(Origin.ORDER, "order.cycles"))
    yield Row("Schedule", Sentence(schedule_text(order), backing))
    yield Row("Cycles", Sentence(number(order.cycles), backing))
    from_start = (case_field(Origin.ORDER, "order.first_infusion"), *backing)
    yield Row("First day", Sentence(long_date(course.first), from_start))
    yield Row("Last day", Sentence(long_date(course.last), from_start))
    if course.opened:
        yield Row("Infusion time", _minutes(order, course.opened))
    if order.slow_rate:
        text = "held at the label's lower limit for renal or thrombotic risk"
        yield Row("Rate", entered(text, Origin.ORDER, "order.slow_rate"))
    yield Row("Site", entered(SITE_WORDS[order.site], Origin.ORDER, "order.site"))


def _minutes(order: Order, opened: Opened) -> Sentence:
    """The planned minutes; worked out rather than entered, they are called an estimate."""
    minutes = counted(opened.minutes.to_integral_value(ROUND_HALF_UP), "minute")
    if order.infusion_minutes is not None:
        return entered(f"{minutes} a day", Origin.ORDER, "order.infusion_minutes")
    return Sentence(f"about {minutes} a day (estimate)", (Backing(Origin.COMPUTED, "estimate"),))


def course_phrase(course: Course) -> str:
    """The course as part of a sentence: dose, grams, units, schedule, dates, site; phase after phase."""
    return "; then ".join(_phase_phrase(phase) for phase in course.phases)


def _phase_phrase(course: Course) -> str:
    order = course.order
    amounts = ""
    if course.doses:
        grams, units = tenths(course.doses.grams_per_cycle), number(course.doses.units_per_cycle)
        amounts = f" ({grams} g, {units} units per cycle)"
    parts = (
        f"{dose_text(order)}{amounts} {schedule_text(order)}",
        _span(order, course),
        at_site(order.site),
    )
    return ", ".join(parts)


def _span(order: Order, course: Course) -> str:
    return f"{counted(order.cycles, 'cycle')} from {long_date(course.first)} to {long_date(course.last)}"
