"""The database: engine, sessions that carry the document key, base class of the rows, and migrations."""

import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import OperationalError
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, Select, create_engine, event
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from costing.store.sealing import seal, seal_bytes, unseal, unseal_bytes

MIGRATIONS = Path(__file__).parent / "migrations"
DOCUMENT_KEY = "document_key"
BUSY_MS = 20_000
LOCKS = "locks"
READS = re.compile(r"\s*(SELECT|PRAGMA|BEGIN)\b", re.IGNORECASE)
MIGRATION_LOCK = 7_406_127  # a number of our own among PostgreSQL's advisory locks


class Base(MappedAsDataclass, DeclarativeBase):
    """Every table of the store; constraints have names, so that later migrations can change them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database, on SQLite too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be kept")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite gives the time back without its zone, PostgreSQL in the zone of the connection."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id() -> str:
    """A random identifier that tells nothing."""
    return str(uuid.uuid4())


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def make_engine(url: str) -> Engine:
    """An engine for PostgreSQL or SQLite, which behave alike: a read sees what was last committed and waits for nobody,
    a write waits its turn. Error messages hold no values, so that none reaches a log.
    """
    engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "before_cursor_execute", _begin_before_writing)
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # _begin_before_writing begins
    for pragma in (
        f"busy_timeout={BUSY_MS}", "foreign_keys=ON", "synchronous=NORMAL",
        "recursive_triggers=ON",  # else REPLACE deletes audit entries without asking their trigger
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")
    _use_wal(connection)


def _use_wal(connection: Any) -> None:
    """A new file is changed to WAL once. This does not wait for others who do the same, whatever busy_timeout says."""
    give_up = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except OperationalError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_before_writing(_: Connection, cursor: Any, statement: str, *rest: Any) -> None:
    """Take SQLite's write lock before the first write: a transaction that read first could not wait for it."""
    _parameters, context, _many = rest
    locks = context is not None and context.execution_options.get(LOCKS, False)
    if not cursor.connection.in_transaction and (locks or not READS.match(statement)):
        cursor.execute("BEGIN IMMEDIATE")


def locking(query: Select[Any]) -> Select[Any]:
    """Read rows to change them: until the commit nobody else may, on SQLite nobody else writes at all."""
    return query.with_for_update().execution_options(**{LOCKS: True})


def session_factory(engine: Engine, document_key: bytes) -> sessionmaker[Session]:
    """Sessions that can seal and open documents."""
    return sessionmaker(engine, expire_on_commit=False, info={DOCUMENT_KEY: document_key})


def sealed(session: Session, content: Any, *place: str) -> bytes:
    """Encrypt `content` for its place: table, practice, row."""
    return seal(session.info[DOCUMENT_KEY], content, "/".join(place))


def opened(session: Session, content: bytes, *place: str) -> Any:
    """Decrypt what was sealed for the same place. Raises CannotOpen."""
    return unseal(session.info[DOCUMENT_KEY], content, "/".join(place))


def sealed_bytes(session: Session, content: bytes, *place: str) -> bytes:
    """Encrypt a file for its place."""
    return seal_bytes(session.info[DOCUMENT_KEY], content, "/".join(place))


def opened_bytes(session: Session, content: bytes, *place: str) -> bytes:
    """Decrypt a file that was sealed for the same place. Raises CannotOpen."""
    return unseal_bytes(session.info[DOCUMENT_KEY], content, "/".join(place))


def migrate(engine: Engine, tell: Callable[[str], object] = lambda _: None) -> None:
    """Bring the schema to the newest version, all of it or nothing; `tell` hears each step. Of two programs at once
    the second waits. Raises alembic's CommandError when the database is newer than this program.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with schema_change(engine) as connection:
        config.attributes["connection"], config.attributes["tell"] = connection, tell
        command.upgrade(config, "head")


@contextmanager
def schema_change(engine: Engine) -> Iterator[Connection]:
    """One transaction that nobody else's schema change runs beside. SQLite changes a table by making it anew: with
    foreign keys on, dropping the old one would delete every row that refers to it, so they are checked at the end.
    """
    with engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
            yield connection
        else:
            connection.detach()  # closed afterwards, so no later user has it without foreign keys
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise ValueError("a migration would leave rows that refer to nothing; nothing was changed")
        connection.commit()
