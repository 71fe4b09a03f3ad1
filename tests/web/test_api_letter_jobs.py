"""Letters of many saved cases by the API: asked for, followed, corrected, fetched; and nobody else's."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from costing.jobs.worker import Worker
from costing.store import cases, jobs
from costing.store.instance import Instance
from costing.store.people import Person
from tests.web.conftest import Caller, another_practice
from tests.web.test_api_signing import fits
from tests.web.test_cases import actions, add_case, example

NOBODYS = "00000000-0000-4000-8000-000000000000"
JOB = "/letter-jobs/{job_id}"


@pytest.fixture
def two(app: Flask, biller: Person) -> list[str]:
    """A case with a letter, and one without an order."""
    return [add_case(app, biller, one) for one in (example("medicare-advantage"), {"version": 1, "label": "Fresh"})]


@pytest.fixture
def worker(instance: Instance) -> Iterator[Worker]:
    at_work = Worker(instance)
    yield at_work
    at_work.close()


def test_letters_are_asked_for_followed_and_fetched(
    app: Flask, biller: Person, call: Caller, two: list[str], worker: Worker
):
    asked = call("POST", "/letter-jobs", json={"cases": two})
    fits(app, asked, "/letter-jobs", "post")
    job_id = asked.json["id"]
    assert asked.headers["Location"] == f"/api/v1/letter-jobs/{job_id}"
    assert (asked.json["state"], asked.json["total"], asked.json["kept_until"]) == ("waiting", 2, None)
    early = call("GET", f"/letter-jobs/{job_id}/letters")
    assert (early.status_code, list(early.json["errors"])) == (422, ["job"])
    assert worker.queue.waiting() == {job_id}
    worker.work(job_id)
    read = call("GET", f"/letter-jobs/{job_id}")
    fits(app, read, JOB, "get")
    assert (read.json["state"], read.json["printed"], read.json["not_written"]) == ("done", 1, 1)
    letter, fresh = read.json["letters"]
    assert (letter["case_id"], letter["state"], letter["kind"]) == (two[0], "done", "prior_authorization")
    assert fresh["state"] == "not_written"
    assert fresh["errors"]["order"][0].startswith("Enter the order")
    answer = call("GET", f"/letter-jobs/{job_id}/letters")
    assert answer.mimetype == "application/zip"
    assert ZipFile(BytesIO(answer.data)).namelist() == ["list.txt", "001-prior-authorization.pdf"]
    listed = call("GET", "/letter-jobs")
    fits(app, listed, "/letter-jobs", "get")
    assert listed.json == [read.json]
    on_record = actions(app, biller)
    for what in ("letters asked for", "letters read", "letters downloaded"):
        assert (what, job_id) in on_record
    assert ("letter printed", two[0]) in on_record


def test_what_failed_is_printed_again_and_the_job_removed(
    app: Flask, biller: Person, call: Caller, two: list[str], worker: Worker
):
    job_id = call("POST", "/letter-jobs", json={"cases": two}).json["id"]
    worker.work(job_id)
    with app.extensions["sessions"].begin() as session:
        cases.replace(session, biller.practice_id, two[1], example("medicare-advantage"), 1, biller.id)
    again = call("POST", f"/letter-jobs/{job_id}/retry")
    fits(app, again, f"{JOB}/retry", "post")
    assert (again.json["state"], again.json["printed"]) == ("waiting", 1)
    worker.work(job_id)
    assert call("GET", f"/letter-jobs/{job_id}").json["printed"] == 2
    assert call("POST", f"/letter-jobs/{job_id}/retry").json["state"] == "done"
    assert call("DELETE", f"/letter-jobs/{job_id}").status_code == 204
    assert call("GET", f"/letter-jobs/{job_id}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [{}, [], {"cases": []}, {"cases": "all"}, {"cases": [1]}, {"cases": ["\0"]}, {"cases": [NOBODYS, NOBODYS]},
     {"cases": [NOBODYS], "x": 1},
     {"cases": [f"{at}" for at in range(jobs.MOST + 1)]}],
)  # fmt: skip
def test_a_wrong_body_is_told_by_field(call: Caller, body: object):
    answer = call("POST", "/letter-jobs", json=body)
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["cases"])


def test_too_many_jobs_and_unknown_cases_are_refused_and_start_nothing(
    call: Caller, two: list[str], store: Session, biller: Person
):
    unknown = call("POST", "/letter-jobs", json={"cases": [two[0], NOBODYS]})
    assert (unknown.status_code, list(unknown.json["errors"])) == (422, ["cases.1"])
    assert jobs.all_of(store, biller.practice_id) == ()
    for _ in range(jobs.MOST_OPEN):
        assert call("POST", "/letter-jobs", json={"cases": two}).status_code == 201
    full = call("POST", "/letter-jobs", json={"cases": two})
    assert (full.status_code, "are not finished" in full.json["errors"]["cases"][0]) == (422, True)


def test_another_practice_finds_nothing(app: Flask, store: Session, call: Caller, two: list[str], worker: Worker):
    job_id = call("POST", "/letter-jobs", json={"cases": two}).json["id"]
    worker.work(job_id)
    other = another_practice(app, store)
    for method, path in (("GET", ""), ("GET", "/letters"), ("POST", "/retry"), ("DELETE", "")):
        assert other(method, f"/letter-jobs/{job_id}{path}").status_code == 404
    assert other("GET", "/letter-jobs").json == []
    assert other("POST", "/letter-jobs", json={"cases": two}).status_code == 422
    assert call("GET", f"/letter-jobs/{job_id}").json["printed"] == 1
