"""A practice's letterhead: what new cases start with, and the logo of all its letters."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from costing.store.cases import Stale
from costing.store.database import Base, UtcTime, locking, now, opened_bytes, sealed, sealed_bytes
from costing.store.people import Practice, letterhead_of

TABLE = "practice_logos"


class LogoRow(Base):
    """The clean logo of one practice, sealed."""

    __tablename__ = TABLE

    kind: Mapped[str] = mapped_column(String(4))
    content: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    changed_by: Mapped[str] = mapped_column(String(36))
    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)
    updated_at: Mapped[datetime] = mapped_column(UtcTime, default_factory=now)


@dataclass(frozen=True, slots=True)
class SavedLogo:
    """A logo as it was cleaned; `kind` is png or svg."""

    kind: str
    content: bytes = field(repr=False)


def version_of(letterhead: dict[str, Any] | None) -> str:
    """What a form carries, so that nobody overwrites what somebody else has just entered."""
    return sha256(json.dumps(letterhead, sort_keys=True).encode()).hexdigest()[:16]


def keep_letterhead(session: Session, practice_id: str, letterhead: dict[str, Any], version: str) -> None:
    """Put a letterhead in the place of the one that was read. Raises Stale when it is no longer that one."""
    practice = session.scalars(locking(select(Practice).where(Practice.id == practice_id))).one()
    if version_of(letterhead_of(session, practice_id)) != version:
        raise Stale(practice_id)
    practice.letterhead = sealed(session, letterhead, "practices", practice_id)
    session.flush()


def logo_of(session: Session, practice_id: str) -> SavedLogo | None:
    """The practice's logo, if it has one."""
    row = session.scalar(select(LogoRow).where(LogoRow.practice_id == practice_id))
    return None if row is None else SavedLogo(row.kind, opened_bytes(session, row.content, TABLE, practice_id))


def keep_logo(session: Session, practice_id: str, kind: str, content: bytes, by: str) -> None:
    """Put a logo in the place of the one before; of two at once the later stays."""
    session.execute(locking(select(Practice.id).where(Practice.id == practice_id)))
    remove_logo(session, practice_id)
    session.add(LogoRow(kind, sealed_bytes(session, content, TABLE, practice_id), by, practice_id))
    session.flush()


def remove_logo(session: Session, practice_id: str) -> None:
    """Letters show the name alone again."""
    session.execute(delete(LogoRow).where(LogoRow.practice_id == practice_id))
