"""What of a case can stand on a payer's form: every value by its name, and every statement that ticks a box."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from costing.case.request_shapes import RequestKind
from costing.case.shapes import Case, Practice, Prescriber
from costing.domain.coverage import PlanKind
from costing.domain.sites import DrugFrom, SiteKind
from costing.letters.diagnosis import codes, diagnosis_words
from costing.letters.figures import fact_text, numeric_date, tenths
from costing.letters.parts import Letter
from costing.letters.people import PLAN_KINDS, address_lines, patient_name
from costing.letters.said import OUTCOME_WORDS, dates_said
from payer_rules.chart import Chart
from payer_rules.facts import FactType
from payer_rules.facts import facts as fact_kinds

TREATMENTS = 6
LB = "lb"
Values = Mapping[str, str | bool | None]
SITES = {
    SiteKind.OFFICE: "office", SiteKind.INFUSION_SUITE: "infusion suite", SiteKind.HOSPITAL_OUTPATIENT: "hospital outpatient",
    SiteKind.HOME: "home",
}  # fmt: skip
ROWS = (
    "Drug", "HCPCS", "Units", "Dose", "Body weight", "Infusion day", "Cycle", "28 days", "Whole course", "Schedule", "Cycles",
    "First day", "Last day", "Site",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Matter:
    """What a form is filled from: the case, its letter where one can be written, and the day."""

    case: Case
    letter: Letter | None
    today: date


def values_of(matter: Matter) -> Values:
    """Every name with its value: a text, a yes or no, or None where the case does not say."""
    return dict(_values(matter))


@cache
def names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of texts and those of statements, in the order in which they are offered."""
    empty = dict(_values(Matter(Case(), None, date.min)))
    boxes = tuple(name for name in empty if name.endswith("?"))
    return tuple(name for name in empty if name not in boxes), boxes


def _values(matter: Matter) -> Iterator[tuple[str, str | bool | None]]:
    case = matter.case
    yield from _patient(matter)
    yield from _coverage(case)
    yield from _practice(case.practice)
    yield from _prescriber(case.practice.prescriber if case.practice else None)
    yield from _order(matter)
    yield from _treatments(case.chart)
    yield from _chart(case.chart)


def _patient(matter: Matter) -> Iterator[tuple[str, str | bool | None]]:
    patient = matter.case.patient
    weight = patient.weight if patient else None
    yield "Patient: full name", patient_name(patient)
    yield "Patient: given name", patient.given_name if patient else None
    yield "Patient: family name", patient.family_name if patient else None
    yield "Patient: date of birth", numeric_date(patient.birth_date) if patient and patient.birth_date else None
    yield "Patient: state", patient.state if patient else None
    yield "Patient: weight in kg", tenths(weight.kg) if weight else None
    yield "Patient: weight in lb", tenths(weight.typed) if weight and weight.typed_unit == LB else None
    yield "Patient: weighed on", numeric_date(weight.on) if weight and weight.on else None
    sex = str(patient.sex) if patient and patient.sex else None
    for word in ("female", "male"):
        yield f"Patient: {word}?", None if sex is None else sex == word
    yield "Today", numeric_date(matter.today) if matter.today > date.min else None


def _coverage(case: Case) -> Iterator[tuple[str, str | bool | None]]:
    plan, request = case.coverage.primary if case.coverage else None, case.request
    yield "Coverage: payer", plan.payer if plan else None
    yield "Coverage: plan", plan.plan_name if plan else None
    yield "Coverage: member ID", plan.member_id if plan else None
    yield "Coverage: group", plan.group if plan else None
    for kind, words in PLAN_KINDS.items():
        yield f"Coverage: {words}?", plan.kind is PlanKind(kind) if plan else None
    yield "Request: date", numeric_date(request.on) if request and request.on else None
    yield "Request: case number", request.case_number if request else None
    yield "Request: first approval?", request.kind is RequestKind.INITIAL if request else None
    yield "Request: renewal?", request.kind is RequestKind.RENEWAL if request else None


