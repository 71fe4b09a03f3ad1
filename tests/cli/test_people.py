"""`igpath people`: who may sign in, from the console, over an installation of the test's own."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from costing.cli import main
from costing.cli.passwords import SHORTEST, is_right, new_password
from costing.store import audit, people
from costing.store.audit import AuditEntry
from costing.store.database import make_engine, session_factory
from costing.store.instance import open_instance
from tests.cli.running import run, said

EMAIL, PRACTICE = "biller@example.org", "Example Clinic (fictional)"


@pytest.fixture(autouse=True)
def _installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("IGPATH_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.delenv("IGPATH_DATABASE", raising=False)


@contextmanager
def store() -> Iterator[Session]:
    instance = open_instance()
    engine = make_engine(instance.database_url)
    with session_factory(engine, instance.keys.document_key)() as session:
        yield session
    engine.dispose()


def password_of(output: str) -> str:
    return output.strip().rpartition("Password: ")[2]


def add(*more: str) -> str:
    result = run("people", "add", EMAIL, "--practice", PRACTICE, "--name", "Bo Biller", *more)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_person_is_added_with_a_made_password_that_is_shown_once():
    told = add("--role", "prescriber")
    with store() as session:
        person = people.find_person(session, EMAIL)
        assert person is not None
        assert (person.role, person.name) == ("prescriber", "Bo Biller")
        assert is_right(password_of(told), person.password)
        assert people.letterhead_of(session, person.practice_id) == {"name": PRACTICE}
    listed = run("people", "list").stdout
    assert EMAIL in listed
    assert password_of(told) not in listed


def test_a_typed_password_is_not_printed():
    typed = "four small green words"
    arguments = ["people", "add", EMAIL, "--practice", PRACTICE, "--ask-password"]
    result = CliRunner().invoke(main, arguments, input=f"{typed}\n{typed}\n")
    assert result.exit_code == 0
    assert typed not in result.output
    with store() as session:
        person = people.find_person(session, EMAIL)
        assert person is not None
        assert is_right(typed, person.password)


def test_a_short_password_is_refused_and_nobody_is_added():
    result = CliRunner().invoke(
        main, ["people", "add", EMAIL, "--practice", PRACTICE, "--ask-password"], input="short\nshort\n"
    )
    assert result.exit_code == 2
    assert f"at least {SHORTEST} characters" in result.stderr
    assert EMAIL not in run("people", "list").stdout


def test_the_second_person_of_a_practice_joins_it():
    add()
    assert run("people", "add", "second@example.org", "--practice", PRACTICE).exit_code == 0
    with store() as session:
        assert len({practice.id for _, practice in people.everybody(session)}) == 1


def test_an_address_has_one_account():
    add()
    assert "igpath people reset" in said(run("people", "add", EMAIL.upper(), "--practice", PRACTICE))


@pytest.mark.parametrize("email", ["biller", ""])
def test_what_is_no_address_is_refused(email: str):
    assert "not an e-mail address" in said(run("people", "add", email, "--practice", PRACTICE))


def test_a_reset_gives_a_new_password_and_ends_sessions_tokens_and_lockout():
    old = password_of(add())
    secret = run("people", "token", EMAIL, "--label", "export").stdout.split("\n")[0]
    told = run("people", "reset", EMAIL)
    assert told.exit_code == 0
    with store() as session:
        person = people.find_person(session, EMAIL)
        assert person is not None
        assert is_right(password_of(told.stdout), person.password)
        assert not is_right(old, person.password)
        assert people.token_of(session, secret) is None


def test_a_token_acts_for_its_person_and_is_printed_once():
    add()
    told = run("people", "token", EMAIL, "--label", "export").stdout
    secret = told.split("\n")[0]
    with store() as session:
        token, person = people.token_of(session, secret), people.find_person(session, EMAIL)
        assert token is not None
        assert person is not None
        assert (token.person_id, token.label) == (person.id, "export")
    assert secret not in run("people", "list").stdout


@pytest.mark.parametrize("command", [["reset"], ["token", "--label", "x"]])
def test_nobody_by_that_address_is_said(command: list[str]):
    assert "Nobody signs in as" in said(run("people", command[0], "nobody@example.org", *command[1:]))


def test_what_is_done_at_the_console_is_audited():
    add()
    run("people", "token", EMAIL, "--label", "export")
    run("people", "reset", EMAIL)
    with store() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
        assert [entry.action for entry in entries] == ["person added", "API token added", "password reset"]
        assert audit.verify(session, entries[0].practice_id) is None


@pytest.mark.parametrize(
    "address", ["nonsense", "mysql://u:pass-word@localhost/x", "postgresql+psycopg://u:pass-word@127.0.0.1:1/x"]
)
def test_a_database_that_cannot_be_opened_is_said_without_its_password(monkeypatch: pytest.MonkeyPatch, address: str):
    monkeypatch.setenv("IGPATH_DATABASE", address)
    sentence = said(run("people", "list"))
    assert "IGPATH_DATABASE" in sentence
    assert "pass-word" not in sentence


def test_lost_keys_are_said():
    add()
    Path(os.environ["IGPATH_INSTANCE"], "keys.json").unlink()
    assert "restore it from your backup" in said(run("people", "list"))


def test_keys_of_another_installation_are_said(tmp_path: Path):
    add()
    open_instance(tmp_path / "other")
    (tmp_path / "other" / "keys.json").replace(tmp_path / "instance" / "keys.json")
    assert "do not open what is in the database" in said(run("people", "list"))


def test_made_passwords_are_long_different_and_easy_to_type():
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"([a-km-np-z2-9]{5}-){3}[a-km-np-z2-9]{5}", one) for one in made)
