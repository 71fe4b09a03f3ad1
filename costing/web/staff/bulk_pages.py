"""Letters of several cases at once: chosen from the list, looked over, then asked for as a job that workers print."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from costing.letters.parts import Letter
from costing.questions import Refused, read_case
from costing.questions.sending import addressed_letter
from costing.store import cases as store
from costing.store import jobs
from costing.store.cases import SavedCase
from costing.store.database import new_id
from costing.web.auth import me
from costing.web.database import session
from costing.web.queue import ask_for
from costing.web.staff.answer_places import Entry, entries
from costing.web.staff.keeping import CONFLICT, REJECTED, cases, record
from costing.web.staff.tasks import listed, name_of
from payer_rules.message import say

NONE = say("Tick at least one case.")
TOO_MANY = say("Tick at most {most} cases at once.", most=jobs.MOST)
FULL = say(
    "{most} jobs of your practice are not finished yet. Wait for one of them, or cancel one, then start this one.",
    most=jobs.MOST_OPEN,
)


@dataclass(frozen=True, slots=True)
class Looked:
    """One chosen case: its letter, or what to enter first."""

    saved: SavedCase
    name: str
    letter: Letter | None
    to_enter: tuple[Entry, ...]


@cases.get("/cases/letters")
def choose_letters() -> ResponseReturnValue:
    """The cases with a box beside each."""
    record("cases listed", me().practice_id)
    return _page([])


@cases.post("/cases/letters")
def look_over_letters() -> ResponseReturnValue:
    """Each chosen case with the state of its letter, before anything is printed."""
    chosen = _chosen()
    if wrong := _miscounted(chosen):
        return _page([wrong]), REJECTED
    looked = [_look(saved) for saved in chosen]
    for one in looked:
        record("case read", one.saved.id)
    ready = sum(one.letter is not None for one in looked)
    return render_template("staff/bulk_look.html", looked=looked, ready=ready, job_id=new_id())


@cases.post("/cases/letters/jobs")
def start_letters() -> ResponseReturnValue:
    """Ask for the letters; the same look-over sent twice asks once."""
    chosen = _chosen()
    if wrong := _miscounted(chosen):
        return _page([wrong]), REJECTED
    case_ids = [saved.id for saved in chosen]
    try:
        job, is_new = jobs.start(session(), me().practice_id, _job_id(), case_ids, date.today(), me().id)
    except jobs.Full:
        return _page([str(FULL)]), CONFLICT
    if is_new:
        record("letters asked for", job.id)
        ask_for(job)
    return redirect(url_for(".letter_job", job_id=job.id), 303)


def _job_id() -> str:
    """The id that the look-over page was made with."""
    try:
        return str(UUID(request.form.get("job", "")))
    except ValueError:
        return new_id()


def _chosen() -> list[SavedCase]:
    """The ticked cases of the practice, in the order of its list; others do not exist."""
    wanted = set(request.form.getlist("case"))
    return [saved for saved in store.all_of(session(), me().practice_id) if saved.id in wanted]


def _miscounted(chosen: list[SavedCase]) -> str | None:
    if not chosen:
        return str(NONE)
    return str(TOO_MANY) if len(chosen) > jobs.MOST else None


def _look(saved: SavedCase) -> Looked:
    try:
        written = addressed_letter(session(), me().practice_id, read_case(saved.document), date.today())
    except Refused as refused:
        return Looked(saved, name_of(saved), None, entries(saved.id, refused.messages))
    return Looked(saved, name_of(saved), written, ())


def _page(wrong: list[str]) -> str:
    ticked = set(request.form.getlist("case"))
    rows = [listed(saved) for saved in store.all_of(session(), me().practice_id)]
    errors = [("cases", sentence) for sentence in wrong]
    return render_template("staff/bulk.html", rows=rows, ticked=ticked, errors=errors)
