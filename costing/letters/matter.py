"""What every kind of letter draws on, gathered once: the course in figures, tables, evidence and gaps."""

from dataclasses import dataclass, field, replace
from datetime import date

from costing.case.request_shapes import LetterKind, OwnWords, Request
from costing.case.shapes import Case, Order
from costing.domain.estimate import Estimate
from costing.letters import history, own_words, sending
from costing.letters.backing import entered
from costing.letters.consulted import answered, other_policies
from costing.letters.contradictions import begun, contradictions
from costing.letters.course import Course, course_of
from costing.letters.criteria import criteria_tables, tally
from costing.letters.evidence import Citable, cite, is_off_label
from costing.letters.gaps import find_gaps, unprintable
from costing.letters.own_words import Asked
from costing.letters.parts import Gap, Letter, Origin, Paragraph, Row, Section
from costing.letters.people import letterhead, patient_block, recipient, running_head, signature
from costing.letters.product import Product
from costing.letters.regimen import drug_block, regimen_blocks
from costing.letters.signs import unknown_signs
from costing.letters.tongue import Language
from payer_rules.findings import PolicyAnswer, ProgramAnswer, Reading


@dataclass(frozen=True, slots=True)
class Matter:
    """One case, ready to be written about."""

    kind: LetterKind
    case: Case
    answer: PolicyAnswer
    product: Product
    today: date
    course: Course
    evidence: Citable
    estimate: Estimate | None = None
    programs: tuple[ProgramAnswer, ...] = ()
    language: Language = Language.ENGLISH

    @property
    def order(self) -> Order:
        """The whole order, with all that changes during its course."""
        if self.case.order is None:
            raise ValueError("a letter needs an order")
        return self.case.order

    @property
    def request(self) -> Request | None:
        """What is asked of the payer, as far as it is entered."""
        return self.case.request

    @property
    def written(self) -> dict[str, OwnWords]:
        """The writer's own words for this kind, by place."""
        return own_words.written_for(self.case, self.kind)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings with criteria to show, the plan's own first."""
        return answered(self.answer.readings)

    @property
    def off_label(self) -> bool:
        """Whether the product is used beyond its label."""
        return is_off_label(self.case, self.product)


def gather(
    case: Case, answer: PolicyAnswer, estimate: Estimate | None, product: Product, today: date, kind: LetterKind
) -> Matter:
    """Compute the course and choose the evidence. Raises FiguresDisagree, and ValueError when the case has no order."""
    if case.order is None:
        raise ValueError("a letter needs an order")
    course = course_of(case, case.order, product, estimate)
    return Matter(kind, case, answer, product, today, course, cite(case, product, today), estimate)


@dataclass(frozen=True, slots=True)
class Words:
    """What only one kind of letter says."""

    title: str
    subject: str  # the title without the patient, for the metadata
    opening: Paragraph
    closing: Paragraph
    valediction: str
    sections: tuple[Section, ...] = ()
    asked: tuple[Asked, ...] = ()  # what only a person can say
    gaps: tuple[Gap, ...] = field(default=())


def _policy_rows(matter: Matter) -> tuple[Row, ...]:
    """The plan's policy and how its criteria stand, when they were read."""
    own = tuple(reading for reading in matter.readings if reading.layer == "plan")
    if not own:
        return ()
    return Row("Policy", entered(own[0].title, Origin.POLICY, "policy")), *tally(own)


def compose(matter: Matter, words: Words) -> Letter:
    """Put the parts that all letters share around the words of one kind."""
    case, written = matter.case, matter.written
    gaps = (
        *find_gaps(case, matter.course.order, matter.answer, matter.kind),
        *contradictions(case, matter.today),
        *words.gaps,
        *own_words.reason_gaps(words.asked, written),
    )
    letter = replace(
        headed(matter, words, gaps),
        sections=(
            *words.sections,
            *own_words.reasons(words.asked, written),
            *own_words.arguments(matter.readings, written),
        ),
        criteria=criteria_tables(matter.readings),
        other_policies=other_policies(matter.answer.readings),
        history=history.history(case),
        findings=history.findings(case),
        trials=history.trials(case),
        trials_note=history.trials_note(case),
        regimen=regimen_blocks(case, matter.course, matter.product),
        evidence=matter.evidence.paragraphs,
        signature=signature(case.practice),
        enclosures=history.enclosures(case),
        references=matter.evidence.references,
        advice=(*begun(case, matter.kind, matter.today), *sending.advice(case, matter.kind, matter.today)),
    )
    placed = own_words.put_in(letter, matter.readings, words.asked, written)
    return finished(replace(placed, advice=(*own_words.without_place(placed, written), *placed.advice)))


def headed(matter: Matter, words: Words, gaps: tuple[Gap, ...]) -> Letter:
    """What every paper has: its head, whom it goes to, whom it is about, and its own words."""
    case = matter.case
    return Letter(
        kind=matter.kind,
        language="en-US",
        date=matter.today,
        title=words.title,
        subject=words.subject,
        running_head=running_head(case, matter.product.name, matter.today),
        letterhead=letterhead(case.practice),
        recipient=recipient(case, matter.kind),
        blocks=(
            patient_block(case, matter.kind, _policy_rows(matter)),
            drug_block(case, matter.course, matter.product),
        ),
        opening=words.opening,
        sections=words.sections,
        closing=words.closing,
        valediction=words.valediction,
        gaps=gaps,
        is_draft=bool(gaps),
    )


def finished(letter: Letter) -> Letter:
    """The letter with a gap for signs that it could not print."""
    return _with(letter, unprintable(unknown_signs(letter)))


def _with(letter: Letter, more: tuple[Gap, ...]) -> Letter:
    return replace(letter, gaps=(*letter.gaps, *more), is_draft=True) if more else letter
