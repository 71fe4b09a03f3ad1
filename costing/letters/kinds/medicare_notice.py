"""The facts for Medicare's written notice (CMS-R-131), not the notice: what is ordered, why it may not be paid, what it costs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from costing.domain.coverage import PlanKind
from costing.letters.backing import case_field, policy, sourced
from costing.letters.course import schedule_text
from costing.letters.figures import counted, money
from costing.letters.kinds.patient import ESTIMATE
from costing.letters.matter import Matter, Words, finished, headed
from costing.letters.own_words import Asked, in_sentences, put_in
from costing.letters.parts import Backing, Gap, Grid, Letter, Origin, Section, Sentence
from costing.letters.people import letterhead, patient_name
from costing.letters.refusal import CannotWrite
from costing.letters.regimen import at_site
from costing.letters.standing import finding_text, open_findings, status_word
from payer_rules.dated import Status
from payer_rules.findings import GateState
from payer_rules.message import long_date
from payer_rules.verdict import Verdict

ONLY_ORIGINAL = "This notice is for Original Medicare, Part B. Medicare Advantage and other plans decide before the service instead."
WHY = Asked(
    "reason",
    "Why Medicare may not pay",
    "Why do you expect that Medicare will not pay? One sentence that the patient understands.",
)
NO_REASON = "Say in one plain sentence for the patient why you expect that Medicare will not pay; without a reason no notice is given."
FORM = Backing(
    Origin.POLICY,
    "CMS's instructions for the form CMS-R-131, as Medicare's contractors and others copy them",
    "https://med.noridianmedicare.com/web/jea/topics/abn/abn-instructions",
    date(2026, 11, 26),
    Status.SECONDARY,
)
STEPS = (
    "Give it early enough for the patient to think it over; explain it and answer every question before it is signed.",
    "The item of D goes into every blank that is marked D, also in the box of the three options.",
    "The patient, never the office, marks one of the three options, signs and dates it. Give the patient a copy and keep one.",
    "One notice may cover the whole course, because D names the items and how long it lasts; a change of care, of the patient's "
    "health or of Medicare's rules needs a new one.",
    "It is not for emergencies, and not for every patient: only where there is a reason that fits this one.",
)
Box = tuple[Sentence, ...]


def build(matter: Matter) -> Letter:
    """Write the facts. Raises CannotWrite for any other payer."""
    plan = matter.case.coverage.primary if matter.case.coverage else None
    if plan is None or plan.kind is not PlanKind.MEDICARE_PART_B:
        raise CannotWrite({"coverage.primary.kind": [ONLY_ORIGINAL]})
    title = f"Facts for the written notice to a Medicare patient: {matter.product.name}"
    grid = Grid("boxes", "What goes into the form", ("Box of the form", "Fact"), tuple(_boxes(matter)))
    sections = (Section("For the official form CMS-R-131", "boxes", grids=(grid,), points=tuple(_steps())),)
    letter = headed(matter, Words(title, title, tuple(_opening()), (), "", sections), tuple(_gaps(matter)))
    letter = replace(letter, recipient=("For the office; not the notice itself",), blocks=letter.blocks[:1])
    return finished(put_in(letter, (), (WHY,), matter.written))


def _opening() -> Iterator[Sentence]:
    yield Sentence(
        "Copy these facts into the current official form (ABN, CMS-R-131) and have the patient choose and sign before the infusion."
    )
    yield Sentence(
        "Boxes and steps follow CMS's instructions as others copy them (status: secondary). Use the form that has not expired.",
        (FORM,),
    )


def _boxes(matter: Matter) -> Iterator[Box]:
    practice = matter.case.practice
    name = (
        ", ".join((practice.name, *letterhead(practice).address, practice.phone or "")).strip(", ")
        if practice
        else "[not entered]"
    )
    yield Sentence("A. Notifier"), Sentence(name, (case_field(Origin.PRACTICE, "practice"),))
    yield (
        Sentence("B. Patient name"),
        Sentence(
            patient_name(matter.case.patient) or "[not entered]", (case_field(Origin.COVERAGE, "patient.given_name"),)
        ),
    )
    yield (
        Sentence("C. Identification number"),
        Sentence(
            "Optional: your own number for the patient. Never the Medicare number or Social Security number.", (FORM,)
        ),
    )
    course = matter.course
    what = (
        f"Immune globulin ({matter.product.name}) and its infusion, {schedule_text(matter.order)}, {counted(matter.order.cycles, 'cycle')} "
        f"from {long_date(course.first)} to {long_date(course.phases[-1].last)}, {at_site(matter.order.site)}."
    )
    yield Sentence("D. Item or service"), Sentence(what, (case_field(Origin.ORDER, "order"),))
    for reason in _reasons(matter):
        yield Sentence("E. Reason Medicare may not pay"), reason
    for behind in _behind(matter):
        yield Sentence("Behind E, for the office"), behind
    for cost in _costs(matter):
        yield Sentence("F. Estimated cost"), cost


def _reasons(matter: Matter) -> Iterator[Sentence]:
    """What the patient reads: the writer's reason, and an off-label use."""
    if WHY.key in matter.written:
        yield from in_sentences(matter.written[WHY.key].text)
    if matter.off_label:
        backing = (sourced(Origin.PRODUCT, f"label of {matter.product.name}", matter.product.dm_label),)
        yield Sentence("Medicare may not pay for a use of this medicine that is not on its label.", backing)


def _behind(matter: Matter) -> Iterator[Sentence]:
    """What the reason can rest on: a code that the contractor does not list, and criteria not met or open, each as it stands."""
    gate = matter.answer.gate
    if gate and gate.state is GateState.NOT_SUPPORTED:
        yield Sentence(str(gate.says), (sourced(Origin.POLICY, gate.title or "", gate.provenance),))
    for reading in matter.readings:
        if reading.finding and reading.layer in ("national", "local"):
            for one in (one for one in open_findings(reading.finding) if one.verdict is not Verdict.MET):
                named = f"{reading.title}, {one.cite}" if one.cite else reading.title
                yield Sentence(
                    f"{named}: {one.text}. {status_word(one)}. {finding_text(one)}".strip(),
                    (policy(reading, one.cite),),
                )


def _costs(matter: Matter) -> Iterator[Sentence]:
    """What the practice charges for a day and the course; the patient owes it when Medicare does not pay."""
    if matter.estimate:
        day, course = _charged(matter.estimate.visits[0].totals.billed), _charged(matter.estimate.course.billed)
        yield Sentence(
            f"{day} for the first infusion day; {course} for the course (the practice's charges). A good-faith estimate "
            "lies within $100 or 25 percent of the true cost, whichever is more.",
            (ESTIMATE, FORM),
        )


def _charged(value: Decimal | None) -> str:
    return money(value) if value is not None else "not known"


def _steps() -> Iterator[Sentence]:
    yield from (Sentence(text, (FORM,)) for text in STEPS)


def _gaps(matter: Matter) -> Iterator[Gap]:
    if not any(True for _ in _reasons(matter)):
        yield Gap(NO_REASON, "Letter", "request.words")
    if matter.estimate is None or matter.estimate.course.billed is None:
        yield Gap("Enter the practice's charges, so that the estimated cost is known.", "Prices", "fees")
    if not patient_name(matter.case.patient):
        yield Gap("Enter the name of the patient.", "Patient", "patient.given_name")
