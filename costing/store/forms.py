"""Payers' own forms: the clean blank file, its fields, and what an office has tied each of them to."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, ForeignKey, LargeBinary, String, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from costing.store.cases import NotFound, Stale
from costing.store.database import Base, UtcTime, new_id, now, opened, opened_bytes, sealed, sealed_bytes

TABLE = "payer_forms"
DETAILS = "details"
MOST = 60


class Full(ValueError):
    """The practice holds as many forms as it may."""


class FormRow(Base):
    """One form of one practice."""

    __tablename__ = TABLE

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), index=True)
    details: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    content: Mapped[bytes] = mapped_column(LargeBinary, repr=False, deferred=True)
    changed_by: Mapped[str] = mapped_column(String(36))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    row_version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(UtcTime, default_factory=now)


@dataclass(frozen=True, slots=True)
class SavedForm:
    """A form without its file; no `plan_name` means every plan of the payer."""

    id: str
    row_version: int
    title: str
    payer: str
    plan_name: str | None
    fields: list[dict[str, Any]] = field(repr=False)
    ties: dict[str, str] = field(repr=False)


def add(session: Session, practice_id: str, about: dict[str, Any], pdf: bytes, by: str) -> SavedForm:
    """Keep a form; `about` holds title, payer, plan_name, fields and ties. Raises Full."""
    count = session.scalar(select(func.count()).select_from(FormRow).where(FormRow.practice_id == practice_id))
    if count is not None and count >= MOST:
        raise Full(practice_id)
    form_id = new_id()
    row = FormRow(
        practice_id, sealed(session, about, TABLE, practice_id, form_id, DETAILS),
        sealed_bytes(session, pdf, TABLE, practice_id, form_id), by, form_id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _saved(session, row)


def all_of(session: Session, practice_id: str) -> tuple[SavedForm, ...]:
    """The practice's forms by payer and title."""
    rows = session.scalars(select(FormRow).where(FormRow.practice_id == practice_id))
    return tuple(sorted((_saved(session, row) for row in rows), key=lambda one: (one.payer.casefold(), one.title)))


def get(session: Session, practice_id: str, form_id: str) -> SavedForm:
    """One form of the practice. Raises NotFound."""
    return _saved(session, _row(session, practice_id, form_id))


def content_of(session: Session, practice_id: str, form_id: str) -> bytes:
    """The blank file. Raises NotFound."""
    return opened_bytes(session, _row(session, practice_id, form_id).content, TABLE, practice_id, form_id)


def tie(session: Session, practice_id: str, form_id: str, ties: dict[str, str], row_version: int, by: str) -> None:
    """Put ties in the place of those that were read. Raises NotFound or Stale."""
    place = TABLE, practice_id, form_id, DETAILS
    row = _row(session, practice_id, form_id)
    content = sealed(session, {**opened(session, row.details, *place), "ties": ties}, *place)
    mine = update(FormRow).where(
        FormRow.id == form_id, FormRow.practice_id == practice_id, FormRow.row_version == row_version
    )
    changes = {"details": content, "row_version": row_version + 1, "changed_by": by, "updated_at": now()}
    result = session.execute(mine.values(**changes))
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise Stale(form_id)


def remove(session: Session, practice_id: str, form_id: str) -> None:
    """Take a form out. Raises NotFound."""
    _row(session, practice_id, form_id)
    session.execute(delete(FormRow).where(FormRow.id == form_id, FormRow.practice_id == practice_id))


def _row(session: Session, practice_id: str, form_id: str) -> FormRow:
    row = session.scalar(select(FormRow).where(FormRow.id == form_id, FormRow.practice_id == practice_id))
    if row is None:
        raise NotFound(form_id)
    return row


def _saved(session: Session, row: FormRow) -> SavedForm:
    about = opened(session, row.details, TABLE, row.practice_id, row.id, DETAILS)
    return SavedForm(
        row.id, row.row_version, about["title"], about["payer"], about.get("plan_name"), about["fields"], about["ties"]
    )
