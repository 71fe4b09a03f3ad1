"""Papers of a saved case by the API: written, signed by the prescriber alone, fetched byte for byte, sent as a packet."""

from copy import deepcopy
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from costing.store import cases, enclosures, payers
from costing.store.people import Person, RoleName
from tests.letters.builders import squeezed
from tests.letters.files import a_pdf
from tests.web.calling import AS_PDF, NO_OBJECTS, NOBODYS, fits, text_of
from tests.web.conftest import Caller, a_caller, another_practice
from tests.web.test_cases import actions, add_case, example

SIGNER: str = example("medicare-advantage")["practice"]["prescriber"]["name"]


@pytest.fixture
def case_id(app: Flask, biller: Person) -> str:
    return add_case(app, biller, example("medicare-advantage"))


@pytest.fixture
def prescriber(app: Flask, store: Session, biller: Person) -> Caller:
    """The case's prescriber asking the API."""
    return a_caller(app, store, biller.practice_id, SIGNER, RoleName.PRESCRIBER)


def sign(call: Caller, case_id: str, **more: Any) -> TestResponse:
    """Read the letter, then sign it."""
    read = call("GET", f"/cases/{case_id}/letter/to-sign")
    sent = {"name": SIGNER, "read": True, "content_hash": (read.json or {}).get("content_hash", "0" * 64), **more}
    return call("POST", f"/cases/{case_id}/signed-letters", json=sent)


# --- papers as they stand


def test_a_paper_is_addressed_printed_and_recorded(app: Flask, store: Session, biller: Person, call: Caller):
    document = example("medicare-advantage")
    plan = {"payer": document["coverage"]["primary"]["payer"], "plan_name": "Gold"}
    document["coverage"]["primary"] |= plan
    case_id = add_case(app, biller, document)
    address = {"line1": "PO Box 7", "city": "Durham", "state": "NC", "zip": "27702"}
    payers.add(store, biller.practice_id, {**plan, "address": address}, biller.id)
    store.commit()
    answer = call("GET", f"/cases/{case_id}/letter")
    fits(app, answer, "/cases/{case_id}/letter", "get")
    assert "PO Box 7" in answer.json["recipient"]
    assert "PO Box 7" in text_of(call("GET", f"/cases/{case_id}/letter?paper=a4", headers=AS_PDF))
    spanish = call("GET", f"/cases/{case_id}/letter?kind=patient_estimate&language=es")
    assert spanish.json["language"] == "es-US"
    assert [act for act, _ in actions(app, biller)] == ["case read", "letter printed", "case read"]


@pytest.mark.parametrize(
    ("asked", "field", "sentence"),
    [
        ("kind=poem", "kind", "Choose the kind of letter: one of prior_authorization"),
        ("kind=", "kind", "Choose the kind of letter"),
        ("language=de", "language", "Choose the language: one of en, es."),
        ("language=es", "language", "This paper is in English only."),
        ("paper=a5", "paper", "Choose the size of the paper: one of letter, a4."),
        ("kind=good_faith_estimate", "coverage.primary.kind", "Good Faith Estimate"),
        ("colour=blue", "query.colour", "This is not a known field. Check the spelling."),
    ],
)
def test_what_the_address_asks_for_is_checked(app, biller, call, case_id, asked, field, sentence):
    refused = call("GET", f"/cases/{case_id}/letter?{asked}")
    assert refused.status_code == 422
    assert sentence in refused.json["errors"][field][0]
    assert call("GET", f"/cases/{case_id}/letter?{asked}", headers=AS_PDF).status_code == 422
    assert actions(app, biller) == []


def test_a_form_of_paper_that_there_is_not(call: Caller, case_id: str):
    assert call("GET", f"/cases/{case_id}/letter", headers={"Accept": "text/html"}).status_code == 406


def test_the_packet_is_of_the_kind_that_is_asked_for(call: Caller, case_id: str):
    cover = text_of(call("GET", f"/cases/{case_id}/packet?kind=fax_cover"))
    assert cover != text_of(call("GET", f"/cases/{case_id}/packet"))
    assert call("GET", f"/cases/{case_id}/packet?kind=poem").status_code == 422


# --- signing


