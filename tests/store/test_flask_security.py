"""Flask-Security over our people: the real application signs in and out on both databases, and TOTP finds its columns."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import Security, SQLAlchemySessionUserDatastore, auth_required, hash_password, verify_password
from sqlalchemy.orm import Session

from costing.cli import passwords
from costing.store import audit, people
from costing.store.database import make_engine, migrate, session_factory
from costing.store.instance import open_instance
from costing.store.people import Person, Role, RoleName
from costing.web.app import create_app
from costing.web.limits import limiter

EMAIL, PASSWORD = "biller@example.org", "drei kleine grüne Wörter"


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The real application with one person, whose password was set at the console."""
    instance = replace(open_instance(tmp_path / "instance"), database_url=database_url)
    engine = make_engine(database_url)
    migrate(engine)
    with session_factory(engine, instance.keys.document_key).begin() as session:
        add_person(session)
    engine.dispose()
    app = create_app(instance)
    limiter.enabled = False
    yield app
    limiter.enabled = True
    app.extensions["sessions"].kw["bind"].dispose()


def add_person(session: Session) -> Person:
    office = people.add_practice(session, "Example Clinic (fictional)", {"name": "Example Clinic (fictional)"})
    return people.add_person(
        session, office.id, EMAIL, passwords.hash_password(PASSWORD), "Bo Biller", RoleName.PRESCRIBER
    )


def post(client: FlaskClient, address: str, form_at: str, **fields: str) -> int:
    page = client.get(form_at).text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    return client.post(address, data={**fields, "csrf_token": token}).status_code


def test_a_person_signs_in_and_out(app: Flask):
    client = app.test_client()
    assert client.get("/cases").status_code == 302
    assert post(client, "/sign-in", "/sign-in", email="Biller@Example.ORG", password=PASSWORD) in (302, 303)
    assert client.get("/cases").status_code == 200
    assert post(client, "/sign-out", "/cases") in (302, 303)
    assert client.get("/cases").status_code == 302


def test_signing_in_is_listed_and_audited(app: Flask):
    client = app.test_client()
    post(client, "/sign-in", "/sign-in", email=EMAIL, password=PASSWORD)
    with app.extensions["sessions"]() as session:
        person = people.find_person(session, EMAIL)
        assert person is not None
        assert len(people.sessions_of(session, person.practice_id, person.id)) == 1
        assert audit.verify(session, person.practice_id) is None


def test_five_wrong_passwords_lock_the_right_one_out(app: Flask):
    client = app.test_client()
    for _ in range(people.FAILURES_BEFORE_LOCK):
        post(client, "/sign-in", "/sign-in", email=EMAIL, password="wrong wrong wrong")
    post(client, "/sign-in", "/sign-in", email=EMAIL, password=PASSWORD)
    assert client.get("/cases").status_code == 302


def test_a_new_password_from_the_console_ends_the_open_session(app: Flask):
    client = app.test_client()
    post(client, "/sign-in", "/sign-in", email=EMAIL, password=PASSWORD)
    with app.extensions["sessions"].begin() as session:
        person = people.find_person(session, EMAIL)
        assert person is not None
        people.set_password(session, person, passwords.hash_password("another long password"))
    assert client.get("/cases").status_code == 302
    post(client, "/sign-in", "/sign-in", email=EMAIL, password=PASSWORD)
    assert client.get("/cases").status_code == 302
    post(client, "/sign-in", "/sign-in", email=EMAIL, password="another long password")
    assert client.get("/cases").status_code == 200


def test_a_closed_person_does_not_sign_in(app: Flask):
    with app.extensions["sessions"].begin() as session:
        person = people.find_person(session, EMAIL)
        assert person is not None
        person.active = False
    client = app.test_client()
    post(client, "/sign-in", "/sign-in", email=EMAIL, password=PASSWORD)
    assert client.get("/cases").status_code == 302


@pytest.mark.parametrize("typed", ["zwölf gruene Wörter", unicodedata.normalize("NFD", "zwölf gruene Wörter")])
def test_a_password_set_at_the_console_is_right_however_it_is_typed(app: Flask, typed: str):
    with app.extensions["sessions"].begin() as session:
        person = people.find_person(session, EMAIL)
        assert person is not None
        people.set_password(session, person, passwords.hash_password("zwölf gruene Wörter"))
    client = app.test_client()
    post(client, "/sign-in", "/sign-in", email=EMAIL, password=typed)
    assert client.get("/cases").status_code == 200


def test_hashes_of_console_and_application_are_alike(app: Flask):
    with app.test_request_context():
        of_console, of_application = passwords.hash_password("plain old words"), hash_password("plain old words")
        assert verify_password("plain old words", of_console)
        assert passwords.is_right("plain old words", of_application)
        assert not verify_password("plain old word", of_console)
        assert not passwords.is_right("plain old word", of_application)
        assert of_console.split("$")[1:4] == of_application.split("$")[1:4]


def test_roles_are_known_to_flask_security(session: Session):
    person = add_person(session)
    assert person.has_role("prescriber")
    assert not person.has_role("admin")


def test_a_second_factor_finds_its_columns(session: Session):
    """Flask-Security alone, with TOTP switched on, in a bare application on the same models."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY="secret", SECURITY_PASSWORD_SALT="salt", SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_TWO_FACTOR=True, SECURITY_TWO_FACTOR_ENABLED_METHODS=["email"], SECURITY_TOTP_ISSUER="IgPath",
        SECURITY_TOTP_SECRETS={"1": "a secret that seals the secrets"}, SECURITY_JOIN_USER_ROLES=False,
        WTF_CSRF_ENABLED=False,
    )  # fmt: skip
    app.add_url_rule("/", view_func=auth_required()(lambda: "inside"))
    security = Security(app, SQLAlchemySessionUserDatastore(session, Person, Role))
    with app.app_context():
        secret = security.totp_factory.generate_totp_secret()
        person = add_person(session)
        security.datastore.tf_set(person, "authenticator", secret)
        session.commit()
    client = app.test_client()
    client.post("/login", data={"email": EMAIL, "password": PASSWORD})
    assert client.get("/").status_code == 302
    client.post("/tf-validate", data={"code": "000000"})
    assert client.get("/").status_code == 302
    with app.app_context():
        code = security.totp_factory.generate_totp_password(secret)
    client.post("/tf-validate", data={"code": code})
    assert client.get("/").text == "inside"
