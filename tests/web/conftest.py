"""The real application over a database of its own, a signed-in browser, and a token for the API."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from costing.store import people
from costing.store.database import make_engine, migrate
from costing.store.instance import Instance, open_instance
from costing.store.people import Person, RoleName
from costing.web.app import create_app
from costing.web.limits import limiter

Caller = Callable[..., TestResponse]
EMAIL, PASSWORD = "biller@example.org", "three small green words"


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    """A folder with fresh keys and a migrated database."""
    instance = open_instance(tmp_path / "instance")
    engine = make_engine(instance.database_url)
    migrate(engine)
    engine.dispose()
    return instance


class CompiledTemplates(BytecodeCache):
    """Templates compiled once a run: each test makes an application of its own."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if held := self.held.get(bucket.key + bucket.checksum):
            bucket.bytecode_from_string(held)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.held[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


@pytest.fixture
def app(instance: Instance) -> Iterator[Flask]:
    """The application; requests are not counted, so that a test may ask as often as it likes."""
    app = create_app(instance)
    app.jinja_env.bytecode_cache = COMPILED
    app.testing = False  # errors are answered as in production
    limiter.enabled = False
    yield app
    limiter.enabled = True
    app.extensions["sessions"].kw["bind"].dispose()


@pytest.fixture
def store(app: Flask) -> Iterator[Session]:
    """A database session beside the requests'."""
    with app.extensions["sessions"]() as session:
        yield session


@pytest.fixture
def biller(app: Flask, store: Session) -> Person:
    """A person of a fictional practice."""
    return add_biller(app, store, "Example Clinic (fictional)", EMAIL)


@cache
def _hashed() -> str:
    """A hash of PASSWORD that takes little time, unlike a real one: most tests sign in."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def add_biller(app: Flask, store: Session, practice: str, email: str) -> Person:
    """A person in a practice of their own, who can sign in with PASSWORD."""
    office = people.add_practice(store, practice)
    person = people.add_person(store, office.id, email, _hashed(), "Bo Biller", RoleName.BILLER)
    store.commit()
    return person


@pytest.fixture
def token(store: Session, biller: Person) -> str:
    """The secret of an API token of the biller's practice."""
    secret = people.add_token(store, biller.practice_id, biller.id, "tests")
    store.commit()
    return secret


@pytest.fixture
def call(app: Flask, token: str) -> Caller:
    """Ask the API with the biller's token: method, address under /api/v1, and what the client's `open` takes."""
    return caller(app, token)


def caller(app: Flask, token: str) -> Caller:
    """Ask the API with a token."""

    def ask(method: str, address: str, headers: dict[str, str] | None = None, **rest: Any) -> TestResponse:
        sent = {"Authorization": f"Bearer {token}", **(headers or {})}
        return app.test_client().open(f"/api/v1{address}", method=method, headers=sent, **rest)

    return ask


def a_caller(app: Flask, store: Session, practice_id: str, name: str, role: RoleName) -> Caller:
    """Another person of a practice asking the API."""
    email = f"{name.split(maxsplit=1)[0].lower()}.{role}@example.org"
    added = people.add_person(store, practice_id, email, _hashed(), name, role)
    secret = people.add_token(store, practice_id, added.id, "tests")
    store.commit()
    return caller(app, secret)


def another_practice(app: Flask, store: Session) -> Caller:
    """A person of another practice asking the API."""
    other = people.add_practice(store, "Other Clinic (fictional)")
    store.commit()
    return a_caller(app, store, other.id, "Oda Other", RoleName.PRESCRIBER)


@pytest.fixture
def anonymous(app: Flask) -> FlaskClient:
    """A browser that is not signed in."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask, biller: Person) -> FlaskClient:
    """A browser in which the biller is signed in."""
    client = app.test_client()
    client.post(
        "/sign-in", data={"email": biller.email, "password": PASSWORD, "csrf_token": csrf_token(client, "/sign-in")}
    )
    return client


def csrf_token(client: FlaskClient, address: str) -> str:
    """The token in the first form of a page."""
    page = client.get(address).text
    return page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
