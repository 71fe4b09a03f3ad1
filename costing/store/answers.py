"""Kept answers: what was asked, what came out, and with which engine and data, never changed afterwards."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from costing.store.cases import NotFound, SavedCase
from costing.store.database import Base, UtcTime, new_id, now, opened, sealed

TABLE = "answers"


class AnswerRow(Base):
    """One answer, sealed together with the document it answers."""

    __tablename__ = TABLE

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    question: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    case_row_version: Mapped[int]
    document_version: Mapped[int]
    engine_version: Mapped[str] = mapped_column(String(40))
    data_hash: Mapped[str] = mapped_column(String(64))
    created_by: Mapped[str] = mapped_column(String(36))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    row_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default_factory=now)


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """An answer as it was given; `document` and `answer` are plain JSON, which the repr leaves out."""

    id: str
    practice_id: str
    case_id: str
    question: str
    document: dict[str, Any] = field(repr=False)
    answer: Any = field(repr=False)
    case_row_version: int
    document_version: int
    engine_version: str
    data_hash: str
    created_by: str
    created_at: datetime


def keep(
    session: Session,
    practice_id: str,
    saved: SavedCase,
    question: str,
    answer: Any,
    engine_version: str,
    data_hash: str,
    by: str,
) -> SavedAnswer:
    """Keep an answer to a case; `by` is the person. Raises NotFound for another practice's case."""
    if saved.practice_id != practice_id:
        raise NotFound(saved.id)
    answer_id = new_id()
    content = {"document": saved.document, "answer": answer}
    row = AnswerRow(
        practice_id, saved.id, question, sealed(session, content, TABLE, practice_id, answer_id),
        saved.row_version, saved.document_version, engine_version, data_hash, by, answer_id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _saved(session, row)


def get(session: Session, practice_id: str, answer_id: str) -> SavedAnswer:
    """One kept answer of the practice. Raises NotFound."""
    row = session.scalar(select(AnswerRow).where(AnswerRow.id == answer_id, AnswerRow.practice_id == practice_id))
    if row is None:
        raise NotFound(answer_id)
    return _saved(session, row)


def of_case(session: Session, practice_id: str, case_id: str) -> tuple[SavedAnswer, ...]:
    """The kept answers of a case, newest first."""
    mine = select(AnswerRow).where(AnswerRow.practice_id == practice_id, AnswerRow.case_id == case_id)
    rows = session.scalars(mine.order_by(AnswerRow.created_at.desc(), AnswerRow.id))
    return tuple(_saved(session, row) for row in rows)


def newest_of_each_case(session: Session, practice_id: str, question: str) -> tuple[SavedAnswer, ...]:
    """The newest kept answer of every case of the practice to one question, the newest first."""
    mine = select(AnswerRow).where(AnswerRow.practice_id == practice_id, AnswerRow.question == question)
    newest: dict[str, AnswerRow] = {}
    for row in session.scalars(mine.order_by(AnswerRow.created_at.desc(), AnswerRow.id)):
        newest.setdefault(row.case_id, row)
    return tuple(_saved(session, row) for row in newest.values())


def _saved(session: Session, row: AnswerRow) -> SavedAnswer:
    content = opened(session, row.content, TABLE, row.practice_id, row.id)
    return SavedAnswer(
        row.id, row.practice_id, row.case_id, row.question, content["document"], content["answer"],
        row.case_row_version, row.document_version, row.engine_version, row.data_hash, row.created_by, row.created_at,
    )  # fmt: skip
