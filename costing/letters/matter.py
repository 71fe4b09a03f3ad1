"""What every kind of letter draws on, gathered once: the course in figures, tables, evidence and gaps."""

from dataclasses import dataclass, replace
from datetime import date

from costing.case.shapes import Case
from costing.domain.estimate import Estimate
from costing.letters import history
from costing.letters.consulted import answered, other_policies
from costing.letters.course import Course, course_of
from costing.letters.criteria import criteria_tables
from costing.letters.evidence import Citable, cite, is_off_label
from costing.letters.gaps import find_gaps, unprintable
from costing.letters.parts import Gap, Letter, LetterKind, Paragraph
from costing.letters.people import letterhead, patient_block, recipient, running_head, signature
from costing.letters.product import Product
from costing.letters.regimen import drug_block, regimen_blocks
from costing.letters.signs import unknown_signs
from payer_rules.findings import PolicyAnswer, Reading


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
    return Matter(kind, case, answer, product, today, course, cite(case, product, today))


@dataclass(frozen=True, slots=True)
class Words:
    """What only one kind of letter says."""

    title: str
    subject: str  # the title without the patient, for the metadata
    opening: Paragraph
    closing: Paragraph
    valediction: str


def _policy_title(matter: Matter) -> str | None:
    """The plan's policy, when its criteria were read."""
    return next((reading.title for reading in matter.readings if reading.layer == "plan"), None)


def compose(matter: Matter, words: Words) -> Letter:
    """Put the parts that all kinds share around the words of one kind."""
    case, plan = matter.case, matter.case.coverage.primary if matter.case.coverage else None
    gaps = find_gaps(case, matter.course.order, matter.answer, matter.kind)
    letter = Letter(
        kind=matter.kind,
        language="en-US",
        date=matter.today,
        title=words.title,
        subject=words.subject,
        running_head=running_head(case, matter.product.name, matter.today),
        letterhead=letterhead(case.practice),
        recipient=recipient(matter.kind, plan),
        blocks=(
            patient_block(case, matter.kind, _policy_title(matter)),
            drug_block(case, matter.course, matter.product),
        ),
        opening=words.opening,
        criteria=criteria_tables(matter.readings),
        other_policies=other_policies(matter.answer.readings),
        history=history.history(case),
        findings=history.findings(case),
        trials=history.trials(case),
        trials_note=history.trials_note(case),
        regimen=regimen_blocks(case, matter.course, matter.product),
        evidence=matter.evidence.paragraphs,
        closing=words.closing,
        valediction=words.valediction,
        signature=signature(case.practice),
        enclosures=history.enclosures(case),
        references=matter.evidence.references,
        gaps=gaps,
        is_draft=bool(gaps),
    )
    return _with(letter, unprintable(unknown_signs(letter)))


def _with(letter: Letter, more: tuple[Gap, ...]) -> Letter:
    return replace(letter, gaps=(*letter.gaps, *more), is_draft=True) if more else letter
