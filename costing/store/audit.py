"""Who did what to which row: append-only, each entry chained to the one before it by a hash with the installation's key."""

import hmac
import json
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from costing.store.database import DOCUMENT_KEY, Base, UtcTime, locking, new_id, now
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
    session.execute(locking(select(Practice.id).where(Practice.id == practice_id)))
    last = session.scalar(
        select(AuditEntry).where(AuditEntry.practice_id == practice_id).order_by(AuditEntry.number.desc()).limit(1)
    )
    number, before, at = (last.number + 1, last.hash, now()) if last else (1, FIRST, now())
    entry = AuditEntry(practice_id, number, at, person_id, action, subject, before, hash="")
    entry.hash = _hash(_key(session), entry)
    session.add(entry)
    session.flush()
    return entry


def _key(session: Session) -> bytes:
    """A key for the chain alone: who can write to the database but has no keys cannot forge an entry."""
    return HKDF(SHA256(), length=32, salt=None, info=b"audit chain").derive(session.info[DOCUMENT_KEY])


def _hash(key: bytes, row: AuditEntry) -> str:
    """HMAC-SHA-256 over an entry and the hash of the one before it."""
    parts = (
        row.id,
        row.practice_id,
        row.number,
        row.at.isoformat(),
        row.person_id,
        row.action,
        row.subject,
        row.before,
    )
    return hmac.digest(key, json.dumps(parts).encode(), "sha256").hex()


def verify(session: Session, practice_id: str) -> int | None:
    """The number of the first entry that was changed, forged or follows a gap; None when the chain is whole. That the
    newest entries are missing, a chain cannot tell: compare the last number with a backup.
    """
    key, before = _key(session), FIRST
    rows = session.scalars(select(AuditEntry).where(AuditEntry.practice_id == practice_id).order_by(AuditEntry.number))
    for expected, row in enumerate(rows, start=1):
        if (row.number, row.before, row.hash) != (expected, before, _hash(key, row)):
            return expected
        before = row.hash
    return None
