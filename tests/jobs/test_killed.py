"""Workers as processes of their own, ended by SIGKILL in the middle of a letter, and by a letter that never ends."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from costing.store.jobs import ItemState, JobState
from tests.jobs.conftest import Office, letter

PATIENCE = 90  # seconds
WORK = [sys.executable, "-m", "costing.cli", "jobs", "work", "--name", "worker-1"]
HANGS = """
import sys, time
from costing.jobs import letters, worker
from costing.store.instance import open_instance
worker.LONGEST_LETTER = 1
printed = letters.printed
def hangs(sessions, held):
    if held.case_id == sys.argv[1]:
        time.sleep(600)
    return printed(sessions, held)
worker.printed = hangs
worker.Worker(open_instance(), "worker-1").run()
"""


def until(happens: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < give_up
        time.sleep(0.02)


def test_a_worker_that_is_killed_loses_nothing_and_writes_nothing_twice(office: Office):
    job_id = office.ask(*(letter(f"Case {at}") for at in range(5)), {"version": 1})

    def is_in_the_middle() -> bool:
        states = [item.state for item in office.items(job_id)]
        return ItemState.DONE in states and ItemState.PRINTING in states

    first = subprocess.Popen(WORK)
    until(is_in_the_middle)
    first.kill()
    assert first.wait() == -signal.SIGKILL
    left = office.items(job_id)
    assert office.job(job_id).is_open
    second = subprocess.Popen(WORK)
    until(lambda: not office.job(job_id).is_open)
    second.terminate()
    assert second.wait(PATIENCE) == 0
    job, items = office.job(job_id), office.items(job_id)
    assert (job.state, job.printed, job.settled) == (JobState.DONE, 5, 6)
    assert [item for item in left if item.state is ItemState.DONE] == [
        item for item, before in zip(items, left, strict=True) if before.state is ItemState.DONE
    ]
    assert all(office.pdf(item).startswith(b"%PDF") for item in items if item.state is ItemState.DONE)
    assert sorted(office.printed_on_record()) == sorted(item.case_id for item in items[:5])


def test_a_letter_that_never_ends_is_given_up_and_the_others_are_printed(office: Office):
    if "sqlite" not in office.instance.database_url:
        pytest.skip("the same on every database")
    job_id = office.ask(letter("Endless"), letter("Other"))
    endless, _ = office.items(job_id)
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", HANGS, endless.case_id])
        assert process.wait(PATIENCE) == -signal.SIGALRM
    last = subprocess.Popen(WORK)
    until(lambda: not office.job(job_id).is_open)
    last.terminate()
    last.wait(PATIENCE)
    endless, other = office.items(job_id)
    assert (endless.state, other.state) == (ItemState.NOT_WRITTEN, ItemState.DONE)
    assert "ended 3 times" in endless.messages[""][0]
