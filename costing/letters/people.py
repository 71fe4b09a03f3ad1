"""Who writes, to whom, about whom: letterhead, recipient, subject blocks and signature from the case document."""

import unicodedata
from collections.abc import Iterator
from datetime import date

from costing.case.plan_shapes import Plan
from costing.case.request_shapes import Denial, LetterKind, Request
from costing.case.shapes import Address, Case, Patient, Practice
from costing.domain.coverage import PlanKind
from costing.letters.backing import entered
from costing.letters.figures import numeric_date
from costing.letters.kind_groups import TO_PAYER
from costing.letters.parts import Block, Letterhead, Origin, Row, Sentence

LONGEST_NAME = 60  # at the head of a page
NOT_ENTERED = Sentence("[not entered]")
PLAN_KINDS = {
    PlanKind.MEDICARE_PART_B: "Original Medicare, Part B",
    PlanKind.MEDICARE_ADVANTAGE: "Medicare Advantage",
    PlanKind.COMMERCIAL: "Commercial plan",
    PlanKind.HDHP: "High-deductible health plan",
    PlanKind.MEDICAID: "Medicaid",
    PlanKind.SELF_PAY: "No plan: paid by the patient",
}


def letterhead(practice: Practice | None) -> Letterhead:
    """The practice's own words for itself; a missing part is a gap, not a placeholder."""
    if practice is None:
        return Letterhead("[practice not entered]", (), ())
    numbers = (("Phone", practice.phone), ("Fax", practice.fax), ("NPI", practice.npi), ("Tax ID", practice.tin))
    shown = tuple(f"{label} {value}" for label, value in numbers if value)
    return Letterhead(practice.name, address_lines(practice.address) if practice.address else (), shown)


def address_lines(address: Address) -> tuple[str, ...]:
    """Street, then city."""
    street = f"{address.line1}, {address.line2}" if address.line2 else address.line1
    return street, f"{address.city}, {address.state} {address.zip}"


def recipient(case: Case, kind: LetterKind) -> tuple[str, ...]:
    """The plan's name, department and fax; an appeal goes where its notice says; a record goes to the chart."""
    plan = case.coverage.primary if case.coverage else None
    if kind is LetterKind.MEDICAL_NECESSITY_RECORD:
        return ("For the medical record",)
    if kind is LetterKind.APPEAL:
        return _appeals(plan, case.request.denial if case.request else None)
    if kind is LetterKind.PART_D_EXCEPTION:
        part_d = case.coverage.part_d if case.coverage else None
        return (part_d.plan_name if part_d and part_d.plan_name else "[drug plan not entered]",)
    if plan is None:
        return ("[payer not entered]",)
    lines = (plan.payer or "[payer not entered]", plan.utilization_department, plan.fax and f"Fax {plan.fax}")
    return tuple(line for line in lines if line)


def _appeals(plan: Plan | None, denial: Denial | None) -> tuple[str, ...]:
    payer = (plan.payer or PLAN_KINDS[plan.kind]) if plan else "[payer not entered]"
    return (payer, "Appeals", *((denial.appeal_to,) if denial and denial.appeal_to else ()))


def patient_name(patient: Patient | None) -> str | None:
    """Given and family name, when both are known."""
    if patient and patient.given_name and patient.family_name:
        return isolated(f"{patient.given_name} {patient.family_name}")
    return None


def short_name(patient: Patient | None) -> str | None:
    """The name as it fits on one line at the head of a page."""
    if patient and patient.given_name and patient.family_name:
        name = f"{patient.given_name} {patient.family_name}"
        return isolated(name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…")
    return None


def isolated(name: str) -> str:
    """A name that runs from right to left, set apart so that the numbers and points around it keep their places."""
    runs_left = any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in name)
    return f"\u2068{name}\u2069" if runs_left else name


def running_head(case: Case, product_name: str, today: date) -> str:
    """What tops every page after the first, so that a lost page of a fax finds its letter again."""
    number = case.request.case_number if case.request else None
    parts = (short_name(case.patient), product_name, number and f"case {number}", numeric_date(today))
    return " · ".join(part for part in parts if part)


