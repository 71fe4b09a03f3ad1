"""`igpath jobs`: what is asked for, told without a word about patients, and a worker's name."""

from datetime import date

import pytest
from click.testing import CliRunner

from costing.cli import main
from costing.cli.installation import installation
from costing.store import cases, jobs, people
from costing.store.database import new_id

PATIENT = "Nguyen-Okafor"


@pytest.fixture(autouse=True)
def an_instance(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IGPATH_INSTANCE", str(tmp_path / "instance"))


def run(*words: str):
    return CliRunner().invoke(main, ["jobs", *words])


def test_jobs_are_listed_with_their_practice_and_without_patients():
    assert run("list").output == "There is no job.\n"
    with installation() as (_, session):
        office = people.add_practice(session, "Example Clinic (fictional)").id
        ids = [cases.keep_new(session, office, {"version": 1, "label": PATIENT}, "me").id for _ in range(2)]
        job, _ = jobs.start(session, office, new_id(), ids, date(2026, 11, 26), "me")
    told = run("list")
    assert told.exit_code == 0
    assert job.id in told.output
    assert "Example Clinic (fictional)  waiting  0 of 2" in told.output
    assert PATIENT not in told.output


def test_a_name_that_is_too_long_is_told():
    told = run("work", "--name", "w" * 37)
    assert (told.exit_code, "at most 36 characters, such as worker-1" in told.output) == (2, True)
