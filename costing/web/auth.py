"""Who may open what: every route needs a signed-in person unless it is marked public; guessing passwords locks."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import user_logged_in, user_logged_out
from flask_security import LoginForm, Security, SQLAlchemySessionUserDatastore, current_user, logout_user
from flask_wtf import CSRFProtect
from werkzeug.local import LocalProxy

from costing.store import audit, people
from costing.store.people import Person, Role
from costing.web.database import session
from costing.web.limits import SIGN_IN, limiter

View = TypeVar("View", bound=Callable[..., Any])
API = "api"
BROWSER = "browser"
OPEN_ENDPOINTS = frozenset({"static", "security.login"})
csrf = CSRFProtect()


def public(view: View) -> View:
    """Mark a view that needs no account."""
    view.is_public = True  # type: ignore[attr-defined]  # a mark on the function object
    return view


def is_public(endpoint: str | None) -> bool:
    """Whether an endpoint needs no account; an unknown address does not either: it is a 404."""
    if endpoint is None or endpoint in OPEN_ENDPOINTS:
        return True
    return bool(getattr(current_app.view_functions[endpoint], "is_public", False))


def set_up(app: Flask) -> None:
    """Start Flask-Security over our people, CSRF protection, and the guard in front of every view."""
    csrf.init_app(app)
    datastore = SQLAlchemySessionUserDatastore(cast("Any", LocalProxy(session)), Person, Role)
    Security(app, datastore, login_form=SignInForm)
    sign_in = limiter.limit(SIGN_IN, methods=["POST"])(app.view_functions["security.login"])
    app.view_functions["security.login"] = cast("Any", sign_in)
    app.before_request(_guard)
    app.context_processor(_who)
    user_logged_in.connect(_note_browser, app, weak=False)
    user_logged_out.connect(_end_browser, app, weak=False)


def me() -> Person:
    """The signed-in person."""
    return cast("Person", current_user)


def _who() -> dict[str, str]:
    """The practice's name, for the bar on top of the staff pages."""
    return (
        {"practice_name": people.practice_of(session(), me().practice_id).name} if current_user.is_authenticated else {}
    )


def _note_browser(_: Flask, user: Person) -> None:
    """Put a browser that signed in on the person's list."""
    browser = people.start_session(session(), user.practice_id, user.id, str(request.user_agent)[:120])
    cookie[BROWSER] = browser.id
    audit.record(session(), user.practice_id, user.id, "signed in", user.id)


def _end_browser(_: Flask, user: Person) -> None:
    """End the session where it is kept, so that a copy of the cookie opens nothing."""
    people.end_session(session(), user.practice_id, str(cookie.pop(BROWSER, "")))
    audit.record(session(), user.practice_id, user.id, "signed out", user.id)


def still_signed_in() -> bool:
    """Whether the person is signed in and this browser has not been signed out from elsewhere."""
    if not current_user.is_authenticated:
        return False
    if people.session_stands(session(), me().practice_id, str(cookie.get(BROWSER))):
        return True
    logout_user()
    return False


def _guard() -> ResponseReturnValue | None:
    """Let nobody in without an account but where a view is public; the API has its own tokens."""
    if is_public(request.endpoint) or request.blueprint == API or still_signed_in():
        return None
    if request.method != "GET":
        abort(401)
    return redirect(url_for("security.login", next=request.full_path.rstrip("?")))


class SignInForm(LoginForm):
    """The sign-in form with a lock: too many wrong passwords for one address close it for a while."""

    def validate(self, **kwargs: Any) -> bool:
        """Check the lock, then the password; count a failure, forget failures on success."""
        email, now = str(self.email.data or ""), datetime.now(UTC)
        until = people.locked_until(session(), people.email_hash(email), now)
        if until is not None:
            minutes = max(1, round((until - now).total_seconds() / 60))
            self.form_errors.append(
                f"Too many wrong passwords. Try again in {minutes} minute{'s' if minutes > 1 else ''}."
            )
            return False
        if super().validate(**kwargs):
            people.forget_failures(session(), people.email_hash(email))
            return True
        people.record_failure(session(), people.email_hash(email), now)
        session().commit()
        return False
