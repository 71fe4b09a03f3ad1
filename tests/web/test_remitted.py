"""The page that holds paid lines against the estimate: pasted or from a file, nothing lost, nothing kept."""

import io

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from costing.store import cases
from costing.store.people import Person
from tests.questions.test_documents import example
from tests.questions.test_remitted import rows_of, text_of
from tests.web.conftest import add_biller
from tests.web.forms_read import form_of
from tests.web.test_cases import kept, said


@pytest.fixture
def case_id(app: Flask, biller: Person) -> str:
    with app.extensions["sessions"].begin() as session:
        return cases.keep_new(session, biller.practice_id, example("part-b-office"), biller.id).id


def changed_rows() -> bytes:
    rows = rows_of("part-b-office", 2)
    rows[3] |= {"allowed": "0", "paid": "0", "patient": "0", "reasons": "CO-197"}
    return text_of(rows)


def post(client, case_id, pasted="", file=b""):
    address = f"/cases/{case_id}/remitted"
    _, form = form_of(client.get(address).text, "pasted")
    boundary, body = encode_multipart(
        {**form.to_dict(), "pasted": pasted, "file": FileStorage(io.BytesIO(file), "paid.csv")}
    )
    return client.post(address, data=body, content_type=f"multipart/form-data; boundary={boundary}")


@pytest.mark.parametrize("by_file", [True, False])
def test_pasted_or_from_a_file_what_differs_is_shown_with_its_cause(app, biller, signed_in, case_id, by_file):
    before = kept(app, biller, case_id)
    raw = changed_rows()
    page = post(signed_in, case_id, file=raw) if by_file else post(signed_in, case_id, pasted=raw.decode())
    words = said(page)
    assert page.status_code == 200
    assert "CO-197: authorization or notice absent" in words
    assert "1 line differs, 5 as expected." in words
    assert "$5,278.90" in words
    assert kept(app, biller, case_id) == before


def test_a_wrong_line_is_named_and_what_was_pasted_stays(signed_in, case_id):
    page = post(signed_in, case_id, pasted="date,code,paid\n1/5/2026,J1568,much\n")
    assert page.status_code == 422
    assert "Line 2, paid: Enter the dollars as a number" in said(page)
    assert "1/5/2026,J1568,much" in page.text


def test_nothing_at_all_is_said(signed_in, case_id):
    assert "Paste the paid lines with their headings" in said(post(signed_in, case_id))


def test_markup_in_a_row_is_shown_as_text(signed_in, case_id):
    page = post(signed_in, case_id, pasted="date,code,paid\n<script>alert(1)</script>,J1568,1\n")
    assert page.status_code == 422
    assert "<script>alert" not in page.text


def test_another_practice_s_case_is_not_found(app, store, signed_in):
    with app.extensions["sessions"].begin() as session:
        other = add_biller(app, store, "Other Clinic (fictional)", "other@example.org")
        theirs = cases.keep_new(session, other.practice_id, example("part-b-office"), other.id).id
    assert signed_in.get(f"/cases/{theirs}/remitted").status_code == 404
