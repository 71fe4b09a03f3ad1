"""From a case and its policy reading to a plain letter, built only from findings, facts, order and evidence."""

from datetime import date

from costing.case.request_shapes import LetterKind, RequestKind
from costing.case.shapes import Case
from costing.domain.estimate import Estimate
from costing.letters.course import FiguresDisagree
from costing.letters.kinds import appeal, medical_necessity_record, request
from costing.letters.kinds.asks import ASKS
from costing.letters.matter import gather
from costing.letters.parts import Letter
from costing.letters.product import Product
from payer_rules.findings import PolicyAnswer, Required

__all__ = ["FiguresDisagree", "Letter", "build_letter", "kind_for"]


def kind_for(case: Case, answer: PolicyAnswer) -> LetterKind:
    """A request where authorization is or may be required; a record where the payer knows none."""
    if answer.authorization.required is Required.NOT_REQUIRED:
        return LetterKind.MEDICAL_NECESSITY_RECORD
    renewal = case.request is not None and case.request.kind is RequestKind.RENEWAL
    return LetterKind.RENEWAL if renewal else LetterKind.PRIOR_AUTHORIZATION


def build_letter(
    case: Case,
    answer: PolicyAnswer,
    estimate: Estimate | None,
    product: Product,
    today: date,
    kind: LetterKind | None = None,
) -> Letter:
    """Build a paper of a case, dated `today`: of the kind that the case asks for, or of `kind`; without an estimate it names no vials.

    Raises FiguresDisagree when the order and the estimate differ, ValueError when the case has no order.
    """
    kind = kind or kind_for(case, answer)
    matter = gather(case, answer, estimate, product, today, kind)
    if kind is LetterKind.MEDICAL_NECESSITY_RECORD:
        return medical_necessity_record.build(matter)
    if kind is LetterKind.APPEAL:
        return appeal.build(matter)
    return request.build(matter, ASKS[kind])
