"""Official files by browser: what would change is shown, an administrator loads it, kept estimates that move are kept anew."""

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from costing.questions import data_hash, engine_version, estimate, read_case, to_plain
from costing.reference.load import reference
from costing.reference.versions import writing
from costing.store import answers, cases
from costing.store.instance import Instance
from costing.store.people import Person, RoleName
from costing.web import limits
from tests.importers.builders import LIMITS, LIMITS_HEAD, PREAMBLE, limits_file
from tests.web.conftest import add_biller
from tests.web.forms_read import form_of
from tests.web.test_fees import example, said

JANUARY = [
    line.replace("October 1, 2026 through December 31, 2026", "January 1, 2026 through March 31, 2026")
    for line in PREAMBLE
]


@pytest.fixture
def administrator(store: Session, biller: Person, signed_in: FlaskClient) -> FlaskClient:
    person = store.get(Person, biller.id)
    assert person
    person.role = RoleName.ADMIN.value
    store.commit()
    return signed_in


@pytest.fixture
def kept_estimate(app: Flask, biller: Person) -> str:
    with app.extensions["sessions"].begin() as session:
        document = example("part-b-office")
        saved = cases.keep_new(session, biller.practice_id, document, biller.id)
        found = to_plain(estimate(read_case(document)))
        answers.keep(session, biller.practice_id, saved, "estimate", found, engine_version(), data_hash(), biller.id)
        return saved.id


def january(limit: str = "48.000") -> bytes:
    rows = [list(row) for row in LIMITS]
    rows[2][LIMITS_HEAD.index("Payment Limit")] = limit
    return limits_file(rows, preamble=JANUARY)


