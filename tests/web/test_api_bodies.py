"""Every body that the API takes: its example fits what is published of it, and nothing that is sent in its place breaks it."""

import json
from typing import Any

import jsonschema
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from costing.store import cases, enclosures, forms, payers
from costing.store.people import Person
from tests.letters.files import a_pdf
from tests.web.conftest import Caller
from tests.web.test_api import JSON_VALUES
from tests.web.test_cases import actions, add_case, example

JSON = "application/json"
ADDRESSES = (
    ("POST", "/payers"), ("PUT", "/payers/{entry}"), ("PUT", "/letterhead"), ("PATCH", "/forms/{form}/ties"),
    ("PATCH", "/cases/{case}/letter/words"), ("POST", "/cases/{case}/signed-letters"), ("PUT", "/cases/{case}/enclosures"),
    ("PUT", "/cases/{case}/enclosures/{enclosure}"), ("POST", "/letter-jobs"),
)  # fmt: skip


@pytest.fixture
def ids(app: Flask, store: Session, biller: Person) -> dict[str, str]:
    """One of everything that an address may name."""
    case_id = add_case(app, biller, example("medicare-advantage"))
    saved = cases.get(store, biller.practice_id, case_id)
    field = {"name": "A", "label": "A", "kind": "text", "page": 1, "state": None, "options": [], "most": None}
    about = {"title": "Form", "payer": "Example Health", "fields": [field], "ties": {}}
    made = {
        "case": case_id,
        "entry": payers.add(store, biller.practice_id, {"payer": "Example Health"}, biller.id).id,
        "form": forms.add(store, biller.practice_id, about, a_pdf("x"), biller.id).id,
        "enclosure": enclosures.add(store, saved, "Scan", a_pdf("x"), 1, biller.id).id,
    }
    store.commit()
    return made


def bodies(app: Flask) -> dict[tuple[str, str], Any]:
    """By method and address, the JSON body of each operation that describes one."""
    spec: Any = app.test_client().get("/api/v1/openapi.json").json
    return {
        (method, path): {**one["requestBody"]["content"][JSON], "components": spec["components"]}
        for path, methods in spec["paths"].items()
        for method, one in methods.items()
        if method != "parameters" and JSON in one.get("requestBody", {}).get("content", {})
    }


def test_every_example_fits_what_is_published_of_its_body(app: Flask):
    held = bodies(app)
    assert all(("example" in body) != ("examples" in body) for body in held.values())
    for body in (one for one in held.values() if "example" in one):
        schema = {**body["schema"], "components": body["components"]}
        jsonschema.validate(body["example"], schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**body["example"], "colour": "blue"}, schema)


def shaped(names: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Values in which the names of real fields stand."""
    return st.recursive(
        JSON_VALUES,
        lambda inner: st.dictionaries(names, inner, max_size=4) | st.lists(inner, max_size=2),
        max_leaves=6,
    )


NAMES = st.sampled_from(
    (
        "payer", "plan_name", "address", "fax", "largest_packet_mb", "checked_on", "practice", "name", "prescriber", "ties",
        "field", "tie", "words", "place", "text", "read", "content_hash", "kind", "order", "title", "cases",
    )
)  # fmt: skip


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(body=shaped(NAMES) | st.text(max_size=20))
def test_no_body_breaks_it(call: Caller, ids: dict[str, str], method: str, address: str, body: Any) -> None:
    tag = call("GET", "/letterhead").headers["ETag"] if address == "/letterhead" else '"1"'
    sent = {"data": json.dumps(body), "content_type": JSON, "headers": {"If-Match": tag}}
    answer = call(method, address.format(**ids), **sent)
    assert answer.status_code in (200, 201, 403, 412, 422), (method, address, body, answer.text)
    assert answer.status_code < 300 or answer.is_json


def test_what_was_refused_is_not_on_record(app: Flask, biller: Person, call: Caller, ids: dict[str, str]):
    for method, address in ADDRESSES:
        for body in (b"", b"{", b"[]", b'{"colour": "blue"}', b"\xff"):
            sent = {"data": body, "content_type": JSON, "headers": {"If-Match": '"1"'}}
            assert call(method, address.format(**ids), **sent).status_code in (400, 403, 422, 428)
    assert actions(app, biller) == []
