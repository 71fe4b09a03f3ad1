"""Every address with an id in it: another practice's is not there, a form without its token changes nothing, no answer is kept by a
cache, and neither addresses, file names nor the log tell who the patient is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from costing.letters.payer_form import fields_to, read_form
from costing.questions.plain import to_plain
from costing.store import answers, applications, cases, enclosures, forms, jobs, payers, signed
from costing.store.database import new_id
from costing.store.people import Person
from tests.letters.builders import a_letter
from tests.letters.files import a_pdf
from tests.letters.payer_forms import a_payer_form
from tests.web.conftest import add_biller, csrf_token
from tests.web.test_cases import actions, add_case, example

PATIENT = example("medicare-advantage")["patient"]
SECRETS = (
    PATIENT["family_name"],
    PATIENT["given_name"],
    example("medicare-advantage")["coverage"]["primary"]["member_id"],
)
OF_NO_PRACTICE = {
    "figure": "course.patient",
    "slug": "patient",
    "name": "facts",
    "at": 0,
    "kind": "appeal",
    "filename": "x",
}
APPLIED = {"name": "A fund", "stage": "applied", "applied_on": "2026-01-02"}
SHARED = frozenset({"policy_id", "program_id", "token", "filename"})  # of no practice, or of the person alone
MAY_REFUSE_FIRST = {404, 412, 415, 422, 428}  # the API reads what is sent before it looks


def one_of_everything(app: Flask, store: Session, person: Person) -> dict[str, Any]:
    """The ids of one row of every kind, all of one case."""
    practice, by = person.practice_id, person.id
    case_id = add_case(app, person, example("medicare-advantage"))
    saved = cases.get(store, practice, case_id)
    blank, plan = read_form(a_payer_form()), saved.document["coverage"]["primary"]
    about = {"title": "Form", "payer": plan.get("payer", "P"), "fields": fields_to(blank.fields), "ties": {}}
    signature = ("Ada Sample", datetime(2026, 1, 1, tzinfo=UTC), "0" * 64)
    found = {
        "case_id": case_id,
        "answer_id": answers.keep(store, practice, saved, "estimate", {}, "1", "0", by).id,
        "application_id": applications.keep_new(store, saved, APPLIED, by).id,
        "enclosure_id": enclosures.add(store, saved, "Report", a_pdf("A"), 1, by).id,
        "form_id": forms.add(store, practice, about, blank.pdf, by).id,
        "entry_id": payers.add(store, practice, {"payer": "P"}, by).id,
        "signed_id": signed.keep(store, saved, a_pdf("A"), to_plain(a_letter()), [], signature, "1", by).id,
        "job_id": jobs.start(store, practice, new_id(), [case_id], date(2026, 1, 1), by)[0].id,
    }
    store.commit()
    return found


@dataclass(frozen=True, slots=True)
class Way:
    """One address with a method."""

    method: str
    address: str

    @property
    def is_api(self) -> bool:
        return self.address.startswith("/api/")


def ways(app: Flask, ids: dict[str, Any]) -> Iterator[Way]:
    """Every way in that names a row of a practice; a new kind of id has to be made above."""
    given, adapter = {**OF_NO_PRACTICE, **ids}, app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if not rule.arguments - OF_NO_PRACTICE.keys() - SHARED:
            continue
        values = {key: given[key] for key in rule.arguments} | dict(rule.defaults or {})
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Way(method, adapter.build(rule.endpoint, values, method=method, append_unknown=False))


@pytest.fixture
def theirs(app: Flask, store: Session) -> dict[str, Any]:
    return one_of_everything(app, store, add_biller(app, store, "Other Clinic (fictional)", "other@example.org"))


def test_what_is_another_practices_is_not_there(
    app: Flask, store: Session, biller: Person, signed_in: FlaskClient, token: str, theirs: dict[str, Any]
):
    """By every way, with all ids theirs and with each one of them among our own."""
    mine = one_of_everything(app, store, biller)
    form = {
        "csrf_token": csrf_token(signed_in, "/cases"),
        "row_version": "1",
        "to": "up",
        "note": "other",
        "title": "T",
    }
    bearer, wrong, before = {"Authorization": f"Bearer {token}"}, {}, actions(app, biller)
    for ids in (theirs, *({**mine, key: theirs[key]} for key in theirs)):
        for way in ways(app, ids):
            if not any(str(theirs[key]) in way.address for key in theirs):
                continue
            sent = {"headers": bearer} if way.is_api else {"data": form} if way.method == "POST" else {}
            answer = signed_in.open(way.address, method=way.method, **sent)
            if answer.status_code not in (MAY_REFUSE_FIRST if way.is_api and way.method != "GET" else {404}):
                wrong[f"{way.method} {way.address}"] = answer.status_code
            assert not any(secret in answer.text for secret in SECRETS if answer.mimetype != "application/pdf")
    assert wrong == {}
    assert actions(app, biller) == before


def test_a_form_without_its_token_changes_nothing(app: Flask, store: Session, biller: Person, signed_in: FlaskClient):
    mine = one_of_everything(app, store, biller)
    before = actions(app, biller)
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or set()) and not rule.rule.startswith("/api/") and not rule.arguments & SHARED:
            values = {key: {**OF_NO_PRACTICE, **mine}[key] for key in rule.arguments} | dict(rule.defaults or {})
            address = app.url_map.bind("localhost").build(rule.endpoint, values, method="POST", append_unknown=False)
            for sent in ({}, {"data": {"csrf_token": "x"}}, {"headers": {"X-HTTP-Method-Override": "GET"}}):
                answer = signed_in.post(address, **sent)
                assert answer.status_code == 400 or address in OPEN_QUESTIONS, (address, answer.status_code)
    assert actions(app, biller) == before


OPEN_QUESTIONS = ("/estimate", "/es/estimate")


def test_nothing_that_leaves_tells_who_the_patient_is(
    app: Flask, store: Session, biller: Person, signed_in: FlaskClient, token: str, capsys: pytest.CaptureFixture[str]
):
    """Headers of every answer, the log, and the addresses of links."""
    mine = one_of_everything(app, store, biller)
    bearer = {"Authorization": f"Bearer {token}"}
    pages = [way for way in ways(app, mine) if way.method == "GET"]
    assert len(pages) > 50
    for way in pages:
        answer = signed_in.get(way.address, headers=bearer if way.is_api else {})
        assert answer.status_code < 500, way
        assert answer.headers["Cache-Control"] == "no-store", way
        links = (
            [part.split('"', 1)[0] for part in answer.text.split('href="')[1:]]
            if answer.mimetype == "text/html"
            else []
        )
        told = str(answer.headers) + " ".join(links)
        assert not any(secret in told for secret in SECRETS), way
    logged = "".join(capsys.readouterr())
    assert not any(secret in logged for secret in SECRETS)