def _practice(practice: Practice | None) -> Iterator[tuple[str, str | None]]:
    address = practice.address if practice else None
    lines = address_lines(address) if address else ()
    yield "Practice: name", practice.name if practice else None
    yield "Practice: address in one line", ", ".join(lines) or None
    yield "Practice: street", lines[0] if lines else None
    yield "Practice: city", address.city if address else None
    yield "Practice: state", address.state if address else None
    yield "Practice: ZIP code", address.zip if address else None
    yield "Practice: phone", practice.phone if practice else None
    yield "Practice: fax", practice.fax if practice else None
    yield "Practice: NPI", practice.npi if practice else None
    yield "Practice: tax number", practice.tin if practice else None


def _prescriber(prescriber: Prescriber | None) -> Iterator[tuple[str, str | None]]:
    yield "Prescriber: name", prescriber.name if prescriber else None
    yield "Prescriber: credentials", prescriber.credentials if prescriber else None
    yield "Prescriber: specialty", prescriber.specialty if prescriber else None
    yield "Prescriber: NPI", prescriber.npi if prescriber else None
    yield "Prescriber: phone", prescriber.phone if prescriber else None


def _order(matter: Matter) -> Iterator[tuple[str, str | bool | None]]:
    case, order = matter.case, matter.case.order
    found = codes(case)
    yield "Diagnosis: ICD-10-CM codes", ", ".join(found) or None
    yield "Diagnosis: first ICD-10-CM code", found[0] if found else None
    yield "Diagnosis: in words", diagnosis_words(case)
    rows = _rows(matter.letter)
    yield from (
        (f"Order: {name[0].lower()}{name[1:]}" if name != "HCPCS" else "Order: HCPCS", rows.get(name)) for name in ROWS
    )
    ndc = "; ".join(f"{label}: {value}" for label, value in rows.items() if label.startswith("NDC"))
    yield "Order: HCPCS code alone", rows["HCPCS"].split()[0] if rows.get("HCPCS") else None
    yield "Order: NDC", ndc or None
    for site, words in SITES.items():
        yield f"Order: given at {words}?", order.site is site if order else None
    yield "Order: drug from the practice?", order.drug_from is DrugFrom.PRACTICE if order else None
    yield "Order: drug from a pharmacy?", order.drug_from is DrugFrom.PHARMACY if order else None


def _rows(letter: Letter | None) -> dict[str, str]:
    """The labeled values of the letter's tables about drug and course."""
    blocks = (*letter.blocks[1:], *letter.regimen) if letter else ()
    return {row.label: row.value.text for block in blocks for row in block.rows if not row.missing}


def _treatments(chart: Chart) -> Iterator[tuple[str, str | None]]:
    """The earlier treatments, numbered as the letter lists them."""
    ordered = sorted(chart.trials, key=lambda trial: (trial.starts is not None, trial.starts))
    for number in range(1, TREATMENTS + 1):
        trial = ordered[number - 1] if len(ordered) >= number else None
        yield f"Treatment {number}: drug", trial.drug if trial else None
        yield f"Treatment {number}: dose", trial.dose if trial else None
        yield f"Treatment {number}: dates", dates_said(trial) if trial else None
        yield f"Treatment {number}: outcome", OUTCOME_WORDS[trial.outcome] if trial else None
        yield f"Treatment {number}: reason", trial.reason if trial else None


def _chart(chart: Chart) -> Iterator[tuple[str, str | bool | None]]:
    """The newest value of each charted fact; two different ones of the same day are none."""
    for kind in fact_kinds().values():
        newest = chart.newest(kind.name)
        said = newest[0] if len(newest) == 1 else None
        if kind.type is FactType.BOOLEAN:
            yield f"Chart: {kind.label}?", bool(said.value) if said else None
        elif kind.name != "diagnosis":
            yield f"Chart: {kind.label}", fact_text(said) if said else None
            yield f"Chart: {kind.label}, date", numeric_date(said.on) if said and said.on else None
