"""Many at once, on both databases: nobody fails, nothing is lost, and who only reads waits for nobody."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TypeVar

import pytest
from sqlalchemy.orm import Session, sessionmaker

from costing.store import audit, cases, people
from costing.store.cases import Stale
from costing.store.database import MIGRATIONS, make_engine, migrate, session_factory
from costing.store.people import RoleName
from tests.store.conftest import KEY

WRITERS, CHANGES = 8, 10
Sessions = sessionmaker[Session]
T = TypeVar("T")


@pytest.fixture
def sessions(database_url: str) -> Iterator[Sessions]:
    engine = make_engine(database_url)
    migrate(engine)
    yield session_factory(engine, KEY)
    engine.dispose()


@pytest.fixture
def place(sessions: Sessions) -> tuple[str, str, str]:
    """A practice, a person and a case."""
    with sessions.begin() as session:
        practice = people.add_practice(session, "Example Clinic (fictional)")
        person = people.add_person(session, practice.id, "b@example.org", "hash", "", RoleName.BILLER)
        return practice.id, person.id, cases.keep_new(session, practice.id, {"label": "0"}, person.id).id


def at_once(work: Callable[[int], T], times: int = WRITERS) -> list[T]:
    """What each of several threads returns; an error in one is raised."""
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(work, range(times)))


def test_every_change_arrives_once_and_the_chain_is_whole(sessions: Sessions, place: tuple[str, str, str]):
    practice_id, person_id, case_id = place

    def add_one() -> None:
        with sessions.begin() as session:
            saved = cases.get(session, practice_id, case_id)
            document = {"label": str(int(saved.document["label"]) + 1)}
            cases.replace(session, practice_id, case_id, document, saved.row_version, person_id)
            audit.record(session, practice_id, person_id, "case changed", case_id)

    def work(_: int) -> None:
        done = 0
        while done < CHANGES:
            try:
                add_one()
                done += 1
            except Stale:
                continue  # somebody else was first: read again

    at_once(work)
    with sessions() as session:
        found = cases.get(session, practice_id, case_id)
        assert (found.label, found.row_version) == (str(WRITERS * CHANGES), WRITERS * CHANGES + 1)
        assert audit.verify(session, practice_id) is None


def test_of_two_changes_to_one_version_the_second_is_stale(sessions: Sessions, place: tuple[str, str, str]):
    practice_id, person_id, case_id = place
    with sessions() as first, sessions() as second:
        cases.get(first, practice_id, case_id)
        cases.get(second, practice_id, case_id)
        cases.replace(first, practice_id, case_id, {"label": "first"}, 1, person_id)
        first.commit()
        with pytest.raises(Stale):
            cases.replace(second, practice_id, case_id, {"label": "second"}, 1, person_id)
    with sessions() as session:
        assert cases.get(session, practice_id, case_id).label == "first"


def test_audit_entries_of_many_writers_have_no_gap(sessions: Sessions, place: tuple[str, str, str]):
    practice_id, person_id, case_id = place

    def work(_: int) -> None:
        for _ in range(CHANGES):
            with sessions.begin() as session:
                people.practice_of(session, practice_id)  # a request reads before it writes
                audit.record(session, practice_id, person_id, "case read", case_id)

    at_once(work)
    with sessions.begin() as session:
        assert audit.record(session, practice_id, person_id, "case read", case_id).number == WRITERS * CHANGES + 1
        assert audit.verify(session, practice_id) is None


def test_a_reader_does_not_wait_for_a_writer(sessions: Sessions, place: tuple[str, str, str]):
    practice_id, person_id, case_id = place
    with sessions() as writer:
        cases.replace(writer, practice_id, case_id, {"label": "not yet"}, 1, person_id)
        started = time.monotonic()
        with sessions() as reader:
            assert cases.get(reader, practice_id, case_id).label == "0"
        assert time.monotonic() - started < 1


def test_a_writer_does_not_wait_for_a_slow_reader(sessions: Sessions, place: tuple[str, str, str]):
    practice_id, person_id, case_id = place
    with sessions() as reader:
        cases.get(reader, practice_id, case_id)
        started = time.monotonic()
        with sessions.begin() as writer:
            cases.replace(writer, practice_id, case_id, {"label": "1"}, 1, person_id)
        assert time.monotonic() - started < 1
        reader.expire_all()
        assert cases.get(reader, practice_id, case_id).label == "1"


def test_who_reads_to_change_keeps_others_out_until_the_commit(sessions: Sessions, place: tuple[str, str, str]):
    """On SQLite the lock is taken by the locking read itself; there a second writer waits for it."""
    practice_id, person_id, case_id = place
    holding, order = Event(), []

    def first() -> None:
        with sessions.begin() as session:
            audit.record(session, practice_id, person_id, "first", case_id)
            holding.set()
            time.sleep(0.3)
            order.append("first")

    def second() -> None:
        holding.wait()
        with sessions.begin() as session:
            audit.record(session, practice_id, person_id, "second", case_id)
            order.append("second")

    at_once(lambda number: (first, second)[number](), 2)
    assert order == ["first", "second"]


def test_two_programs_that_migrate_at_once_both_succeed(database_url: str):
    def work(_: int) -> list[str]:
        engine = make_engine(database_url)
        said: list[str] = []
        migrate(engine, said.append)
        engine.dispose()
        return said

    steps = len(list((MIGRATIONS / "versions").glob("*.py")))
    assert sorted(len(said) for said in at_once(work, 4)) == [0, 0, 0, steps]
