"""Signed letters: the PDF as it was signed, sealed and never changed, with who signed what and when."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from costing.store.cases import CaseRow, NotFound, SavedCase
from costing.store.database import Base, UtcTime, locking, new_id, opened, opened_bytes, sealed, sealed_bytes

TABLE = "signed_letters"
DETAILS = "details"


class AlreadySigned(ValueError):
    """This person has signed this very letter: `one`."""

    def __init__(self, one: "SignedLetter") -> None:
        super().__init__(one.id)
        self.one = one


class SignedRow(Base):
    """One signed letter."""

    __tablename__ = TABLE

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    details: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    content: Mapped[bytes] = mapped_column(LargeBinary, repr=False, deferred=True)
    case_row_version: Mapped[int]
    engine_version: Mapped[str] = mapped_column(String(40))
    signed_by: Mapped[str] = mapped_column(String(36))
    signed_at: Mapped[datetime] = mapped_column(UtcTime)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)


@dataclass(frozen=True, slots=True)
class SignedLetter:
    """A signed letter without its file; `letter` is its plain JSON, `enclosures` the titles and hashes that it lists."""

    id: str
    case_id: str
    signed_at: datetime
    case_row_version: int
    name: str = field(repr=False)
    content_hash: str
    file_hash: str
    letter: dict[str, Any] = field(repr=False)
    enclosures: list[list[str]] = field(repr=False)


def keep(
    session: Session,
    saved: SavedCase,
    pdf: bytes,
    letter: dict[str, Any],
    enclosures: list[list[str]],
    signature: tuple[str, datetime, str],
    engine_version: str,
    by: str,
) -> SignedLetter:
    """Freeze a letter; `signature` is the typed name, the instant and the hash of the content. Raises AlreadySigned."""
    row_id, practice_id = new_id(), saved.practice_id
    name, at, content_hash = signature
    session.execute(locking(select(CaseRow.id).where(CaseRow.id == saved.id)))  # two clicks take turns
    mine = select(SignedRow).where(SignedRow.case_id == saved.id, SignedRow.signed_by == by)
    for before in (_saved(session, row) for row in session.scalars(mine)):
        if before.content_hash == content_hash:
            raise AlreadySigned(before)
    about = {
        "name": name, "content_hash": content_hash, "file_hash": sha256(pdf).hexdigest(), "letter": letter,
        "enclosures": enclosures,
    }  # fmt: skip
    row = SignedRow(
        practice_id, saved.id, sealed(session, about, TABLE, practice_id, row_id, DETAILS),
        sealed_bytes(session, pdf, TABLE, practice_id, row_id), saved.row_version, engine_version, by, at, row_id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _saved(session, row)


def of_case(session: Session, practice_id: str, case_id: str) -> tuple[SignedLetter, ...]:
    """The signed letters of a case, newest first."""
    mine = select(SignedRow).where(SignedRow.practice_id == practice_id, SignedRow.case_id == case_id)
    return tuple(
        _saved(session, row) for row in session.scalars(mine.order_by(SignedRow.signed_at.desc(), SignedRow.id))
    )


def get(session: Session, practice_id: str, signed_id: str) -> tuple[SignedLetter, bytes]:
    """One signed letter and its file, byte for byte. Raises NotFound."""
    row = session.scalar(select(SignedRow).where(SignedRow.id == signed_id, SignedRow.practice_id == practice_id))
    if row is None:
        raise NotFound(signed_id)
    return _saved(session, row), opened_bytes(session, row.content, TABLE, practice_id, row.id)


def _saved(session: Session, row: SignedRow) -> SignedLetter:
    about = opened(session, row.details, TABLE, row.practice_id, row.id, DETAILS)
    return SignedLetter(
        row.id, row.case_id, row.signed_at, row.case_row_version, about["name"], about["content_hash"], about["file_hash"],
        about["letter"], about["enclosures"],
    )  # fmt: skip
