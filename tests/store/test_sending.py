"""Logos, directories and signed letters: sealed, versioned, and never another practice's."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from costing.store import cases, letterheads, payers, people, signed
from costing.store.cases import NotFound, Stale
from costing.store.letterheads import SavedLogo, version_of
from costing.store.payers import Full
from costing.store.people import Person
from tests.store.conftest import a_person

AT = datetime(2026, 11, 24, 17, 3, 9, tzinfo=UTC)
ENTRY = {"payer": "Zeta Health of Sample", "fax": "919-555-0199"}


@pytest.fixture
def other(session: Session) -> Person:
    return a_person(session, "Other Clinic (fictional)", "other@example.org")


def test_a_logo_is_its_practices_alone(session: Session, person: Person, other: Person):
    letterheads.keep_logo(session, person.practice_id, "svg", b"<svg/>", person.id)
    letterheads.keep_logo(session, person.practice_id, "png", b"picture", person.id)
    session.expire_all()
    assert letterheads.logo_of(session, person.practice_id) == SavedLogo("png", b"picture")
    assert letterheads.logo_of(session, other.practice_id) is None
    letterheads.remove_logo(session, other.practice_id)
    assert letterheads.logo_of(session, person.practice_id) is not None
    letterheads.remove_logo(session, person.practice_id)
    assert letterheads.logo_of(session, person.practice_id) is None


def test_a_letterhead_is_not_overwritten_unseen(session: Session, person: Person):
    seen = version_of(people.letterhead_of(session, person.practice_id))
    letterheads.keep_letterhead(session, person.practice_id, {"name": "New"}, seen)
    assert people.letterhead_of(session, person.practice_id) == {"name": "New"}
    with pytest.raises(Stale):
        letterheads.keep_letterhead(session, person.practice_id, {"name": "Late"}, seen)


def test_a_directory_is_its_practices_alone(session: Session, person: Person, other: Person):
    one = payers.add(session, person.practice_id, ENTRY, person.id)
    payers.add(session, person.practice_id, {"payer": "Alpha"}, person.id)
    session.expire_all()
    assert [entry.document["payer"] for entry in payers.all_of(session, person.practice_id)] == [
        "Alpha",
        ENTRY["payer"],
    ]
    assert payers.all_of(session, other.practice_id) == ()
    for act in (
        lambda: payers.get(session, other.practice_id, one.id),
        lambda: payers.remove(session, other.practice_id, one.id),
        lambda: payers.replace(session, other.practice_id, one.id, {"payer": "Mine"}, 1, other.id),
    ):
        with pytest.raises(NotFound):
            act()
    assert payers.get(session, person.practice_id, one.id) == one


def test_an_entry_is_not_overwritten_unseen(session: Session, person: Person):
    one = payers.add(session, person.practice_id, ENTRY, person.id)
    payers.replace(session, person.practice_id, one.id, {"payer": "Beta"}, 1, person.id)
    session.expire_all()
    assert (payers.get(session, person.practice_id, one.id).row_version) == 2
    with pytest.raises(Stale):
        payers.replace(session, person.practice_id, one.id, {"payer": "Gamma"}, 1, person.id)
    payers.remove(session, person.practice_id, one.id)
    assert payers.all_of(session, person.practice_id) == ()


def test_a_directory_holds_so_many(session: Session, person: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(payers, "MOST", 1)
    payers.add(session, person.practice_id, ENTRY, person.id)
    with pytest.raises(Full):
        payers.add(session, person.practice_id, ENTRY, person.id)


def test_a_signed_letter_comes_back_byte_for_byte(session: Session, person: Person, other: Person):
    case = cases.keep_new(session, person.practice_id, {"version": 1}, person.id)
    pdf = b"%PDF-1.7 letter about Sample"
    kept = signed.keep(
        session, case, pdf, {"title": "Sample"}, [["Note of Sample", "0" * 64]], ("Ada Sample", AT, "1" * 64), "engine", person.id
    )  # fmt: skip
    session.expire_all()
    found, content = signed.get(session, person.practice_id, kept.id)
    assert (found, content) == (kept, pdf)
    assert found.file_hash == sha256(pdf).hexdigest()
    assert signed.of_case(session, person.practice_id, case.id) == (kept,)
    assert "Sample" not in repr(kept)
    assert signed.of_case(session, other.practice_id, case.id) == ()
    with pytest.raises(NotFound):
        signed.get(session, other.practice_id, kept.id)


def test_nothing_is_readable_in_the_tables(session: Session, person: Person):
    case = cases.keep_new(session, person.practice_id, {"version": 1}, person.id)
    payers.add(session, person.practice_id, ENTRY, person.id)
    letterheads.keep_logo(session, person.practice_id, "svg", b"<svg>Sample</svg>", person.id)
    signed.keep(session, case, b"Sample", {"t": "Sample"}, [], ("Ada Sample", AT, "1" * 64), "engine", person.id)
    for table in ("payer_entries", "practice_logos", "signed_letters"):
        rows = session.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608  # of the three above
        assert rows
        assert "Sample" not in repr(rows)
