"""People: lockout, sessions and tokens."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from costing.store import people
from costing.store.database import DOCUMENT_KEY
from costing.store.people import ApiToken, Person, SignInFailure
from tests.store.conftest import a_person

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
HASHED = people.email_hash("biller@example.org")


def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(session: Session):
    for minute in range(5):
        assert people.locked_until(session, HASHED, NOON + timedelta(minutes=minute)) is None
        people.record_failure(session, HASHED, NOON + timedelta(minutes=minute))
    assert people.locked_until(session, HASHED, NOON + timedelta(minutes=5)) == NOON + timedelta(minutes=19)
    assert people.locked_until(session, people.email_hash("x@example.org"), NOON) is None
    assert people.locked_until(session, HASHED, NOON + timedelta(minutes=20)) is None
    people.forget_failures(session, HASHED)
    assert people.locked_until(session, HASHED, NOON + timedelta(minutes=5)) is None


def test_failures_that_no_longer_count_are_not_kept(session: Session):
    people.record_failure(session, HASHED, NOON)
    people.record_failure(session, HASHED, NOON + timedelta(minutes=14))
    people.record_failure(session, HASHED, NOON + timedelta(minutes=16))
    kept = session.scalars(select(SignInFailure.at).where(SignInFailure.email_hash == HASHED)).all()
    assert sorted(kept) == [NOON + timedelta(minutes=14), NOON + timedelta(minutes=16)]


def test_an_address_is_one_sign_in_name_in_any_case(session: Session, person: Person):
    assert people.find_person(session, "  Biller@Example.ORG ") is person
    assert people.email_hash("Biller@Example.org ") == HASHED


def test_a_token_is_known_by_its_secret_until_it_is_ended(session: Session, person: Person):
    secret = people.add_token(session, person.practice_id, person.id, "export")
    token = people.token_of(session, secret)
    assert token is not None
    assert (token.practice_id, token.person_id) == (person.practice_id, person.id)
    assert secret not in [row.secret_hash for row in session.scalars(select(ApiToken))]
    assert people.token_of(session, secret + "x") is None
    person.active = False
    assert people.token_of(session, secret) is None
    person.active = True
    people.set_password(session, person, "new hash")
    session.expire_all()
    assert people.token_of(session, secret) is None


def test_a_new_password_signs_out_everywhere(session: Session, person: Person):
    browser = people.start_session(session, person.practice_id, person.id, "Firefox " * 30)
    before = person.fs_uniquifier
    assert people.session_stands(session, person.practice_id, browser.id)
    assert people.sessions_of(session, person.practice_id, person.id) == [browser]
    people.set_password(session, person, "new hash")
    session.expire_all()
    assert not people.session_stands(session, person.practice_id, browser.id)
    assert person.fs_uniquifier != before


def test_a_session_of_another_practice_does_not_stand(session: Session, person: Person):
    browser = people.start_session(session, person.practice_id, person.id, "Firefox")
    other = a_person(session, "Other Clinic (fictional)", "other@example.org")
    assert not people.session_stands(session, other.practice_id, browser.id)
    people.end_session(session, other.practice_id, browser.id)
    session.expire_all()
    assert people.session_stands(session, person.practice_id, browser.id)
    people.end_session(session, person.practice_id, browser.id)
    session.expire_all()
    assert not people.session_stands(session, person.practice_id, browser.id)


def test_the_letterhead_is_kept_sealed(session: Session, person: Person):
    assert people.letterhead_of(session, person.practice_id) == {"name": "Example Clinic (fictional)"}
    practice = people.practice_of(session, person.practice_id)
    assert b"Example" not in (practice.letterhead or b"")


def test_the_keys_of_another_installation_do_not_fit(session: Session, person: Person):
    assert people.keys_fit(session)
    session.info = {DOCUMENT_KEY: bytes(32)}
    assert not people.keys_fit(session)


def test_any_keys_fit_an_empty_database(session: Session):
    session.info = {DOCUMENT_KEY: bytes(32)}
    assert people.keys_fit(session)
