"""The packet's page and its operations in the API: upload, name, order, remove, build; refusals, records, other practices."""

import re
from hashlib import sha256
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from costing.letters.history import note_titles
from costing.questions import read_case
from costing.store import cases, enclosures
from costing.store.people import Person
from tests.letters.files import a_pdf, a_scan, an_inflating_pdf, as_file, encrypted
from tests.web.conftest import add_biller, csrf_token
from tests.web.test_cases import actions, add_case, example, said

NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def case_id(app: Flask, biller: Person) -> str:
    return add_case(app, biller, example("medicare-advantage"))


def notes() -> tuple[str, ...]:
    return note_titles(read_case(example("medicare-advantage")))


def send(client: FlaskClient, case_id: str, *files: tuple[bytes, str], **typed: str) -> TestResponse:
    """Send the upload form."""
    address = f"/cases/{case_id}/packet"
    data: dict[str, Any] = {"csrf_token": csrf_token(client, address), **typed}
    data["file"] = [FileStorage(BytesIO(raw), name) for raw, name in files]
    return client.post(address, **multipart(data))


def multipart(data: dict[str, Any]) -> dict[str, Any]:
    """A form with files as a browser sends it, held in memory."""
    boundary, body = encode_multipart(data)
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


def press(client: FlaskClient, address: str, **typed: str) -> TestResponse:
    case_page = re.sub(r"(/cases/[^/]+/packet).*", r"\1", address)
    return client.post(address, data={"csrf_token": csrf_token(client, case_page), **typed})


def held(app: Flask, person: Person, case_id: str) -> list[tuple[str, str]]:
    with app.extensions["sessions"]() as session:
        return [(one.title, one.id) for one in enclosures.of_case(session, person.practice_id, case_id)]


def test_files_are_enclosed_named_ordered_removed_and_sent(
    app: Flask, signed_in: FlaskClient, biller: Person, case_id: str
):
    page = signed_in.get(f"/cases/{case_id}/packet")
    assert "Nothing is enclosed yet" in page.text
    assert all(title in unescape(page.text) for title in notes())
    assert send(signed_in, case_id, (a_pdf("CK 4,200"), "lab.pdf"), note=notes()[0]).status_code == 303
    assert send(signed_in, case_id, (as_file(a_scan()), "Scan 7.jpg"), (a_pdf("B"), "Old note.pdf")).status_code == 303
    assert [title for title, _ in held(app, biller, case_id)] == [notes()[0], "Scan 7", "Old note"]
    (_, first), (_, second), (_, third) = held(app, biller, case_id)

    named = press(signed_in, f"/cases/{case_id}/packet/{third}/name", note="other", title="Outside  record")
    assert named.status_code == 303
    press(signed_in, f"/cases/{case_id}/packet/{third}/move", to="up")
    press(signed_in, f"/cases/{case_id}/packet/{second}/remove")
    assert [title for title, _ in held(app, biller, case_id)] == [notes()[0], "Outside record"]

    alone = signed_in.get(f"/cases/{case_id}/packet/{first}.pdf")
    assert (alone.mimetype, alone.headers["Cache-Control"]) == ("application/pdf", "no-store")
    packet = signed_in.get(f"/cases/{case_id}/packet.pdf")
    pages = [one.extract_text() for one in PdfReader(BytesIO(packet.data)).pages]
    assert "Encl. 2, p. 1 of 1" in pages[-1]
    assert "Encl. 1, p. 1 of 1" in pages[-2]
    assert "lab" not in packet.headers["Content-Disposition"]
    assert [one for one in actions(app, biller) if "enclos" in one[0] or "packet" in one[0]] == [
        ("enclosure added", first), ("enclosure added", second), ("enclosure added", third), ("enclosure named", third),
        ("enclosures ordered", case_id), ("enclosure removed", second), ("enclosure read", first),
        ("packet printed", case_id),
    ]  # fmt: skip


def test_a_note_that_is_enclosed_is_no_longer_missing(signed_in: FlaskClient, case_id: str):
    send(signed_in, case_id, (a_pdf(), "x.pdf"), note=notes()[0])
    page = said(signed_in.get(f"/cases/{case_id}/packet"))
    inset = page.split("not enclosed:")[1].split("Enclose a file")[0] if "not enclosed:" in page else ""
    assert notes()[0] not in inset


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "Choose a file"),
        (b"hello", "not a PDF, PNG or JPEG"),
        (encrypted("x"), "protected by a password"),
        (a_pdf("One")[:-300], "damaged or cut off"),
    ],
    ids=["empty", "text", "encrypted", "cut off"],
)
def test_a_bad_file_is_refused_beside_its_field(
    app: Flask, signed_in: FlaskClient, biller: Person, case_id: str, raw: bytes, sentence: str
):
    page = send(signed_in, case_id, (raw, "note.pdf"))
    assert page.status_code == 422
    assert page.text.count(sentence) == 2  # on top, and beside the field
    assert held(app, biller, case_id) == []


