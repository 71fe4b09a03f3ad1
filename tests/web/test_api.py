"""The API: the same answers as the other doors, a valid description, and a plain refusal for everything else."""

import json
import re
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from sqlalchemy.orm import Session

import costing
from costing.cli import main
from costing.questions import check, estimate, letter, programs, read_case, safety, to_plain
from costing.questions.alternatives import Alternatives, Rank
from costing.questions.compare import compare
from costing.questions.why import explain
from costing.store import answers, audit, people
from costing.store.people import Person
from costing.web.api.describing import EXAMPLES, SUBJECTS
from costing.web.limits import limiter
from payer_rules.policies import policies
from tests.questions.test_help_course import worked_example
from tests.web.conftest import Caller, add_biller, csrf_token

FILES = Path(costing.__file__).parent / "examples"
QUESTIONS = ("estimate", "compare", "check", "safety", "programs", "letter")
ANSWERS = {"estimate": "Estimate", "compare": "Comparison", "check": "PolicyAnswer", "letter": "Letter"}


@pytest.fixture
def spec(anonymous: FlaskClient) -> dict[str, Any]:
    document: dict[str, Any] = anonymous.get("/api/v1/openapi.json").json
    return document


# --- the same case, the same answer


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_door_gives_the_same_answer(call: Caller, name: str, question: str) -> None:
    ask = {
        "estimate": estimate,
        "compare": compare,
        "check": check,
        "safety": safety,
        "programs": lambda case: programs(case, on=date.today()),
        "letter": lambda case: letter(case, date.today()),
    }
    asked = to_plain(ask[question](read_case(EXAMPLES[name])))
    over_http = call("POST", f"/{question}", json=EXAMPLES[name])
    at_the_console = CliRunner().invoke(main, [question, str(FILES / f"{name}.json"), "--json"])
    assert over_http.status_code == 200
    assert over_http.json == asked
    assert json.loads(at_the_console.stdout) == asked


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_staff_pages_give_the_same_answer(
    call: Caller, signed_in: FlaskClient, store: Session, biller: Person, name: str
) -> None:
    case_id = call("POST", "/cases", json=EXAMPLES[name]).json["id"]
    priced = call("POST", "/estimate", json=EXAMPLES[name]).json
    read = call("POST", "/check", json=EXAMPLES[name]).json
    page = signed_in.get(f"/cases/{case_id}/estimate").text
    for cycle in priced["cycles"]:
        shown = cycle["totals"]["patient"]
        assert ("unknown" if shown is None else f"${Decimal(shown):,.2f}") in page
    form = {"csrf_token": csrf_token(signed_in, f"/cases/{case_id}/estimate")}
    for question in ("estimate", "policy"):
        signed_in.post(f"/cases/{case_id}/answers", data={**form, "question": question})
    kept = {one.question: one.answer for one in answers.of_case(store, biller.practice_id, case_id)}
    assert kept == {"estimate": priced, "policy": read}


def test_the_reference_case_to_the_cent(call: Caller) -> None:
    priced = call("POST", "/estimate", json=EXAMPLES["part-b-office"]).json
    assert (priced["cycles"][0]["totals"]["allowed"], priced["cycles"][0]["totals"]["patient"]) == (
        "13502.56",
        "2926.90",
    )
    assert (priced["course"]["allowed"], priced["course"]["patient"]) == ("175533.28", "35332.90")


def test_the_letter_comes_as_pdf_when_asked(call: Caller) -> None:
    answer = call("POST", "/letter", headers={"Accept": "application/pdf"}, json=EXAMPLES["medicare-advantage"])
    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")


