"""Letterhead, directory and signature by browser: kept, used by letters, refused with words, never another practice's."""

from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from costing.store import cases, enclosures, letterheads, payers, people, signed
from costing.store.people import Person, RoleName
from tests.letters.builders import squeezed
from tests.letters.files import A_LOGO, a_pdf
from tests.web.conftest import PASSWORD, add_biller, csrf_token
from tests.web.forms_read import Form, form_of
from tests.web.test_cases import actions, add_case, example, said, sent

PAYER = {"payer": "Blue Cross NC", "plan_name": "Blue Medicare HMO"}


def a_document(**plan: Any) -> dict[str, Any]:
    """A case whose letter is ready to sign."""
    document = example("medicare-advantage")
    document["coverage"]["primary"] |= plan
    return document


@pytest.fixture
def case_id(app: Flask, biller: Person) -> str:
    return add_case(app, biller, a_document())


@pytest.fixture
def prescriber(app: Flask, store: Session, biller: Person) -> FlaskClient:
    """A browser in which the case's prescriber is signed in."""
    name = example("medicare-advantage")["practice"]["prescriber"]["name"]
    hashed = people.find_person(store, biller.email).password
    people.add_person(store, biller.practice_id, "prescriber@example.org", hashed, name, RoleName.PRESCRIBER)
    store.commit()
    client = app.test_client()
    form = {"email": "prescriber@example.org", "password": PASSWORD, "csrf_token": csrf_token(client, "/sign-in")}
    assert client.post("/sign-in", data=form).status_code == 302
    return client


def text_of(answer: TestResponse) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages).split())


def post(client: FlaskClient, address: str, page: str, **typed: Any) -> TestResponse:
    return client.post(address, data={"csrf_token": csrf_token(client, page), **typed})


# --- letterhead


def test_a_letterhead_is_kept_and_new_cases_start_with_it(app: Flask, signed_in: FlaskClient, biller: Person):
    form = {
        "practice.name": "Piney Ridge", "practice.npi": "1234567893", "practice.tin": "12-3456789",
        "practice.prescriber.name": "Ada Okafor", "practice.address.line1": "1 Street", "practice.address.city": "Durham",
        "practice.address.state": "NC", "practice.address.zip": "27701",
    }  # fmt: skip
    seen = signed_in.get("/practice/letterhead").text.split('name="seen" value="')[1].split('"')[0]
    assert post(signed_in, "/practice/letterhead", "/practice/letterhead", seen=seen, **form).status_code == 303
    assert 'value="Piney Ridge"' in signed_in.get("/practice/letterhead").text
    late = post(signed_in, "/practice/letterhead", "/practice/letterhead", seen=seen, **form)
    assert (late.status_code, "Somebody changed the letterhead" in late.text) == (409, True)
    post(signed_in, "/cases", "/cases/new", label="New")
    with app.extensions["sessions"]() as session:
        newest = cases.all_of(session, biller.practice_id)[0].document["practice"]
    assert (newest["name"], newest["tin"], newest["prescriber"]["name"]) == ("Piney Ridge", "12-3456789", "Ada Okafor")


def test_a_wrong_letterhead_is_refused_beside_its_field(signed_in: FlaskClient):
    page = post(
        signed_in, "/practice/letterhead", "/practice/letterhead", **{"practice.name": "X", "practice.npi": "12"}
    )
    assert (page.status_code, page.text.count("Enter the practice&#39;s NPI in the usual form")) == (422, 2)
    assert post(signed_in, "/practice/letterhead", "/practice/letterhead").status_code == 422


def test_a_logo_is_cleaned_kept_shown_and_printed(app: Flask, signed_in: FlaskClient, biller: Person, case_id: str):
    before = signed_in.get(f"/cases/{case_id}/letter.pdf").data
    page = "/practice/letterhead"
    hostile = A_LOGO.replace(b"<path", b"<script>x()</script><text>Hi</text><path")
    answer = post(signed_in, "/practice/logo", page, file=(BytesIO(hostile), "logo.svg"))
    assert answer.status_code == 303
    assert "Left out of the SVG: script, text." in said(signed_in.get(page))
    logo = signed_in.get("/practice/logo")
    assert logo.mimetype == "image/svg+xml"
    assert b"script" not in logo.data
    assert "script-src" in logo.headers["Content-Security-Policy"]
    assert signed_in.get(f"/cases/{case_id}/letter.pdf").data != before
    assert post(signed_in, "/practice/logo/remove", page).status_code == 303
    assert signed_in.get("/practice/logo").status_code == 404
    assert signed_in.get(f"/cases/{case_id}/letter.pdf").data == before
    assert [act for act, _ in actions(app, biller) if "logo" in act] == ["logo changed", "logo removed"]


