"""The front page: one door for staff, one for patients."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from costing.web.auth import public

pages = Blueprint("home", __name__)


@pages.get("/")
@public
def index() -> ResponseReturnValue:
    """Say what this is, and where to go."""
    return render_template("home.html")


@pages.get("/health")
@public
def health() -> ResponseReturnValue:
    """For a process supervisor: the service answers."""
    return {"status": "ok"}
