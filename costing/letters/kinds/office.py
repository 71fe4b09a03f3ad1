"""Papers of the office itself: the cover of a fax, which tells nothing of the patient, and the request for missing documents."""

from collections.abc import Iterator
from dataclasses import replace

from costing.letters.backing import case_field, entered, policy
from costing.letters.figures import numeric_date
from costing.letters.gaps import CHART, find_gaps
from costing.letters.matter import Matter, Words, finished, headed
from costing.letters.parts import Block, Gap, Grid, Letter, Origin, Row, Section, Sentence
from costing.letters.people import NOT_ENTERED, callback_phone, patient_name
from costing.letters.said import question_for
from costing.letters.standing import open_findings, open_leaves, status_word

PAGES = "________"  # counted by hand where the fax is not one file
CONFIDENTIAL = (
    "This fax may hold health information that the law protects. It is meant only for the recipient named above. If it reached you by "
    "mistake, please call the sender at once, destroy every page, and do not read, copy or pass on any of it."
)


def fax_cover(matter: Matter) -> Letter:
    """The first sheet of a fax: who, to whom, about which number of the payer; never a name or a diagnosis of the patient."""
    title = "Fax"
    words = Words(title, title, (), (), "", (Section("Confidential", "confidential", (Sentence(CONFIDENTIAL),)),))
    letter = headed(matter, words, tuple(_cover_gaps(matter)))
    practice = matter.case.practice
    blocks = Block("To", tuple(_to(matter))), Block("From", tuple(_from(matter)))
    head = f"{practice.name if practice else title} · {numeric_date(matter.today)}"
    return finished(replace(letter, blocks=blocks, recipient=(), running_head=head))


def _to(matter: Matter) -> Iterator[Row]:
    plan = matter.case.coverage.primary if matter.case.coverage else None
    yield _row("Payer", plan.payer if plan else None, "coverage.primary.payer")
    if plan and plan.utilization_department:
        yield _row("Department", plan.utilization_department, "coverage.primary.utilization_department")
    yield _row("Fax", plan.fax if plan else None, "coverage.primary.fax")
    denial = matter.request.denial if matter.request else None
    if denial and denial.appeal_to:
        yield _row("Appeals", denial.appeal_to, "request.denial.appeal_to")
    if matter.request and matter.request.case_number:
        yield _row("Case number", matter.request.case_number, "request.case_number")


def _from(matter: Matter) -> Iterator[Row]:
    practice = matter.case.practice
    yield _row("Practice", practice.name if practice else None, "practice.name")
    yield _row("Phone", callback_phone(practice), "practice.phone")
    yield _row("Fax", practice.fax if practice else None, "practice.fax")
    yield Row("Pages", Sentence(f"{PAGES} with this one"))


def _row(label: str, value: str | None, field: str) -> Row:
    origin = Origin.PRACTICE if field.startswith("practice") else Origin.COVERAGE
    return Row(label, entered(value, origin, field)) if value else Row(label, NOT_ENTERED, missing=True)


def _cover_gaps(matter: Matter) -> Iterator[Gap]:
    wanted = (
        "coverage",
        "coverage.primary.payer",
        "coverage.primary.fax",
        "practice",
        "practice.phone",
        "practice.fax",
    )
    for gap in find_gaps(matter.case, matter.order, matter.answer, matter.kind):
        if gap.field in wanted:
            yield gap
    plan = matter.case.coverage.primary if matter.case.coverage else None
    if plan and not plan.payer:
        yield Gap("Enter the name of the payer.", "Coverage", "coverage.primary.payer")
    if plan and not plan.fax:
        yield Gap("Enter the payer's fax number.", "Coverage", "coverage.primary.fax")


def missing_documents(matter: Matter) -> Letter:
    """Asks the prescriber for what the payer's criteria want and the chart does not say."""
    rows = tuple(_missing(matter))
    title = f"What the chart still needs: {matter.product.name}"
    name = patient_name(matter.case.patient) or "the patient"
    payer = matter.case.coverage.primary.payer if matter.case.coverage else None
    ask = f"To answer the criteria of {payer or 'the payer'} for {matter.product.name} ordered for {name}, the chart needs what follows."
    nothing = f"Nothing that the payer asks for {matter.product.name} is missing from the chart of {name}."
    opening = (Sentence(ask if rows else nothing, (case_field(Origin.ORDER, "order"),)),)
    columns = ("What is missing", "Who asks", "What settles it")
    sections = (Section("Missing", "missing", grids=(Grid("wanted", "Open criteria", columns, rows),)),) if rows else ()
    letter = headed(matter, Words(title, title, opening, tuple(_reply(matter)) if rows else (), "", sections), ())
    return finished(replace(letter, recipient=_prescriber(matter)))


def _missing(matter: Matter) -> Iterator[tuple[Sentence, ...]]:
    for reading in matter.readings:
        for one in open_findings(reading.finding) if reading.finding else ():
            asked = dict.fromkeys(
                filter(None, (question_for(need) for leaf in (one, *open_leaves(one)) for need in leaf.needs))
            )
            settles = " ".join(asked) or str(one.reason)
            named = f"{reading.title}, {one.cite}" if one.cite else reading.title
            backing = (policy(reading, one.cite),)
            yield (
                Sentence(f"{one.text} ({status_word(one).lower()})", backing),
                Sentence(named, backing),
                Sentence(settles),
            )
    if not matter.case.chart.values("diagnosis"):
        ask = next(
            gap for gap in find_gaps(matter.case, matter.order, matter.answer, matter.kind) if gap.where == CHART
        )
        yield Sentence("The diagnosis"), Sentence("Every request"), Sentence(ask.what)


def _reply(matter: Matter) -> Iterator[Sentence]:
    fax = matter.case.practice.fax if matter.case.practice else None
    where = f" to fax {fax}" if fax else ""
    backing = (case_field(Origin.PRACTICE, "practice.fax"),)
    yield Sentence(f"Please send the note of each, with its date and page{where}.", backing)
    yield Sentence("Where something was not done or does not apply, a note that says so settles it as well.")


def _prescriber(matter: Matter) -> tuple[str, ...]:
    prescriber = matter.case.practice.prescriber if matter.case.practice else None
    if prescriber is None:
        return ("[prescriber not entered]",)
    return (f"{prescriber.name}, {prescriber.credentials}" if prescriber.credentials else prescriber.name,)