def patient_block(case: Case, kind: LetterKind, policy: tuple[Row, ...]) -> Block:
    """Patient, plan and its policy. What must be known stays in the table when it is missing."""
    return Block("Patient and plan", tuple(_patient_rows(case, kind, policy)))


def _patient_rows(case: Case, kind: LetterKind, policy: tuple[Row, ...]) -> Iterator[Row]:
    patient, plan = case.patient, case.coverage.primary if case.coverage else None
    yield _row("Patient", patient_name(patient), Origin.COVERAGE, "patient.given_name")
    birth_date = numeric_date(patient.birth_date) if patient and patient.birth_date else None
    yield _row("Date of birth", birth_date, Origin.COVERAGE, "patient.birth_date")
    if kind is not LetterKind.MEDICARE_NOTICE and (plan is None or plan.kind is not PlanKind.SELF_PAY):
        yield _row("Member ID", plan.member_id if plan else None, Origin.COVERAGE, "coverage.primary.member_id")
    if plan and plan.group:
        yield _row("Group", plan.group, Origin.COVERAGE, "coverage.primary.group")
    if kind is LetterKind.APPEAL and plan and plan.payer:  # whoever decides may be somebody else
        yield _row("Payer", plan.payer, Origin.COVERAGE, "coverage.primary.payer")
    yield from _plan_rows(case, kind)
    yield from policy
    if case.request and kind in TO_PAYER:
        yield from _number_rows(case.request, kind)


def _plan_rows(case: Case, kind: LetterKind) -> Iterator[Row]:
    """The plan that is asked: for a Part D exception the drug plan, beside the plan of the card."""
    plan = case.coverage.primary if case.coverage else None
    part_d = case.coverage.part_d if case.coverage else None
    if kind is LetterKind.PART_D_EXCEPTION:
        yield _row("Drug plan", part_d.plan_name if part_d else None, Origin.COVERAGE, "coverage.part_d.plan_name")
        yield _row("Medical plan", _plan_name(plan), Origin.COVERAGE, "coverage.primary.plan_name")
    else:
        yield _row("Plan", _plan_name(plan), Origin.COVERAGE, "coverage.primary.plan_name")


def _number_rows(request: Request, kind: LetterKind) -> Iterator[Row]:
    """The payer's own numbers."""
    if request.case_number:
        yield _row("Case number", request.case_number, Origin.COVERAGE, "request.case_number")
    if request.authorization and request.authorization.number:
        yield _row("Authorization", request.authorization.number, Origin.COVERAGE, "request.authorization.number")
    if kind is LetterKind.APPEAL and request.denial:
        if request.denial.number:
            yield _row("Denial number", request.denial.number, Origin.COVERAGE, "request.denial.number")
        yield _row("Denied on", numeric_date(request.denial.on), Origin.COVERAGE, "request.denial.on")


def _plan_name(plan: Plan | None) -> str | None:
    return (plan.plan_name or PLAN_KINDS[plan.kind]) if plan else None


def _row(label: str, value: str | None, origin: Origin, field: str) -> Row:
    return Row(label, entered(value, origin, field)) if value else Row(label, NOT_ENTERED, missing=True)


def signature(practice: Practice | None) -> tuple[str, ...]:
    """The lines under the signature: name with credentials, specialty, NPI, phone."""
    prescriber = practice.prescriber if practice else None
    if prescriber is None:
        return ("[prescriber not entered]",)
    name = f"{prescriber.name}, {prescriber.credentials}" if prescriber.credentials else prescriber.name
    lines = (
        name,
        prescriber.specialty,
        prescriber.npi and f"NPI {prescriber.npi}",
        practice.name if practice else None,
    )
    return tuple(line for line in lines if line)


def callback_phone(practice: Practice | None) -> str | None:
    """Where the reviewer reaches the prescriber: the prescriber's own number, else the practice's."""
    if practice is None:
        return None
    return (practice.prescriber.phone if practice.prescriber else None) or practice.phone
