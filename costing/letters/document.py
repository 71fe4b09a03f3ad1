"""From a case and its policy reading to a plain letter, built only from findings, facts, order and evidence."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from costing.case.request_shapes import LetterKind, RequestKind
from costing.case.shapes import Case
from costing.domain.estimate import Estimate
from costing.letters.course import FiguresDisagree
from costing.letters.kinds import (
    appeal,
    good_faith_estimate,
    help_sheet,
    medical_necessity_record,
    medicare_notice,
    office,
    patient_estimate,
    peer_to_peer,
    request,
)
from costing.letters.kinds.asks import ASKS
from costing.letters.matter import Matter, gather
from costing.letters.parts import Letter
from costing.letters.product import Product
from costing.letters.refusal import CannotWrite
from costing.letters.tongue import Language
from payer_rules.findings import PolicyAnswer, ProgramAnswer, Required

__all__ = ["CannotWrite", "FiguresDisagree", "Letter", "build_letter", "kind_for"]

BUILDERS: Mapping[LetterKind, Callable[[Matter], Letter]] = {
    **{kind: partial(request.build, ask=ask) for kind, ask in ASKS.items()},
    LetterKind.MEDICAL_NECESSITY_RECORD: medical_necessity_record.build,
    LetterKind.APPEAL: appeal.build,
    LetterKind.PEER_TO_PEER: peer_to_peer.build,
    LetterKind.FAX_COVER: office.fax_cover,
    LetterKind.MISSING_DOCUMENTS: office.missing_documents,
    LetterKind.MEDICARE_NOTICE: medicare_notice.build,
    LetterKind.PATIENT_ESTIMATE: patient_estimate.build,
    LetterKind.GOOD_FAITH_ESTIMATE: good_faith_estimate.build,
    LetterKind.HELP_SHEET: help_sheet.build,
}


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
    *,
    programs: tuple[ProgramAnswer, ...] = (),
    language: Language = Language.ENGLISH,
) -> Letter:
    """Build a paper of a case, dated `today`: of the kind that the case asks for, or of `kind`; without an estimate it names no vials.

    A drug plan is not answered by the criteria of the medical benefit. `language` is for patient papers only.
    Raises FiguresDisagree when figures differ, CannotWrite when this kind is not for this case
    or lacks what it must say, ValueError when the case has no order.
    """
    kind = kind or kind_for(case, answer)
    if kind is LetterKind.PART_D_EXCEPTION:
        answer = replace(answer, readings=tuple(one for one in answer.readings if one.layer == "label"))
    matter = gather(case, answer, estimate, product, today, kind)
    return BUILDERS[kind](replace(matter, programs=programs, language=language))
