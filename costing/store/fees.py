"""A practice's own fee schedule: one sealed list of prices, changed as a whole."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, ForeignKey, LargeBinary, String, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from costing.store.cases import Stale
from costing.store.database import Base, UtcTime, now, opened, sealed

TABLE = "practice_fees"
NEVER_KEPT = 0


class PracticeFeesRow(Base):
    """The whole schedule of one practice."""

    __tablename__ = TABLE

    content: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    changed_by: Mapped[str] = mapped_column(String(36))
    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)
    row_version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(UtcTime, default_factory=now)


@dataclass(frozen=True, slots=True)
class FeeSchedule:
    """Rows as the `fees` of a case document; version 0 before anything was kept."""

    row_version: int
    rows: list[dict[str, Any]] = field(repr=False)


def schedule_of(session: Session, practice_id: str) -> FeeSchedule:
    """The practice's prices; none before any were kept."""
    row = session.scalar(select(PracticeFeesRow).where(PracticeFeesRow.practice_id == practice_id))
    if row is None:
        return FeeSchedule(NEVER_KEPT, [])
    return FeeSchedule(row.row_version, opened(session, row.content, TABLE, practice_id))


def keep_schedule(session: Session, practice_id: str, rows: list[dict[str, Any]], row_version: int, by: str) -> None:
    """Put a schedule in the place of the version that was read. Raises Stale when it is no longer that version."""
    content = sealed(session, rows, TABLE, practice_id)
    if row_version == NEVER_KEPT:
        _keep_first(session, PracticeFeesRow(content, by, practice_id))
        return
    mine = update(PracticeFeesRow).where(
        PracticeFeesRow.practice_id == practice_id, PracticeFeesRow.row_version == row_version
    )
    changes = {"content": content, "row_version": row_version + 1, "changed_by": by, "updated_at": now()}
    result = session.execute(mine.values(**changes))
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise Stale(practice_id)


def _keep_first(session: Session, row: PracticeFeesRow) -> None:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Stale(row.practice_id) from None
