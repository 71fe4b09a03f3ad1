"""How often one address may ask: generous for people, tight for guessing passwords."""

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

SIGN_IN = "20 per minute"
OPEN_QUESTIONS = "60 per minute"
LARGEST_FILES = 80_000_000  # bytes of official files, which come zipped
TAKES_FILES = frozenset({"prices.preview"})
limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=False)


def set_up(app: Flask) -> None:
    """Start counting, in this process's memory; a page that takes official files may be sent more."""
    limiter.init_app(app)
    app.before_request(_allow_files)


def _allow_files() -> None:
    if request.endpoint in TAKES_FILES:
        request.max_content_length = LARGEST_FILES
