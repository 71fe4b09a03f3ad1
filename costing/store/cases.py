"""Saved cases: the case document, sealed, with a version that grows with every change."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, ForeignKey, LargeBinary, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from costing.case.shapes import DOCUMENT_VERSION
from costing.store.database import Base, UtcTime, new_id, now, opened, sealed

TABLE = "cases"


class NotFound(LookupError):
    """There is no such row in this practice."""


class Stale(ValueError):
    """Somebody changed the row since it was read."""


class CaseRow(Base):
    """One case; everything about the patient, its label too, is inside the sealed document."""

    __tablename__ = TABLE

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), index=True)
    document: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    created_by: Mapped[str] = mapped_column(String(36))
    changed_by: Mapped[str] = mapped_column(String(36))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    document_version: Mapped[int] = mapped_column(default=DOCUMENT_VERSION)
    row_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default_factory=now)
    updated_at: Mapped[datetime] = mapped_column(UtcTime, default_factory=now)


@dataclass(frozen=True, slots=True)
class SavedCase:
    """A case as it stands; `document` is plain JSON. Its repr tells nothing of the patient."""

    id: str
    practice_id: str
    row_version: int
    document: dict[str, Any] = field(repr=False)
    label: str | None = field(repr=False)
    created_at: datetime
    updated_at: datetime
    document_version: int


def keep_new(session: Session, practice_id: str, document: dict[str, Any], by: str) -> SavedCase:
    """Save a new case; `by` is the person."""
    case_id = new_id()
    row = CaseRow(practice_id, sealed(session, document, TABLE, practice_id, case_id), by, by, case_id)
    session.add(row)
    session.flush()
    return _saved(session, row)


def get(session: Session, practice_id: str, case_id: str) -> SavedCase:
    """One case of the practice. Raises NotFound, for another practice's case too."""
    row = session.scalar(select(CaseRow).where(CaseRow.id == case_id, CaseRow.practice_id == practice_id))
    if row is None:
        raise NotFound(case_id)
    return _saved(session, row)


def all_of(session: Session, practice_id: str) -> tuple[SavedCase, ...]:
    """Every case of the practice, the last changed first."""
    rows = session.scalars(
        select(CaseRow).where(CaseRow.practice_id == practice_id).order_by(CaseRow.updated_at.desc(), CaseRow.id)
    )
    return tuple(_saved(session, row) for row in rows)


def replace(
    session: Session, practice_id: str, case_id: str, document: dict[str, Any], row_version: int, by: str
) -> SavedCase:
    """Put a new document in the place of the version that was read. Raises Stale when it is no longer that version."""
    content = sealed(session, document, TABLE, practice_id, case_id)
    mine = update(CaseRow).where(
        CaseRow.id == case_id, CaseRow.practice_id == practice_id, CaseRow.row_version == row_version
    )
    changes = {
        "document": content, "document_version": DOCUMENT_VERSION, "row_version": row_version + 1,
        "changed_by": by, "updated_at": now(),
    }  # fmt: skip
    _need_one(session, session.execute(mine.values(**changes)), practice_id, case_id)
    return get(session, practice_id, case_id)


def remove(session: Session, practice_id: str, case_id: str, row_version: int) -> None:
    """Remove the version that was read, with the answers kept for the case. Raises NotFound or Stale."""
    mine = delete(CaseRow).where(
        CaseRow.id == case_id, CaseRow.practice_id == practice_id, CaseRow.row_version == row_version
    )
    _need_one(session, session.execute(mine), practice_id, case_id)


def _need_one(session: Session, result: Any, practice_id: str, case_id: str) -> None:
    """Raise Stale or NotFound when a change hit no row."""
    if isinstance(result, CursorResult) and result.rowcount == 1:
        return
    get(session, practice_id, case_id)
    raise Stale(case_id)


def _saved(session: Session, row: CaseRow) -> SavedCase:
    document = opened(session, row.document, TABLE, row.practice_id, row.id)
    return SavedCase(
        row.id, row.practice_id, row.row_version, document, document.get("label"), row.created_at, row.updated_at,
        row.document_version,
    )  # fmt: skip
