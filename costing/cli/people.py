"""`igpath people add|list|token|reset`: who may sign in, from the console of the machine that serves."""

import click
from sqlalchemy.orm import Session

from costing.cli.files import stop
from costing.cli.installation import installation
from costing.cli.passwords import SHORTEST, hash_password, new_password
from costing.cli.told import table
from costing.store import audit
from costing.store import people as store
from costing.store.people import Person, RoleName

ASK = click.option("--ask-password", is_flag=True, help="Type the password; otherwise one is made and printed.")
CONSOLE = None  # whose name the audit has for what is done here


@click.group()
def people() -> None:
    """The people of the practices, and their API tokens."""


@people.command("add")
@click.argument("email")
@click.option("--practice", required=True, help="The practice's name; a new name makes a new practice.")
@click.option("--name", default="", help="The person's name.")
@click.option("--role", type=click.Choice([role.value for role in RoleName]), default=RoleName.BILLER.value)
@ASK
def add(email: str, practice: str, name: str, role: str, ask_password: bool) -> None:
    """Let somebody sign in."""
    if "@" not in email:
        stop(f"{email} is not an e-mail address, such as biller@practice.example.")
    password = _password(ask_password)
    with installation() as (_, session):
        if store.find_person(session, email):
            stop(f"{email} has an account already. Set a new password with: igpath people reset {email}")
        office = store.find_practice(session, practice) or store.add_practice(session, practice, {"name": practice})
        person = store.add_person(session, office.id, email, hash_password(password), name, RoleName(role))
        audit.record(session, office.id, CONSOLE, "person added", person.id)
    click.echo(f"{email} may sign in at {practice} as {role}." + _told(ask_password, password))


@people.command("list")
def list_people() -> None:
    """Everybody, with practice and role."""
    with installation() as (_, session):
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
    with installation() as (_, session):
        person = _person(session, email)
        secret = store.add_token(session, person.practice_id, person.id, label)
        audit.record(session, person.practice_id, CONSOLE, "API token added", person.id)
    click.echo(f"{secret}\nKeep it now: it is not shown again. Send it as: Authorization: Bearer {secret[:10]}...")


@people.command("reset")
@click.argument("email")
@ASK
def reset(email: str, ask_password: bool) -> None:
    """Set a new password, sign the person out everywhere and end their API tokens."""
    with installation() as (_, session):
        person = _person(session, email)
        password = _password(ask_password)
        store.set_password(session, person, hash_password(password))
        store.forget_failures(session, store.email_hash(email))
        audit.record(session, person.practice_id, CONSOLE, "password reset", person.id)
    click.echo(f"{email} has a new password and is signed out everywhere." + _told(ask_password, password))


def _person(session: Session, email: str) -> Person:
    return store.find_person(session, email) or stop(
        f"Nobody signs in as {email}. `igpath people list` shows who does."
    )


def _password(ask: bool) -> str:
    if not ask:
        return new_password()
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if len(typed) < SHORTEST:
        stop(f"The password is too short: use at least {SHORTEST} characters, such as four words.")
    return typed


def _told(typed: bool, password: str) -> str:
    return "" if typed else f" Password: {password}"
