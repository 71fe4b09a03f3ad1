"""What a worker does to a job: takes one case at a time for a short while, and says once how it ended."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from costing.store.database import locking, now, sealed, sealed_bytes
from costing.store.jobs import DETAILS, ITEMS, OPEN, ItemRow, ItemState, JobRow, JobState, close
from payer_rules.message import say

LEASE = timedelta(seconds=15)  # a worker that lives says so every few seconds; after this its case is free again
MOST_TRIES = 3
GAVE_UP = say(
    "The service ended {times} times while it printed this letter. Look at the letter on its own; if it does not open there "
    "either, tell your administrator.",
    times=MOST_TRIES,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One case that a worker may print now: which, for whom, and the date of the letter."""

    item_id: str
    job_id: str
    practice_id: str
    case_id: str
    asked_by: str
    dated: date
    holder: str


def claim(session: Session, job_id: str, holder: str) -> Claim | None:
    """The next case of an open job that nobody prints, now held by `holder`. None when there is none; with nothing left
    at all the job is done.
    """
    job = _open_job(session, job_id)
    row = _next(session, job) if job else None
    while row is not None and row.tries >= MOST_TRIES:
        _write(session, row, {"messages": {"": [str(GAVE_UP)]}}, None)
        row = _next(session, job) if job else None
    if job is None or row is None:
        _close_when_done(session, job)
        return None
    row.state, row.held_by, row.held_until = ItemState.PRINTING, holder, now() + LEASE
    row.tries += 1
    job.state, job.started_at = JobState.RUNNING, job.started_at or now()
    session.flush()
    return Claim(row.id, job_id, row.practice_id, row.case_id, job.created_by, job.dated, holder)


def settle(session: Session, held: Claim, details: dict[str, Any], pdf: bytes | None) -> bool:
    """Keep a letter, or with no `pdf` the reasons why there is none. False, and nothing is kept, when somebody else holds
    the case by now: so nothing is written twice.
    """
    job = session.scalar(locking(select(JobRow).where(JobRow.id == held.job_id)))
    row = session.scalar(
        select(ItemRow).where(
            ItemRow.id == held.item_id, ItemRow.state == ItemState.PRINTING, ItemRow.held_by == held.holder
        )
    )
    if job is None or row is None:
        return False
    _write(session, row, details, pdf)
    _close_when_done(session, job if job.state in OPEN else None)
    return True


def hold(session: Session, holder: str) -> None:
    """Say that a worker lives: what it holds stays its own."""
    mine = update(ItemRow).where(ItemRow.held_by == holder, ItemRow.state == ItemState.PRINTING)
    session.execute(mine.values(held_until=now() + LEASE))


def let_go(session: Session, holder: str) -> None:
    """Free at once what a worker of this name held: it is gone, since another one begins under its name."""
    mine = update(ItemRow).where(ItemRow.held_by == holder, ItemRow.state == ItemState.PRINTING)
    session.execute(mine.values(held_until=now()))


def neglected(session: Session) -> tuple[str, ...]:
    """Open jobs, the oldest first, on which no living worker is busy: never begun, or what worked at them is gone."""
    busy = exists().where(ItemRow.job_id == JobRow.id, ItemRow.state == ItemState.PRINTING, ItemRow.held_until >= now())
    return tuple(session.scalars(select(JobRow.id).where(JobRow.state.in_(OPEN), ~busy).order_by(JobRow.created_at)))


def drop_old(session: Session) -> int:
    """Remove the jobs that are no longer kept, with their prints; returns how many."""
    old = list(session.scalars(select(JobRow.id).where(JobRow.kept_until < now())))
    if not old:
        return 0
    gone = session.execute(delete(JobRow).where(JobRow.id.in_(old), JobRow.kept_until < now()))
    return gone.rowcount if isinstance(gone, CursorResult) else 0


def _open_job(session: Session, job_id: str) -> JobRow | None:
    """The job, locked: what else is done to it waits."""
    row: JobRow | None = session.scalar(locking(select(JobRow).where(JobRow.id == job_id, JobRow.state.in_(OPEN))))
    return row


def _next(session: Session, job: JobRow) -> ItemRow | None:
    free = or_(
        ItemRow.state == ItemState.WAITING,
        (ItemRow.state == ItemState.PRINTING) & (ItemRow.held_until < now()),
    )
    return session.scalar(select(ItemRow).where(ItemRow.job_id == job.id, free).order_by(ItemRow.place).limit(1))


def _write(session: Session, row: ItemRow, details: dict[str, Any], pdf: bytes | None) -> None:
    row.state = ItemState.NOT_WRITTEN if pdf is None else ItemState.DONE
    row.held_by = row.held_until = None
    row.details = sealed(session, details, ITEMS, row.practice_id, row.id, DETAILS)
    row.content = None if pdf is None else sealed_bytes(session, pdf, ITEMS, row.practice_id, row.id)
    session.flush()


def _close_when_done(session: Session, job: JobRow | None) -> None:
    """A locked open job of which nothing is waiting or printing is done."""
    if job is None:
        return
    left = select(ItemRow.id).where(
        ItemRow.job_id == job.id, ItemRow.state.in_((ItemState.WAITING, ItemState.PRINTING))
    )
    if session.scalar(left.limit(1)) is None:
        close(session, job, JobState.DONE)
