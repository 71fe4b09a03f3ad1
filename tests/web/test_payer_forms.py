"""A payer's form by browser: put in, tied, filled from a case, enclosed; refused with words; never another practice's."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pikepdf import Array, Dictionary, Pdf
from pypdf import PdfReader
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from costing.store import enclosures, forms
from costing.store.people import Person
from tests.letters.files import a_pdf
from tests.letters.payer_forms import a_payer_form, bytes_of
from tests.web.conftest import add_biller, csrf_token
from tests.web.test_cases import actions, add_case, example, said, sent

PLAN = {"payer": "Example Health", "plan_name": "Gold HMO"}


@pytest.fixture
def case_id(app: Flask, biller: Person) -> str:
    document = example("medicare-advantage")
    document["coverage"]["primary"] |= PLAN
    return add_case(app, biller, document)


def put_in(client: FlaskClient, raw: bytes = b"", **typed: str) -> TestResponse:
    form: dict[str, Any] = {
        "title": "Request form",
        **PLAN,
        **typed,
        "csrf_token": csrf_token(client, "/practice/forms"),
    }
    return client.post("/practice/forms", data={**form, "file": (BytesIO(raw or a_payer_form()), "form.pdf")})


def the_form(app: Flask, person: Person) -> forms.SavedForm:
    with app.extensions["sessions"]() as session:
        return forms.all_of(session, person.practice_id)[0]


def text_of(answer: TestResponse) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)


def test_a_form_is_put_in_tied_filled_and_enclosed(app: Flask, signed_in: FlaskClient, biller: Person, case_id: str):
    added = put_in(signed_in)
    assert added.status_code == 303
    one = the_form(app, biller)
    assert "fields found" in said(signed_in.get(added.location))
    at = next(at for at, field in enumerate(one.fields) if field["name"] == "Benefit")
    assert sent(signed_in, f"/practice/forms/{one.id}", **{f"tie__{at}": "=Medical"}).status_code == 303
    page = said(signed_in.get(f"/cases/{case_id}/forms"))
    assert "Phone (page 1): The value does not fit into the box" in page
    patient = example("medicare-advantage")["patient"]
    filled = signed_in.get(f"/cases/{case_id}/forms/{one.id}.pdf")
    assert patient["family_name"] in text_of(filled)
    assert "Medical" in text_of(filled)
    assert not PdfReader(BytesIO(filled.data)).get_fields()
    editable = PdfReader(BytesIO(signed_in.get(f"/cases/{case_id}/forms/{one.id}/editable.pdf").data)).get_fields()
    assert editable["MemberLastName"]["/V"] == patient["family_name"]
    assert "13" in text_of(signed_in.get(f"/practice/forms/{one.id}/numbered.pdf"))
    token = csrf_token(signed_in, f"/cases/{case_id}/forms")
    assert signed_in.post(f"/cases/{case_id}/forms/{one.id}/enclose", data={"csrf_token": token}).status_code == 303
    with app.extensions["sessions"]() as session:
        assert [each.title for each in enclosures.of_case(session, biller.practice_id, case_id)] == ["Request form"]
    assert [act for act, _ in actions(app, biller) if "form" in act] == [
        "payer form added", "payer form tied", "payer form printed", "payer form printed",
    ]  # fmt: skip
    token = csrf_token(signed_in, f"/practice/forms/{one.id}")
    assert signed_in.post(f"/practice/forms/{one.id}/remove", data={"csrf_token": token}).status_code == 303
    assert signed_in.get(f"/practice/forms/{one.id}").status_code == 404


def test_a_wrong_tie_is_named_and_nothing_is_kept(app: Flask, signed_in: FlaskClient, biller: Person):
    put_in(signed_in)
    one = the_form(app, biller)
    page = sent(signed_in, f"/practice/forms/{one.id}", tie__4="Coverage: menber ID", tie__5="")
    assert (page.status_code, page.text.count("Choose a value of the list")) == (422, 2)
    assert 'value="Coverage: menber ID"' in page.text
    assert the_form(app, biller).ties == one.ties
    late = sent(signed_in, f"/practice/forms/{one.id}", row_version="9")
    assert (late.status_code, "Somebody changed these ties" in late.text) == (409, True)


@pytest.mark.parametrize(
    ("raw", "typed", "sentence"),
    [
        (a_pdf("x"), {}, "no fields to fill in"),
        (b"hello", {}, "This is not a PDF"),
        (b"", {"title": " "}, "Enter what it is"),
        (b"", {"payer": ""}, "Enter the payer"),
    ],
)
def test_a_bad_form_is_refused(signed_in: FlaskClient, raw: bytes, typed: dict[str, str], sentence: str):
    page = put_in(signed_in, raw, **typed)
    assert (page.status_code, page.text.count(sentence)) == (422, 2)


def test_a_sister_plans_form_is_named_and_not_used(app: Flask, signed_in: FlaskClient, biller: Person, case_id: str):
    put_in(signed_in, plan_name="Silver PPO")
    one = the_form(app, biller)
    page = said(signed_in.get(f"/cases/{case_id}/forms"))
    assert "There is no form for this case’s plan" in page
    assert "Request form (Silver PPO)" in page
    assert signed_in.get(f"/cases/{case_id}/forms/{one.id}.pdf").status_code == 404
    put_in(signed_in, plan_name="", title="For all plans")
    assert "For all plans" in said(signed_in.get(f"/cases/{case_id}/forms"))


def test_another_practices_form_does_not_exist(app: Flask, signed_in: FlaskClient, store: Session, case_id: str):
    other = add_biller(app, store, "Other Clinic (fictional)", "other@example.org")
    about = {"title": "Theirs", **PLAN, "fields": [], "ties": {}}
    theirs = forms.add(store, other.practice_id, about, a_payer_form(), other.id)
    store.commit()
    assert "Theirs" not in signed_in.get(f"/cases/{case_id}/forms").text
    for address in (f"/practice/forms/{theirs.id}", f"/practice/forms/{theirs.id}/numbered.pdf",
                    f"/cases/{case_id}/forms/{theirs.id}.pdf", f"/cases/{case_id}/forms/{theirs.id}/editable.pdf"):  # fmt: skip
        assert signed_in.get(address).status_code == 404
    token = csrf_token(signed_in, "/practice/forms")
    for address in (
        f"/practice/forms/{theirs.id}",
        f"/practice/forms/{theirs.id}/remove",
        f"/cases/{case_id}/forms/{theirs.id}/enclose",
    ):
        assert signed_in.post(address, data={"csrf_token": token}).status_code == 404


def test_a_form_whose_pages_cannot_be_enclosed_says_so(
    app: Flask, signed_in: FlaskClient, biller: Person, case_id: str
):
    """Layers that are switched on and off: it can be filled and printed, but not be made plain pages."""
    with Pdf.open(BytesIO(a_payer_form())) as pdf:
        pdf.Root.OCProperties = Dictionary(OCGs=Array([]), D=Dictionary())
        assert put_in(signed_in, bytes_of(pdf)).status_code == 303
    one, page = the_form(app, biller), f"/cases/{case_id}/forms"
    assert signed_in.get(f"{page}/{one.id}.pdf").status_code == 200
    answer = signed_in.post(f"{page}/{one.id}/enclose", data={"csrf_token": csrf_token(signed_in, page)})
    assert (answer.status_code, answer.location) == (303, page)
    assert "layers that are switched on and off" in said(signed_in.get(page))
