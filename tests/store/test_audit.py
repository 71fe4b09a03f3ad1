"""The audit chain: it only grows, and a change in it is found."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from costing.store import audit
from costing.store.database import DOCUMENT_KEY
from costing.store.people import Person
from tests.store.conftest import a_person


def test_entries_follow_each_other_per_practice(session: Session, person: Person):
    other = a_person(session, "Other Clinic (fictional)", "other@example.org")
    first = audit.record(session, person.practice_id, person.id, "case read", "c1")
    audit.record(session, other.practice_id, other.id, "case read", "c2")
    second = audit.record(session, person.practice_id, person.id, "case changed", "c1")
    assert (first.number, second.number, second.before) == (1, 2, first.hash)
    session.expire_all()
    assert audit.verify(session, person.practice_id) is None
    assert audit.verify(session, other.practice_id) is None


@pytest.mark.parametrize("change", ["UPDATE audit SET action = 'nothing'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_an_entry(session: Session, person: Person, change: str):
    audit.record(session, person.practice_id, person.id, "case read", "c1")
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text(change))
    session.expire_all()
    assert audit.verify(session, person.practice_id) is None


def test_an_entry_cannot_be_replaced_or_emptied_away(session: Session, person: Person):
    audit.record(session, person.practice_id, person.id, "case read", "c1")
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    way = "REPLACE INTO audit SELECT * FROM audit" if on_sqlite else "TRUNCATE audit"
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text(way))
    session.expire_all()
    assert audit.verify(session, person.practice_id) is None


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE audit SET subject = 'c9' WHERE number = 2", 2),
        ("UPDATE audit SET person_id = NULL WHERE number = 1", 1),
        ("UPDATE audit SET action = 'case removed' WHERE number = 3", 3),
        ("DELETE FROM audit WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 2", 2),
        ("UPDATE audit SET number = number + 10", 1),
    ],
)
def test_a_change_past_the_trigger_is_found(session: Session, person: Person, change: str, found: int):
    """As somebody with the database but not its program could do it."""
    three_entries_without_trigger(session, person)
    session.execute(text(change))
    session.expire_all()
    assert audit.verify(session, person.practice_id) == found


def test_a_chain_forged_without_the_key_is_found(session: Session, person: Person):
    three_entries_without_trigger(session, person)
    session.execute(text("DELETE FROM audit"))
    forger = {**session.info, DOCUMENT_KEY: bytes(32)}
    before, session.info = session.info, forger
    audit.record(session, person.practice_id, person.id, "nothing happened", "c1")
    assert audit.verify(session, person.practice_id) is None
    session.info = before
    assert audit.verify(session, person.practice_id) == 1


def three_entries_without_trigger(session: Session, person: Person) -> None:
    for number in range(3):
        audit.record(session, person.practice_id, person.id, "case read", f"c{number}")
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER audit_no_UPDATE"))
        session.execute(text("DROP TRIGGER audit_no_DELETE"))
    else:
        session.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_no_change"))
