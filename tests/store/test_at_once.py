"""Two people, or two clicks, at the same moment: one after the other, on both databases."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from costing.store import cases, enclosures, letterheads, signed
from costing.store.cases import SavedCase
from costing.store.database import make_engine, migrate, session_factory
from costing.store.enclosures import Full
from costing.store.people import Person
from costing.store.signed import AlreadySigned
from tests.store.conftest import KEY, a_person

AT_ONCE = 4


@pytest.fixture
def sessions(database_url: str) -> Iterator[sessionmaker[Session]]:
    engine = make_engine(database_url)
    migrate(engine)
    yield session_factory(engine, KEY)
    engine.dispose()


@pytest.fixture
def person(sessions: sessionmaker[Session]) -> Person:
    with sessions.begin() as session:
        return a_person(session, "Example Clinic (fictional)", "biller@example.org")


@pytest.fixture
def case(sessions: sessionmaker[Session], person: Person) -> SavedCase:
    with sessions.begin() as session:
        return cases.keep_new(session, person.practice_id, {"version": 1}, person.id)


def at_once(sessions: sessionmaker[Session], do: Callable[[Session, int], Any]) -> list[Any]:
    """What each of several gets that begin together; an error of the store is a result."""
    gate = Barrier(AT_ONCE)

    def one(number: int) -> Any:
        try:
            with sessions.begin() as session:
                gate.wait()
                return do(session, number)
        except (Full, AlreadySigned) as refused:
            return type(refused)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_each_enclosure_has_its_own_place(sessions: sessionmaker[Session], case: SavedCase, person: Person):
    at_once(sessions, lambda session, number: enclosures.add(session, case, f"File {number}", b"%PDF", 1, person.id))
    with sessions() as session:
        rows = session.query(enclosures.EnclosureRow.place).all()
    assert sorted(row.place for row in rows) == [1, 2, 3, 4]


def test_no_more_is_enclosed_than_a_case_takes(
    sessions: sessionmaker[Session], case: SavedCase, person: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(enclosures, "MOST", 2)
    found = at_once(sessions, lambda session, _: enclosures.add(session, case, "File", b"%PDF", 1, person.id))
    assert found.count(Full) == AT_ONCE - 2


def test_one_logo_stays(sessions: sessionmaker[Session], person: Person):
    at_once(
        sessions,
        lambda session, number: letterheads.keep_logo(session, person.practice_id, "svg", b"%d" % number, person.id),
    )
    with sessions() as session:
        found = letterheads.logo_of(session, person.practice_id)
    assert found is not None
    assert found.content in {b"0", b"1", b"2", b"3"}


def test_one_signature_is_kept(sessions: sessionmaker[Session], case: SavedCase, person: Person):
    signature = "Ada Sample", datetime(2026, 1, 1, tzinfo=UTC), "0" * 64
    found = at_once(
        sessions, lambda session, _: signed.keep(session, case, b"%PDF", {}, [], signature, "engine", person.id)
    )
    assert found.count(AlreadySigned) == AT_ONCE - 1
