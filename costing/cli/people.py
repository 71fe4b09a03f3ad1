"""`igpath people add|list|token|reset`: who may sign in, from the console of the machine that serves."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from costing.cli.files import stop
from costing.cli.passwords import SHORTEST, hash_password, new_password
from costing.cli.told import table
from costing.store import people as store
from costing.store.database import make_engine, migrate, session_factory
from costing.store.instance import BadInstance, open_instance
from costing.store.people import Person, RoleName

PASSWORD = click.option("--password", help="The password; without it one is made and printed.")


@click.group()
def people() -> None:
    """The people of the practices, and their API tokens."""


@contextmanager
def _store() -> Iterator[Session]:
    try:
        instance = open_instance()
    except BadInstance as error:
        stop(str(error))
    engine = make_engine(instance.database_url)
    migrate(engine)
    with session_factory(engine, instance.keys.document_key).begin() as session:
        yield session
    engine.dispose()


@people.command("add")
@click.argument("email")
@click.option("--practice", required=True, help="The practice's name; a new name makes a new practice.")
@click.option("--name", default="", help="The person's name.")
@click.option("--role", type=click.Choice([role.value for role in RoleName]), default=RoleName.BILLER.value)
@PASSWORD
def add(email: str, practice: str, name: str, role: str, password: str | None) -> None:
    """Let somebody sign in."""
    if "@" not in email:
        stop(f"{email} is not an e-mail address, such as biller@practice.example.")
    chosen = _checked(password)
    with _store() as session:
        if store.find_person(session, email):
            stop(f"{email} has an account already. Set a new password with: igpath people reset {email}")
        office = store.find_practice(session, practice) or store.add_practice(session, practice, {"name": practice})
        store.add_person(session, office.id, email, hash_password(chosen), name, RoleName(role))
    click.echo(f"{email} may sign in at {practice} as {role}." + _told(password, chosen))


@people.command("list")
def list_people() -> None:
    """Everybody, with practice and role."""
    with _store() as session:
        rows = [
            (person.email, person.name, person.role, practice.name, "active" if person.active else "closed")
            for person, practice in store.everybody(session)
        ]
    click.echo(table(("E-mail", "Name", "Role", "Practice", "State"), rows))


@people.command("token")
@click.argument("email")
@click.option("--label", required=True, help="What the token is for, such as: nightly export.")
def token(email: str, label: str) -> None:
    """Make an API token that acts for a person, and print it once."""
    with _store() as session:
        person = _person(session, email)
        secret = store.add_token(session, person.practice_id, person.id, label)
    click.echo(f"{secret}\nKeep it now: it is not shown again. Send it as: Authorization: Bearer {secret[:10]}...")


@people.command("reset")
@click.argument("email")
@PASSWORD
def reset(email: str, password: str | None) -> None:
    """Set a new password, sign the person out everywhere and end their API tokens."""
    chosen = _checked(password)
    with _store() as session:
        store.set_password(session, _person(session, email), hash_password(chosen))
        store.forget_failures(session, store.email_hash(email))
    click.echo(f"{email} has a new password and is signed out everywhere." + _told(password, chosen))


def _person(session: Session, email: str) -> Person:
    return store.find_person(session, email) or stop(
        f"Nobody signs in as {email}. `igpath people list` shows who does."
    )


def _checked(password: str | None) -> str:
    if password is not None and len(password) < SHORTEST:
        stop(f"The password is too short: use at least {SHORTEST} characters, such as four words.")
    return password or new_password()


def _told(given: str | None, chosen: str) -> str:
    return "" if given else f" Password: {chosen}"