def test_no_file_and_no_name(signed_in: FlaskClient, case_id: str):
    assert "Choose a file, such as note.pdf." in send(signed_in, case_id).text
    unnamed = send(signed_in, case_id, (a_pdf(), "x.pdf"), note="other", title=" ")
    assert unnamed.status_code == 422
    assert "Enter what it is" in unnamed.text


def test_the_page_stays_with_the_kind_that_was_chosen(app: Flask, signed_in: FlaskClient, biller: Person, case_id: str):
    page = f"/cases/{case_id}/packet"
    token = {"csrf_token": csrf_token(signed_in, page)}
    address = re.search(r'action="([^"]+)" enctype', signed_in.get(f"{page}?kind=fax_cover").text)
    assert address
    sent = signed_in.post(address[1], **multipart({**token, "file": FileStorage(BytesIO(a_pdf()), "x.pdf")}))
    assert sent.location == f"{page}?kind=fax_cover"
    ((_, one),) = held(app, biller, case_id)
    shown = signed_in.get(sent.location).text
    for act in ("name", "move", "remove"):
        assert f"/packet/{one}/{act}?kind=fax_cover" in shown
    assert f"/packet/{one}/name?kind=fax_cover" in signed_in.get(f"{page}/{one}/name?kind=fax_cover").text
    for act, typed in (("name", {"note": "other", "title": "Scan"}), ("move", {"to": "up"}), ("remove", {})):
        answer = signed_in.post(f"{page}/{one}/{act}?kind=fax_cover", data={**token, **typed})
        assert answer.location == f"{page}?kind=fax_cover"


def test_of_several_files_the_good_ones_are_kept(app: Flask, signed_in: FlaskClient, biller: Person, case_id: str):
    send(signed_in, case_id, (a_pdf(), "good.pdf"), (b"bad", "bad.pdf"))
    page = said(signed_in.get(f"/cases/{case_id}/packet"))
    assert "bad: This is not a PDF" in page
    assert "1 file enclosed" in page
    assert [title for title, _ in held(app, biller, case_id)] == ["good"]


def test_a_hundred_megabytes_are_refused_and_not_kept(signed_in: FlaskClient, case_id: str):
    page = send(signed_in, case_id, (bytes(100_000_000), "large.pdf"))
    assert page.status_code == 413
    assert "Send less than 21 MB" in page.text
    assert send(signed_in, case_id, (bytes(20_500_000), "large.pdf")).status_code == 422


def test_who_is_not_signed_in_sends_no_more_than_a_form(app: Flask, anonymous: FlaskClient, case_id: str):
    data = multipart({"file": FileStorage(BytesIO(bytes(3_000_000)), "x.pdf")})
    sent = anonymous.post(f"/cases/{case_id}/packet", **data)
    assert sent.status_code == 413


def test_a_file_that_inflates_leaves_the_service_standing(signed_in: FlaskClient, case_id: str):
    assert send(signed_in, case_id, (an_inflating_pdf(2000), "bomb.pdf")).status_code in (303, 422)
    assert signed_in.get(f"/cases/{case_id}/packet").status_code == 200


def test_a_case_without_an_order_says_what_the_letter_needs(app: Flask, signed_in: FlaskClient, biller: Person):
    fresh = add_case(app, biller, {"version": 1, "label": "Fresh"})
    page = signed_in.get(f"/cases/{fresh}/packet")
    assert "What the letter needs first" in page.text
    assert "Download the" not in page.text
    assert signed_in.get(f"/cases/{fresh}/packet.pdf").status_code == 303


def test_another_practices_packet_does_not_exist(app: Flask, signed_in: FlaskClient, store: Session, biller: Person):
    other = add_biller(app, store, "Other Clinic (fictional)", "other@example.org")
    theirs, mine = add_case(app, other, example("medicare-advantage")), add_case(app, biller, {"version": 1})
    with app.extensions["sessions"].begin() as session:
        saved = cases.get(session, other.practice_id, theirs)
        one = enclosures.add(session, saved, "Theirs", a_pdf("Theirs"), 1, other.id).id
    for case in (theirs, mine):  # through their case, and through one of mine
        for address in (f"/cases/{case}/packet/{one}.pdf", f"/cases/{case}/packet/{one}/name"):
            assert signed_in.get(address).status_code == 404
        token = csrf_token(signed_in, f"/cases/{mine}/packet")
        for act, typed in (("remove", {}), ("move", {"to": "up"}), ("name", {"note": "other", "title": "Mine"})):
            sent = signed_in.post(f"/cases/{case}/packet/{one}/{act}", data={"csrf_token": token, **typed})
            assert sent.status_code == 404
    for address in (f"/cases/{theirs}/packet", f"/cases/{theirs}/packet.pdf"):
        assert signed_in.get(address).status_code == 404
    assert held(app, other, theirs) == [("Theirs", one)]


# --- the API


