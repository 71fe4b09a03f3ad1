"""The installation on the command line: opened and brought up to date, or a sentence says why not, with exit code 2."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from alembic.util.exc import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from costing.cli.files import stop
from costing.store import people
from costing.store.database import make_engine, migrate, session_factory
from costing.store.instance import DATABASE_VARIABLE, BadInstance, Instance, open_instance

ADDRESS_EXAMPLE = "postgresql+psycopg://user:password@host/igpath"


@contextmanager
def installation(tell: Callable[[str], object] = lambda _: None) -> Iterator[tuple[Instance, Session]]:
    """The installation and one transaction in its database; `tell` hears what is done to the schema."""
    try:
        instance = open_instance()
    except BadInstance as error:
        stop(str(error))
    engine = _engine_of(instance, tell)
    with session_factory(engine, instance.keys.document_key).begin() as session:
        if not people.keys_fit(session):
            stop(
                f"The keys in {instance.folder} do not open what is in the database: "
                "restore keys.json from the backup that belongs to it."
            )
        yield instance, session
    engine.dispose()


def _engine_of(instance: Instance, tell: Callable[[str], object]) -> Engine:
    try:
        engine = make_engine(instance.database_url)
        migrate(engine, tell)
    except CommandError:
        stop("The database was made by a newer IgPath than this one: update the program.")
    except (SQLAlchemyError, ImportError) as error:
        why = str(error.orig).splitlines()[0] if isinstance(error, DBAPIError) else "the address is not understood"
        stop(
            f"The database cannot be opened: {why}. {DATABASE_VARIABLE} must be an address such as {ADDRESS_EXAMPLE}; "
            f"without it the database is a file in {instance.folder}."
        )
    return engine
