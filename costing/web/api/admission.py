"""The API's blueprint, and what stands in front of every operation: a token, and no query key that nobody knows."""

from typing import cast

from flask import current_app, g, request
from flask_smorest import Blueprint  # type: ignore[import-untyped]  # it ships no types

from costing.case.part import UNKNOWN_KEY
from costing.store import audit, people
from costing.store.people import ApiToken, Person
from costing.web.api.problems import Problem
from costing.web.auth import csrf, is_public
from costing.web.database import session
from costing.web.limits import limiter

ADDRESS = "/api/v1"
PER_ADDRESS = "240 per minute"
door = Blueprint("api", __name__, url_prefix=ADDRESS, description="Questions about a case document, and saved cases.")
csrf.exempt(door)  # a token in a header is not sent by a browser on its own
limiter.limit(PER_ADDRESS)(door)


def _admit() -> None:
    known = getattr(current_app.view_functions.get(request.endpoint or ""), "query", ())
    unknown = {f"query.{name}": [UNKNOWN_KEY] for name in request.args if name not in known}
    if unknown:
        may = f"It may hold {', '.join(known)}." if known else "Leave out what stands after the question mark."
        raise Problem(422, "The address holds an unknown key", may, unknown)
    if not is_public(request.endpoint):
        g.token = _token()


def _token() -> ApiToken:
    """The token of the request. Raises Problem 401."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    found = people.token_of(session(), secret.strip()) if scheme.lower() == "bearer" else None
    session().commit()  # notes the use now: SQLite's write lock must not wait for a letter to be printed
    if found is None:
        challenge = {"WWW-Authenticate": 'Bearer realm="IgPath API"'}
        advice = (
            "Send the header Authorization: Bearer YOUR-TOKEN. An administrator can make one with: igpath people token."
        )
        raise Problem(401, "No valid token was sent", advice, headers=challenge)
    return found


def practice_id() -> str:
    """The practice whose token was sent."""
    return cast("ApiToken", g.token).practice_id


def person_id() -> str:
    """Who made the token."""
    return cast("ApiToken", g.token).person_id


def person() -> Person:
    """The person for whom the token acts: what they may not do, it may not."""
    return session().get_one(Person, person_id())


def record(action: str, subject: str) -> None:
    """Put on record what was done with the token; `subject` is the id of a row."""
    audit.record(session(), practice_id(), person_id(), action, subject)


door.before_request(_admit)
