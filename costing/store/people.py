"""Practices and their people: sign-in, lockout after wrong passwords, signed-in sessions, and tokens for the API."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from flask_security import RoleMixin, UserMixin
from sqlalchemy import ForeignKey, LargeBinary, String, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from costing.store.database import Base, UtcTime, new_id, now, opened, sealed
from costing.store.sealing import CannotOpen

FAILURES_BEFORE_LOCK = 5
LOCKED_FOR = timedelta(minutes=15)
USE_IS_NOTED_EVERY = timedelta(minutes=1)


class RoleName(StrEnum):
    """What a person may do: everybody works on cases, an administrator also on people."""

    BILLER = "biller"
    PRESCRIBER = "prescriber"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Role(RoleMixin):
    """A role as Flask-Security reads it."""

    name: str
    permissions: None = None


class Practice(Base):
    """An office; `letterhead` is the sealed practice part of a case document."""

    __tablename__ = "practices"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    letterhead: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default_factory=new_id)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default_factory=now)


class Person(Base, UserMixin):
    """Somebody who signs in. `email` is the sign-in name in lower case; `password` is a hash."""

    __tablename__ = "people"

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True, repr=False)
    password: Mapped[str] = mapped_column(String(255), repr=False)
    name: Mapped[str] = mapped_column(String(200), default="", repr=False)
    role: Mapped[str] = mapped_column(String(20), default=RoleName.BILLER.value)
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default_factory=new_id, repr=False)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64), default=None)
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255), default=None, repr=False)
    id: Mapped[str] = mapped_column(  # type: ignore[assignment]  # Flask-Security declares int; it takes any key
        String(36), primary_key=True, default_factory=new_id
    )
    created_at: Mapped[datetime] = mapped_column(UtcTime, default_factory=now)

    @property
    def roles(self) -> list[Role]:  # type: ignore[override]  # one role each, so no table of roles
        """As Flask-Security asks for it."""
        return [Role(self.role)]


class SignInFailure(Base):
    """One wrong password for one sign-in name, kept as a hash; it may belong to nobody, so it has no practice."""

    __tablename__ = "sign_in_failures"

    email_hash: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default_factory=new_id)


class SignedIn(Base):
    """One signed-in browser of a person."""

    __tablename__ = "signed_in"

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    agent: Mapped[str] = mapped_column(String(120))
    started_at: Mapped[datetime] = mapped_column(UtcTime, default_factory=now)
    seen_at: Mapped[datetime] = mapped_column(UtcTime, default_factory=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default_factory=new_id)


class ApiToken(Base):
    """A key for the API; only the hash of its secret is kept."""

    __tablename__ = "api_tokens"

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(100))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True, repr=False)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default_factory=now)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default_factory=new_id)


def add_practice(session: Session, name: str, letterhead: dict[str, Any] | None = None) -> Practice:
    """Add an office; `letterhead` is a practice part of a case document."""
    practice = Practice(name)
    if letterhead is not None:
        practice.letterhead = sealed(session, letterhead, "practices", practice.id)
    session.add(practice)
    session.flush()
    return practice


def practice_of(session: Session, practice_id: str) -> Practice:
    """The practice of a signed-in person."""
    return session.get_one(Practice, practice_id)


def letterhead_of(session: Session, practice_id: str) -> dict[str, Any] | None:
    """The practice part with which a new case starts."""
    practice = practice_of(session, practice_id)
    letterhead: dict[str, Any] | None = (
        None if practice.letterhead is None else opened(session, practice.letterhead, "practices", practice.id)
    )
    return letterhead


def keys_fit(session: Session) -> bool:
    """Whether the document key is the one of this database, as far as a letterhead can tell."""
    practice = session.scalar(select(Practice).where(Practice.letterhead.is_not(None)).limit(1))
    try:
        return practice is None or letterhead_of(session, practice.id) is not None
    except CannotOpen:
        return False


def find_practice(session: Session, name: str) -> Practice | None:
    """An office by name."""
    return session.scalar(select(Practice).where(Practice.name == name))


def practices(session: Session) -> list[Practice]:
    """Every practice of the installation."""
    return list(session.scalars(select(Practice).order_by(Practice.name, Practice.id)))


def any_practice(session: Session) -> bool:
    """Whether the installation has been set up."""
    return session.scalar(select(func.count()).select_from(Practice)) != 0


def add_person(session: Session, practice_id: str, email: str, password_hash: str, name: str, role: RoleName) -> Person:
    """Add somebody; the address is kept in lower case."""
    person = Person(practice_id, email.strip().lower(), password_hash, name, role.value)
    session.add(person)
    session.flush()
    return person


def find_person(session: Session, email: str) -> Person | None:
    """Somebody by sign-in name, in any practice."""
    return session.scalar(select(Person).where(Person.email == email.strip().lower()))


def prescribers_of(session: Session, practice_id: str) -> list[str]:
    """The names of those who may sign letters, in their order."""
    mine = select(Person).where(Person.practice_id == practice_id, Person.role == RoleName.PRESCRIBER, Person.active)
    return sorted(person.name for person in session.scalars(mine))


def everybody(session: Session) -> list[tuple[Person, Practice]]:
    """All people with their practices, for the administrator at the console."""
    rows = session.execute(
        select(Person, Practice).join(Practice, Practice.id == Person.practice_id).order_by(Practice.name, Person.email)
    )
    return [(person, practice) for person, practice in rows]


def names_in(session: Session, practice_id: str) -> dict[str, str]:
    """What the people of a practice are called, by their ids."""
    mine = select(Person).where(Person.practice_id == practice_id)
    return {person.id: person.name or person.email for person in session.scalars(mine)}


def set_password(session: Session, person: Person, password_hash: str) -> None:
    """Set a new password and sign the person out everywhere."""
    person.password, person.fs_uniquifier = password_hash, new_id()
    for own in (SignedIn, ApiToken):
        session.execute(update(own).where(own.person_id == person.id, own.ended_at.is_(None)).values(ended_at=now()))
    session.flush()


def email_hash(email: str) -> str:
    """What a wrong password is counted by."""
    return sha256(email.strip().lower().encode()).hexdigest()


def record_failure(session: Session, hashed: str, at: datetime) -> None:
    """Count a wrong password, and forget those that no longer matter."""
    session.execute(delete(SignInFailure).where(SignInFailure.at < at - LOCKED_FOR))
    session.add(SignInFailure(hashed, at))
    session.flush()


def locked_until(session: Session, hashed: str, at: datetime) -> datetime | None:
    """When the next try is allowed, after too many wrong passwords; None when one may be made now."""
    recent = select(func.count(), func.max(SignInFailure.at)).where(
        SignInFailure.email_hash == hashed, SignInFailure.at > at - LOCKED_FOR
    )
    count, last = session.execute(recent).one()
    if count < FAILURES_BEFORE_LOCK:
        return None
    newest: datetime = last
    return newest + LOCKED_FOR


def forget_failures(session: Session, hashed: str) -> None:
    """A right password clears the count."""
    session.execute(delete(SignInFailure).where(SignInFailure.email_hash == hashed))


def start_session(session: Session, practice_id: str, person_id: str, agent: str) -> SignedIn:
    """Note a browser that signed in."""
    signed_in = SignedIn(practice_id, person_id, agent[:120])
    session.add(signed_in)
    session.flush()
    return signed_in


def session_stands(session: Session, practice_id: str, signed_in_id: str) -> bool:
    """Whether a signed-in browser has not been signed out; notes that it was seen."""
    found = session.get(SignedIn, signed_in_id)
    if found is None or found.practice_id != practice_id or found.ended_at is not None:
        return False
    if now() - found.seen_at > USE_IS_NOTED_EVERY:
        found.seen_at = now()
    return True


def end_session(session: Session, practice_id: str, signed_in_id: str) -> None:
    """Sign a browser out."""
    mine = update(SignedIn).where(SignedIn.id == signed_in_id, SignedIn.practice_id == practice_id)
    session.execute(mine.values(ended_at=now()))


def sessions_of(session: Session, practice_id: str, person_id: str) -> list[SignedIn]:
    """The signed-in browsers of a person, newest first."""
    own = select(SignedIn).where(SignedIn.practice_id == practice_id, SignedIn.person_id == person_id)
    return list(session.scalars(own.where(SignedIn.ended_at.is_(None)).order_by(SignedIn.seen_at.desc())))


def add_token(session: Session, practice_id: str, person_id: str, label: str) -> str:
    """Make an API token and return its secret, which is shown once and not kept."""
    secret = f"igpath_{secrets.token_urlsafe(32)}"
    session.add(ApiToken(practice_id, person_id, label[:100], sha256(secret.encode()).hexdigest()))
    session.flush()
    return secret


def token_of(session: Session, secret: str) -> ApiToken | None:
    """The token of a secret, when it and its person are still active; notes that it was used."""
    hashed = sha256(secret.encode()).hexdigest()
    found = session.scalar(
        select(ApiToken)
        .join(Person, Person.id == ApiToken.person_id)
        .where(ApiToken.secret_hash == hashed, ApiToken.ended_at.is_(None), Person.active)
    )
    if found is not None and (found.used_at is None or now() - found.used_at > USE_IS_NOTED_EVERY):
        found.used_at = now()
    return found
