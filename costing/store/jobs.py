"""Letters of many cases as one job: who asked for it, each case with its state, and the prints, sealed, for a week."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from costing.store.cases import CaseRow, NotFound
from costing.store.database import Base, UtcTime, locking, new_id, now, opened, opened_bytes

TABLE, ITEMS = "jobs", "job_items"
DETAILS = "details"
LETTERS = "letters"
KEPT_FOR = timedelta(days=7)
MOST = 200  # cases of one job
MOST_OPEN = 5  # of one practice: a practice does not keep the others waiting


class Full(ValueError):
    """The practice has as many unfinished jobs as it may."""


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


class ItemState(StrEnum):
    """How far one case of a job is."""

    WAITING = "waiting"
    PRINTING = "printing"
    DONE = "done"
    NOT_WRITTEN = "not_written"


OPEN = (JobState.WAITING, JobState.RUNNING)


class JobRow(Base):
    """One job; written in the transaction of the request, before anybody hears of it."""

    __tablename__ = TABLE

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    dated: Mapped[date]
    created_by: Mapped[str] = mapped_column(String(36))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    state: Mapped[str] = mapped_column(String(20), default=JobState.WAITING.value, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default_factory=now)
    started_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    kept_until: Mapped[datetime | None] = mapped_column(UtcTime, default=None)


class ItemRow(Base):
    """One case of a job. `held_by` prints it until `held_until`; the reasons and the print are sealed."""

    __tablename__ = ITEMS
    __table_args__ = (UniqueConstraint("job_id", "case_id"),)

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), index=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"))
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default_factory=new_id)
    state: Mapped[str] = mapped_column(String(20), default=ItemState.WAITING.value)
    tries: Mapped[int] = mapped_column(default=0)
    held_by: Mapped[str | None] = mapped_column(String(36), default=None)
    held_until: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    details: Mapped[bytes | None] = mapped_column(LargeBinary, default=None, repr=False)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, default=None, repr=False, deferred=True)


@dataclass(frozen=True, slots=True)
class SavedJob:
    """A job and how many of its cases are in each state; its prints are gone after `kept_until`."""

    id: str
    practice_id: str
    state: JobState
    dated: date
    created_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    kept_until: datetime | None
    counts: Counter[ItemState]

    @property
    def total(self) -> int:
        """How many cases it has."""
        return self.counts.total()

    @property
    def printed(self) -> int:
        """How many letters there are."""
        return self.counts[ItemState.DONE]

    @property
    def settled(self) -> int:
        """How many cases are through, with a letter or with a reason why not."""
        return self.printed + self.counts[ItemState.NOT_WRITTEN]

    @property
    def is_open(self) -> bool:
        """Whether anything is still to come."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class SavedItem:
    """One case of a job: `kind`, `is_draft` and `case_row_version` of a letter; `messages`, sentences by field, say what a draft
    lacks or why there is none. A letter is outdated when its case was changed since.
    """

    id: str
    case_id: str
    place: int
    state: ItemState
    kind: str | None
    is_draft: bool
    case_row_version: int | None
    is_outdated: bool
    messages: dict[str, list[str]] = field(repr=False)

    @property
    def may_be_repeated(self) -> bool:
        """Whether printing it again gives something else than is there."""
        return self.state is not ItemState.DONE or self.is_outdated


def start(
    session: Session, practice_id: str, job_id: str, case_ids: Sequence[str], dated: date, by: str
) -> tuple[SavedJob, bool]:
    """The job for these cases of the practice, and whether it is new: asked twice under the same `job_id` there is one.

    Raises Full, and NotFound for a case or a job of another practice.
    """
    if session.scalar(select(JobRow.id).where(JobRow.id == job_id)):
        return get(session, practice_id, job_id), False
    unfinished = select(func.count()).where(JobRow.practice_id == practice_id, JobRow.state.in_(OPEN))
    if (session.scalar(unfinished) or 0) >= MOST_OPEN:
        raise Full(practice_id)
    mine = select(CaseRow.id).where(CaseRow.practice_id == practice_id, CaseRow.id.in_(case_ids))
    missing = set(case_ids) - set(session.scalars(mine))
    if missing:
        raise NotFound(min(missing))
    try:
        with session.begin_nested():
            session.add(JobRow(practice_id, LETTERS, dated, by, job_id))
    except IntegrityError:  # The same request, a moment earlier
        return get(session, practice_id, job_id), False
    chosen = dict.fromkeys(case_ids)
    session.add_all(ItemRow(practice_id, job_id, case_id, place) for place, case_id in enumerate(chosen, start=1))
    session.flush()
    return get(session, practice_id, job_id), True