def test_another_kind_of_paper_is_asked_for_beside_the_case(call: Caller) -> None:
    answer = call("POST", "/letter", json={"case": EXAMPLES["medicare-advantage"], "kind": "peer_to_peer"})
    assert (answer.status_code, answer.json["kind"]) == (200, "peer_to_peer")
    unknown = call("POST", "/letter", json={"case": EXAMPLES["medicare-advantage"], "kind": "poem"})
    assert unknown.status_code == 422
    assert "peer_to_peer" in unknown.text
    not_for_it = call("POST", "/letter", json={"case": EXAMPLES["medicare-advantage"], "kind": "good_faith_estimate"})
    assert not_for_it.status_code == 422
    assert "coverage.primary.kind" in not_for_it.text


def test_a_paper_for_the_patient_comes_in_spanish(call: Caller) -> None:
    body = {"case": EXAMPLES["medicare-advantage"], "kind": "patient_estimate", "language": "es"}
    answer = call("POST", "/letter", json=body)
    assert (answer.status_code, answer.json["language"]) == (200, "es-US")
    assert answer.json["title"].startswith("Estimado")
    for wrong in ({"language": "de"}, {"language": None}, {"language": ["es"]}):
        refused = call("POST", "/letter", json={**body, **wrong})
        assert refused.json["errors"] == {"language": ["Choose the language: one of en, es."]}
    in_english_only = call("POST", "/letter", json={**body, "kind": "prior_authorization"})
    assert "In Spanish there are: good_faith_estimate, help_sheet" in in_english_only.json["errors"]["language"][0]


def test_a_form_that_the_letter_does_not_have(call: Caller) -> None:
    assert (
        call("POST", "/letter", headers={"Accept": "text/html"}, json=EXAMPLES["medicare-advantage"]).status_code == 406
    )


# --- the description


def test_the_description_is_valid_openapi(spec: dict[str, Any]) -> None:
    validate(spec)
    assert {path.removeprefix("/api/v1") for path in spec["paths"]} == {
        "/estimate", "/why", "/remitted", "/compare", "/margin", "/check", "/safety", "/programs", "/help", "/letter",
        "/cases", "/cases/{case_id}", "/policies", "/schema", "/openapi.json",
        "/cases/{case_id}/enclosures", "/cases/{case_id}/enclosures/{enclosure_id}", "/cases/{case_id}/packet",
        "/cases/{case_id}/letter", "/cases/{case_id}/letter/to-sign", "/cases/{case_id}/signed-letters",
        "/signed-letters/{signed_id}", "/signed-letters/{signed_id}/packet", "/cases/{case_id}/letter/words",
        "/letterhead", "/logo", "/fees", "/payers", "/payers/{entry_id}", "/cases/{case_id}/destination",
        "/forms", "/forms/tie-names", "/forms/{form_id}", "/forms/{form_id}/numbered", "/forms/{form_id}/ties",
        "/cases/{case_id}/forms", "/cases/{case_id}/forms/{form_id}", "/cases/{case_id}/forms/{form_id}/enclosure",
        "/letter-jobs", "/letter-jobs/{job_id}", "/letter-jobs/{job_id}/retry", "/letter-jobs/{job_id}/letters",
    }  # fmt: skip


def test_the_examples_fit_the_published_schema(anonymous: FlaskClient) -> None:
    schema = anonymous.get("/api/v1/schema").json
    jsonschema.Draft202012Validator.check_schema(schema)
    for example in EXAMPLES.values():
        jsonschema.validate(example, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**EXAMPLES["part-b-office"], "colour": "blue"}, schema)


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_fit_their_description(call: Caller, spec: dict[str, Any], question: str) -> None:
    answer = call("POST", f"/{question}", json=EXAMPLES["medicare-advantage"]).json
    described = spec["paths"][f"/api/v1/{question}"]["post"]["responses"]["200"]["content"]["application/json"][
        "schema"
    ]
    jsonschema.validate(answer, {**described, "components": spec["components"]})


