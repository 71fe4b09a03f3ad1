"""A worker in this process: what it prints, why it does not, what it leaves for others, and what stays out of logs."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from huey.serializer import Serializer
from sqlalchemy import update

from costing.jobs import letters, worker
from costing.jobs.queue import Queue
from costing.jobs.worker import Worker
from costing.letters.pdf import render_pdf
from costing.questions import letter as ask_letter
from costing.questions import read_case
from costing.store.database import now
from costing.store.jobs import ItemRow, ItemState, JobState
from tests.jobs.conftest import DAY, Office, letter

SECRET = "Nguyen-Okafor"


@pytest.fixture
def working(office: Office) -> Iterator[Worker]:
    at_work = Worker(office.instance, "w")
    yield at_work
    at_work.close()


def ask_for(office: Office, job_id: str, times: int = 1) -> None:
    """As a request does."""
    queue = Queue(office.instance)
    queue.put(job_id, times)
    queue.close()


def run_queue(at_work: Worker) -> int:
    """Do what is queued, as huey's consumer does; returns how many tasks that were."""
    done, known = 0, at_work.queue.task.huey
    while task := known.dequeue():
        known.execute(task)
        done += 1
    return done


def test_a_job_is_printed_case_by_case_and_one_bad_case_stops_nothing(office: Office, working: Worker):
    job_id = office.ask(letter("First"), {"version": 1, "label": "Fresh"}, letter("Last"))
    ask_for(office, job_id, 2)
    assert run_queue(working) == 2
    job = office.job(job_id)
    assert (job.state, job.printed, job.settled) == (JobState.DONE, 2, 3)
    first, fresh, last = office.items(job_id)
    assert office.pdf(first) == render_pdf(ask_letter(read_case(letter("First")), DAY))
    assert office.pdf(last).startswith(b"%PDF")
    assert fresh.state is ItemState.NOT_WRITTEN
    assert "Enter the order" in fresh.messages["order"][0]
    assert office.printed_on_record() == [first.case_id, last.case_id]
    ask_for(office, job_id)
    run_queue(working)  # run again: nothing is written twice
    assert office.items(job_id) == (first, fresh, last)
    assert office.printed_on_record() == [first.case_id, last.case_id]


def test_the_queue_holds_an_id_and_no_pickle(office: Office):
    queue = Queue(office.instance)
    queue.put("an-id")
    (raw,) = queue.huey.storage.enqueued_items()
    assert json.loads(raw)[6] == ["an-id"]
    queue.huey.flush()
    queue.huey.storage.enqueue(Serializer().serialize({"id": "x"}))
    with pytest.raises(ValueError, match=r"utf|JSON|codec"):
        queue.huey.dequeue()
    queue.close()


def test_what_nobody_was_told_of_is_found_and_queued_once(office: Office, working: Worker):
    job_id = office.ask(letter())
    working.sweep()
    working.sweep()
    assert working.queue.waiting() == {job_id}
    assert run_queue(working) == 1
    assert office.job(job_id).state is JobState.DONE
    working.sweep()
    assert working.queue.waiting() == set()


def test_a_turn_ends_and_the_job_goes_to_the_end_of_the_queue(
    office: Office, working: Worker, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(worker, "TURN", 1)
    long, short = office.ask(letter(), letter()), office.ask(letter())
    for job_id in (long, short):
        working.queue.put(job_id)
    known = working.queue.task.huey
    for _ in range(2):
        known.execute(known.dequeue())
    assert (office.job(long).printed, office.job(short).printed) == (1, 1)
    run_queue(working)
    assert office.job(long).state is JobState.DONE


def test_who_is_stopped_takes_no_further_letter(office: Office, working: Worker):
    job_id = office.ask(letter())
    working.stopping.set()
    working.work(job_id)
    assert office.job(job_id).state is JobState.WAITING


def test_an_error_nobody_expected_is_a_reason_with_a_number_and_no_patient_in_the_log(
    office: Office, working: Worker, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    def breaks(*_: object) -> bytes:
        raise RuntimeError(f"about {SECRET}")

    job_id = office.ask(letter(SECRET), letter("Second"))
    monkeypatch.setattr(letters, "render_pdf", breaks)
    working.work(job_id)
    said = capfd.readouterr()
    one, two = office.items(job_id)
    number = one.messages[""][0].split("number ")[1].split(")")[0]
    assert (one.state, two.state) == (ItemState.NOT_WRITTEN, ItemState.NOT_WRITTEN)
    assert number in said.out
    assert "RuntimeError" in said.out
    assert SECRET not in said.out + said.err
    assert office.printed_on_record() == []


def test_workers_share_a_job_and_print_each_case_once(office: Office):
    job_id = office.ask(*(letter(f"Case {at}") for at in range(6)))
    crew = [Worker(office.instance) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda one: one.work(job_id), crew))
    for one in crew:
        one.close()
    assert office.job(job_id).state is JobState.DONE
    assert sorted(office.printed_on_record()) == sorted(item.case_id for item in office.items(job_id))


def test_who_was_thought_dead_writes_nothing(office: Office, working: Worker, monkeypatch: pytest.MonkeyPatch):
    """The first worker stands still while it prints, the second takes over, then the first comes back."""
    job_id, second = office.ask(letter()), Worker(office.instance, "second")

    def slow(*given: object) -> letters.Printed:
        monkeypatch.undo()
        with office.sessions.begin() as session:
            session.execute(update(ItemRow).values(held_until=now() - timedelta(seconds=1)))
        assert second.print_next(job_id)
        return {"kind": "late", "is_draft": False, "case_row_version": 1}, b"late"

    monkeypatch.setattr(worker, "printed", slow)
    assert working.print_next(job_id)
    second.close()
    (item,) = office.items(job_id)
    assert (item.kind, len(office.printed_on_record())) == ("prior_authorization", 1)
    assert office.pdf(item).startswith(b"%PDF")


def test_a_queue_that_is_away_loses_no_job(office: Office, monkeypatch: pytest.MonkeyPatch):
    """The request stands; a sweep queues it later."""
    if "sqlite" not in office.instance.database_url:
        pytest.skip("the file is the queue of SQLite")
    (office.instance.folder / "queue.sqlite").mkdir()
    job_id = office.ask(letter())
    ask_for(office, job_id)
    (office.instance.folder / "queue.sqlite").rmdir()
    later = Worker(office.instance)
    later.sweep()
    assert run_queue(later) == 1
    later.close()
    assert office.job(job_id).state is JobState.DONE
