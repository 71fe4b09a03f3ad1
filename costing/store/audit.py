"""Who did what to which row: append-only, each entry sealed to the one before it by its hash."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from costing.store.database import Base, UtcTime, new_id, now
from costing.store.people import Practice

FIRST = "0" * 64


class AuditEntry(Base):
    """One act. `subject` is the id of a row, never a name; the database refuses to change or remove an entry."""

    __tablename__ = "audit"
    __table_args__ = (UniqueConstraint("practice_id", "number"),)

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id"), index=True)
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcTime)
    person_id: Mapped[str | None] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(36))
    before: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default_factory=new_id)


def record(session: Session, practice_id: str, person_id: str | None, action: str, subject: str) -> AuditEntry:
    """Append an entry to the practice's chain; two at once wait for each other."""
    session.execute(select(Practice.id).where(Practice.id == practice_id).with_for_update())
    last = session.scalar(
        select(AuditEntry).where(AuditEntry.practice_id == practice_id).order_by(AuditEntry.number.desc()).limit(1)
    )
    number, before, at = (last.number + 1, last.hash, now()) if last else (1, FIRST, now())
    found = entry_hash(practice_id, number, at, person_id, action, subject, before)
    entry = AuditEntry(practice_id, number, at, person_id, action, subject, before, found)
    session.add(entry)
    session.flush()
    return entry


def entry_hash(
    practice_id: str, number: int, at: datetime, person_id: str | None, action: str, subject: str, before: str
) -> str:
    """SHA-256 over an entry and the hash of the one before it."""
    parts = (practice_id, str(number), at.isoformat(), person_id or "", action, subject, before)
    return sha256("\n".join(parts).encode()).hexdigest()


def verify(session: Session, practice_id: str) -> int | None:
    """The number of the first entry that was changed or follows a gap; None when the chain is whole."""
    before = FIRST
    rows = session.scalars(select(AuditEntry).where(AuditEntry.practice_id == practice_id).order_by(AuditEntry.number))
    for expected, row in enumerate(rows, start=1):
        found = entry_hash(row.practice_id, row.number, row.at, row.person_id, row.action, row.subject, row.before)
        if (row.number, row.before, row.hash) != (expected, before, found):
            return expected
        before = row.hash
    return None