def test_a_letter_is_read_signed_fetched_and_sent(app: Flask, biller: Person, prescriber: Caller, case_id: str):
    with app.extensions["sessions"].begin() as session:
        saved = cases.get(session, biller.practice_id, case_id)
        enclosures.add(session, saved, "Outside record", a_pdf("Outside"), 1, biller.id)
    read = prescriber("GET", f"/cases/{case_id}/letter/to-sign")
    fits(app, read, "/cases/{case_id}/letter/to-sign", "get")
    assert (read.json["signer"], [one["text"] for one in read.json["letter"]["enclosures"]]) == (
        SIGNER,
        ["Outside record"],
    )
    made = sign(prescriber, case_id)
    fits(app, made, "/cases/{case_id}/signed-letters", "post")
    one = made.json
    assert (one["signed_by"], one["content_hash"], one["kind"]) == (
        SIGNER,
        read.json["content_hash"],
        "prior_authorization",
    )
    assert made.headers["Location"] == f"/api/v1/signed-letters/{one['id']}"
    first = prescriber("GET", f"/signed-letters/{one['id']}", headers=AS_PDF)
    assert sha256(first.data).hexdigest() == one["file_hash"]
    assert f"Content(SHA-256):{one['content_hash']}" in squeezed(text_of(first))
    with app.extensions["sessions"].begin() as session:
        saved = cases.get(session, biller.practice_id, case_id)
        changed = {**saved.document, "patient": {**saved.document["patient"], "family_name": "Changed"}}
        cases.replace(session, biller.practice_id, case_id, changed, saved.row_version, biller.id)
    assert prescriber("GET", f"/signed-letters/{one['id']}", headers=AS_PDF).data == first.data
    assert prescriber("GET", f"/signed-letters/{one['id']}").json == one
    assert prescriber("GET", f"/cases/{case_id}/signed-letters").json == [one]
    packet = text_of(prescriber("GET", f"/signed-letters/{one['id']}/packet"))
    assert one["content_hash"] in squeezed(packet)
    assert "Encl. 1, p. 1 of 1" in packet
    assert actions(app, biller) == [
        ("case read", case_id), ("case read", case_id), ("letter signed", one["id"]), ("signed letter printed", one["id"]),
        ("signed letter printed", one["id"]), ("signed letter read", one["id"]), ("case read", case_id),
        ("packet printed", one["id"]),
    ]  # fmt: skip


def test_what_is_enclosed_now_must_be_what_was_enclosed(app: Flask, biller: Person, prescriber: Caller, case_id: str):
    one = sign(prescriber, case_id).json
    with app.extensions["sessions"].begin() as session:
        saved = cases.get(session, biller.practice_id, case_id)
        enclosures.add(session, saved, "Later", a_pdf("Later"), 1, biller.id)
    refused = prescriber("GET", f"/signed-letters/{one['id']}/packet")
    assert refused.status_code == 422
    assert "changed since this letter was signed" in refused.json["errors"]["enclosures"][0]


def test_a_packet_larger_than_the_payer_takes_is_refused(
    app: Flask, store: Session, biller: Person, prescriber: Caller
):
    document, plan = example("medicare-advantage"), {"payer": "Example Health", "plan_name": "Gold"}
    document["coverage"]["primary"] |= plan
    case_id = add_case(app, biller, document)
    payers.add(store, biller.practice_id, {**plan, "largest_packet_mb": "0.01"}, biller.id)
    store.commit()
    signed = sign(prescriber, case_id).json["id"]
    for address in (f"/cases/{case_id}/packet", f"/signed-letters/{signed}/packet"):
        refused = prescriber("GET", address)
        assert refused.status_code == 422
        assert "the payer takes 0.0 MB" in refused.json["errors"]["enclosures"][0]


def test_only_the_prescriber_of_the_case_signs(
    app: Flask, store: Session, biller: Person, call: Caller, case_id: str, prescriber: Caller
):
    another = a_caller(app, store, biller.practice_id, "Dr. Different", RoleName.PRESCRIBER)
    administrator = a_caller(app, store, biller.practice_id, SIGNER, RoleName.ADMIN)
    content_hash = prescriber("GET", f"/cases/{case_id}/letter/to-sign").json["content_hash"]
    for who, said in ((call, "Only a prescriber signs"), (administrator, "Only a prescriber signs"),
                      (another, f"to be signed by {SIGNER}")):  # fmt: skip
        for refused in (
            who("GET", f"/cases/{case_id}/letter/to-sign"),
            sign(who, case_id, content_hash=content_hash),
        ):
            assert (refused.status_code, said in refused.json["advice"]) == (403, True)
    assert call("GET", f"/cases/{case_id}/signed-letters").json == []


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"name": "Somebody Else"}, "name", f"Type your name as it stands under the letter: {SIGNER}."),
        ({"name": ""}, "name", "Enter your name as it stands under the letter."),
        ({"name": "x" * 3000}, "name", "Shorten your name"),
        ({"name": 7}, "name", "Enter your name as text."),
        ({"name": SIGNER + "\x00"}, "name", "Remove the control characters"),
        ({"read": False}, "read", "Tick that you have read the letter and that it is true."),
        ({"read": None}, "read", "Tick that you have read the letter and that it is true."),
        ({"read": "perhaps"}, "read", "with yes or no"),
        ({"content_hash": "abc"}, "content_hash", "in the usual form, such as 0f0f"),
        ({"content_hash": None}, "content_hash", "Enter the content_hash of the letter that you read."),
        ({"kind": "poem"}, "kind", "Choose the kind of letter"),
        ({"kind": "peer_to_peer"}, "letter", "This paper has no signature."),
        ({"stamp": "x"}, "stamp", "This is not a known field. Check the spelling."),
    ],
)
def test_a_signature_that_is_not_one_changes_nothing(app, biller, prescriber, case_id, sent, field, sentence):
    refused = sign(prescriber, case_id, **sent)
    assert (refused.status_code, list(refused.json["errors"])) == (422, [field])
    assert sentence in refused.json["errors"][field][0]
    assert prescriber("GET", f"/cases/{case_id}/signed-letters").json == []
    assert "letter signed" not in [act for act, _ in actions(app, biller)]