def send(client: FlaskClient, *files: bytes, token: str | None = None, **typed: str) -> TestResponse:
    sent: MultiDict[str, Any] = MultiDict({"csrf_token": token or csrf(client), **typed})
    for number, raw in enumerate(files):
        sent.add("files", FileStorage(io.BytesIO(raw), f"limits-{number}.csv"))
    boundary, body = encode_multipart(sent)
    return client.post("/prices/files", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def csrf(client: FlaskClient) -> str:
    return client.get("/prices").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def load(client: FlaskClient, raw: bytes) -> TestResponse:
    action, form = form_of(send(client, raw).text, "starts")
    return client.post(action, data=form)


def test_what_would_change_is_seen_before_anything_is_loaded(administrator: FlaskClient, instance: Instance):
    page = send(administrator, january())
    assert page.status_code == 200
    shown = said(page)
    assert "Payment limits of Part B drugs, January 1, 2026 to March 31, 2026" in shown
    assert "Compared with October 1, 2025 to December 31, 2025." in shown
    assert "J1568 Octagam 10%, Octagam 5% per unit 47.525 per unit 48.000 +1.0%" in shown
    assert "Line 10: A9606 has no payment limit." in shown
    assert reference().loaded == ()


def test_it_is_loaded_moves_kept_estimates_and_is_taken_back(administrator: FlaskClient, kept_estimate: str):
    assert load(administrator, january()).location == "/prices"
    assert "Loaded as number 0001" in said(administrator.get("/prices"))
    moves = said(administrator.get("/prices/estimates"))
    assert "$175,533.28" in moves
    administrator.post("/prices/estimates", data={"csrf_token": csrf(administrator)})
    assert "None: every kept estimate" in said(administrator.get("/prices/estimates"))
    kept = administrator.get(f"/cases/{kept_estimate}/estimate").text
    assert kept.count("/answers/") >= 2
    assert 'action="/prices/undo"' in administrator.get("/prices").text
    assert administrator.post("/prices/undo", data={"csrf_token": csrf(administrator)}).location == "/prices"
    assert "taken back" in said(administrator.get("/prices"))
    assert reference().loaded == ()


def test_a_biller_looks_and_does_not_load(signed_in: FlaskClient, instance: Instance):
    page = said(signed_in.get("/prices"))
    assert "An administrator of your practice loads the files." in page
    token = csrf(signed_in)
    assert send(signed_in, january(), token=token).status_code == 403
    unknown = "/prices/files/00000000-0000-4000-8000-000000000000"
    assert signed_in.post(unknown, data={"csrf_token": token}).status_code == 403
    assert signed_in.post("/prices/undo", data={"csrf_token": token}).status_code == 403
    assert not (instance.folder / "prices").exists()


@pytest.mark.parametrize(
    ("files", "typed", "problem"),
    [
        ((), {}, "Choose one or more files"),
        ((b"<html>Sign in</html>",), {}, "limits-0.csv: is a web page or a document"),
        ((january("-48"),), {}, "limits-0.csv, line 9: payment limit must be an amount"),
        ((january(), january()), {}, "say the same thing for the same days"),
        ((january(),), {"starts": "2026-10-01", "ends": "2026-12-31"}, "is for 2026-01-01 to 2026-03-31, not for 2026-10-01"),
        ((january(),), {"starts": "2026-10-01"}, "Enter the first and the last day as dates"),
        ((january(),), {"starts": "2026-10-01", "ends": "2026-09-30"}, "Enter the first and the last day as dates"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_and_nothing_is_left(
    administrator: FlaskClient, instance: Instance, files: tuple[bytes, ...], typed: dict[str, str], problem: str
):
    answer = send(administrator, *files, **typed)
    assert answer.status_code == 422
    assert problem in said(answer)
    assert not list(instance.folder.glob("prices/sent/*"))
    assert reference().loaded == ()


def test_what_was_looked_at_is_loaded_once_and_a_stranger_s_number_loads_nothing(administrator: FlaskClient):
    action, form = form_of(send(administrator, january()).text, "starts")
    assert administrator.post(action, data=form).status_code == 303
    again = administrator.post(action, data=form)
    assert again.status_code == 422
    assert "The files are no longer here." in said(again)


def test_while_somebody_loads_another_waits(administrator: FlaskClient, instance: Instance):
    action, form = form_of(send(administrator, january()).text, "starts")
    with writing(instance.folder / "prices"):
        answer = administrator.post(action, data=form)
    assert answer.status_code == 409
    assert "Somebody is loading prices" in said(answer)
    assert administrator.post(action, data=form).status_code == 303


def test_a_damaged_folder_is_told_and_answers_go_on(administrator: FlaskClient, instance: Instance, kept_estimate: str):
    load(administrator, january())
    Path(instance.folder / "prices" / "index.json").write_text("{")
    page = administrator.get("/prices")
    assert page.status_code == 200
    assert "Put the copy from your backup in its place." in said(page)
    assert administrator.get("/cases").status_code == 200
    assert "$" in administrator.get(f"/cases/{kept_estimate}/estimate").text


def test_another_practice_s_estimates_do_not_show(
    app: Flask, store: Session, administrator: FlaskClient, kept_estimate: str
):
    other = add_biller(app, store, "Other Clinic (fictional)", "other@example.org")
    document = {**example("part-b-office"), "label": "Somebody else's case"}
    with app.extensions["sessions"].begin() as session:
        saved = cases.keep_new(session, other.practice_id, document, other.id)
        found = to_plain(estimate(read_case(document)))
        answers.keep(session, other.practice_id, saved, "estimate", found, engine_version(), data_hash(), other.id)
    load(administrator, january())
    assert "1 estimate " in said(administrator.get("/prices/estimates"))
    for address in ("/prices", "/prices/estimates"):
        assert "Somebody else" not in administrator.get(address).text


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    administrator: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    token = csrf(administrator)
    monkeypatch.setattr(limits, "LARGEST_FILES", 3_000_000)
    assert send(administrator, b"x" * 2_500_000, token=token).status_code == 422  # more than other pages take
    answer = send(administrator, b"x" * 3_500_000, token=token)
    assert answer.status_code == 413
    assert "Send less than 3 MB at once" in said(answer)
