"""The database: engine, sessions that carry the document key, base class of the rows, and migrations."""

import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import DateTime, Dialect, Engine, MetaData, create_engine, event
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from costing.store.sealing import seal, unseal

MIGRATIONS = Path(__file__).parent / "migrations"
DOCUMENT_KEY = "document_key"
BUSY_MS = 20_000


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
    """An engine for PostgreSQL or SQLite. On SQLite a transaction takes the write lock when it begins, so it waits
    its turn instead of failing halfway.
    """
    engine = create_engine(url, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # the "begin" listener begins
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", f"busy_timeout={BUSY_MS}", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def session_factory(engine: Engine, document_key: bytes) -> sessionmaker[Session]:
    """Sessions that can seal and open documents."""
    return sessionmaker(engine, expire_on_commit=False, info={DOCUMENT_KEY: document_key})


def sealed(session: Session, content: Any, *place: str) -> bytes:
    """Encrypt `content` for its place: table, practice, row."""
    return seal(session.info[DOCUMENT_KEY], content, "/".join(place))


def opened(session: Session, content: bytes, *place: str) -> Any:
    """Decrypt what was sealed for the same place. Raises CannotOpen."""
    return unseal(session.info[DOCUMENT_KEY], content, "/".join(place))


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest version."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