def test_policies_fit_their_description(call: Caller, spec: dict[str, Any]) -> None:
    listed = call("GET", "/policies").json
    described = spec["paths"]["/api/v1/policies"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.validate(listed, {**described, "components": spec["components"]})
    assert {one["state"] for one in listed} == {"executable", "partly", "catalogue"}
    assert {one["id"] for one in listed if one["starts"] is None} == {entry.id for entry in policies().entries}


def test_every_operation_stands_under_a_subject_of_its_own(anonymous: FlaskClient, spec: dict[str, Any]) -> None:
    page = anonymous.get("/api/v1/docs").text
    subjects = re.findall(r'id="subject-\d+">([^<]+)<', page)
    described = {
        one["tags"][0] for methods in spec["paths"].values() for name, one in methods.items() if name != "parameters"
    }
    assert set(subjects) == described <= set(SUBJECTS.values())
    assert subjects[0] == "Questions about a case document"


def test_the_page_shows_every_operation(anonymous: FlaskClient, spec: dict[str, Any]) -> None:
    page = anonymous.get("/api/v1/docs").text
    for path, methods in spec["paths"].items():
        for method in methods:
            if method != "parameters":
                assert f"<strong>{method.upper()}</strong> {path}" in page
    assert "//" not in page.split("<main")[0].replace("http://localhost", "")


# --- who may ask


@pytest.mark.parametrize(
    "sent", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic Zm9vOmJhcg=="}, {"Authorization": ""}]
)
def test_without_a_token_nothing_is_answered(anonymous: FlaskClient, sent: dict[str, str]) -> None:
    for method, address in (("POST", "/estimate"), ("GET", "/cases"), ("GET", "/policies")):
        answer = anonymous.open(f"/api/v1{address}", method=method, json={}, headers=sent)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.json["title"] == "No valid token was sent"


def test_a_signed_in_browser_is_not_a_token(signed_in: FlaskClient) -> None:
    assert signed_in.get("/api/v1/cases").status_code == 401


def test_an_ended_token_is_refused(call: Caller, store: Session, biller: Person) -> None:
    assert call("GET", "/cases").status_code == 200
    people.set_password(store, biller, "changed")
    store.commit()
    assert call("GET", "/cases").status_code == 401


# --- saved cases


def test_a_case_is_saved_read_changed_and_removed(call: Caller) -> None:
    made = call("POST", "/cases", json=EXAMPLES["part-b-office"])
    assert made.status_code == 201
    address = made.headers["Location"].removeprefix("/api/v1")
    read = call("GET", address)
    assert (read.json["document"], read.headers["ETag"]) == (EXAMPLES["part-b-office"], '"1"')
    changed = call("PUT", address, headers={"If-Match": '"1"'}, json=EXAMPLES["uninsured"])
    assert (changed.status_code, changed.headers["ETag"], changed.json["row_version"]) == (200, '"2"', 2)
    assert [row["label"] for row in call("GET", "/cases").json] == [EXAMPLES["uninsured"]["label"]]
    assert call("DELETE", address, headers={"If-Match": '"2"'}).status_code == 204
    assert call("GET", address).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_change_needs_the_version_that_was_read(call: Caller, method: str) -> None:
    made = call("POST", "/cases", json=EXAMPLES["uninsured"])
    address = made.headers["Location"].removeprefix("/api/v1")
    assert call(method, address, json=EXAMPLES["uninsured"]).status_code == 428
    assert call(method, address, headers={"If-Match": "*"}, json=EXAMPLES["uninsured"]).status_code == 428
    assert call(method, address, headers={"If-Match": '"x"'}, json=EXAMPLES["uninsured"]).status_code == 428
    stale = call(method, address, headers={"If-Match": '"7"'}, json=EXAMPLES["uninsured"])
    assert (stale.status_code, stale.json["title"]) == (412, "It was changed since you read it")
    assert call("GET", address).json["row_version"] == 1


def test_a_wrong_document_is_not_saved(call: Caller) -> None:
    refused = call("POST", "/cases", json={"order": {"dose": "two"}})
    assert refused.status_code == 422
    assert refused.json["errors"]["order.dose"] == ["Enter the dose as a number, such as 2 or 0.4."]
    assert call("GET", "/cases").json == []


def test_another_practices_case_does_not_exist(app: Flask, call: Caller, store: Session) -> None:
    made = call("POST", "/cases", json=EXAMPLES["uninsured"])
    other = add_biller(app, store, "Other Clinic (fictional)", "other@example.org")
    secret = people.add_token(store, other.practice_id, other.id, "other")
    store.commit()
    headers = {"Authorization": f"Bearer {secret}", "If-Match": '"1"'}
    client = app.test_client()
    for method in ("GET", "PUT", "DELETE"):
        answer = client.open(made.headers["Location"], method=method, headers=headers, json=EXAMPLES["uninsured"])
        assert answer.status_code == 404
    assert client.get("/api/v1/cases", headers=headers).json == []
    assert call("GET", made.headers["Location"].removeprefix("/api/v1")).status_code == 200


@pytest.mark.parametrize(
    "case_id", ["nothing", "%00", "a" * 4000, "../policies/x", "00000000-0000-0000-0000-000000000000"]
)
def test_a_case_that_is_not_there(call: Caller, case_id: str) -> None:
    answer = call("GET", f"/cases/{case_id}")
    assert answer.status_code == 404
    assert answer.is_json


def test_reading_and_changing_is_recorded(call: Caller, store: Session, biller: Person) -> None:
    made = call("POST", "/cases", json=EXAMPLES["uninsured"])
    call("GET", f"/cases/{made.json['id']}")
    call("DELETE", f"/cases/{made.json['id']}", headers={"If-Match": '"1"'})
    entries = store.query(audit.AuditEntry).order_by(audit.AuditEntry.number).all()
    assert [entry.action for entry in entries] == ["case created", "case read", "case removed"]
    assert {entry.subject for entry in entries} == {made.json["id"]}
    assert audit.verify(store, biller.practice_id) is None


# --- what is refused


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "Expecting property name"),
        (b"", "Expecting value"),
        (b'{"label": "a", "label": "b"}', "the key 'label' stands in one object twice"),
        (b"[" * 200_000, "it is nested too deeply"),
        (b"\xff\xfe{}", "it is not UTF-8 text"),
    ],
)
def test_what_is_not_strict_json_is_refused(call: Caller, body: bytes, said: str) -> None:
    answer = call("POST", "/estimate", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert said in answer.json["errors"]["document"][0]


@pytest.mark.parametrize("number", [b"NaN", b"-Infinity", b"1e999", b"9" * 5000])
def test_a_number_that_is_none_is_refused_by_its_field(call: Caller, number: bytes) -> None:
    answer = call("POST", "/estimate", data=b'{"order": {"dose": %s}}' % number, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json["errors"]["order.dose"]


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_another_content_type_is_refused(call: Caller, content_type: str) -> None:
    assert call("POST", "/estimate", data=b"{}", content_type=content_type).status_code == 415


def test_too_much_is_refused(call: Caller) -> None:
    answer = call("POST", "/estimate", data=b" " * 2_000_001, content_type="application/json")
    assert (answer.status_code, answer.is_json) == (413, True)


@pytest.mark.parametrize("address", ["/estimate", "/cases", "/policies", "/schema", "/openapi.json", "/docs"])
def test_an_unknown_query_key_is_refused(call: Caller, address: str) -> None:
    answer = call("POST" if address == "/estimate" else "GET", f"{address}?plan=gold", json={})
    assert answer.status_code == 422
    assert answer.json["errors"] == {"query.plan": ["This is not a known field. Check the spelling."]}


@pytest.mark.parametrize(
    ("part", "field", "value", "said"),
    [
        ("order", "dose", "0", "The dose must be more than 0, such as 2 or 0.4."),
        ("order", "dose", -2, "The dose cannot be negative. Enter a number, such as 2 or 0.4."),
        ("order", "dose", 1e308, "Enter the dose as a number, such as 2 or 0.4."),
        ("order", "cycles", 7.9, "Enter the number of cycles as a whole number, such as 13."),
        (
            "order",
            "first_infusion",
            "2026-02-30",
            "Enter the first infusion date as a real date, such as 1/5/2026 or 2026-01-05.",
        ),
        ("order", "colour", "blue", "This is not a known field. Check the spelling."),
    ],
)
def test_the_sentences_are_those_of_the_forms(call: Caller, part: str, field: str, value: object, said: str) -> None:
    document = deepcopy(EXAMPLES["part-b-office"])
    document[part][field] = value
    answer = call("POST", "/estimate", json=document)
    assert answer.status_code == 422
    assert answer.json["errors"] == {f"{part}.{field}": [said]}


def test_errors_of_the_api_stay_in_the_api(call: Caller, anonymous: FlaskClient) -> None:
    assert call("GET", "/nothing").is_json
    assert call("GET", "/estimate").status_code == 405
    assert anonymous.get("/nothing").mimetype == "text/html"
    assert anonymous.put("/estimate").mimetype == "text/html"


def test_requests_are_counted(app: Flask, call: Caller) -> None:
    limiter.enabled = True
    limiter.reset()
    codes = [call("GET", "/schema").status_code for _ in range(245)]
    limiter.reset()
    assert set(codes) == {200, 429}


# --- anything at all

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


def places(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    inner = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """An example with up to three places replaced or removed."""
    document: Any = deepcopy(EXAMPLES[draw(st.sampled_from(sorted(EXAMPLES)))])
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(places(document)[1:]))
        block = document
        for key in way:
            block = block[key]
        if draw(st.booleans()):
            block[last] = draw(JSON_VALUES)
        else:
            del block[last]
        if not document:
            break
    return document


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    document=JSON_VALUES | damaged(), question=st.sampled_from(("estimate", "check", "safety", "programs", "letter"))
)
def test_no_document_breaks_it(call: Caller, document: Any, question: str) -> None:
    answer = call("POST", f"/{question}", data=json.dumps(document), content_type="application/json")
    assert answer.status_code in (200, 400, 422), (question, document)
    assert answer.is_json
    if answer.status_code == 422:
        assert answer.json["errors"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200))
