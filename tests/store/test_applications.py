"""Applications to programs: sealed, of one practice and case, never written over unseen, gone with the case."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from costing.store import applications as store
from costing.store import cases
from costing.store.applications import ApplicationRow
from costing.store.cases import NotFound, SavedCase, Stale
from costing.store.people import Person
from tests.store.conftest import a_person

APPLIED: dict[str, Any] = {"name": "TotalAssist", "stage": "applied", "applied_on": "2026-11-01"}


@pytest.fixture
def saved(session: Session, person: Person) -> SavedCase:
    return cases.keep_new(session, person.practice_id, {"version": 1}, person.id)


def test_an_application_is_kept_sealed_and_changed(session: Session, person: Person, saved: SavedCase):
    kept = store.keep_new(session, saved, APPLIED, person.id)
    assert b"TotalAssist" not in session.scalars(select(ApplicationRow.content)).one()
    store.replace(session, person.practice_id, kept.id, {**APPLIED, "stage": "denied"}, 1, person.id)
    session.expire_all()
    again = store.get(session, person.practice_id, saved.id, kept.id)
    assert (again.row_version, again.document["stage"]) == (2, "denied")
    assert [one.id for one in store.of_case(session, person.practice_id, saved.id)] == [kept.id]


@pytest.mark.parametrize("seen", [0, 2])
def test_what_somebody_else_kept_is_neither_written_over_nor_removed(
    session: Session, person: Person, saved: SavedCase, seen: int
):
    kept = store.keep_new(session, saved, APPLIED, person.id)
    with pytest.raises(Stale):
        store.replace(session, person.practice_id, kept.id, {}, seen, person.id)
    with pytest.raises(Stale):
        store.remove(session, person.practice_id, kept.id, seen)
    assert store.get(session, person.practice_id, saved.id, kept.id).document == APPLIED


def test_another_practice_sees_and_changes_nothing(session: Session, person: Person, saved: SavedCase):
    kept = store.keep_new(session, saved, APPLIED, person.id)
    other = a_person(session, "Another Clinic (fictional)", "other@example.org")
    assert store.all_of(session, other.practice_id) == ()
    with pytest.raises(NotFound):
        store.get(session, other.practice_id, saved.id, kept.id)
    with pytest.raises(Stale):
        store.remove(session, other.practice_id, kept.id, 1)


def test_applications_go_with_their_case(session: Session, person: Person, saved: SavedCase):
    store.keep_new(session, saved, APPLIED, person.id)
    cases.remove(session, person.practice_id, saved.id, saved.row_version)
    assert store.all_of(session, person.practice_id) == ()
