"""Prices by form with every contract term, and as a file: out, in, and refused whole with every wrong line named."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from costing.store import cases
from costing.store.people import Person
from tests.questions.test_documents import example
from tests.web.conftest import PASSWORD, add_biller, csrf_token
from tests.web.forms_read import form_of
from tests.web.test_cases import kept, said, sent

GOOD = b"code,kind,per_unit,starts\nJ1568,cash,90,1/1/2026\n96365,cash,180,1/1/2026\n"


@pytest.fixture
def case_id(app: Flask, biller: Person) -> str:
    with app.extensions["sessions"].begin() as session:
        return cases.keep_new(session, biller.practice_id, example("hdhp-contract"), biller.id).id


def upload(client: FlaskClient, case_id: str, raw: bytes, **typed: str) -> TestResponse:
    address = f"/cases/{case_id}/fees/file"
    _, form = form_of(client.get(address).text)
    sent: dict[str, Any] = {**form.to_dict(), **typed, "file": FileStorage(io.BytesIO(raw), "fees.csv")}
    boundary, body = encode_multipart(sent)  # in memory: the client's own way leaves a temporary file open
    return client.post(address, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def fees(app: Flask, person: Person, case_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = kept(app, person, case_id).document["fees"]
    return found


def test_every_term_of_a_contract_is_entered_by_form(app, biller, signed_in, case_id):
    terms = {"basis": "percent_of_awp", "percent": "85", "list_price": "80.25", "payer": "Example Health"}
    typed = {
        "code": "J1459",
        "kind": "contract",
        "starts": "1/1/2026",
        "at_most_charge": "yes",
        "site": "office",
        **terms,
    }
    assert sent(signed_in, f"/cases/{case_id}/fees/add", **typed).status_code == 303
    assert fees(app, biller, case_id)[-1] == {**typed, "starts": "2026-01-01", "at_most_charge": True}
    listed = said(signed_in.get(f"/cases/{case_id}/fees"))
    assert "85% of the average wholesale price, at most the billed charge (80.25 a unit)" in listed
    assert "Only for Example Health" in listed


def test_what_a_term_lacks_is_said_beside_it_and_its_fold_is_open(signed_in, case_id):
    page = sent(
        signed_in,
        f"/cases/{case_id}/fees/add",
        code="J1459",
        kind="contract",
        starts="1/1/2026",
        basis="percent_of_awp",
    )
    assert page.status_code == 422
    assert page.text.count("Enter the percent, such as 150.") == 2
    assert '<details class="govuk-details" open>' in page.text


def test_a_purchase_price_is_one_of_a_product(app, biller, signed_in, case_id):
    sent(
        signed_in,
        f"/cases/{case_id}/fees/add",
        code="J1568",
        kind="acquisition",
        per_unit="40",
        starts="1/1/2026",
        product="octagam_10",
    )
    assert fees(app, biller, case_id)[-1]["product"] == "octagam_10"
    assert "unknown" not in said(signed_in.get(f"/cases/{case_id}/margin"))


def test_prices_of_a_file_come_beside_the_others_or_take_their_place(app, biller, signed_in, case_id):
    before = [one["code"] for one in fees(app, biller, case_id)]
    assert upload(signed_in, case_id, GOOD).location == f"/cases/{case_id}/fees"
    assert [one["code"] for one in fees(app, biller, case_id)] == [*before, "J1568", "96365"]
    upload(signed_in, case_id, GOOD, then="replace")
    assert [one["code"] for one in fees(app, biller, case_id)] == ["J1568", "96365"]


def test_out_and_in_changes_nothing(app, biller, signed_in, case_id):
    upload(signed_in, case_id, GOOD)
    before = fees(app, biller, case_id)
    answer = signed_in.get(f"/cases/{case_id}/fees.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="fees.csv"'
    upload(signed_in, case_id, answer.data, then="replace")
    assert fees(app, biller, case_id) == before


def test_a_file_with_a_wrong_line_changes_nothing(app, biller, signed_in, case_id):
    before = kept(app, biller, case_id)
    page = upload(signed_in, case_id, GOOD + b"J1568,cash,much,2026-01-01\n,cash,1,2026-01-01\n")
    assert page.status_code == 422
    assert "Line 4, per_unit: Enter the price per unit as a number" in said(page)
    assert "Line 5, code: Enter the code." in said(page)
    assert kept(app, biller, case_id) == before


@pytest.mark.parametrize("raw", [b"", b"\0\1\2", b"<html></html>", b"PK\3\4", b"a" * 600_000])
def test_what_is_no_price_list_is_refused(app, biller, signed_in, case_id, raw):
    before = kept(app, biller, case_id)
    assert upload(signed_in, case_id, raw).status_code == 422
    assert kept(app, biller, case_id) == before


def test_a_file_that_is_too_large_is_refused(signed_in, case_id):
    assert upload(signed_in, case_id, b"a" * 3_000_000).status_code == 413


def test_no_file_no_change(signed_in, case_id):
    action, form = form_of(signed_in.get(f"/cases/{case_id}/fees/file").text)
    page = signed_in.post(action, data=form)
    assert page.status_code == 422
    assert "Choose a file, such as fees.csv." in said(page)


def test_a_file_for_a_case_that_somebody_changed_is_not_taken(signed_in, case_id):
    assert upload(signed_in, case_id, GOOD, row_version="0").status_code == 409


def test_the_example_file_can_be_taken(app, biller, signed_in, case_id):
    raw = signed_in.get(f"/cases/{case_id}/fees/example.csv").data
    assert upload(signed_in, case_id, raw, then="replace").status_code == 303
    assert len(fees(app, biller, case_id)) == 3


def test_another_practice_sees_none_of_it(app, store, anonymous, signed_in, case_id):
    with app.extensions["sessions"].begin() as session:
        other = add_biller(app, store, "Other Clinic (fictional)", "other@example.org")
        theirs = cases.keep_new(session, other.practice_id, example("part-b-office"), other.id).id
    for address in ("fees.csv", "fees/file", "fees/example.csv"):
        assert signed_in.get(f"/cases/{theirs}/{address}").status_code == 404
        assert anonymous.get(f"/cases/{case_id}/{address}").status_code in (302, 303, 401)


def to_practice(client: FlaskClient, raw: bytes, **typed: str) -> TestResponse:
    _, form = form_of(client.get("/practice/fees").text)
    sent: dict[str, Any] = {**form.to_dict(), **typed, "file": FileStorage(io.BytesIO(raw), "fees.csv")}
    boundary, body = encode_multipart(sent)
    return client.post("/practice/fees", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_the_practice_s_prices_are_kept_once_and_new_cases_start_with_them(app, biller, signed_in):
    assert "No price is kept yet." in said(signed_in.get("/practice/fees"))
    assert to_practice(signed_in, GOOD).location == "/practice/fees"
    assert "96365 Cash price: $180 a unit" in said(signed_in.get("/practice/fees"))
    assert signed_in.get("/practice/fees.csv").data.startswith(b"code,kind,per_unit")
    action, form = form_of(signed_in.get("/cases/new").text, "label")
    case_id = signed_in.post(action, data={**form.to_dict(), "label": "With prices"}).location.rpartition("/")[2]
    assert [one["code"] for one in fees(app, biller, case_id)] == ["J1568", "96365"]


def test_a_case_takes_the_practice_s_prices_by_a_button_and_not_by_itself(app, biller, signed_in, case_id):
    before = fees(app, biller, case_id)
    to_practice(signed_in, GOOD)
    assert fees(app, biller, case_id) == before
    page = signed_in.get(f"/cases/{case_id}/fees").text
    action, form = form_of(page)
    assert action.endswith("/fees/from-practice")
    signed_in.post(action, data=form)
    assert [one["code"] for one in fees(app, biller, case_id)] == ["J1568", "96365"]


def test_a_wrong_file_leaves_the_practice_s_prices(signed_in):
    to_practice(signed_in, GOOD)
    page = to_practice(signed_in, b"code,kind,per_unit,starts\nJ1568,cash,much,2026-01-01\n")
    assert page.status_code == 422
    assert "Line 2, per_unit" in said(page)
    assert to_practice(signed_in, b"").status_code == 422
    assert to_practice(signed_in, GOOD, row_version="0").status_code == 409
    assert "2 prices" in said(signed_in.get("/practice/fees"))


def test_another_practice_s_prices_are_not_seen(app, store, signed_in, anonymous):
    to_practice(signed_in, GOOD)
    add_biller(app, store, "Other Clinic (fictional)", "other@example.org")
    other = app.test_client()
    typed = {"email": "other@example.org", "password": PASSWORD, "csrf_token": csrf_token(other, "/sign-in")}
    other.post("/sign-in", data=typed)
    assert "No price is kept yet." in said(other.get("/practice/fees"))
    assert anonymous.get("/practice/fees").status_code in (302, 303, 401)
