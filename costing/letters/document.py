"""From a case and its policy reading to a plain letter, built only from findings, facts, order and evidence."""

from datetime import date

from costing.case.shapes import Case
from costing.domain.estimate import Estimate
from costing.letters.course import FiguresDisagree
from costing.letters.kinds import medical_necessity_record, prior_authorization
from costing.letters.matter import gather
from costing.letters.parts import Letter, LetterKind
from costing.letters.product import Product
from payer_rules.findings import PolicyAnswer, Required

__all__ = ["FiguresDisagree", "Letter", "LetterKind", "build_letter", "kind_for"]


def kind_for(answer: PolicyAnswer) -> LetterKind:
    """A request where authorization is or may be required; a record where the payer knows none."""
    if answer.authorization.required is Required.NOT_REQUIRED:
        return LetterKind.MEDICAL_NECESSITY_RECORD
    return LetterKind.PRIOR_AUTHORIZATION


def build_letter(case: Case, answer: PolicyAnswer, estimate: Estimate | None, product: Product, today: date) -> Letter:
    """Build the letter of a case, dated `today`; without an estimate it names no vials.

    Raises FiguresDisagree when the order and the estimate differ, ValueError when the case has no order.
    """
    kind = kind_for(answer)
    matter = gather(case, answer, estimate, product, today, kind)
    if kind is LetterKind.MEDICAL_NECESSITY_RECORD:
        return medical_necessity_record.build(matter)
    return prior_authorization.build(matter)
