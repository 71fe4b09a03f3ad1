"""A job of letters as it goes: how far it is, what is missing for which case, its file, and what can be done to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from costing.store import cases as case_store
from costing.store import jobs as store
from costing.store import people
from costing.store.database import now
from costing.store.jobs import ItemState, JobState, SavedItem, SavedJob
from costing.web.auth import me
from costing.web.database import session
from costing.web.queue import ask_for
from costing.web.staff.answer_places import Entry, entries
from costing.web.staff.bulk_files import letters_file
from costing.web.staff.keeping import cases, record
from costing.web.staff.tasks import name_of
from payer_rules.message import say

LATE = timedelta(seconds=60)  # with workers about, a job begins within a second
WORDS = {
    ItemState.WAITING: say("Waiting"),
    ItemState.PRINTING: say("Printing"),
    ItemState.DONE: say("Printed"),
    ItemState.NOT_WRITTEN: say("Not written"),
}
DRAFT, NOT_PRINTED = say("Printed as a draft"), say("Not printed")
REST, FAILED = say("Print the rest"), say("Print again what failed")
CHANGED, FAILED_OR_CHANGED = say("Print again what was changed"), say("Print again what failed or was changed")
CANCELLED, REMOVED = say("The job is cancelled."), say("The job and its letters are removed.")


@dataclass(frozen=True, slots=True)
class Line:
    """One case of a job: its name, its state in words, and what to enter."""

    item: SavedItem
    name: str
    word: str
    to_enter: tuple[Entry, ...]


@cases.get("/cases/letters/jobs")
def letter_jobs() -> ResponseReturnValue:
    """The practice's jobs, the newest first."""
    found = store.all_of(session(), me().practice_id)
    names = people.names_in(session(), me().practice_id)
    rows = [(job, told(job), names.get(job.created_by, "")) for job in found]
    return render_template("staff/bulk_jobs.html", rows=rows, days=store.KEPT_FOR.days)


@cases.get("/cases/letters/jobs/<job_id>")
def letter_job(job_id: str) -> ResponseReturnValue:
    """How far a job is, with the reasons why letters are missing."""
    job = _found(job_id)
    record("letters read", job.id)
    lines = _lines(job)
    return render_template(
        "staff/bulk_job.html", job=job, told=told(job), lines=lines, counted=counted(job.printed),
        missing=[line for line in lines if line.to_enter], repeat=_repeat(job, [line.item for line in lines]),
        is_late=job.state is JobState.WAITING and now() - job.created_at > LATE,
    )  # fmt: skip


@cases.get("/cases/letters/jobs/<job_id>/progress")
def letter_job_progress(job_id: str) -> ResponseReturnValue:
    """How far a job is, for the page's own script: numbers and words, nothing of a patient."""
    job = _found(job_id)
    states = {str(one.place): _word(job, one) for one in store.items(session(), me().practice_id, job.id)}
    return jsonify(is_open=job.is_open, settled=job.settled, total=job.total, told=told(job), states=states)


@cases.get("/cases/letters/jobs/<job_id>/letters.zip")
def letter_job_file(job_id: str) -> ResponseReturnValue:
    """The letters of a job, with a list of what is in the file and what is not."""
    job = _found(job_id)
    if job.is_open or not job.printed:
        return _back(job)
    record("letters downloaded", job.id)
    return letters_file(job)


@cases.post("/cases/letters/jobs/<job_id>/cancel")
def cancel_letter_job(job_id: str) -> ResponseReturnValue:
    """Print no more of a job; the letters that are there stay."""
    job = _found(job_id)
    if store.cancel(session(), me().practice_id, job.id):
        record("letters cancelled", job.id)
        flash(str(CANCELLED))
    return _back(job)


@cases.post("/cases/letters/jobs/<job_id>/again")
def repeat_letter_job(job_id: str) -> ResponseReturnValue:
    """Print what a job does not have yet, and letters of cases that were changed; the others stay as they are."""
    job = _found(job_id)
    if store.again(session(), me().practice_id, job.id, date.today()):
        record("letters asked for again", job.id)
        ask_for(job)
    return _back(job)


@cases.post("/cases/letters/jobs/<job_id>/remove")
def remove_letter_job(job_id: str) -> ResponseReturnValue:
    """Drop a job and its letters before their time."""
    job = _found(job_id)
    store.remove(session(), me().practice_id, job.id)
    record("letters removed", job.id)
    flash(str(REMOVED))
    return redirect(url_for(".letter_jobs"), 303)


def told(job: SavedJob) -> str:
    """How far a job is, in a sentence."""
    if job.state is JobState.WAITING and not job.settled:
        return f"{counted(job.total)} {'waits' if job.total == 1 else 'wait'} to be printed."
    failed = job.counts[ItemState.NOT_WRITTEN]
    before = "Cancelled: " if job.state is JobState.CANCELLED else ""
    without = f", {failed} not written" if failed else ""
    return f"{before}{job.printed} of {counted(job.total)} printed{without}."


def counted(count: int) -> str:
    """1 letter, 2 letters."""
    return f"{count} letter{'' if count == 1 else 's'}"


def _repeat(job: SavedJob, items: Sequence[SavedItem]) -> str | None:
    """What printing again would print; None when it would print nothing."""
    is_outdated, is_left = any(one.is_outdated for one in items), any(one.state is ItemState.WAITING for one in items)
    if job.is_open or not any(one.may_be_repeated for one in items):
        return None
    if is_left:
        return str(REST)
    if not is_outdated:
        return str(FAILED)
    return str(CHANGED if job.printed == len(items) else FAILED_OR_CHANGED)


def _found(job_id: str) -> SavedJob:
    return store.get(session(), me().practice_id, job_id)


def _back(job: SavedJob) -> ResponseReturnValue:
    return redirect(url_for(".letter_job", job_id=job.id), 303)


def _word(job: SavedJob, one: SavedItem) -> str:
    if one.state is ItemState.WAITING and not job.is_open:
        return str(NOT_PRINTED)
    return str(DRAFT if one.is_draft else WORDS[one.state])


def _lines(job: SavedJob) -> list[Line]:
    held = {saved.id: saved for saved in case_store.all_of(session(), job.practice_id)}
    found = store.items(session(), job.practice_id, job.id)
    return [_line(job, one, held[one.case_id]) for one in found if one.case_id in held]


def _line(job: SavedJob, one: SavedItem, saved: case_store.SavedCase) -> Line:
    return Line(one, name_of(saved), _word(job, one), entries(saved.id, one.messages))
