"""Every address: signed in, or on this list of what is open to everybody."""

from flask import Flask
from flask.testing import FlaskClient

from costing.web.auth import is_public
from tests.web.conftest import anonymous, app, instance  # noqa: F401  # fixtures

OPEN = {
    "static": "style, fonts, scripts",
    "security.login": "the door itself",
    "home.index": "the front page",
    "home.health": "for a supervisor",
    "home.data": "where the figures come from",
    "patient.ask": "the patient page: no account, nothing stored",
    "api.docs": "how the API is used",
    "api.openapi": "its description",
    "api.schema": "the case document's JSON Schema",
}
TRIED = {
    "figure": "course.patient",
    "case_id": "00000000-0000-4000-8000-000000000000",
    "job_id": "00000000-0000-4000-8000-000000000000",
    "answer_id": "00000000-0000-4000-8000-000000000000",
    "enclosure_id": "00000000-0000-4000-8000-000000000000",
    "form_id": "00000000-0000-4000-8000-000000000000",
    "entry_id": "00000000-0000-4000-8000-000000000000",
    "signed_id": "00000000-0000-4000-8000-000000000000",
    "policy_id": "p",
    "application_id": "00000000-0000-4000-8000-000000000000",
    "program_id": "p",
    "slug": "patient",
    "name": "facts",
    "kind": "appeal",
    "at": 0,
    "filename": "x",
    "token": "00000000-0000-4000-8000-000000000000",
}


def test_the_open_addresses_are_these(app: Flask):  # noqa: F811  # a fixture
    with app.app_context():
        found = {rule.endpoint for rule in app.url_map.iter_rules() if is_public(rule.endpoint)}
    assert found == set(OPEN)


def test_nothing_else_opens_without_an_account(app: Flask, anonymous: FlaskClient):  # noqa: F811  # fixtures
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN:
            continue
        values = {key: TRIED[key] for key in rule.arguments} | dict(rule.defaults or {})
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        address = app.url_map.bind("localhost").build(rule.endpoint, values, method=min(methods), append_unknown=False)
        for method in methods:
            answer = anonymous.open(address, method=method)
            to_sign_in = answer.status_code == 302 and answer.location.startswith("/sign-in")
            assert to_sign_in or answer.status_code in {400, 401}, (rule.endpoint, method, answer.status_code)
