"""The front page: one door for staff, one for patients."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from costing.case.application import load_application
from costing.questions import data_hash
from costing.questions.help_reminders import reminders
from costing.store import applications, audit, cases
from costing.web.auth import me, public, still_signed_in
from costing.web.database import session
from costing.web.loaded import MEANINGS, loaded, missing_trees
from costing.web.staff.tasks import name_of
from payer_rules.message import Message

pages = Blueprint("home", __name__)


@dataclass(frozen=True, slots=True)
class Due:
    """One reminder with its case."""

    sentence: Message
    case_id: str
    case_name: str


@pages.get("/")
@public
def index() -> ResponseReturnValue:
    """Say what this is, and where to go; staff see what is due about help to pay."""
    return render_template("home.html", due=tuple(_due()) if still_signed_in() else ())


def _due() -> Iterator[Due]:
    """The reminders of the practice's applications, the most urgent first."""
    mine = me().practice_id
    rows = applications.all_of(session(), mine)
    found = [
        (row.case_id, reminder) for row in rows for reminder in reminders(load_application(row.document), date.today())
    ]
    if found:
        audit.record(session(), mine, me().id, "reminders shown", mine)
    for case_id, reminder in sorted(found, key=lambda pair: pair[1].due):
        yield Due(reminder.sentence, case_id, name_of(cases.get(session(), mine, case_id)))


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
