"""Kept estimates priced again with what is loaded now: which of them move, and by how much; the kept ones stay."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from costing.domain.estimate import Estimate
from costing.questions.documents import read_case
from costing.questions.estimate import estimate
from costing.questions.plain import to_plain
from costing.questions.refused import Refused
from costing.questions.stamp import data_hash, engine_version
from costing.store import answers, cases
from costing.store.answers import SavedAnswer
from costing.store.cases import SavedCase

QUESTION = "estimate"
PARTS = ("allowed", "patient")


@dataclass(frozen=True, slots=True)
class Repriced:
    """An estimate as it was kept and as its own document is priced now, in dollars of the whole course; None: unknown."""

    allowed_before: Decimal | None
    allowed: Decimal | None
    patient_before: Decimal | None
    patient: Decimal | None
    estimate: Estimate

    @property
    def moves(self) -> bool:
        """Whether a sum is another one now."""
        return (self.allowed_before, self.patient_before) != (self.allowed, self.patient)


@dataclass(frozen=True, slots=True)
class Moved:
    """A kept estimate, its case, and what it comes to now."""

    answer: SavedAnswer
    saved: SavedCase
    now: Repriced


def moved_estimates(session: Session, practice_id: str) -> Iterator[Moved]:
    """The newest kept estimate of each case of a practice, where it comes to another sum now."""
    for answer in answers.newest_of_each_case(session, practice_id, QUESTION):
        now = None if answer.data_hash == data_hash() else reprice(answer.document, answer.answer)
        if now and now.moves:
            yield Moved(answer, cases.get(session, practice_id, answer.case_id), now)


def keep_anew(session: Session, practice_id: str, moved: Moved, by: str) -> SavedAnswer:
    """Keep the new estimate beside the old one, as the answer to the same document."""
    asked = replace(moved.saved, document=moved.answer.document, row_version=moved.answer.case_row_version)
    found = to_plain(moved.now.estimate)
    return answers.keep(session, practice_id, asked, QUESTION, found, engine_version(), data_hash(), by)


def reprice(document: Mapping[str, Any], answer: Mapping[str, Any]) -> Repriced | None:
    """Price the document of a kept estimate again, nothing of it changed; None where it cannot be priced any more."""
    try:
        found = estimate(read_case(document))
    except Refused:
        return None
    before = {part: _dollars(answer.get("course", {}).get(part)) for part in PARTS}
    return Repriced(before["allowed"], found.course.allowed, before["patient"], found.course.patient, found)


def _dollars(plain: object) -> Decimal | None:
    return Decimal(plain) if isinstance(plain, str) else None
