"""Cases and answers: sealed, versioned, and never another practice's."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from costing.store import answers, cases
from costing.store.cases import CaseRow, NotFound, Stale
from costing.store.people import Person
from costing.store.sealing import CannotOpen
from tests.store.conftest import a_person

DOCUMENT = {"version": 1, "label": "First case", "patient": {"family_name": "Ünlü-Sample"}}


def test_a_case_comes_back_as_it_was_kept(session: Session, person: Person):
    kept = cases.keep_new(session, person.practice_id, DOCUMENT, person.id)
    session.expire_all()
    found = cases.get(session, person.practice_id, kept.id)
    assert found == kept
    assert (found.document, found.label, found.row_version) == (DOCUMENT, "First case", 1)
    assert found.created_at.tzinfo is not None


def test_nothing_about_the_patient_is_readable_in_the_table(session: Session, person: Person):
    cases.keep_new(session, person.practice_id, DOCUMENT, person.id)
    raw = b"".join(bytes(str(value), "utf8") if not isinstance(value, bytes) else value
                   for row in session.execute(text("SELECT * FROM cases")) for value in row)  # fmt: skip
    assert b"Sample" not in raw
    assert b"First case" not in raw


def test_a_ciphertext_does_not_open_in_another_row(session: Session, person: Person):
    first = cases.keep_new(session, person.practice_id, DOCUMENT, person.id)
    second = cases.keep_new(session, person.practice_id, {"label": "Second"}, person.id)
    rows = {row.id: row for row in session.scalars(select(CaseRow))}
    rows[second.id].document = rows[first.id].document
    session.flush()
    with pytest.raises(CannotOpen):
        cases.get(session, person.practice_id, second.id)


def test_every_change_raises_the_version_and_an_old_one_is_stale(session: Session, person: Person):
    kept = cases.keep_new(session, person.practice_id, DOCUMENT, person.id)
    changed = cases.replace(session, person.practice_id, kept.id, {"label": "New"}, 1, person.id)
    assert (changed.row_version, changed.label) == (2, "New")
    with pytest.raises(Stale):
        cases.replace(session, person.practice_id, kept.id, {"label": "Late"}, 1, person.id)
    with pytest.raises(Stale):
        cases.remove(session, person.practice_id, kept.id, 1)
    assert cases.get(session, person.practice_id, kept.id).label == "New"


def test_another_practice_sees_nothing(session: Session, person: Person):
    kept = cases.keep_new(session, person.practice_id, DOCUMENT, person.id)
    answer = answers.keep(session, person.practice_id, kept, "estimate", {"cents": "1.00"}, "0.1", "hash", person.id)
    other = a_person(session, "Other Clinic (fictional)", "other@example.org")
    for attempt in (
        lambda: cases.get(session, other.practice_id, kept.id),
        lambda: cases.replace(session, other.practice_id, kept.id, {}, 1, other.id),
        lambda: cases.remove(session, other.practice_id, kept.id, 1),
        lambda: answers.get(session, other.practice_id, answer.id),
        lambda: answers.keep(session, other.practice_id, kept, "estimate", {}, "0.1", "hash", other.id),
    ):
        with pytest.raises(NotFound):
            attempt()
    session.expire_all()
    assert cases.get(session, person.practice_id, kept.id) == kept
    assert cases.all_of(session, other.practice_id) == ()
    assert answers.of_case(session, other.practice_id, kept.id) == ()


def test_an_answer_keeps_what_it_answered_and_goes_with_its_case(session: Session, person: Person):
    kept = cases.keep_new(session, person.practice_id, DOCUMENT, person.id)
    answer = answers.keep(session, person.practice_id, kept, "estimate", {"cents": "1.00"}, "0.1", "hash", person.id)
    cases.replace(session, person.practice_id, kept.id, {"label": "New"}, 1, person.id)
    found = answers.get(session, person.practice_id, answer.id)
    assert (found.document, found.answer, found.case_row_version) == (DOCUMENT, {"cents": "1.00"}, 1)
    assert (found.engine_version, found.data_hash, found.document_version) == ("0.1", "hash", 1)
    assert answers.of_case(session, person.practice_id, kept.id) == (found,)
    cases.remove(session, person.practice_id, kept.id, 2)
    session.expire_all()
    assert answers.of_case(session, person.practice_id, kept.id) == ()


def test_the_last_changed_case_is_listed_first(session: Session, person: Person):
    first = cases.keep_new(session, person.practice_id, {"label": "A"}, person.id)
    cases.keep_new(session, person.practice_id, {"label": "B"}, person.id)
    cases.replace(session, person.practice_id, first.id, {"label": "A2"}, 1, person.id)
    assert [saved.label for saved in cases.all_of(session, person.practice_id)] == ["A2", "B"]


def test_what_is_printed_of_a_case_or_an_answer_tells_nothing(session: Session, person: Person):
    kept = cases.keep_new(session, person.practice_id, DOCUMENT, person.id)
    answer = answers.keep(session, person.practice_id, kept, "estimate", {"said": "Sample"}, "0.1", "hash", person.id)
    row = session.get_one(CaseRow, kept.id)
    for shown in (repr(kept), repr(answer), repr(row), repr(person)):
        assert kept.practice_id in shown
        assert not any(secret in shown for secret in ("Sample", "First case", "example.org", "Bo Biller"))


def test_an_answer_is_sealed_too(session: Session, person: Person):
    kept = cases.keep_new(session, person.practice_id, DOCUMENT, person.id)
    answers.keep(session, person.practice_id, kept, "estimate", {"patient": "1234.56"}, "0.1", "hash", person.id)
    raw = session.scalars(text("SELECT content FROM answers")).one()
    assert b"1234.56" not in raw
    assert b"Sample" not in raw