def test_a_bad_logo_is_refused(signed_in: FlaskClient):
    page = post(signed_in, "/practice/logo", "/practice/letterhead", file=(BytesIO(b"hello"), "logo.gif"))
    assert (page.status_code, page.text.count("This is not a PNG or SVG file.")) == (422, 2)
    assert post(signed_in, "/practice/logo", "/practice/letterhead").status_code == 422


# --- directory


def test_an_entry_is_added_used_changed_and_removed(app: Flask, signed_in: FlaskClient, biller: Person):
    case_id = add_case(app, biller, a_document(**PAYER))
    begun = signed_in.get(f"/practice/payers/add?case={case_id}")
    assert 'value="Blue Medicare HMO"' in begun.text
    entry = {
        **PAYER,
        "address.line1": "PO Box 1",
        "address.city": "Durham",
        "address.state": "NC",
        "address.zip": "27702",
    }
    assert (
        post(signed_in, "/practice/payers/add", "/practice/payers/add", **entry, fax="919-555-0177").status_code == 303
    )
    assert "PO Box 1" in text_of(signed_in.get(f"/cases/{case_id}/letter.pdf"))
    assert "Two fax numbers" in signed_in.get(f"/cases/{case_id}/letter").text
    twice = post(signed_in, "/practice/payers/add", "/practice/payers/add", **PAYER)
    assert (twice.status_code, "There is an entry for this plan already" in twice.text) == (422, True)
    with app.extensions["sessions"]() as session:
        one = payers.all_of(session, biller.practice_id)[0]
    assert sent(signed_in, f"/practice/payers/{one.id}", fax="").status_code == 303
    assert "Two fax numbers" not in signed_in.get(f"/cases/{case_id}/letter").text
    stale = post(signed_in, f"/practice/payers/{one.id}", "/practice/payers", row_version="1", **PAYER)
    assert stale.status_code == 409
    assert post(signed_in, f"/practice/payers/{one.id}/remove", "/practice/payers").status_code == 303
    assert "PO Box 1" not in text_of(signed_in.get(f"/cases/{case_id}/letter.pdf"))
    assert [act for act, _ in actions(app, biller) if "payer" in act] == [
        "payer entry added", "payer entry changed", "payer entry removed",
    ]  # fmt: skip


def test_a_sister_plan_and_another_practice_lend_nothing(
    app: Flask, signed_in: FlaskClient, store: Session, biller: Person
):
    other = add_biller(app, store, "Other Clinic (fictional)", "other@example.org")
    address = {"line1": "PO Box 99", "city": "Durham", "state": "NC", "zip": "27702"}
    theirs = payers.add(store, other.practice_id, {**PAYER, "address": address}, other.id)
    payers.add(store, biller.practice_id, {**PAYER, "plan_name": "Blue Advantage", "address": address}, biller.id)
    letterheads.keep_logo(store, other.practice_id, "svg", A_LOGO, other.id)
    store.commit()
    case_id = add_case(app, biller, a_document(**PAYER))
    assert "PO Box 99" not in text_of(signed_in.get(f"/cases/{case_id}/letter.pdf"))
    assert "Entries of other plans of this payer are not used: Blue Advantage." in said(
        signed_in.get(f"/cases/{case_id}/letter")
    )
    assert signed_in.get("/practice/logo").status_code == 404
    for address in (f"/practice/payers/{theirs.id}", f"/practice/payers/add?case={add_case(app, other, a_document())}"):
        assert signed_in.get(address).status_code == 404
    for address in (f"/practice/payers/{theirs.id}", f"/practice/payers/{theirs.id}/remove"):
        assert post(signed_in, address, "/practice/payers", **PAYER).status_code == 404


def test_a_packet_larger_than_the_payer_takes_is_refused(
    app: Flask, signed_in: FlaskClient, store: Session, biller: Person
):
    case_id = add_case(app, biller, a_document(**PAYER))
    payers.add(store, biller.practice_id, {**PAYER, "largest_packet_mb": "0.01"}, biller.id)
    store.commit()
    assert signed_in.get(f"/cases/{case_id}/packet.pdf").status_code == 303
    page = said(signed_in.get(f"/cases/{case_id}/packet"))
    assert "the payer takes 0.0 MB" in page
    assert "takes packets of at most 0.01 MB" in page


