"""The audit chain: it only grows, and a change in it is found."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from costing.store import audit
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
    assert audit.verify(session, person.practice_id) is None


def test_a_changed_entry_is_found(session: Session, person: Person):
    """Without the trigger, as somebody with the database file could do it."""
    for number in range(3):
        audit.record(session, person.practice_id, person.id, "case read", f"c{number}")
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER audit_no_UPDATE"))
    else:
        session.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_no_change"))
    session.execute(text("UPDATE audit SET subject = 'c9' WHERE number = 2"))
    session.expire_all()
    assert audit.verify(session, person.practice_id) == 2
