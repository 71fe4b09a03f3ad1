"""The facts for Medicare's written notice (CMS-R-131), not the notice: what is ordered, why it may not be paid, what it costs."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from costing.domain.coverage import PlanKind
from costing.letters.backing import case_field, policy, sourced
from costing.letters.diagnosis import diagnosis_words
from costing.letters.figures import money
from costing.letters.kinds.patient import ESTIMATE
from costing.letters.matter import Matter, Words, finished, headed
from costing.letters.own_words import Asked, in_sentences, put_in
from costing.letters.parts import Backing, Gap, Grid, Letter, Origin, Section, Sentence
from costing.letters.people import letterhead, patient_name
from costing.letters.refusal import CannotWrite
from costing.letters.regimen import course_phrase
from costing.letters.standing import finding_text, open_findings, status_word
from payer_rules.findings import GateState
from payer_rules.verdict import Verdict

ONLY_ORIGINAL = "This notice is for Original Medicare, Part B. Medicare Advantage and other plans decide before the service instead."
WHY = Asked(
    "reason",
    "Why Medicare may not pay",
    "Why do you expect that Medicare will not pay? One sentence that the patient understands.",
)
NO_REASON = (
    "Say why you expect that Medicare will not pay: nothing in the chart or the policies that were read gives a reason."
)
FORM = Backing(Origin.WORDING, "letters of the form as remembered; compare them with the current form")
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
    letter = replace(letter, recipient=("For the office; not the notice itself",))
    return finished(put_in(letter, (), (WHY,), matter.written))


def _opening() -> Iterator[Sentence]:
    yield Sentence(
        "Copy these facts into the current official form (ABN, CMS-R-131) and have the patient choose and sign before the infusion."
    )
    yield Sentence(
        "The letters of the boxes and the steps are told from memory (status: memory): compare them with the form.",
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
        Sentence("Your own number for the patient, if any; never the Medicare number."),
    )
    words = diagnosis_words(matter.case)
    what = f"{matter.product.name} ({matter.product.hcpcs}){f' for {words}' if words else ''}: {course_phrase(matter.course)}."
    yield Sentence("D. Item or service"), Sentence(what, (case_field(Origin.ORDER, "order"),))
    for reason in _reasons(matter):
        yield Sentence("E. Reason Medicare may not pay"), reason
    for cost in _costs(matter):
        yield Sentence("F. Estimated cost"), cost


def _reasons(matter: Matter) -> Iterator[Sentence]:
    """The writer's reason, a code that the contractor does not list, an off-label use, and criteria not met or open, each as it stands."""
    if WHY.key in matter.written:
        yield from in_sentences(matter.written[WHY.key].text)
    gate = matter.answer.gate
    if gate and gate.state is GateState.NOT_SUPPORTED:
        yield Sentence(str(gate.says), (sourced(Origin.POLICY, gate.title or "", gate.provenance),))
    if matter.off_label:
        backing = (sourced(Origin.PRODUCT, f"label of {matter.product.name}", matter.product.dm_label),)
        yield Sentence("This use of the product is not on its label.", backing)
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
            f"{day} for the first infusion day; {course} for the course (the practice's charges).", (ESTIMATE,)
        )


def _charged(value: Decimal | None) -> str:
    return money(value) if value is not None else "not known"


def _steps() -> Iterator[Sentence]:
    yield Sentence("Give it in time for the patient to choose, explain it, and answer questions.")
    yield Sentence("The patient chooses one option and signs with the date; keep the original and give a copy.")


def _gaps(matter: Matter) -> Iterator[Gap]:
    if not any(True for _ in _reasons(matter)):
        yield Gap(NO_REASON, "Letter", "request.words")
    if matter.estimate is None or matter.estimate.course.billed is None:
        yield Gap("Enter the practice's charges, so that the estimated cost is known.", "Prices", "fees")
    if not patient_name(matter.case.patient):
        yield Gap("Enter the name of the patient.", "Patient", "patient.given_name")