def test_no_bytes_break_it(call: Caller, body: bytes) -> None:
    assert call("POST", "/estimate", data=body, content_type="application/json").status_code in (400, 422)


def test_alternatives_are_chosen_in_the_body(call: Caller) -> None:
    document = EXAMPLES["part-b-office"]
    body = {"case": document, "alternatives": {"days": [3], "by": "total"}}
    answer = call("POST", "/compare", json=body)
    assert answer.json == to_plain(compare(read_case(document), Alternatives(days=(3,), by=Rank.TOTAL)))
    wrong = call("POST", "/compare", json={"case": document, "alternatives": {"days": ["x"]}})
    assert wrong.status_code == 422
    assert "Enter the infusion days per cycle as a whole number" in wrong.text


def test_a_figure_is_walked_to_its_sources(call: Caller) -> None:
    document = EXAMPLES["part-b-office"]
    answer = call("POST", "/why", json={"case": document, "figure": "2926.90"})
    assert answer.json == to_plain(explain(estimate(read_case(document)), "2926.90"))
    assert call("POST", "/why", json={"case": document, "figure": "moon"}).status_code == 422
    assert call("POST", "/why", json=document).status_code == 422


def test_what_the_chosen_help_changes(call: Caller) -> None:
    answer = call("POST", "/help", json=worked_example("accumulator")).json
    assert (answer["before"], answer["after"], answer["programs"][0]["runs_out"]) == (
        "8000.00",
        "8000.00",
        "2026-03-01",
    )


def test_the_programs_say_what_is_not_known_of_them(call: Caller) -> None:
    found = call("GET", "/programs").json
    adma = next(one for one in found if one["id"] == "adma-asceniv-bivigam")
    assert len(found) == 30
    assert (adma["terms_known"], len(adma["terms_unknown"])) == (["products"], 22)
