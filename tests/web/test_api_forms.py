"""Payers' forms by the API: put in, tied, filled, enclosed; refused by field; never another practice's nor a sister plan's."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pikepdf import Array, Dictionary, Pdf
from pypdf import PdfReader
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from costing.store.people import Person
from tests.letters.files import a_pdf, encrypted
from tests.letters.payer_forms import a_payer_form, bytes_of
from tests.web.calling import AS_PDF, NO_OBJECTS, NOBODYS, fits, text_of, with_file
from tests.web.conftest import Caller, another_practice
from tests.web.test_cases import actions, add_case, example

PLAN = {"payer": "Example Health", "plan_name": "Gold HMO"}
TAG = {"If-Match": '"1"'}


@pytest.fixture
def case_id(app: Flask, biller: Person) -> str:
    document = example("medicare-advantage")
    document["coverage"]["primary"] |= PLAN
    return add_case(app, biller, document)


def put_in(call: Caller, raw: bytes = b"", **texts: str) -> TestResponse:
    return call("POST", "/forms", **with_file(raw or a_payer_form(), **{"title": "Request form", **PLAN, **texts}))


def number_of(form: TestResponse, name: str) -> int:
    found: int = next(one["number"] for one in form.json["fields"] if one["name"] == name)
    return found


def tie(call: Caller, form: str, tag: dict[str, str] = TAG, **ties: str) -> TestResponse:
    """Tie fields by number, such as f12="Coverage: member ID"."""
    sent = [{"field": int(key[1:]), "tie": value} for key, value in ties.items()]
    return call("PATCH", f"/forms/{form}/ties", headers=tag, json={"ties": sent})


def test_a_form_is_put_in_tied_filled_and_enclosed(app: Flask, call: Caller, biller: Person, case_id: str):
    added = put_in(call)
    fits(app, added, "/forms", "post")
    one, benefit = added.json["id"], number_of(added, "Benefit")
    assert (added.headers["Location"], added.headers["ETag"]) == (f"/api/v1/forms/{one}", '"1"')
    named = call("GET", "/forms/tie-names")
    fits(app, named, "/forms/tie-names", "get")
    suggested = {each["tie"] for each in added.json["fields"] if each["tie"]}
    assert suggested <= {*named.json["texts"], *named.json["boxes"]}
    tied = tie(call, one, **{f"f{benefit}": "=Medical", f"f{number_of(added, 'Dose')}": ""})
    fits(app, tied, "/forms/{form_id}/ties", "patch")
    ties = {each["name"]: each["tie"] for each in tied.json["fields"]}
    assert (ties["Benefit"], ties["Dose"], ties["MemberLastName"]) == ("=Medical", None, "Patient: family name")
    assert call("GET", f"/forms/{one}").json == tied.json
    listed = call("GET", f"/cases/{case_id}/forms")
    fits(app, listed, "/cases/{case_id}/forms", "get")
    assert ([each["id"] for each in listed.json["forms"]], listed.json["of_other_plans"]) == ([one], [])
    assert call("GET", "/forms").json == listed.json["forms"]

    report = call("GET", f"/cases/{case_id}/forms/{one}")
    fits(app, report, "/cases/{case_id}/forms/{form_id}", "get")
    stands = {each["label"]: each["value"] for each in report.json["filled"]}
    patient = example("medicare-advantage")["patient"]
    assert (stands["Member last name"], stands["Benefit"]) == (patient["family_name"], "Medical")
    assert {each["label"]: each["why"] for each in report.json["unfilled"]} == {
        "Group number": "The case does not say: Coverage: group.",
        "Phone": "The value does not fit into the box. Write it by hand, or enclose it.",
    }
    assert "Dose" in [each["label"] for each in report.json["untied"]]
    filled = call("GET", f"/cases/{case_id}/forms/{one}", headers=AS_PDF)
    assert patient["family_name"] in text_of(filled)
    assert not PdfReader(BytesIO(filled.data)).get_fields()
    editable = call("GET", f"/cases/{case_id}/forms/{one}?editable=yes", headers=AS_PDF)
    assert PdfReader(BytesIO(editable.data)).get_fields()["MemberLastName"]["/V"] == patient["family_name"]
    assert str(number_of(added, "Dose")) in text_of(call("GET", f"/forms/{one}/numbered"))

    enclosed = call("POST", f"/cases/{case_id}/forms/{one}/enclosure")
    fits(app, enclosed, "/cases/{case_id}/forms/{form_id}/enclosure", "post")
    assert call("GET", f"/cases/{case_id}/enclosures").json == [enclosed.json]
    assert "Medical" in text_of(call("GET", f"/cases/{case_id}/enclosures/{enclosed.json['id']}"))
    assert call("DELETE", f"/forms/{one}").status_code == 204
    assert call("GET", f"/forms/{one}").status_code == 404
    assert [act for act, _ in actions(app, biller) if "form" in act] == [
        "payer form added", "payer form tied", "payer form printed", "payer form printed", "payer form removed",
    ]  # fmt: skip


def test_ties_are_changed_in_their_version(call: Caller):
    one = put_in(call).json["id"]
    assert tie(call, one, f4="Patient: given name").headers["ETag"] == '"2"'
    assert tie(call, one, f4="").status_code == 412
    assert tie(call, one, {}, f4="").status_code == 428
    assert call("GET", f"/forms/{one}").json["fields"][3]["tie"] == "Patient: given name"


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"ties": [{"field": 4, "tie": "Coverage: menber ID"}]}, "ties.0.tie", "Choose a value of the list"),
        ({"ties": [{"field": 1, "tie": "=Medical"}]}, "ties.0.tie", "Choose a statement of the list"),
        ({"ties": [{"field": 4, "tie": "=" + "x" * 400}]}, "ties.0.tie", "Shorten the tie to 400 characters"),
        ({"ties": [{"field": 4, "tie": 7}]}, "ties.0.tie", "Enter the tie as text."),
        ({"ties": [{"field": 599, "tie": "Today"}]}, "ties.0.field", "fields. Name one by its number"),
        ({"ties": [{"field": 0, "tie": "Today"}]}, "ties.0.field", "must be between 1 and 600"),
        ({"ties": [{"field": "x", "tie": "Today"}]}, "ties.0.field", "as a whole number, such as 4"),
        ({"ties": [{"field": 4, "tie": "Today"}, {"field": 4, "tie": ""}]}, "ties.1.field", "Tie each field once."),
        ({"ties": [{"tie": "Today"}]}, "ties.0.field", "Enter the number of the field, such as 4."),
        ({"ties": ["Today"]}, "ties.0", "This must be an object"),
        ({"ties": {"4": "Today"}}, "ties", "This must be a list."),
        ({}, "ties", 'Enter the ties as a list, such as [{"field": 4'),
        ({"ties": [], "colour": "blue"}, "colour", "This is not a known field."),
    ],
)
def test_a_wrong_tie_is_named_and_nothing_is_kept(call: Caller, sent: Any, field: str, sentence: str):
    added = put_in(call)
    if "ties" in sent and isinstance(sent["ties"], list) and field.startswith("ties.0"):
        sent = {"ties": [*sent["ties"], {"field": 5, "tie": "Today"}]}
    refused = call("PATCH", f"/forms/{added.json['id']}/ties", headers=TAG, json=sent)
    assert refused.status_code == 422
    assert sentence in refused.json["errors"][field][0]
    assert call("GET", f"/forms/{added.json['id']}").json == added.json


@pytest.mark.parametrize("body", NO_OBJECTS)
def test_a_body_that_holds_no_ties(call: Caller, body: bytes):
    address = f"/forms/{put_in(call).json['id']}/ties"
    answer = call("PATCH", address, headers=TAG, data=body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer.json["errors"]
    assert call("PATCH", address, headers=TAG, data=body, content_type="text/plain").status_code == 415
    huge = {"data": b" " * 2_000_001, "content_type": "application/json"}
    assert call("PATCH", address, headers=TAG, **huge).status_code == 413


@pytest.mark.parametrize(
    ("raw", "texts", "field", "sentence"),
    [
        (a_pdf("x"), {}, "file", "no fields to fill in"),
        (b"hello", {}, "file", "This is not a PDF"),
        (encrypted("x"), {}, "file", "protected by a password"),
        (b"", {"title": " "}, "title", "Enter what it is"),
        (b"", {"title": "x" * 200}, "title", "at most 150 letters"),
        (b"", {"payer": ""}, "payer", "Enter the payer, as in the case, such as Example Health."),
        (b"", {"payer": "x" * 101}, "payer", "Shorten the payer"),
        (b"", {"plan_name": "x" * 101}, "plan_name", "Shorten the plan"),
        (b"", {"colour": "blue"}, "colour", "This is not a known field."),
    ],
)
def test_a_bad_form_is_refused_by_field(call: Caller, raw: bytes, texts: dict[str, str], field: str, sentence: str):
    refused = put_in(call, raw, **texts)
    assert (refused.status_code, list(refused.json["errors"])) == (422, [field])
    assert sentence in refused.json["errors"][field][0]
    assert call("GET", "/forms").json == []


def test_what_is_no_form_with_a_file(call: Caller):
    assert call("POST", "/forms", json={"title": "x"}).status_code == 415
    assert call("POST", "/forms", data={"title": "x", "payer": "y"}).status_code == 415
    without = call("POST", "/forms", data={"title": "x"}, content_type="multipart/form-data")
    assert (without.status_code, list(without.json["errors"])) == (422, ["file"])
    assert put_in(call, bytes(30_000_000)).status_code == 413


def test_what_the_address_asks_for_is_checked(call: Caller, case_id: str):
    one = put_in(call).json["id"]
    wrong = call("GET", f"/cases/{case_id}/forms/{one}?editable=perhaps", headers=AS_PDF)
    assert wrong.json["errors"] == {"editable": ["Answer editable with yes or no."]}
    unknown = call("GET", f"/cases/{case_id}/forms/{one}?flat=no")
    assert list(unknown.json["errors"]) == ["query.flat"]
    assert "It may hold editable." in unknown.json["advice"]
    assert call("GET", f"/cases/{case_id}/forms/{one}", headers={"Accept": "image/png"}).status_code == 406


def test_a_sister_plans_form_is_named_and_not_used(call: Caller, case_id: str):
    one = put_in(call, plan_name="Silver PPO").json["id"]
    listed = call("GET", f"/cases/{case_id}/forms").json
    assert (listed["forms"], [each["id"] for each in listed["of_other_plans"]]) == ([], [one])
    assert call("GET", f"/cases/{case_id}/forms/{one}").status_code == 404
    assert call("POST", f"/cases/{case_id}/forms/{one}/enclosure").status_code == 404
    for_all = put_in(call, plan_name="").json
    assert for_all["plan_name"] is None
    assert [each["id"] for each in call("GET", f"/cases/{case_id}/forms").json["forms"]] == [for_all["id"]]


def test_a_form_whose_pages_cannot_be_enclosed_says_so(call: Caller, case_id: str):
    """Layers that are switched on and off: it can be filled and printed, but not be made plain pages."""
    with Pdf.open(BytesIO(a_payer_form())) as pdf:
        pdf.Root.OCProperties = Dictionary(OCGs=Array([]), D=Dictionary())
        one = put_in(call, bytes_of(pdf)).json["id"]
    text_of(call("GET", f"/cases/{case_id}/forms/{one}", headers=AS_PDF))
    refused = call("POST", f"/cases/{case_id}/forms/{one}/enclosure")
    assert refused.status_code == 422
    assert "layers that are switched on and off" in refused.json["errors"]["enclosures"][0]
    assert call("GET", f"/cases/{case_id}/enclosures").json == []


def test_another_practice_finds_and_changes_nothing(app: Flask, store: Session, call: Caller, case_id: str):
    mine = put_in(call)
    one = mine.json["id"]
    other = another_practice(app, store)
    for which, case in ((one, case_id), (NOBODYS, NOBODYS)):
        for method, address in (
            ("GET", f"/forms/{which}"), ("GET", f"/forms/{which}/numbered"), ("DELETE", f"/forms/{which}"),
            ("GET", f"/cases/{case}/forms"), ("GET", f"/cases/{case}/forms/{which}"),
            ("POST", f"/cases/{case}/forms/{which}/enclosure"),
        ):  # fmt: skip
            assert other(method, address).status_code == 404, address
        assert tie(other, which, f4="Today").status_code == 404
    assert other("GET", "/forms").json == []
    assert call("GET", f"/forms/{one}").json == mine.json
