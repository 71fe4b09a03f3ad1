"""How often one address may ask: generous for people, tight for guessing passwords."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

SIGN_IN = "20 per minute"
OPEN_QUESTIONS = "60 per minute"
limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=False)


def set_up(app: Flask) -> None:
    """Start counting, in this process's memory."""
    limiter.init_app(app)
