"""The front page: one door for staff, one for patients."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from costing.questions import data_hash
from costing.store import audit
from costing.web.auth import me, public, still_signed_in
from costing.web.database import session
from costing.web.loaded import MEANINGS, loaded, missing_trees
from costing.web.staff.help_due import help_due

pages = Blueprint("home", __name__)


@pages.get("/")
@public
def index() -> ResponseReturnValue:
    """Say what this is, and where to go; staff see what is due about help to pay."""
    due = help_due() if still_signed_in() else ()
    if due:
        audit.record(session(), me().practice_id, me().id, "reminders shown", me().practice_id)
    return render_template("home.html", due=due)


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
