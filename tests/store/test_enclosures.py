"""Enclosures: sealed file by file, in their order, gone with their case, and never another practice's."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from costing.store import cases, enclosures
from costing.store.cases import NotFound, SavedCase
from costing.store.enclosures import MOST, EnclosureRow, Full
from costing.store.people import Person
from costing.store.sealing import CannotOpen
from tests.store.conftest import a_person

TITLE, PDF = "Laboratory report of Ünlü-Sample", b"%PDF-1.7 CK 4,200 of Sample"


@pytest.fixture
def case(session: Session, person: Person) -> SavedCase:
    return cases.keep_new(session, person.practice_id, {"version": 1}, person.id)


def held(session: Session, case: SavedCase) -> list[str]:
    return [one.title for one in enclosures.of_case(session, case.practice_id, case.id)]


def test_a_file_comes_back_as_it_was_kept(session: Session, person: Person, case: SavedCase):
    kept = enclosures.add(session, case, TITLE, PDF, 2, person.id)
    session.expire_all()
    assert enclosures.of_case(session, case.practice_id, case.id) == (kept,)
    assert (kept.title, kept.pages, kept.size) == (TITLE, 2, len(PDF))
    assert enclosures.content_of(session, case.practice_id, case.id, kept.id) == PDF
    assert "Sample" not in repr(kept)


def test_nothing_of_it_is_readable_in_the_table(session: Session, person: Person, case: SavedCase):
    enclosures.add(session, case, TITLE, PDF, 2, person.id)
    rows = session.execute(text("SELECT * FROM enclosures")).all()
    raw = b"".join(
        bytes(str(value), "utf8") if not isinstance(value, bytes) else value for row in rows for value in row
    )
    assert b"Sample" not in raw
    assert b"%PDF" not in raw


def test_a_file_does_not_open_in_another_row(session: Session, person: Person, case: SavedCase):
    first = enclosures.add(session, case, TITLE, PDF, 2, person.id)
    second = enclosures.add(session, case, "Other", b"%PDF other", 1, person.id)
    rows = {row.id: row for row in session.scalars(select(EnclosureRow))}
    rows[second.id].content = rows[first.id].content
    session.flush()
    with pytest.raises(CannotOpen):
        enclosures.content_of(session, case.practice_id, case.id, second.id)


def test_the_order_is_the_one_that_was_given(session: Session, person: Person, case: SavedCase):
    one, two, three = (enclosures.add(session, case, title, PDF, 1, person.id) for title in "ABC")
    assert held(session, case) == ["A", "B", "C"]
    enclosures.reorder(session, case.practice_id, case.id, [three.id, one.id, two.id])
    session.expire_all()
    assert held(session, case) == ["C", "A", "B"]
    enclosures.remove(session, case.practice_id, case.id, one.id)
    enclosures.add(session, case, "D", PDF, 1, person.id)
    assert held(session, case) == ["C", "B", "D"]
    for wrong in ([three.id], [three.id, three.id, two.id], ["other"]):
        with pytest.raises(NotFound):
            enclosures.reorder(session, case.practice_id, case.id, wrong)


def test_another_title(session: Session, person: Person, case: SavedCase):
    one = enclosures.add(session, case, "A", PDF, 1, person.id)
    enclosures.rename(session, case.practice_id, case.id, one.id, "Rheumatology note")
    session.expire_all()
    assert held(session, case) == ["Rheumatology note"]


def test_it_belongs_to_its_practice_and_its_case(session: Session, person: Person, case: SavedCase):
    other = a_person(session, "Other Clinic (fictional)", "other@example.org")
    second = cases.keep_new(session, person.practice_id, {"version": 1}, person.id)
    one = enclosures.add(session, case, "A", PDF, 1, person.id)
    for practice_id, case_id in ((other.practice_id, case.id), (person.practice_id, second.id)):
        assert enclosures.of_case(session, practice_id, case_id) == ()
        for act in (enclosures.content_of, enclosures.remove):
            with pytest.raises(NotFound):
                act(session, practice_id, case_id, one.id)
        with pytest.raises(NotFound):
            enclosures.rename(session, practice_id, case_id, one.id, "Mine now")
        with pytest.raises(NotFound):
            enclosures.reorder(session, practice_id, case_id, [one.id])
    assert held(session, case) == ["A"]


def test_they_go_with_their_case(session: Session, person: Person, case: SavedCase):
    enclosures.add(session, case, "A", PDF, 1, person.id)
    cases.remove(session, case.practice_id, case.id, case.row_version)
    session.expire_all()
    assert session.scalars(select(EnclosureRow.id)).all() == []


def test_a_case_takes_so_many(session: Session, person: Person, case: SavedCase):
    for number in range(MOST):
        enclosures.add(session, case, str(number), PDF, 1, person.id)
    with pytest.raises(Full):
        enclosures.add(session, case, "One more", PDF, 1, person.id)


def test_a_case_takes_so_much(session: Session, person: Person, case: SavedCase, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(enclosures, "MOST_BYTES", len(PDF) + 3)
    enclosures.add(session, case, "A", PDF, 1, person.id)
    with pytest.raises(Full):
        enclosures.add(session, case, "B", b"%PDF", 1, person.id)
