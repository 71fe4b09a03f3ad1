"""Schema, times and error messages, alike on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.util.exc import CommandError
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from costing.store import cases, people
from costing.store.database import make_engine, migrate, schema_change, session_factory
from costing.store.people import Person, SignInFailure
from costing.store.tables import metadata
from tests.store.conftest import KEY

WITHOUT_PRACTICE = {"practices", "sign_in_failures", "alembic_version"}


def test_migrations_make_the_tables_of_the_models(engine: Engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_every_row_has_its_practice(engine: Engine):
    schema = inspect(engine)
    without = {
        table for table in schema.get_table_names()
        if "practice_id" not in {column["name"] for column in schema.get_columns(table)}
    }  # fmt: skip
    assert without == WITHOUT_PRACTICE


def test_migrating_tells_its_steps_once(database_url: str):
    engine = make_engine(database_url)
    said: list[str] = []
    migrate(engine, said.append)
    migrate(engine, said.append)
    engine.dispose()
    assert said == [
        "Database version 0001: practices, people, cases, answers and the audit chain.",
        "Database version 0002: the practice's own fee schedule.",
        "Database version 0003: applications to assistance programs.",
        "Database version 0010: what is enclosed with a case's letter.",
        "Database version 0011: logos, the directory of payers, and signed letters.",
        "Database version 0012: payers' own forms.",
        "Database version 0013: letters of many cases as jobs.",
    ]


def test_a_database_of_a_newer_program_is_refused(database_url: str):
    engine = make_engine(database_url)
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(CommandError):
        migrate(engine)
    engine.dispose()


def test_making_a_table_anew_keeps_the_rows_that_refer_to_it(database_url: str):
    engine = make_engine(database_url)
    migrate(engine)
    sessions = session_factory(engine, KEY)
    with sessions.begin() as session:
        practice_id = people.add_practice(session, "Example Clinic (fictional)").id
        cases.keep_new(session, practice_id, {"version": 1}, "someone")
    with schema_change(engine) as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("practices", recreate="auto") as batch:
            batch.alter_column("name", type_=sa.String(300))
    with sessions() as session:
        assert len(cases.all_of(session, practice_id)) == 1
        assert engine.dialect.name != "sqlite" or session.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()


def test_a_failed_schema_change_changes_nothing(database_url: str):
    engine = make_engine(database_url)

    def change() -> None:
        with schema_change(engine) as connection:
            connection.execute(text("CREATE TABLE half (id INTEGER)"))
            connection.execute(text("CREATE TABLE half (id INTEGER)"))

    with pytest.raises(DBAPIError):
        change()
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_times_come_back_in_utc(session: Session):
    noon = datetime(2026, 1, 5, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=-5)))
    session.add(SignInFailure("hash", noon))
    session.flush()
    session.expire_all()
    found = session.scalars(select(SignInFailure.at).where(SignInFailure.email_hash == "hash")).one()
    assert (found, found.tzinfo) == (noon, UTC)


def test_a_time_without_zone_is_refused(session: Session):
    session.add(SignInFailure("hash", datetime(2026, 1, 5)))  # noqa: DTZ001  # what is refused
    with pytest.raises(StatementError, match="without a zone"):
        session.flush()


def test_errors_hold_no_values(session: Session, person: Person):
    with pytest.raises(IntegrityError, match="hide_parameters") as caught, session.begin_nested():
        people.add_person(session, person.practice_id, person.email, "hash", "Zed Zebra", people.RoleName.BILLER)
    assert "Zebra" not in str(caught.value)


def test_a_case_needs_a_practice(session: Session):
    with pytest.raises(IntegrityError), session.begin_nested():
        cases.keep_new(session, "no such practice", {"version": 1}, "someone")
