"""Jobs of letters: asked for once, one worker a case, nothing written twice, sealed, dropped in time, and nobody else's."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from costing.store import cases, job_work, jobs
from costing.store.cases import NotFound
from costing.store.database import new_id, now
from costing.store.job_work import LEASE, MOST_TRIES, claim, settle
from costing.store.jobs import ItemRow, ItemState, JobRow, JobState, SavedJob
from costing.store.people import Person
from costing.store.sealing import CannotOpen
from tests.store.conftest import a_person

DAY = date(2026, 11, 26)
LETTER = {"kind": "prior_authorization", "is_draft": False, "case_row_version": 1}
REASONS = {"messages": {"order": ["Enter the order."]}}
PDF = b"%PDF-1.7 of a patient"


def some_cases(session: Session, person: Person, count: int = 3) -> list[str]:
    return [
        cases.keep_new(session, person.practice_id, {"version": 1, "label": f"Case {at}"}, person.id).id
        for at in range(count)
    ]


def a_job(session: Session, person: Person, count: int = 3) -> SavedJob:
    ids = some_cases(session, person, count)
    return jobs.start(session, person.practice_id, new_id(), ids, DAY, person.id)[0]


def now_of(session: Session, job: SavedJob) -> SavedJob:
    return jobs.get(session, job.practice_id, job.id)


def finish(session: Session, job: SavedJob, failing: int = 0) -> SavedJob:
    """Print all, but for the first `failing`."""
    while held := claim(session, job.id, "w"):
        failing -= 1
        settle(session, held, *((REASONS, None) if failing >= 0 else (LETTER, PDF)))
    return now_of(session, job)


def expire(session: Session) -> None:
    """Let every lease run out."""
    session.execute(update(ItemRow).values(held_until=now() - timedelta(seconds=1)))


def test_a_job_is_asked_for_once(session: Session, person: Person):
    ids, job_id = some_cases(session, person), new_id()
    first, is_new = jobs.start(session, person.practice_id, job_id, [*ids, ids[0]], DAY, person.id)
    second, is_new_too = jobs.start(session, person.practice_id, job_id, ids[:1], DAY, person.id)
    assert (is_new, is_new_too, first, first.total) == (True, False, second, 3)
    assert [one.case_id for one in jobs.items(session, person.practice_id, job_id)] == ids


def test_each_case_is_printed_by_one_worker_and_the_job_is_done_with_the_last(session: Session, person: Person):
    job = a_job(session, person)
    one, two, three = (claim(session, job.id, f"w{at}") for at in range(3))
    assert one
    assert two
    assert three
    assert len({held.case_id for held in (one, two, three)}) == 3
    assert claim(session, job.id, "late") is None
    assert now_of(session, job).state is JobState.RUNNING
    assert settle(session, one, LETTER, PDF)
    assert settle(session, two, REASONS, None)
    assert now_of(session, job).is_open
    assert settle(session, three, {**LETTER, "is_draft": True}, PDF)
    done = now_of(session, job)
    assert (done.state, done.printed, done.settled) == (JobState.DONE, 2, 3)
    assert done.finished_at
    assert done.kept_until == done.finished_at + jobs.KEPT_FOR
    letter, refused, draft = jobs.items(session, person.practice_id, job.id)
    assert (letter.kind, letter.is_draft, draft.is_draft, letter.messages) == ("prior_authorization", False, True, {})
    assert (refused.state, refused.messages) == (ItemState.NOT_WRITTEN, REASONS["messages"])
    assert jobs.content_of(session, person.practice_id, letter.id) == PDF
    with pytest.raises(NotFound):
        jobs.content_of(session, person.practice_id, refused.id)


def test_a_case_whose_worker_died_is_free_after_a_while_and_is_written_once(session: Session, person: Person):
    job = a_job(session, person, 1)
    dead = claim(session, job.id, "dead")
    assert dead
    assert claim(session, job.id, "other") is None
    assert job_work.neglected(session) == ()
    expire(session)
    assert job_work.neglected(session) == (job.id,)
    other = claim(session, job.id, "other")
    assert other
    assert not settle(session, dead, LETTER, b"of the dead")
    assert settle(session, other, LETTER, PDF)
    assert not settle(session, other, LETTER, b"twice")
    assert jobs.content_of(session, person.practice_id, other.item_id) == PDF
    assert now_of(session, job).state is JobState.DONE


def test_who_lives_keeps_its_case_and_who_begins_again_frees_it(session: Session, person: Person):
    job = a_job(session, person, 1)
    assert claim(session, job.id, "w")
    expire(session)
    job_work.hold(session, "w")
    until = session.scalar(select(ItemRow.held_until))
    assert until
    assert timedelta(0) < until - now() <= LEASE
    assert claim(session, job.id, "other") is None
    job_work.let_go(session, "other")
    assert claim(session, job.id, "other") is None
    job_work.let_go(session, "w")
    assert claim(session, job.id, "w")


def test_a_letter_that_ends_every_worker_is_given_up(session: Session, person: Person):
    job = a_job(session, person, 2)
    for _ in range(MOST_TRIES):
        assert claim(session, job.id, "w")
        expire(session)
    second = claim(session, job.id, "w")
    assert second
    settle(session, second, LETTER, PDF)
    first, _ = jobs.items(session, person.practice_id, job.id)
    assert first.state is ItemState.NOT_WRITTEN
    assert "ended 3 times while it printed this letter" in first.messages[""][0]
    assert now_of(session, job).state is JobState.DONE


def test_a_cancelled_job_goes_on_no_more_and_keeps_what_it_has(session: Session, person: Person):
    job = a_job(session, person)
    printing, ready = claim(session, job.id, "w"), claim(session, job.id, "v")
    assert printing
    assert ready
    settle(session, ready, LETTER, PDF)
    assert jobs.cancel(session, person.practice_id, job.id)
    assert not jobs.cancel(session, person.practice_id, job.id)
    assert claim(session, job.id, "w") is None
    assert settle(session, printing, LETTER, PDF)  # it was under way
    stopped = now_of(session, job)
    assert (stopped.state, stopped.printed, stopped.total) == (JobState.CANCELLED, 2, 3)
    assert job_work.neglected(session) == ()


def test_again_prints_what_is_missing_and_leaves_the_rest(session: Session, person: Person):
    job = finish(session, a_job(session, person), failing=2)
    kept = jobs.items(session, person.practice_id, job.id)[2]
    later = DAY + timedelta(days=1)
    assert jobs.again(session, person.practice_id, job.id, later) == 2
    assert jobs.again(session, person.practice_id, job.id, later) == 0  # it is open again
    waiting = now_of(session, job)
    assert (waiting.state, waiting.dated, waiting.kept_until) == (JobState.WAITING, later, None)
    assert jobs.items(session, person.practice_id, job.id)[0].messages == {}
    held = claim(session, job.id, "w")
    assert held
    assert held.dated == later
    settle(session, held, LETTER, PDF)
    done = finish(session, job)
    assert (done.state, done.printed) == (JobState.DONE, 3)
    assert jobs.items(session, person.practice_id, job.id)[2] == kept
    assert jobs.again(session, person.practice_id, job.id, later) == 0  # nothing is missing


def test_a_letter_of_a_case_that_was_changed_is_printed_again(session: Session, person: Person):
    job = finish(session, a_job(session, person))
    changed, same, _ = jobs.items(session, person.practice_id, job.id)
    cases.replace(session, person.practice_id, changed.case_id, {"version": 1}, 1, person.id)
    assert jobs.items(session, person.practice_id, job.id)[0].is_outdated
    assert jobs.again(session, person.practice_id, job.id, DAY) == 1
    with pytest.raises(NotFound):
        jobs.content_of(session, person.practice_id, changed.id)
    held = claim(session, job.id, "w")
    assert held
    assert held.case_id == changed.case_id
    settle(session, held, {**LETTER, "case_row_version": 2}, b"new")
    assert jobs.content_of(session, person.practice_id, changed.id) == b"new"
    assert jobs.items(session, person.practice_id, job.id)[1] == same
    assert jobs.again(session, person.practice_id, job.id, DAY) == 0


def test_what_is_kept_is_sealed_for_its_own_row(session: Session, person: Person):
    job = finish(session, a_job(session, person, 2), failing=1)
    rows = session.scalars(select(ItemRow).order_by(ItemRow.place)).all()
    raw = b"".join(part for row in rows for part in (row.details, row.content) if part)
    assert b"PDF" not in raw
    assert b"order" not in raw
    rows[1].content, rows[0].content = None, rows[1].content
    session.flush()
    with pytest.raises(CannotOpen):
        jobs.content_of(session, job.practice_id, rows[0].id)


def test_old_jobs_are_dropped_with_their_letters(session: Session, person: Person):
    old, young = (finish(session, a_job(session, person)) for _ in range(2))
    open_one = a_job(session, person)
    assert job_work.drop_old(session) == 0
    session.execute(update(JobRow).where(JobRow.id == old.id).values(kept_until=now() - timedelta(seconds=1)))
    assert job_work.drop_old(session) == 1
    assert {job.id for job in jobs.all_of(session, person.practice_id)} == {young.id, open_one.id}
    assert session.scalar(select(ItemRow.id).where(ItemRow.job_id == old.id)) is None


def test_a_removed_case_takes_its_letters_along_and_stops_nothing(session: Session, person: Person):
    job = a_job(session, person, 2)
    first = claim(session, job.id, "w")
    assert first
    cases.remove(session, person.practice_id, first.case_id, 1)
    session.expire_all()
    assert not settle(session, first, LETTER, PDF)
    assert finish(session, job).total == 1
    (left,) = jobs.items(session, person.practice_id, job.id)
    cases.remove(session, person.practice_id, left.case_id, 1)
    session.expire_all()
    empty = a_job(session, person, 1)
    cases.remove(session, person.practice_id, jobs.items(session, person.practice_id, empty.id)[0].case_id, 1)
    session.expire_all()
    assert job_work.neglected(session) == (empty.id,)
    assert claim(session, empty.id, "w") is None
    assert now_of(session, empty).state is JobState.DONE


def test_a_practice_keeps_the_others_waiting_no_longer_than_it_may(session: Session, person: Person):
    open_jobs = [a_job(session, person, 1) for _ in range(jobs.MOST_OPEN)]
    with pytest.raises(jobs.Full):
        a_job(session, person, 1)
    a_job(session, a_person(session, "Other Clinic (fictional)", "o@example.org"), 1)
    jobs.cancel(session, person.practice_id, open_jobs[0].id)
    assert a_job(session, person, 1).is_open


def test_another_practice_finds_nothing_and_changes_nothing(session: Session, person: Person):
    job = finish(session, a_job(session, person), failing=1)
    other = a_person(session, "Other Clinic (fictional)", "o@example.org").practice_id
    letter = jobs.items(session, person.practice_id, job.id)[1]
    for refused in (
        lambda: jobs.get(session, other, job.id),
        lambda: jobs.content_of(session, other, letter.id),
        lambda: jobs.cancel(session, other, job.id),
        lambda: jobs.again(session, other, job.id, DAY),
        lambda: jobs.remove(session, other, job.id),
        lambda: jobs.start(session, other, job.id, [], DAY, "o"),
        lambda: jobs.start(session, other, new_id(), [letter.case_id], DAY, "o"),
    ):
        with pytest.raises(NotFound):
            refused()
    assert jobs.items(session, other, job.id) == ()
    assert jobs.all_of(session, other) == ()
    assert now_of(session, job) == job
    jobs.remove(session, person.practice_id, job.id)
    assert jobs.all_of(session, person.practice_id) == ()
