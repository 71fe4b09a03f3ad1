"""A migrated database of each kind for the whole run, and for each test a session whose changes are rolled back."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from costing.store import people
from costing.store.database import make_engine, migrate, session_factory
from costing.store.people import Person, RoleName
from tests.conftest import new_database

KEY = bytes(range(32))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A migrated database of each kind."""
    with new_database(request) as url:
        engine = make_engine(url)
        migrate(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session whose commits are savepoints; everything is rolled back at the end."""
    with engine.connect() as connection, connection.begin() as outer:
        sessions = session_factory(engine, KEY)
        with sessions(bind=connection, join_transaction_mode="create_savepoint") as session:
            yield session
        outer.rollback()


@pytest.fixture
def person(session: Session) -> Person:
    """A biller of a fictional practice."""
    return a_person(session, "Example Clinic (fictional)", "biller@example.org")


def a_person(session: Session, practice: str, email: str) -> Person:
    """Somebody in a practice of their own."""
    office = people.add_practice(session, practice, {"name": practice})
    return people.add_person(session, office.id, email, "hash", "Bo Biller", RoleName.BILLER)