@pytest.fixture
def call(anonymous: FlaskClient, token: str):
    def ask(method: str, address: str, **rest: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"}
        return anonymous.open(f"/api/v1/cases/{address}", method=method, headers=headers, **rest)

    return ask


def as_form(raw: bytes, title: str) -> dict[str, Any]:
    return multipart({"title": title, "file": FileStorage(BytesIO(raw), "x.pdf")})


def test_the_api_does_the_same(app: Flask, biller: Person, call, case_id: str):
    one = call("POST", f"{case_id}/enclosures", **as_form(a_pdf("CK"), notes()[0]))
    two = call("POST", f"{case_id}/enclosures", **as_form(as_file(a_scan(), "PNG"), "Scan"))
    assert (one.status_code, one.json["pages"], two.json["title"]) == (201, 1, "Scan")
    ids = [two.json["id"], one.json["id"]]
    assert [row["id"] for row in call("PUT", f"{case_id}/enclosures", json={"order": ids}).json] == ids
    packet = call("GET", f"{case_id}/packet")
    assert packet.mimetype == "application/pdf"
    assert "Encl. 2, p. 1 of 1" in PdfReader(BytesIO(packet.data)).pages[-1].extract_text()
    assert call("DELETE", f"{case_id}/enclosures/{ids[0]}").status_code == 204
    assert call("GET", f"{case_id}/enclosures").json == [one.json]
    assert [act for act, _ in actions(app, biller)][-5:] == [
        "enclosure added", "enclosure added", "enclosures ordered", "packet printed", "enclosure removed",
    ]  # fmt: skip


def test_the_api_names_and_fetches_an_enclosure(app: Flask, biller: Person, call, case_id: str):
    one = call("POST", f"{case_id}/enclosures", **as_form(a_pdf("CK"), "Scan")).json
    address = f"{case_id}/enclosures/{one['id']}"
    named = call("PUT", address, json={"title": "Outside  record"})
    assert named.json == {**one, "title": "Outside record"} == call("GET", f"{case_id}/enclosures").json[0]
    file = call("GET", address)
    assert (file.mimetype, sha256(file.data).hexdigest()) == ("application/pdf", one["sha256"])
    for wrong in ({"title": " "}, {"title": "x" * 151}, {"title": 7}, {}, {"title": "\u0f04"}):
        refused = call("PUT", address, json=wrong)
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["title"])
    assert call("PUT", address, json={"title": "x", "note": "y"}).status_code == 422
    assert call("GET", f"{case_id}/enclosures").json == [named.json]
    for method in ("GET", "PUT"):
        assert call(method, f"{case_id}/enclosures/{NOBODYS}", json={"title": "x"}).status_code == 404
    assert [act for act, _ in actions(app, biller)] == ["enclosure added", "enclosure named", "enclosure read"]


def test_the_api_refuses_by_field(call, case_id: str):
    address = f"{case_id}/enclosures"
    for sent, field in (
        (as_form(b"hello", "Note"), "file"),
        (as_form(encrypted("x"), "Note"), "file"),
        (as_form(a_pdf(), ""), "title"),
        (multipart({"title": "x"}), "file"),
        (multipart({"title": "x", "file": "text"}), "file"),
    ):
        answer = call("POST", address, **sent)
        assert (answer.status_code, list(answer.json["errors"])) == (422, [field])
    assert call("POST", address, json={"title": "x"}).status_code == 415
    for order in ([NOBODYS], "x", {"order": {}}, None):
        assert call("PUT", address, json={"order": order}).status_code == 422
    assert call("DELETE", f"{address}/{NOBODYS}").status_code == 404
    assert call("POST", address, **as_form(bytes(30_000_000), "x")).status_code == 413


def test_a_file_of_twenty_megabytes_fits_through_the_api(call, case_id: str):
    sent = call("POST", f"{case_id}/enclosures", **as_form(b"%PDF-" + bytes(19_900_000), "Large"))
    assert (sent.status_code, list(sent.json["errors"])) == (422, ["file"])
    assert "damaged" in sent.json["errors"]["file"][0]


def test_the_api_knows_no_other_practices_packet(app: Flask, call, store: Session):
    other = add_biller(app, store, "Other Clinic (fictional)", "other@example.org")
    theirs = add_case(app, other, example("medicare-advantage"))
    with app.extensions["sessions"].begin() as session:
        saved = cases.get(session, other.practice_id, theirs)
        one = enclosures.add(session, saved, "Theirs", a_pdf("Theirs"), 1, other.id).id
    for method, address, sent in (
        ("GET", "enclosures", {}), ("POST", "enclosures", as_form(a_pdf(), "x")), ("GET", "packet", {}),
        ("PUT", "enclosures", {"json": {"order": []}}), ("DELETE", f"enclosures/{NOBODYS}", {}),
        ("GET", f"enclosures/{one}", {}), ("PUT", f"enclosures/{one}", {"json": {"title": "Mine"}}),
    ):  # fmt: skip
        assert call(method, f"{theirs}/{address}", **sent).status_code == 404
