"""One database session for each request: committed once when the answer is no error, else rolled back."""

from typing import Any, cast

from flask import Flask, Response, current_app, g
from sqlalchemy.orm import Session, sessionmaker

from costing.store.database import make_engine, session_factory
from costing.store.instance import Instance

FIRST_ERROR = 400


def set_up(app: Flask) -> None:
    """Make the engine; sessions open on first use."""
    instance: Instance = app.config["INSTANCE"]
    engine = make_engine(instance.database_url)
    app.extensions["sessions"] = session_factory(engine, instance.keys.document_key)
    app.after_request(_commit)
    app.teardown_appcontext(_close)


def session() -> Session:
    """The session of this request."""
    if "session" not in g:
        sessions: sessionmaker[Session] = current_app.extensions["sessions"]
        g.session = sessions()
    return cast("Session", g.session)


def _commit(response: Response) -> Response:
    if "session" in g:
        if response.status_code < FIRST_ERROR:
            g.session.commit()
        else:
            g.session.rollback()
    return response


def _close(_: Any) -> None:
    if "session" in g:
        g.pop("session").close()
