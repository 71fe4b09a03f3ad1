"""The front page: one door for staff, one for patients."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from costing.questions import data_hash
from costing.web.auth import public
from costing.web.loaded import MEANINGS, loaded, missing_trees

pages = Blueprint("home", __name__)


@pages.get("/")
@public
def index() -> ResponseReturnValue:
    """Say what this is, and where to go."""
    return render_template("home.html")


@pages.get("/data")
@public
def data() -> ResponseReturnValue:
    """Where every figure comes from, how sure it is, and what is not loaded."""
    shown = {"collections": loaded(), "meanings": MEANINGS.items(), "missing_trees": missing_trees()}
    return render_template("data.html", **shown, data_hash=data_hash())


@pages.get("/health")
@public
def health() -> ResponseReturnValue:
    """For a process supervisor: the service answers."""
    return {"status": "ok"}