# --- signature


def sign(client: FlaskClient, case_id: str, name: str, **more: str) -> TestResponse:
    return sent(client, f"/cases/{case_id}/letter/sign", name=name, read="yes", **more)


def signer() -> str:
    name: str = example("medicare-advantage")["practice"]["prescriber"]["name"]
    return name


def the_signed(app: Flask, person: Person, case_id: str) -> list[signed.SignedLetter]:
    with app.extensions["sessions"]() as session:
        return list(signed.of_case(session, person.practice_id, case_id))


def test_a_signed_letter_is_frozen(app: Flask, prescriber: FlaskClient, biller: Person, case_id: str):
    assert sign(prescriber, case_id, signer()).status_code == 303
    (one,) = the_signed(app, biller, case_id)
    first = prescriber.get(f"/signed/{one.id}.pdf")
    assert sha256(first.data).hexdigest() == one.file_hash
    assert f"Content(SHA-256):{one.content_hash}" in squeezed(text_of(first))
    assert "Signed electronically on" in text_of(first)
    with app.extensions["sessions"].begin() as session:
        saved = cases.get(session, biller.practice_id, case_id)
        changed = {**saved.document, "patient": {**saved.document["patient"], "family_name": "Changed"}}
        cases.replace(session, biller.practice_id, case_id, changed, saved.row_version, biller.id)
        letterheads.keep_logo(session, biller.practice_id, "svg", A_LOGO, biller.id)
    again = prescriber.get(f"/signed/{one.id}.pdf")
    assert again.data == first.data
    assert "Changed" in text_of(prescriber.get(f"/cases/{case_id}/letter.pdf"))
    assert [act for act in actions(app, biller) if "signed l" in act[0] or act[0] == "letter signed"] == [
        ("letter signed", one.id), ("signed letter printed", one.id), ("signed letter printed", one.id),
    ]  # fmt: skip


def test_its_packet_holds_it_and_what_was_enclosed(app: Flask, prescriber: FlaskClient, biller: Person, case_id: str):
    with app.extensions["sessions"].begin() as session:
        saved = cases.get(session, biller.practice_id, case_id)
        enclosures.add(session, saved, "Outside record", a_pdf("Outside"), 1, biller.id)
    sign(prescriber, case_id, signer())
    (one,) = the_signed(app, biller, case_id)
    packet = prescriber.get(f"/signed/{one.id}/packet.pdf")
    assert one.content_hash in squeezed(text_of(packet))
    assert "Encl. 1, p. 1 of 1" in text_of(packet)
    with app.extensions["sessions"].begin() as session:
        enclosures.add(session, saved, "Later", a_pdf("Later"), 1, biller.id)
    assert prescriber.get(f"/signed/{one.id}/packet.pdf").status_code == 303
    assert "changed since this letter was signed" in said(prescriber.get(f"/cases/{case_id}/packet"))


def test_who_is_no_prescriber_does_not_sign(app: Flask, signed_in: FlaskClient, biller: Person, case_id: str):
    assert "Only a prescriber signs" in signed_in.get(f"/cases/{case_id}/letter/sign").text
    typed = {"name": signer(), "read": "yes", "row_version": "1"}
    page = post(signed_in, f"/cases/{case_id}/letter/sign", f"/cases/{case_id}/patient", **typed)
    assert page.status_code == 422
    assert the_signed(app, biller, case_id) == []


def test_a_signature_needs_the_name_and_the_tick(app: Flask, prescriber: FlaskClient, biller: Person, case_id: str):
    wrong = sign(prescriber, case_id, "Somebody Else")
    assert (wrong.status_code, "Type your name as it stands" in wrong.text) == (422, True)
    unread = sent(prescriber, f"/cases/{case_id}/letter/sign", name=signer())
    assert (unread.status_code, "Tick that you have read" in unread.text) == (422, True)
    assert f'value="{signer()}"' in unread.text
    assert 'id="read-error"' in unread.text
    assert 'id="name-error"' not in unread.text
    assert the_signed(app, biller, case_id) == []