def test_a_letter_that_changed_meanwhile_is_read_again(app: Flask, biller: Person, prescriber: Caller, case_id: str):
    read = prescriber("GET", f"/cases/{case_id}/letter/to-sign").json["content_hash"]
    with app.extensions["sessions"].begin() as session:
        saved = cases.get(session, biller.practice_id, case_id)
        enclosures.add(session, saved, "Later", a_pdf("Later"), 1, biller.id)
    late = sign(prescriber, case_id, content_hash=read)
    assert (late.status_code, late.json["title"]) == (412, "It was changed since you read it")
    assert prescriber("GET", f"/cases/{case_id}/signed-letters").json == []
    assert sign(prescriber, case_id).status_code == 201


def test_what_is_sent_twice_is_signed_once(app: Flask, biller: Person, prescriber: Caller, case_id: str):
    first, again = sign(prescriber, case_id), sign(prescriber, case_id)
    fits(app, again, "/cases/{case_id}/signed-letters", "post")
    assert (first.status_code, again.status_code) == (201, 200)
    assert (again.json, again.headers["Location"]) == (first.json, first.headers["Location"])
    assert prescriber("GET", f"/cases/{case_id}/signed-letters").json == [first.json]
    assert [act for act, _ in actions(app, biller)].count("letter signed") == 1


def test_a_draft_is_not_signed(app: Flask, biller: Person, prescriber: Caller):
    document = deepcopy(example("medicare-advantage"))
    del document["coverage"]["primary"]["member_id"]
    draft = add_case(app, biller, document)
    assert "This letter is a draft" in prescriber("GET", f"/cases/{draft}/letter/to-sign").json["errors"]["letter"][0]
    assert "This letter is a draft" in sign(prescriber, draft).json["errors"]["letter"][0]
    fresh = add_case(app, biller, {"version": 1})
    assert "order" in sign(prescriber, fresh).json["errors"]


@pytest.mark.parametrize("body", NO_OBJECTS)
def test_a_body_that_is_no_signature(prescriber: Caller, case_id: str, body: bytes):
    address = f"/cases/{case_id}/signed-letters"
    answer = prescriber("POST", address, data=body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer.json["errors"]
    assert prescriber("POST", address, data=body, content_type="text/plain").status_code == 415


def test_a_huge_body_is_refused(prescriber: Caller, case_id: str):
    sent = {"data": b" " * 2_000_001, "content_type": "application/json"}
    assert prescriber("POST", f"/cases/{case_id}/signed-letters", **sent).status_code == 413


def test_another_practice_finds_nothing(app: Flask, store: Session, prescriber: Caller, case_id: str):
    signed = sign(prescriber, case_id).json["id"]
    other = another_practice(app, store)
    body = {"json": {"name": SIGNER, "read": True, "content_hash": "0" * 64}}
    for which, letter in ((case_id, signed), (NOBODYS, NOBODYS)):
        for method, address, sent in (
            ("GET", f"/cases/{which}/letter", {}), ("GET", f"/cases/{which}/letter/to-sign", {}),
            ("GET", f"/cases/{which}/signed-letters", {}), ("POST", f"/cases/{which}/signed-letters", body),
            ("GET", f"/signed-letters/{letter}", {}), ("GET", f"/signed-letters/{letter}/packet", {}),
            ("GET", f"/signed-letters/{letter}", {"headers": AS_PDF}),
        ):  # fmt: skip
            answer = other(method, address, **sent)
            assert (answer.status_code, answer.is_json) == (404, True), address
    assert len(prescriber("GET", f"/cases/{case_id}/signed-letters").json) == 1
