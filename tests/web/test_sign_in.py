"""Signing in and out: what is told, what locks, what ends a session, and where a sign-in may lead."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from costing.store import audit, people
from costing.store.audit import AuditEntry
from costing.store.people import Person
from costing.web.limits import limiter
from tests.web.conftest import EMAIL, PASSWORD, csrf_token

WRONG = "The e-mail address or the password is not right."


def sign_in(client: FlaskClient, email: str = EMAIL, password: str = PASSWORD, to: str = "/sign-in") -> TestResponse:
    return client.post(to, data={"email": email, "password": password, "csrf_token": csrf_token(client, "/sign-in")})


def is_in(client: FlaskClient) -> bool:
    return client.get("/cases").status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, "three small green word"),
        ("nobody@example.org", PASSWORD),
        (EMAIL, ""),
        ("", PASSWORD),
        ("no address", "x"),
    ],
)
def test_a_wrong_sign_in_never_says_which_part(anonymous: FlaskClient, biller: Person, email: str, password: str):
    page = sign_in(anonymous, email, password)
    assert page.text.count(WRONG) == 2  # on top and beside the field
    assert "not exist" not in page.text
    assert "Invalid" not in page.text
    assert not is_in(anonymous)


def test_an_unknown_address_and_a_wrong_password_read_alike(anonymous: FlaskClient, biller: Person):
    known = sign_in(anonymous, EMAIL, "wrong words here").text.replace(EMAIL, "-")
    unknown = sign_in(anonymous, "nobody@example.org", "wrong words here").text.replace("nobody@example.org", "-")
    assert _without_token(known) == _without_token(unknown)


def _without_token(page: str) -> str:
    return "".join(line for line in page.splitlines() if "csrf_token" not in line and "nonce" not in line)


def test_capital_letters_of_the_address_do_not_matter(anonymous: FlaskClient, biller: Person):
    sign_in(anonymous, EMAIL.upper())
    assert is_in(anonymous)


def test_five_wrong_passwords_lock_the_right_one_out(anonymous: FlaskClient, biller: Person):
    for _ in range(5):
        assert WRONG in sign_in(anonymous, password="wrong words here").text
    assert "Too many wrong passwords. Try again in 15 minutes." in sign_in(anonymous).text
    assert not is_in(anonymous)


@pytest.mark.parametrize(("minutes_ago", "locked"), [(14, True), (16, False)])
def test_the_lock_holds_for_fifteen_minutes(
    anonymous: FlaskClient, store: Session, biller: Person, minutes_ago: int, locked: bool
):
    for _ in range(5):
        people.record_failure(store, people.email_hash(EMAIL), datetime.now(UTC) - timedelta(minutes=minutes_ago))
    store.commit()
    sign_in(anonymous)
    assert is_in(anonymous) is not locked


def test_the_lock_is_one_address_only(anonymous: FlaskClient, store: Session, biller: Person):
    for _ in range(9):
        people.record_failure(store, people.email_hash("other@example.org"), datetime.now(UTC))
    store.commit()
    sign_in(anonymous)
    assert is_in(anonymous)


def test_a_right_password_forgets_the_wrong_ones(anonymous: FlaskClient, store: Session, biller: Person):
    for _ in range(4):
        people.record_failure(store, people.email_hash(EMAIL), datetime.now(UTC))
    store.commit()
    sign_in(anonymous)
    people.record_failure(store, people.email_hash(EMAIL), datetime.now(UTC))
    assert people.locked_until(store, people.email_hash(EMAIL), datetime.now(UTC)) is None


def test_a_machine_may_not_guess_quickly(anonymous: FlaskClient, biller: Person):
    limiter.enabled = True
    data = {"email": EMAIL, "password": "", "csrf_token": csrf_token(anonymous, "/sign-in")}
    statuses = [anonymous.post("/sign-in", data=data).status_code for _ in range(21)]
    assert (statuses[:20], statuses[20]) == ([200] * 20, 429)


def test_signing_out_ends_the_session_for_a_copied_cookie_too(signed_in: FlaskClient, app: Flask):
    stolen = signed_in.get_cookie("igpath")
    assert stolen is not None
    answer = signed_in.post("/sign-out", data={"csrf_token": csrf_token(signed_in, "/cases/new")})
    assert answer.status_code in {302, 303}
    assert not is_in(signed_in)
    thief = app.test_client()
    thief.set_cookie("igpath", stolen.value)
    assert not is_in(thief)


def test_a_page_elsewhere_cannot_sign_out(signed_in: FlaskClient):
    assert signed_in.post("/sign-out").status_code == 400
    assert signed_in.get("/sign-out").status_code == 405
    assert is_in(signed_in)


def test_a_new_password_set_at_the_console_signs_out_everywhere(
    app: Flask, signed_in: FlaskClient, store: Session, biller: Person
):
    assert is_in(signed_in)
    with app.app_context():
        hashed = hash_password("other long words here")
    person = store.get_one(Person, biller.id)
    people.set_password(store, person, hashed)
    store.commit()
    assert not is_in(signed_in)
    sign_in(signed_in)
    assert not is_in(signed_in)
    sign_in(signed_in, password="other long words here")
    assert is_in(signed_in)


def test_a_browser_ended_from_elsewhere_is_signed_out(signed_in: FlaskClient, store: Session, biller: Person):
    (browser,) = people.sessions_of(store, biller.practice_id, biller.id)
    people.end_session(store, biller.practice_id, browser.id)
    store.commit()
    assert not is_in(signed_in)


def test_a_person_made_inactive_is_signed_out(signed_in: FlaskClient, store: Session, biller: Person):
    store.get_one(Person, biller.id).active = False
    store.commit()
    assert not is_in(signed_in)
    sign_in(signed_in)
    assert not is_in(signed_in)


@pytest.mark.parametrize("sent_as", ["query_string", "data"])
@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "https:evil.example", "javascript:alert(1)"],
)  # fmt: skip
def test_signing_in_never_leads_to_another_host(anonymous: FlaskClient, biller: Person, elsewhere: str, sent_as: str):
    form = {"email": EMAIL, "password": PASSWORD, "csrf_token": csrf_token(anonymous, "/sign-in")}
    sent = {"data": form, sent_as: {"next": elsewhere} if sent_as != "data" else {**form, "next": elsewhere}}
    answer = anonymous.post("/sign-in", **sent)
    landed = urlsplit(urljoin("http://localhost/sign-in", answer.headers.get("Location", "/sign-in")))
    assert (landed.scheme, landed.netloc) == ("http", "localhost")
    assert "\\" not in answer.headers.get("Location", "")


def test_signing_in_leads_back_to_the_page_that_was_asked(anonymous: FlaskClient, biller: Person):
    asked = anonymous.get("/policies")
    assert asked.location == "/sign-in?next=/policies"
    assert sign_in(anonymous, to=asked.location).location == "/policies"


def test_a_form_sent_after_the_session_ended_is_not_lost_in_silence(anonymous: FlaskClient):
    page = anonymous.post("/cases", data={"label": "x"})
    assert page.status_code in {400, 401}
    assert "sign" in page.text.lower()


def change(client: FlaskClient, now: str, new: str, again: str | None = None) -> TestResponse:
    data = {"password": now, "new_password": new, "new_password_confirm": new if again is None else again}
    return client.post("/password", data={**data, "csrf_token": csrf_token(client, "/password")})


def test_a_person_changes_their_own_password(signed_in: FlaskClient, app: Flask, biller: Person):
    assert change(signed_in, PASSWORD, "four quiet blue words").status_code in {302, 303}
    fresh = app.test_client()
    sign_in(fresh)
    assert not is_in(fresh)
    sign_in(fresh, password="four quiet blue words")
    assert is_in(fresh)


def test_changing_the_password_ends_the_other_browsers(signed_in: FlaskClient, app: Flask, biller: Person):
    other = app.test_client()
    sign_in(other)
    assert is_in(other)
    change(signed_in, PASSWORD, "four quiet blue words")
    assert not is_in(other)


@pytest.mark.parametrize(
    ("now", "new", "again"),
    [
        ("wrong words here", "four quiet blue words", None),
        (PASSWORD, "short", None),
        (PASSWORD, "four quiet blue words", "four quiet blue word"),
        (PASSWORD, PASSWORD, None),
        (PASSWORD, "", None),
    ],
)
def test_a_rejected_change_says_why_and_changes_nothing(
    signed_in: FlaskClient, app: Flask, biller: Person, now: str, new: str, again: str | None
):
    page = change(signed_in, now, new, again)
    assert "There is a problem" in page.text
    assert "govuk-error-message" in page.text
    assert PASSWORD not in page.text
    fresh = app.test_client()
    sign_in(fresh)
    assert is_in(fresh)


def test_signing_in_and_out_is_on_record(signed_in: FlaskClient, store: Session, biller: Person):
    signed_in.post("/sign-out", data={"csrf_token": csrf_token(signed_in, "/cases/new")})
    actions = list(store.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))
    assert (actions[0], actions[-1]) == ("signed in", "signed out")
    assert audit.verify(store, biller.practice_id) is None


def test_pages_behind_the_sign_in_are_never_kept_by_a_cache(signed_in: FlaskClient):
    assert signed_in.get("/cases").headers["Cache-Control"] == "no-store"
    assert signed_in.get("/sign-in").headers["Cache-Control"] == "no-store"