def test_a_letter_that_changed_meanwhile_is_read_again(
    app: Flask, prescriber: FlaskClient, biller: Person, case_id: str
):
    """By another's hand: the case, what is enclosed, or where it goes."""
    address = f"/cases/{case_id}/letter/sign"
    action, form = form_of(prescriber.get(address).text)
    form.setlist("name", [signer()])
    form.setlist("read", ["yes"])
    with app.extensions["sessions"].begin() as session:
        saved = cases.get(session, biller.practice_id, case_id)
        enclosures.add(session, saved, "Later", a_pdf("Later"), 1, biller.id)
    late = prescriber.post(action, data=form)
    assert late.location.endswith(address)
    assert "The letter has changed since you read it" in said(prescriber.get(address))
    assert the_signed(app, biller, case_id) == []
    assert sign(prescriber, case_id, signer()).status_code == 303
    assert len(the_signed(app, biller, case_id)) == 1


def test_a_draft_is_not_signed(app: Flask, prescriber: FlaskClient, biller: Person):
    draft = add_case(app, biller, a_document(member_id=None))
    assert "This letter is a draft" in prescriber.get(f"/cases/{draft}/letter/sign").text
    fresh = add_case(app, biller, {"version": 1})
    assert prescriber.get(f"/cases/{fresh}/letter/sign").status_code == 200


def test_another_practices_signed_letter_does_not_exist(
    app: Flask, prescriber: FlaskClient, store: Session, biller: Person, case_id: str
):
    sign(prescriber, case_id, signer())
    (one,) = the_signed(app, biller, case_id)
    other = add_biller(app, store, "Other Clinic (fictional)", "other@example.org")
    client = app.test_client()
    client.post(
        "/sign-in", data={"email": other.email, "password": PASSWORD, "csrf_token": csrf_token(client, "/sign-in")}
    )
    assert client.get("/cases").status_code == 200
    for address in (f"/signed/{one.id}.pdf", f"/signed/{one.id}/packet.pdf", f"/cases/{case_id}/letter/sign"):
        assert client.get(address).status_code == 404


def test_another_kind_of_letter_is_signed_and_sent_too(
    app: Flask, prescriber: FlaskClient, biller: Person, case_id: str
):
    page = prescriber.get(f"/cases/{case_id}/letter/sign?kind=peer_to_peer")
    assert "This paper has no signature" in page.text or "Your name" in page.text
    packet = prescriber.get(f"/cases/{case_id}/packet.pdf?kind=fax_cover")
    assert packet.mimetype == "application/pdf"
    assert text_of(packet) != text_of(prescriber.get(f"/cases/{case_id}/packet.pdf"))
    for address in ("letter/sign", "packet", "packet.pdf"):
        assert prescriber.get(f"/cases/{case_id}/{address}?kind=nonsense").status_code == 404


def read(client: FlaskClient, case_id: str) -> tuple[str, Form]:
    """The signing page's form, its name typed and its box ticked."""
    action, form = form_of(client.get(f"/cases/{case_id}/letter/sign").text)
    form.setlist("name", [signer()])
    form.setlist("read", ["yes"])
    return action, form


def test_two_clicks_sign_once(app: Flask, prescriber: FlaskClient, biller: Person, case_id: str):
    action, form = read(prescriber, case_id)
    assert [prescriber.post(action, data=form).status_code for _ in range(2)] == [303, 303]
    assert "You have signed this letter already" in said(prescriber.get(f"/cases/{case_id}/letter"))
    assert len(the_signed(app, biller, case_id)) == 1
    assert [act for act, _ in actions(app, biller)].count("letter signed") == 1


def test_an_enclosure_exchanged_meanwhile_under_the_same_name_is_read_again(
    app: Flask, prescriber: FlaskClient, biller: Person, case_id: str
):
    with app.extensions["sessions"].begin() as session:
        saved = cases.get(session, biller.practice_id, case_id)
        one = enclosures.add(session, saved, "Outside record", a_pdf("Hers"), 1, biller.id)
    action, form = read(prescriber, case_id)
    with app.extensions["sessions"].begin() as session:
        enclosures.remove(session, biller.practice_id, case_id, one.id)
        enclosures.add(session, saved, "Outside record", a_pdf("Somebody else's"), 1, biller.id)
    assert prescriber.post(action, data=form).location.endswith("/letter/sign")
    assert the_signed(app, biller, case_id) == []
