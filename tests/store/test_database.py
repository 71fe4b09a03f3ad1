"""Migrations, the instance folder, and writers side by side."""

import json
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from costing.store import audit, cases, people
from costing.store.database import make_engine, migrate, session_factory
from costing.store.instance import BadInstance, open_instance
from costing.store.people import RoleName
from costing.store.sealing import CannotOpen, seal, unseal
from costing.store.tables import metadata
from tests.store.conftest import KEY


def test_migrations_make_exactly_the_tables_of_the_models(engine: Engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrating_again_changes_nothing(engine: Engine):
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).all() == [("0001",)]


def test_foreign_keys_hold_on_sqlite(tmp_path: Path):
    engine = make_engine(f"sqlite:///{tmp_path / 'x.sqlite'}")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    engine.dispose()


def test_writers_wait_for_each_other(tmp_path: Path):
    """Eight threads read, change and audit one case; every change arrives, none fails, and the chain is whole."""
    engine = make_engine(f"sqlite:///{tmp_path / 'x.sqlite'}")
    migrate(engine)
    sessions = session_factory(engine, KEY)
    with sessions.begin() as session:
        practice = people.add_practice(session, "Example Clinic (fictional)")
        person = people.add_person(session, practice.id, "b@example.org", "h", "", RoleName.BILLER)
        case_id = cases.keep_new(session, practice.id, {"label": "0"}, person.id).id
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(10):
                with sessions.begin() as session:
                    saved = cases.get(session, practice.id, case_id)
                    label = str(int(saved.document["label"]) + 1)
                    cases.replace(session, practice.id, case_id, {"label": label}, saved.row_version, person.id)
                    audit.record(session, practice.id, person.id, "case changed", case_id)
        except BaseException as error:  # noqa: BLE001  # told to the main thread
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with sessions() as session:
        assert failed == []
        assert cases.get(session, practice.id, case_id).label == "80"
        assert audit.verify(session, practice.id) is None
    engine.dispose()


def test_an_instance_is_made_once_and_private(tmp_path: Path):
    first = open_instance(tmp_path / "here")
    assert open_instance(tmp_path / "here") == first
    assert (tmp_path / "here" / "keys.json").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "here").stat().st_mode & 0o777 == 0o700
    assert "secret" not in repr(first.keys)
    assert first.keys.secret_key not in repr(first)


def test_the_environment_moves_folder_and_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("IGPATH_INSTANCE", str(tmp_path / "there"))
    monkeypatch.setenv("IGPATH_DATABASE", "postgresql+psycopg://somewhere/igpath")
    instance = open_instance()
    assert instance.folder == tmp_path / "there"
    assert instance.database_url == "postgresql+psycopg://somewhere/igpath"


@pytest.mark.parametrize(
    "damage", ["", "{", "{}", json.dumps({"secret_key": "a", "password_salt": "b", "document_key": "YQ=="})]
)
def test_damaged_keys_are_said_not_replaced(tmp_path: Path, damage: str):
    (tmp_path / "keys.json").write_text(damage)
    with pytest.raises(BadInstance, match=r"keys\.json"):
        open_instance(tmp_path)
    assert (tmp_path / "keys.json").read_text() == damage


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInstance, match="IGPATH_INSTANCE"):
        open_instance(tmp_path / "file" / "instance")


def test_a_changed_or_moved_ciphertext_does_not_open():
    sealed = seal(KEY, {"a": "ü"}, "cases/p/1")
    assert unseal(KEY, sealed, "cases/p/1") == {"a": "ü"}
    assert seal(KEY, {"a": "ü"}, "cases/p/1") != sealed
    for key, content, place in (
        (KEY, sealed, "cases/p/2"),
        (bytes(32), sealed, "cases/p/1"),
        (KEY, sealed[:-1] + b"\0", "cases/p/1"),
    ):
        with pytest.raises(CannotOpen):
            unseal(key, content, place)