def get(session: Session, practice_id: str, job_id: str) -> SavedJob:
    """One job of the practice. Raises NotFound, for another practice's job too."""
    row = session.scalar(select(JobRow).where(JobRow.id == job_id, JobRow.practice_id == practice_id))
    if row is None:
        raise NotFound(job_id)
    return _saved(row, _counts(session, [job_id])[job_id])


def all_of(session: Session, practice_id: str) -> tuple[SavedJob, ...]:
    """The practice's jobs that are not dropped yet, newest first."""
    mine = select(JobRow).where(JobRow.practice_id == practice_id)
    rows = session.scalars(mine.order_by(JobRow.created_at.desc(), JobRow.id)).all()
    counts = _counts(session, [row.id for row in rows])
    return tuple(_saved(row, counts[row.id]) for row in rows)


def items(session: Session, practice_id: str, job_id: str) -> tuple[SavedItem, ...]:
    """The cases of a job in their order, without the prints."""
    mine = select(ItemRow, CaseRow.row_version).join(CaseRow, CaseRow.id == ItemRow.case_id)
    mine = mine.where(ItemRow.job_id == job_id, ItemRow.practice_id == practice_id).order_by(ItemRow.place)
    return tuple(_item(session, row, row_version) for row, row_version in session.execute(mine))


def content_of(session: Session, practice_id: str, item_id: str) -> bytes:
    """The print of one letter. Raises NotFound."""
    content = session.scalar(select(ItemRow.content).where(ItemRow.id == item_id, ItemRow.practice_id == practice_id))
    if content is None:
        raise NotFound(item_id)
    return opened_bytes(session, content, ITEMS, practice_id, item_id)


def cancel(session: Session, practice_id: str, job_id: str) -> bool:
    """Begin no more letters of a job; those that are there stay. Says whether it was still open. Raises NotFound."""
    row = _locked(session, practice_id, job_id)
    if row.state not in OPEN:
        return False
    close(session, row, JobState.CANCELLED)
    return True


def again(session: Session, practice_id: str, job_id: str, dated: date) -> int:
    """Ask again, dated `dated`, for every letter that a closed job does not have, and for those of cases that were changed
    since; returns how many. Raises NotFound.
    """
    row = _locked(session, practice_id, job_id)
    wanted = [one for one in items(session, practice_id, job_id) if one.may_be_repeated]
    if row.state in OPEN or not wanted:
        return 0
    mine = update(ItemRow).where(ItemRow.id.in_([one.id for one in wanted]), ItemRow.state != ItemState.PRINTING)
    session.execute(mine.values(state=ItemState.WAITING, tries=0, details=None, content=None))
    row.state, row.dated = JobState.WAITING, dated
    row.started_at = row.finished_at = row.kept_until = None
    session.flush()
    return len(wanted)


def remove(session: Session, practice_id: str, job_id: str) -> None:
    """Drop a job with its prints at once. Raises NotFound."""
    _locked(session, practice_id, job_id)
    session.execute(delete(JobRow).where(JobRow.id == job_id, JobRow.practice_id == practice_id))


def close(session: Session, row: JobRow, state: JobState) -> None:
    """Note that a locked job goes on no more, and from when on nothing of it is kept."""
    row.state, row.finished_at = state, now()
    row.kept_until = row.finished_at + KEPT_FOR
    session.flush()


def _locked(session: Session, practice_id: str, job_id: str) -> JobRow:
    mine = locking(select(JobRow).where(JobRow.id == job_id, JobRow.practice_id == practice_id))
    row: JobRow | None = session.scalar(mine.execution_options(populate_existing=True))
    if row is None:
        raise NotFound(job_id)
    return row


def _counts(session: Session, job_ids: Sequence[str]) -> dict[str, Counter[ItemState]]:
    found: dict[str, Counter[ItemState]] = {job_id: Counter() for job_id in job_ids}
    grouped = select(ItemRow.job_id, ItemRow.state, func.count()).where(ItemRow.job_id.in_(job_ids))
    for job_id, state, count in session.execute(grouped.group_by(ItemRow.job_id, ItemRow.state)):
        found[job_id][ItemState(state)] = count
    return found


def _saved(row: JobRow, counts: Counter[ItemState]) -> SavedJob:
    return SavedJob(
        row.id, row.practice_id, JobState(row.state), row.dated, row.created_by, row.created_at, row.started_at,
        row.finished_at, row.kept_until, counts,
    )  # fmt: skip


def _item(session: Session, row: ItemRow, row_version: int) -> SavedItem:
    about: dict[str, Any] = {}
    if row.details is not None:
        about = opened(session, row.details, ITEMS, row.practice_id, row.id, DETAILS)
    printed_from = about.get("case_row_version")
    return SavedItem(
        row.id, row.case_id, row.place, ItemState(row.state), about.get("kind"), bool(about.get("is_draft")), printed_from,
        printed_from not in (None, row_version), about.get("messages", {}),
    )  # fmt: skip
