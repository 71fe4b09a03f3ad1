"""Which views take files: they may get more than a form holds, and only from who is signed in."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from flask_security import current_user
from werkzeug.datastructures import FileStorage

from costing.letters.intake import MOST_BYTES

View = TypeVar("View", bound=Callable[..., Any])
BESIDE = 1_000_000  # bytes for the other fields of the form
MOST_DRAINED, CHUNK = 500_000_000, 65_536
LARGEST_UPLOAD = MOST_BYTES + BESIDE


def takes_files(view: View) -> View:
    """Mark a view whose form holds files."""
    view.takes_files = True  # type: ignore[attr-defined]  # a mark on the function object
    return view


def set_up(app: Flask) -> None:
    """Raise the limit before anything reads the form."""
    app.before_request(_allow)


def _allow() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False) and current_user.is_authenticated:
        request.max_content_length = LARGEST_UPLOAD
        if LARGEST_UPLOAD < (request.content_length or 0) <= MOST_DRAINED:
            _drain()
            abort(413)


def _drain() -> None:
    """Read what is too large to its end and keep nothing: a browser shows an answer only after it has sent everything."""
    left, body = request.content_length or 0, request.environ["wsgi.input"]
    while left > 0 and (part := body.read(min(left, CHUNK))):
        left -= len(part)


def read_file(given: FileStorage) -> bytes:
    """A sent file, as far as it is read; one byte more than is taken tells that it was too large."""
    with given.stream as stream:
        return stream.read(MOST_BYTES + 1)
