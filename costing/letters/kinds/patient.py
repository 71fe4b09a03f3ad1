"""What papers for patients share: plain words in the patient's language, the patient's own block, whom to call."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from costing.case.request_shapes import LetterKind
from costing.domain.claim import ClaimLine, LineKind
from costing.letters.backing import case_field, entered
from costing.letters.figures import money
from costing.letters.matter import Matter, Words, finished, headed
from costing.letters.parts import Backing, Block, Gap, Letter, Origin, Paragraph, Row, Section, Sentence
from costing.letters.people import patient_name, short_name
from costing.letters.tongue import UNREVIEWED, Language, Tongue

ESTIMATE = Backing(Origin.COMPUTED, "estimate")
OWN_WORDS = "What the clinic or another provider wrote in its own words is in English."
SERVICES = {
    LineKind.DRUG: "Immune globulin ({product})",
    LineKind.WASTE: "Immune globulin left in opened vials",
    LineKind.FIRST_HOUR: "First hour of the infusion",
    LineKind.ADDED_HOUR: "Each further hour of the infusion",
}


def written(
    matter: Matter, title: str, opening: Paragraph, sections: tuple[Section, ...], gaps: tuple[Gap, ...] = ()
) -> Letter:
    """A paper for the patient; what is not reviewed by a translator says so."""
    say = Tongue(matter.language)
    if matter.language is Language.SPANISH:
        told = (
            Sentence(UNREVIEWED),
            *((Sentence(say(OWN_WORDS)),) if matter.kind is LetterKind.GOOD_FAITH_ESTIMATE else ()),
        )
        sections = (*sections, Section(say("About this translation"), "translation", told))
    words = Words(title, title, opening, tuple(_questions(matter, say)), "", sections)
    letter = replace(
        headed(matter, words, gaps),
        language=str(matter.language),
        running_head=" · ".join(filter(None, (short_name(matter.case.patient), title, say.day(matter.today)))),
        recipient=(patient_name(matter.case.patient) or say("The patient"),),
        blocks=(
            Block(say("You"), tuple(_you(matter, say))),
            Block(say("Your treatment"), tuple(_treatment(matter, say))),
        ),
    )
    return finished(letter)


def _questions(matter: Matter, say: Tongue) -> Iterator[Sentence]:
    practice = matter.case.practice
    if practice and practice.phone:
        backing = (case_field(Origin.PRACTICE, "practice.phone"),)
        yield Sentence(say("Questions? Call us at {phone}.", phone=practice.phone), backing)


def _you(matter: Matter, say: Tongue) -> Iterator[Row]:
    patient, plan = matter.case.patient, matter.case.coverage.primary if matter.case.coverage else None
    if name := patient_name(patient):
        yield Row(say("Name"), entered(name, Origin.COVERAGE, "patient.given_name"))
    if patient and patient.birth_date:
        yield Row(say("Date of birth"), entered(say.day(patient.birth_date), Origin.COVERAGE, "patient.birth_date"))
    if plan and plan.payer:
        yield Row(say("Plan"), entered(plan.payer, Origin.COVERAGE, "coverage.primary.payer"))


def _treatment(matter: Matter, say: Tongue) -> Iterator[Row]:
    course, order = matter.course, (case_field(Origin.ORDER, "order"),)
    yield Row(
        say("Treatment"), Sentence(say("Infusions of immune globulin ({product})", product=matter.product.name), order)
    )
    yield Row(say("First day"), Sentence(say.day(course.first), order))
    yield Row(say("Last day"), Sentence(say.day(course.phases[-1].last), order))
    if matter.estimate:
        yield Row(say("Infusion days"), Sentence(str(len(matter.estimate.visits)), (ESTIMATE,)))


def dollars(value: Decimal | None, say: Tongue) -> Sentence:
    """An amount, or that it is not known."""
    return Sentence(money(value) if value is not None else say("not known"), (ESTIMATE,))


def service(line: ClaimLine, matter: Matter, say: Tongue) -> str:
    """What a claim line is, in plain words; the practice's own label for what else is given."""
    template = SERVICES.get(line.kind)
    return say(template, product=matter.product.name) if template else line.label
