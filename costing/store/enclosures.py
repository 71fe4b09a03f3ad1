"""What is enclosed with a case's letter: cleaned PDF files, sealed, in the order in which they are sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ForeignKey, LargeBinary, String, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from costing.store.cases import CaseRow, NotFound, SavedCase
from costing.store.database import Base, UtcTime, locking, new_id, now, opened, opened_bytes, sealed, sealed_bytes

TABLE = "enclosures"
DETAILS = "details"  # its own place: a title cannot stand in for a file
MOST = 40
MOST_BYTES = 60_000_000  # of all enclosures of one case


class Full(ValueError):
    """The case holds as many enclosures as it may."""


class EnclosureRow(Base):
    """One enclosure; its title and its content are sealed."""

    __tablename__ = TABLE

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    pages: Mapped[int]
    size: Mapped[int]
    details: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    content: Mapped[bytes] = mapped_column(LargeBinary, repr=False, deferred=True)
    created_by: Mapped[str] = mapped_column(String(36))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default_factory=now)


@dataclass(frozen=True, slots=True)
class SavedEnclosure:
    """An enclosure without its content; `size` in bytes, `sha256` of the cleaned file."""

    id: str
    case_id: str
    title: str = field(repr=False)
    pages: int
    size: int
    sha256: str
    created_at: datetime


def add(session: Session, saved: SavedCase, title: str, pdf: bytes, pages: int, by: str) -> SavedEnclosure:
    """Enclose a cleaned file as the last one; of two at once each has its own place. Raises Full."""
    session.execute(locking(select(CaseRow.id).where(CaseRow.id == saved.id)))
    mine = EnclosureRow.practice_id == saved.practice_id, EnclosureRow.case_id == saved.id
    count, size, last = session.execute(
        select(func.count(), func.coalesce(func.sum(EnclosureRow.size), 0), func.max(EnclosureRow.place)).where(*mine)
    ).one()
    if count >= MOST or size + len(pdf) > MOST_BYTES:
        raise Full(saved.id)
    row_id, practice_id = new_id(), saved.practice_id
    about = {"title": title, "sha256": sha256(pdf).hexdigest()}
    row = EnclosureRow(
        practice_id, saved.id, (last or 0) + 1, pages, len(pdf),
        sealed(session, about, TABLE, practice_id, row_id, DETAILS),
        sealed_bytes(session, pdf, TABLE, practice_id, row_id), by, row_id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _saved(session, row)


def of_case(session: Session, practice_id: str, case_id: str) -> tuple[SavedEnclosure, ...]:
    """The enclosures of a case in their order, without their content."""
    mine = select(EnclosureRow).where(EnclosureRow.practice_id == practice_id, EnclosureRow.case_id == case_id)
    rows = session.scalars(mine.order_by(EnclosureRow.place, EnclosureRow.created_at, EnclosureRow.id))
    return tuple(_saved(session, row) for row in rows)


def content_of(session: Session, practice_id: str, case_id: str, enclosure_id: str) -> bytes:
    """The cleaned file. Raises NotFound, for another case's or practice's enclosure too."""
    content = session.scalar(
        select(EnclosureRow.content).where(
            EnclosureRow.id == enclosure_id, EnclosureRow.practice_id == practice_id, EnclosureRow.case_id == case_id
        )
    )
    if content is None:
        raise NotFound(enclosure_id)
    return opened_bytes(session, content, TABLE, practice_id, enclosure_id)


def rename(session: Session, practice_id: str, case_id: str, enclosure_id: str, title: str) -> None:
    """Give an enclosure another title. Raises NotFound."""
    row = session.scalar(
        select(EnclosureRow).where(
            EnclosureRow.id == enclosure_id, EnclosureRow.practice_id == practice_id, EnclosureRow.case_id == case_id
        )
    )
    if row is None:
        raise NotFound(enclosure_id)
    place = TABLE, practice_id, enclosure_id, DETAILS
    row.details = sealed(session, {**opened(session, row.details, *place), "title": title}, *place)
    session.flush()


def reorder(session: Session, practice_id: str, case_id: str, ids: Sequence[str]) -> None:
    """Put the enclosures in the order of `ids`. Raises NotFound unless these are all of them, each once."""
    if sorted(ids) != sorted(one.id for one in of_case(session, practice_id, case_id)):
        raise NotFound(case_id)
    for place, enclosure_id in enumerate(ids, start=1):
        mine = update(EnclosureRow).where(EnclosureRow.id == enclosure_id, EnclosureRow.practice_id == practice_id)
        session.execute(mine.values(place=place))


def remove(session: Session, practice_id: str, case_id: str, enclosure_id: str) -> None:
    """Take an enclosure out. Raises NotFound."""
    mine = delete(EnclosureRow).where(
        EnclosureRow.id == enclosure_id, EnclosureRow.practice_id == practice_id, EnclosureRow.case_id == case_id
    )
    if session.execute(mine.returning(EnclosureRow.id)).first() is None:
        raise NotFound(enclosure_id)


def _saved(session: Session, row: EnclosureRow) -> SavedEnclosure:
    about = opened(session, row.details, TABLE, row.practice_id, row.id, DETAILS)
    return SavedEnclosure(row.id, row.case_id, about["title"], row.pages, row.size, about["sha256"], row.created_at)
