"""A practice's directory: where each plan takes requests, one sealed entry a plan."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, ForeignKey, LargeBinary, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from costing.store.cases import NotFound, Stale
from costing.store.database import Base, UtcTime, new_id, now, opened, sealed

TABLE = "payer_entries"
MOST = 500


class Full(ValueError):
    """The directory holds as many entries as it may."""


class PayerEntryRow(Base):
    """One entry."""

    __tablename__ = TABLE

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    changed_by: Mapped[str] = mapped_column(String(36))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    row_version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(UtcTime, default_factory=now)


@dataclass(frozen=True, slots=True)
class SavedEntry:
    """An entry as it stands; `document` is plain JSON."""

    id: str
    row_version: int
    document: dict[str, Any] = field(repr=False)


def add(session: Session, practice_id: str, document: dict[str, Any], by: str) -> SavedEntry:
    """Keep a new entry. Raises Full."""
    if len(all_of(session, practice_id)) >= MOST:
        raise Full(practice_id)
    entry_id = new_id()
    row = PayerEntryRow(practice_id, sealed(session, document, TABLE, practice_id, entry_id), by, entry_id)
    session.add(row)
    session.flush()
    return _saved(session, row)


def get(session: Session, practice_id: str, entry_id: str) -> SavedEntry:
    """One entry of the practice. Raises NotFound."""
    row = session.scalar(
        select(PayerEntryRow).where(PayerEntryRow.id == entry_id, PayerEntryRow.practice_id == practice_id)
    )
    if row is None:
        raise NotFound(entry_id)
    return _saved(session, row)


def all_of(session: Session, practice_id: str) -> tuple[SavedEntry, ...]:
    """The whole directory by payer and plan."""
    rows = session.scalars(select(PayerEntryRow).where(PayerEntryRow.practice_id == practice_id))
    saved = [_saved(session, row) for row in rows]
    return tuple(sorted(saved, key=lambda one: (one.document["payer"].casefold(), one.document.get("plan_name", ""))))


def replace(
    session: Session, practice_id: str, entry_id: str, document: dict[str, Any], row_version: int, by: str
) -> None:
    """Put an entry in the place of the version that was read. Raises NotFound or Stale."""
    mine = update(PayerEntryRow).where(
        PayerEntryRow.id == entry_id, PayerEntryRow.practice_id == practice_id, PayerEntryRow.row_version == row_version
    )
    content = sealed(session, document, TABLE, practice_id, entry_id)
    changes = {"content": content, "row_version": row_version + 1, "changed_by": by, "updated_at": now()}
    result = session.execute(mine.values(**changes))
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        get(session, practice_id, entry_id)
        raise Stale(entry_id)


def remove(session: Session, practice_id: str, entry_id: str) -> None:
    """Take an entry out. Raises NotFound."""
    get(session, practice_id, entry_id)
    mine = PayerEntryRow.id == entry_id, PayerEntryRow.practice_id == practice_id
    session.execute(delete(PayerEntryRow).where(*mine))


def _saved(session: Session, row: PayerEntryRow) -> SavedEntry:
    return SavedEntry(row.id, row.row_version, opened(session, row.content, TABLE, row.practice_id, row.id))
