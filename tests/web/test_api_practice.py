"""Letterhead, logo and the directory of payers by the API: kept, used by letters, refused by field, never another practice's."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from costing.store.people import Person
from costing.web.staff.fee_files import EXAMPLE as EXAMPLE_FEES
from tests.letters.files import A_LOGO, a_pdf
from tests.web.calling import NO_OBJECTS, NOBODYS, fits, text_of, with_file
from tests.web.conftest import Caller, another_practice
from tests.web.test_cases import actions, add_case, example

PRACTICE = {"name": "Piney Ridge", "npi": "1234567893", "prescriber": {"name": "Ada Okafor"}}
ENTRY: dict[str, Any] = {
    "payer": "Blue Cross NC", "plan_name": "Blue Medicare HMO", "fax": "919-555-0177", "largest_packet_mb": "20",
    "address": {"line1": "PO Box 1", "city": "Durham", "state": "NC", "zip": "27702"},
}  # fmt: skip


def a_case(app: Flask, person: Person) -> str:
    document = example("medicare-advantage")
    document["coverage"]["primary"]["plan_name"] = ENTRY["plan_name"]
    return add_case(app, person, document)


# --- letterhead and logo


def test_a_letterhead_is_read_and_changed_in_its_version(app: Flask, call: Caller, biller: Person):
    read = call("GET", "/letterhead")
    fits(app, read, "/letterhead", "get")
    assert read.json == {"practice": None}
    tag = {"If-Match": read.headers["ETag"]}
    changed = call("PUT", "/letterhead", headers=tag, json={"practice": PRACTICE})
    fits(app, changed, "/letterhead", "put")
    assert changed.json == {"practice": PRACTICE} == call("GET", "/letterhead").json
    late = call("PUT", "/letterhead", headers=tag, json={"practice": {"name": "Late"}})
    assert (late.status_code, late.json["title"]) == (412, "It was changed since you read it")
    assert call("GET", "/letterhead").headers["ETag"] == changed.headers["ETag"] != read.headers["ETag"]
    assert actions(app, biller) == [("letterhead changed", biller.practice_id)]


@pytest.mark.parametrize("tag", [None, "*", '"3"', '"xyz"', '"0123456789abcdef", "fedcba9876543210"', "\x7f"])
def test_a_letterhead_needs_the_version_that_was_read(call: Caller, tag: str | None):
    headers = {"If-Match": tag} if tag else {}
    assert call("PUT", "/letterhead", headers=headers, json={"practice": PRACTICE}).status_code == 428


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"practice": {**PRACTICE, "npi": "12"}}, "practice.npi"),
        ({"practice": {**PRACTICE, "colour": "blue"}}, "practice.colour"),
        ({"practice": {**PRACTICE, "address": {"line1": "1 Street"}}}, "practice.address.city"),
        ({"practice": {}}, "practice.name"),
        ({"practice": None}, "practice.name"),
        ({"practice": "Piney"}, "practice"),
        ({"practice": PRACTICE, "patient": {}}, "practice"),
        ([], "practice"),
    ],
)
def test_a_wrong_letterhead_changes_nothing(app: Flask, call: Caller, biller: Person, body: Any, field: str):
    tag = {"If-Match": call("GET", "/letterhead").headers["ETag"]}
    refused = call("PUT", "/letterhead", headers=tag, json=body)
    assert (refused.status_code, field in refused.json["errors"]) == (422, True)
    assert call("GET", "/letterhead").json == {"practice": None}
    assert actions(app, biller) == []


def test_a_logo_is_cleaned_kept_printed_and_removed(app: Flask, call: Caller, biller: Person):
    case_id = a_case(app, biller)
    pdf = {"headers": {"Accept": "application/pdf"}}
    before = call("GET", f"/cases/{case_id}/letter", **pdf).data
    assert call("GET", "/logo").status_code == 404
    hostile = A_LOGO.replace(b"<path", b"<script>x()</script><text>Hi</text><path")
    kept = call("PUT", "/logo", **with_file(hostile, "logo.svg"))
    fits(app, kept, "/logo", "put")
    assert (kept.json["kind"], kept.json["left_out"]) == ("svg", ["script", "text"])
    logo = call("GET", "/logo")
    assert (logo.mimetype, len(logo.data), b"script" in logo.data) == ("image/svg+xml", kept.json["size"], False)
    assert call("GET", f"/cases/{case_id}/letter", **pdf).data != before
    assert call("DELETE", "/logo").status_code == 204
    assert call("GET", f"/cases/{case_id}/letter", **pdf).data == before
    assert [act for act, _ in actions(app, biller) if "logo" in act] == ["logo changed", "logo removed"]


def test_what_is_no_logo_is_refused(app: Flask, call: Caller, biller: Person):
    for raw in (b"", b"hello", a_pdf("x"), bytes(1_000_001)):
        refused = call("PUT", "/logo", **with_file(raw, "logo.png"))
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["file"])
    assert call("PUT", "/logo", json={}).status_code == 415
    assert call("PUT", "/logo", **with_file(bytes(30_000_000))).status_code == 413
    assert (call("GET", "/logo").status_code, actions(app, biller)) == (404, [])


# --- prices


def test_prices_are_put_in_as_a_file_and_read_as_a_case_takes_them(app: Flask, call: Caller, biller: Person):
    first = call("GET", "/fees")
    assert (first.json, first.headers["ETag"]) == ({"fees": []}, '"0"')
    kept = call("PUT", "/fees", headers={"If-Match": '"0"'}, **with_file(EXAMPLE_FEES.encode(), "fees.csv"))
    fits(app, kept, "/fees", "put")
    assert (kept.headers["ETag"], len(kept.json["fees"])) == ('"1"', EXAMPLE_FEES.count("\n") - 1)
    assert call("GET", "/fees").json == kept.json
    assert call("POST", "/cases", json={"version": 1, **kept.json}).status_code == 201
    file = with_file(EXAMPLE_FEES.encode(), "fees.csv")
    assert call("PUT", "/fees", headers={"If-Match": '"0"'}, **file).status_code == 412
    assert call("PUT", "/fees", headers={"If-Match": '"1"'}, **file).headers["ETag"] == '"2"'
    assert [act for act, _ in actions(app, biller) if "fees" in act] == [
        "practice fees exported", "practice fees changed", "practice fees exported", "practice fees changed",
    ]  # fmt: skip


def test_wrong_prices_are_named_by_their_line_and_none_is_kept(app: Flask, store: Session, call: Caller):
    tag = {"If-Match": '"0"'}
    good, bad = b"J1568,contract,60,2026-01-01\n", b"J1569,contract,dear,2026-01-01\n"
    refused = call("PUT", "/fees", headers=tag, **with_file(b"code,kind,per_unit,starts\n" + good + bad, "f.csv"))
    assert refused.status_code == 422
    assert refused.json["errors"]["file"][0].startswith("Line 3, per_unit: Enter the price per unit as a number")
    for raw in (b"", b"hello", b"\xff\xfe\x00", bytes(600_000)):
        assert call("PUT", "/fees", headers=tag, **with_file(raw, "f.csv")).status_code == 422
    assert call("PUT", "/fees", headers=tag, **with_file(bytes(30_000_000), "f.csv")).status_code == 413
    assert call("PUT", "/fees", headers=tag, json={"fees": []}).status_code == 415
    assert call("PUT", "/fees", **with_file(b"x", "f.csv")).status_code == 428
    assert call("GET", "/fees").json == {"fees": []}
    call("PUT", "/fees", headers=tag, **with_file(EXAMPLE_FEES.encode(), "fees.csv"))
    assert another_practice(app, store)("GET", "/fees").json == {"fees": []}


# --- the directory


def test_a_payer_is_added_used_changed_and_removed(app: Flask, call: Caller, biller: Person):
    case_id = a_case(app, biller)
    assert call("GET", f"/cases/{case_id}/destination").json["entry"] is None
    added = call("POST", "/payers", json=ENTRY)
    fits(app, added, "/payers", "post")
    one = added.json["id"]
    assert (added.headers["Location"], added.headers["ETag"]) == (f"/api/v1/payers/{one}", '"1"')
    where = call("GET", f"/cases/{case_id}/destination")
    fits(app, where, "/cases/{case_id}/destination", "get")
    assert (where.json["entry"]["address"]["line1"], where.json["fax_differs"]) == ("PO Box 1", True)
    assert "PO Box 1" in text_of(call("GET", f"/cases/{case_id}/packet"))
    changed = call("PUT", f"/payers/{one}", headers={"If-Match": '"1"'}, json={**ENTRY, "fax": "800-555-0199"})
    fits(app, changed, "/payers/{entry_id}", "put")
    assert (changed.json["entry"]["fax"], changed.headers["ETag"]) == ("800-555-0199", '"2"')
    assert call("GET", f"/cases/{case_id}/destination").json["fax_differs"] is False
    assert call("PUT", f"/payers/{one}", headers={"If-Match": '"1"'}, json=ENTRY).status_code == 412
    assert call("PUT", f"/payers/{one}", json=ENTRY).status_code == 428
    assert call("GET", f"/payers/{one}").json == changed.json == call("GET", "/payers").json[0]
    assert call("DELETE", f"/payers/{one}").status_code == 204
    assert call("DELETE", f"/payers/{one}").status_code == 404
    assert [act for act, _ in actions(app, biller) if "payer" in act] == [
        "payer entry added", "payer entry changed", "payer entry removed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"payer": None}, "payer", "Enter the payer, as on the card."),
        ({"fax": "none"}, "fax", "such as 919-555-0199"),
        ({"portal": "javascript:alert(1)"}, "portal", "such as https://portal.example/requests"),
        ({"largest_packet_mb": "0"}, "largest_packet_mb", "more than 0"),
        ({"address": {"line1": "PO Box 1"}}, "address.city", "Enter the city."),
        ({"colour": "blue"}, "colour", "This is not a known field."),
        ({"payer": "x" * 101}, "payer", "Shorten the payer"),
    ],
)
def test_a_wrong_entry_changes_nothing(app, call, biller, change, field, sentence):
    one = call("POST", "/payers", json={"payer": "Another"}).json["id"]
    for method, address in (("POST", "/payers"), ("PUT", f"/payers/{one}")):
        refused = call(method, address, headers={"If-Match": '"1"'}, json={**ENTRY, **change})
        assert refused.status_code == 422
        assert sentence in refused.json["errors"][field][0]
    assert [each["entry"] for each in call("GET", "/payers").json] == [{"payer": "Another"}]
    assert [act for act, _ in actions(app, biller)] == ["payer entry added"]


def test_a_plan_has_one_entry(call: Caller):
    first = call("POST", "/payers", json=ENTRY)
    twice = call("POST", "/payers", json={"payer": "BLUE  cross nc", "plan_name": "blue medicare hmo"})
    assert "There is an entry for this plan already" in twice.json["errors"]["plan_name"][0]
    same = call("PUT", f"/payers/{first.json['id']}", headers={"If-Match": '"1"'}, json=ENTRY)
    assert same.status_code == 200


@pytest.mark.parametrize("body", NO_OBJECTS)
def test_a_body_that_is_no_entry(call: Caller, body: bytes):
    for method, address in (("POST", "/payers"), ("PUT", f"/payers/{call('POST', '/payers', json=ENTRY).json['id']}")):
        sent = call(method, address, headers={"If-Match": '"1"'}, data=body, content_type="application/json")
        assert sent.status_code in (400, 422)
        assert sent.json["errors"]
    huge = call("POST", "/payers", data=b" " * 2_000_001, content_type="application/json")
    assert huge.status_code == 413


def test_another_practice_finds_and_changes_nothing(app: Flask, store: Session, call: Caller, biller: Person):
    one, case_id = call("POST", "/payers", json=ENTRY).json["id"], a_case(app, biller)
    call("PUT", "/logo", **with_file(A_LOGO, "logo.svg"))
    other = another_practice(app, store)
    tag = {"If-Match": '"1"'}
    for which in (one, NOBODYS):
        assert other("GET", f"/payers/{which}").status_code == 404
        assert other("PUT", f"/payers/{which}", headers=tag, json=ENTRY).status_code == 404
        assert other("DELETE", f"/payers/{which}").status_code == 404
    assert other("GET", f"/cases/{case_id}/destination").status_code == 404
    assert other("GET", "/logo").status_code == 404
    assert other("DELETE", "/logo").status_code == 204
    assert (other("GET", "/payers").json, other("GET", "/letterhead").json) == ([], {"practice": None})
    assert call("GET", f"/payers/{one}").json["row_version"] == 1
    assert call("GET", "/logo").status_code == 200
