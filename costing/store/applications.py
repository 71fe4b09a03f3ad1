"""Applications to assistance programs of a case: each sealed, with a version that grows with every change."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, ForeignKey, LargeBinary, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from costing.store.cases import NotFound, SavedCase, Stale
from costing.store.database import Base, UtcTime, new_id, now, opened, sealed

TABLE = "applications"


class ApplicationRow(Base):
    """One application; which program it is, and everything else about it, is inside the sealed content."""

    __tablename__ = TABLE

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    changed_by: Mapped[str] = mapped_column(String(36))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    row_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default_factory=now)
    updated_at: Mapped[datetime] = mapped_column(UtcTime, default_factory=now)


@dataclass(frozen=True, slots=True)
class SavedApplication:
    """An application as it stands; `document` is plain JSON, which the repr leaves out."""

    id: str
    case_id: str
    row_version: int
    document: dict[str, Any] = field(repr=False)


def keep_new(session: Session, saved: SavedCase, document: dict[str, Any], by: str) -> SavedApplication:
    """Keep a new application of a case of the person's own practice; `by` is the person."""
    own_id = new_id()
    content = sealed(session, document, TABLE, saved.practice_id, own_id)
    row = ApplicationRow(saved.practice_id, saved.id, content, by, own_id)
    session.add(row)
    session.flush()
    return _saved(session, row)


def get(session: Session, practice_id: str, case_id: str, own_id: str) -> SavedApplication:
    """One application of a case of the practice. Raises NotFound."""
    row = session.scalar(_mine(practice_id).where(ApplicationRow.case_id == case_id, ApplicationRow.id == own_id))
    if row is None:
        raise NotFound(own_id)
    return _saved(session, row)


def of_case(session: Session, practice_id: str, case_id: str) -> tuple[SavedApplication, ...]:
    """The applications of a case, the oldest first."""
    rows = session.scalars(_mine(practice_id).where(ApplicationRow.case_id == case_id))
    return tuple(_saved(session, row) for row in rows)


def all_of(session: Session, practice_id: str) -> tuple[SavedApplication, ...]:
    """Every application of the practice, the oldest first."""
    return tuple(_saved(session, row) for row in session.scalars(_mine(practice_id)))


def replace(
    session: Session, practice_id: str, own_id: str, document: dict[str, Any], row_version: int, by: str
) -> None:
    """Put a document in the place of the version that was read. Raises Stale when it is no longer that version."""
    content = sealed(session, document, TABLE, practice_id, own_id)
    changes = {"content": content, "row_version": row_version + 1, "changed_by": by, "updated_at": now()}
    mine = update(ApplicationRow).where(
        ApplicationRow.id == own_id,
        ApplicationRow.practice_id == practice_id,
        ApplicationRow.row_version == row_version,
    )
    _need_one(session.execute(mine.values(**changes)), own_id)


def remove(session: Session, practice_id: str, own_id: str, row_version: int) -> None:
    """Remove the version that was read. Raises Stale when it is no longer that version."""
    mine = delete(ApplicationRow).where(
        ApplicationRow.id == own_id,
        ApplicationRow.practice_id == practice_id,
        ApplicationRow.row_version == row_version,
    )
    _need_one(session.execute(mine), own_id)


def _need_one(result: Any, own_id: str) -> None:
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise Stale(own_id)


def _mine(practice_id: str) -> Any:
    own = select(ApplicationRow).where(ApplicationRow.practice_id == practice_id)
    return own.order_by(ApplicationRow.created_at, ApplicationRow.id)


def _saved(session: Session, row: ApplicationRow) -> SavedApplication:
    document = opened(session, row.content, TABLE, row.practice_id, row.id)
    return SavedApplication(row.id, row.case_id, row.row_version, document)
