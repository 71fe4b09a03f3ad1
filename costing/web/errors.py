"""Error pages and JSON errors: what happened, what to do, an incident number, never a trace or a value."""

from urllib.parse import unquote

from flask import Flask, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from costing.incidents import note_incident
from costing.store.cases import NotFound

API = "/api/"
WORDS = {
    400: ("We could not read that request", "Go back, reload the page and try again."),
    401: ("Sign in first", "This page is for staff. Sign in, then open it again."),
    403: ("This is not yours to open", "Ask an administrator of your practice for the right to do this."),
    404: ("There is no such page", "Check the address, or start from the list of cases."),
    405: ("That cannot be done here", "Go back and use the buttons of the page."),
    413: ("That is too large", "Send less than {most} MB at once."),
    429: ("Too many tries", "Wait a minute, then try again."),
}
OTHER = ("Something is wrong with that request", "Go back and try again.")


def set_up(app: Flask) -> None:
    """Register the handlers."""
    app.before_request(_refuse_nul)
    app.register_error_handler(NotFound, lambda _: _answer(404))
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _refuse_nul() -> None:
    """An address with a NUL names nothing of ours; PostgreSQL would not even look."""
    if "\0" in unquote(request.full_path):
        abort(404)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    return _answer(error.code)


def _csrf(_: CSRFError) -> ResponseReturnValue:
    title = "This form is no longer valid"
    return _page(400, title, "You were signed out, or the page is from an earlier sign-in. Reload it and try again.")


def _answer(code: int) -> ResponseReturnValue:
    title, advice = WORDS.get(code, OTHER)
    return _page(code, title, advice.format(most=(request.max_content_length or 0) // 1_000_000))


def _page(code: int, title: str, advice: str, incident: str | None = None) -> ResponseReturnValue:
    if request.path.startswith(API):
        return jsonify(code=code, title=title, advice=advice, incident=incident), code
    return render_template("error.html", title=title, advice=advice, incident=incident), code


def _unexpected(error: Exception) -> ResponseReturnValue:
    """Log where it happened under a number; values stay out of the log, since they may be a patient's."""
    incident = note_incident(error, endpoint=request.endpoint)
    title = "Sorry, something went wrong on our side"
    return _page(500, title, "Nothing was changed. Try again; if it happens again, tell your administrator.", incident)
