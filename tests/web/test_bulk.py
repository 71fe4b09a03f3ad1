"""Letters of several cases at once: looked over, asked for once, followed, corrected and printed again, and nobody else's."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from costing.jobs.worker import Worker
from costing.store import cases, jobs
from costing.store.database import new_id, now
from costing.store.instance import Instance
from costing.store.jobs import JobRow, JobState, SavedJob
from costing.store.people import Person
from costing.web.staff import bulk_pages
from costing.web.staff.bulk_files import zipped
from tests.web.conftest import EMAIL, PASSWORD, add_biller, csrf_token
from tests.web.test_cases import actions, add_case, example, said

PATIENT = example("medicare-advantage")["patient"]["family_name"]


@pytest.fixture
def three(app: Flask, biller: Person) -> list[str]:
    """A letter, a draft, and a case without an order."""
    draft = example("medicare-advantage")
    del draft["coverage"]["primary"]["member_id"]
    documents = (
        example("medicare-advantage"),
        {**draft, "label": "Without a number"},
        {"version": 1, "label": "Fresh"},
    )
    return [add_case(app, biller, document) for document in documents]


@pytest.fixture
def worker(instance: Instance) -> Iterator[Worker]:
    at_work = Worker(instance)
    yield at_work
    at_work.close()


def post(client: FlaskClient, address: str, ids: list[str], job: str = "") -> TestResponse:
    return client.post(address, data={"csrf_token": csrf_token(client, "/cases/letters"), "case": ids, "job": job})


def start(client: FlaskClient, ids: list[str]) -> str:
    """The address of a new job."""
    answer = post(client, "/cases/letters/jobs", ids)
    assert answer.status_code == 303
    address: str = answer.location
    return address


def act(client: FlaskClient, address: str, what: str) -> TestResponse:
    return client.post(f"{address}/{what}", data={"csrf_token": csrf_token(client, "/cases/letters")})


def id_of(address: str) -> str:
    return address.rsplit("/", 1)[1]


def job_at(app: Flask, biller: Person, address: str) -> SavedJob:
    with app.extensions["sessions"]() as session:
        return jobs.get(session, biller.practice_id, id_of(address))


def test_each_case_is_looked_over_first(signed_in: FlaskClient, three: list[str]):
    page = post(signed_in, "/cases/letters", three)
    words = said(page)
    assert "2 of 3 letters can be written" in words
    assert "Without a number Draft 1 thing is missing: Enter the member ID from the card." in words
    assert "Fresh Not written Enter the order" in words
    assert f"/cases/{three[2]}/order" in page.text


def test_a_job_is_asked_for_followed_and_downloaded(
    app: Flask, signed_in: FlaskClient, biller: Person, three: list[str], worker: Worker
):
    address = start(signed_in, three)
    assert worker.queue.waiting() == {id_of(address)}
    waiting = signed_in.get(address)
    assert "3 letters wait to be printed." in said(waiting)
    assert "Cancel the rest" in waiting.text
    assert "Download" not in waiting.text
    assert signed_in.get(f"{address}/letters.zip").status_code == 303  # not yet
    assert worker.print_next(id_of(address))
    assert "1 of 3 letters printed" in said(signed_in.get(address)) or "1 not written" in said(signed_in.get(address))
    worker.work(id_of(address))
    page = signed_in.get(address)
    words = said(page)
    assert "2 of 3 letters printed, 1 not written." in words
    assert "Without a number Printed as a draft Enter the member ID from the card." in words
    assert re.search(r"What is missing.* Fresh Not written Enter the order.+Go to order of Fresh", words)
    assert f"/cases/{three[2]}/order" in page.text
    assert '<progress class="ig-progress" aria-labelledby="told" value="3" max="3">' in page.text
    assert "Download 2 letters (ZIP)" in words
    archive = ZipFile(BytesIO(signed_in.get(f"{address}/letters.zip").data))
    assert archive.testzip() is None
    names = archive.namelist()
    assert names[0] == "list.txt"
    assert sorted(name.split("-", 1)[1] for name in names[1:]) == [
        "prior-authorization-draft.pdf", "prior-authorization.pdf",
    ]  # fmt: skip
    told = archive.read("list.txt").decode()
    assert "not-written: Fresh (Enter the order" in told
    assert "prior-authorization-draft: Without a number (Enter the member ID from the card.)" in told
    assert not any(PATIENT in name for name in names)
    assert signed_in.get(f"/cases/{three[0]}/letter.pdf").data in [archive.read(name) for name in names]
    on_record = actions(app, biller)
    printed = [subject for what, subject in on_record if what == "letter printed"]
    assert sorted(printed[:2]) == sorted(three[:2])
    assert ("letters asked for", id_of(address)) in on_record
    assert ("letters downloaded", id_of(address)) in on_record


def test_the_script_hears_numbers_and_words_and_nothing_of_a_patient(
    signed_in: FlaskClient, three: list[str], worker: Worker
):
    address = start(signed_in, three)
    before = signed_in.get(f"{address}/progress")
    assert before.json == {
        "is_open": True, "settled": 0, "total": 3, "told": "3 letters wait to be printed.",
        "states": {"1": "Waiting", "2": "Waiting", "3": "Waiting"},
    }  # fmt: skip
    worker.work(id_of(address))
    after = signed_in.get(f"{address}/progress")
    assert after.json
    assert (after.json["is_open"], after.json["settled"]) == (False, 3)
    assert sorted(after.json["states"].values()) == ["Not written", "Printed", "Printed as a draft"]
    assert not any(word in before.text + after.text for word in (PATIENT, "Fresh", "number"))


def test_the_same_look_over_sent_twice_asks_once(
    app: Flask, signed_in: FlaskClient, biller: Person, three: list[str], store: Session
):
    page = post(signed_in, "/cases/letters", three)
    job_id = page.text.split('name="job" value="')[1].split('"')[0]
    first = post(signed_in, "/cases/letters/jobs", three, job_id)
    second = post(signed_in, "/cases/letters/jobs", three[:1], job_id)
    assert first.location == second.location == f"/cases/letters/jobs/{job_id}"
    assert [what for what, _ in actions(app, biller)].count("letters asked for") == 1
    assert len(jobs.all_of(store, biller.practice_id)) == 1
    assert post(signed_in, "/cases/letters/jobs", three, "no id").status_code == 303


def test_what_failed_is_entered_and_printed_again(
    app: Flask, signed_in: FlaskClient, biller: Person, three: list[str], worker: Worker
):
    address = start(signed_in, three)
    worker.work(id_of(address))
    with app.extensions["sessions"].begin() as session:
        whole = {**example("medicare-advantage"), "label": "No longer fresh"}
        cases.replace(session, biller.practice_id, three[2], whole, 1, biller.id)
        cases.replace(session, biller.practice_id, three[0], {**example("medicare-advantage")}, 1, biller.id)
    words = said(signed_in.get(address))
    assert "The case was changed since." in words
    assert "Print again what failed or was changed" in words
    assert act(signed_in, address, "again").status_code == 303
    assert job_at(app, biller, address).is_open
    worker.work(id_of(address))
    page = said(signed_in.get(address))
    assert "3 of 3 letters printed." in page
    assert "Print again" not in page
    assert [subject for what, subject in actions(app, biller) if what == "letter printed"].count(three[1]) == 1
    assert [what for what, _ in actions(app, biller)].count("letter printed") == 4
    assert act(signed_in, address, "again").status_code == 303  # nothing to print: nothing happens
    assert job_at(app, biller, address).state is JobState.DONE


def test_a_job_is_cancelled_gone_on_with_and_removed(
    app: Flask, signed_in: FlaskClient, biller: Person, three: list[str], worker: Worker
):
    address = start(signed_in, three)
    worker.print_next(id_of(address))
    act(signed_in, address, "cancel")
    act(signed_in, address, "cancel")
    worker.work(id_of(address))
    page = said(signed_in.get(address))
    assert "Cancelled: " in page
    assert page.count("Not printed") == 2
    assert "Print the rest" in page or "Print again what failed" in page
    act(signed_in, address, "again")
    worker.work(id_of(address))
    assert job_at(app, biller, address).printed == 2
    gone = act(signed_in, address, "remove")
    assert gone.location == "/cases/letters/jobs"
    assert signed_in.get(address).status_code == 404
    on_record = [what for what, _ in actions(app, biller)]
    assert [on_record.count(f"letters {what}") for what in ("cancelled", "asked for again", "removed")] == [1, 1, 1]


def test_the_list_names_the_jobs_and_who_asked(signed_in: FlaskClient, three: list[str], worker: Worker):
    assert "There is no job." in said(signed_in.get("/cases/letters/jobs"))
    address = start(signed_in, three)
    worker.work(id_of(address))
    start(signed_in, three[:1])
    page = signed_in.get("/cases/letters/jobs")
    words = said(page)
    assert "2 of 3 letters printed, 1 not written. Bo Biller" in words
    assert "1 letter waits to be printed. Bo Biller –" in words
    assert f'href="{address}"' in page.text


def test_a_job_that_nobody_begins_says_whom_to_ask(signed_in: FlaskClient, three: list[str], store: Session):
    address = start(signed_in, three)
    assert "No worker has begun" not in said(signed_in.get(address))
    store.execute(update(JobRow).values(created_at=now() - timedelta(minutes=2)))
    store.commit()
    assert "No worker has begun this job yet." in said(signed_in.get(address))


def test_none_too_many_and_too_many_jobs_are_refused(
    signed_in: FlaskClient, three: list[str], monkeypatch: pytest.MonkeyPatch
):
    for address in ("/cases/letters", "/cases/letters/jobs"):
        page = post(signed_in, address, [])
        assert (page.status_code, page.text.count("Tick at least one case.")) == (422, 2)
    for _ in range(jobs.MOST_OPEN):
        start(signed_in, three)
    page = post(signed_in, "/cases/letters/jobs", three)
    assert (page.status_code, "jobs of your practice are not finished yet" in page.text) == (409, True)
    assert page.text.count(" checked") == 3
    monkeypatch.setattr(jobs, "MOST", 2)
    page = post(signed_in, "/cases/letters", three)
    assert (page.status_code, str(bulk_pages.TOO_MANY) in page.text, page.text.count(" checked")) == (422, True, 3)


def test_another_practice_sees_and_changes_nothing(
    app: Flask, signed_in: FlaskClient, biller: Person, store: Session, three: list[str], worker: Worker
):
    address = start(signed_in, three)
    worker.work(id_of(address))
    add_biller(app, store, "Other Clinic (fictional)", "other@example.org")
    other = app.test_client()
    other.post(
        "/sign-in",
        data={"email": "other@example.org", "password": PASSWORD, "csrf_token": csrf_token(other, "/sign-in")},
    )
    assert "Other Clinic" in other.get("/cases").text
    token = csrf_token(other, "/password")
    for path in (address, f"{address}/progress", f"{address}/letters.zip"):
        assert other.get(path).status_code == 404
    for what in ("cancel", "again", "remove"):
        assert other.post(f"{address}/{what}", data={"csrf_token": token}).status_code == 404
    assert id_of(address) not in other.get("/cases/letters/jobs").text
    mine = {"csrf_token": token, "case": three, "job": new_id()}
    assert other.post("/cases/letters/jobs", data=mine).status_code == 422  # these cases do not exist for them
    assert job_at(app, biller, address).printed == 2
    assert EMAIL not in other.get("/cases/letters/jobs").text


def test_the_file_comes_part_by_part():
    """Each file leaves before the next one is opened, so that many letters need no more memory than one."""
    made: list[str] = []

    def files():
        for name in ("a", "b", "c"):
            made.append(name)
            yield name, name.encode() * 1000

    parts = zipped(files())
    assert (b"aaa" in next(parts), made) == (True, ["a"])
    assert (b"bbb" in next(parts), made) == (True, ["a", "b"])
    rest = b"".join(parts)
    assert b"ccc" in rest
