"""Letters of many saved cases: asked for as a job, followed case by case, fetched as one file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue

from costing.case.request_shapes import LetterKind
from costing.questions import to_plain
from costing.questions.refused import refuse
from costing.store import jobs as store
from costing.store.cases import NotFound
from costing.store.database import new_id
from costing.store.jobs import ItemState, JobState, SavedItem, SavedJob
from costing.web.api.admission import person_id, practice_id, record
from costing.web.api.bodies import json_body
from costing.web.api.described import named
from costing.web.api.describing import Told, handles, sends
from costing.web.database import session
from costing.web.queue import ask_for
from costing.web.staff.bulk_files import ZIP, letters_file

SCHEMAS: dict[str, dict[str, Any]] = {
    "LetterJobCases": {
        "type": "object",
        "required": ["cases"],
        "additionalProperties": False,
        "properties": {
            "cases": {
                "type": "array",
                "items": {"type": "string", "format": "uuid"},
                "minItems": 1,
                "maxItems": store.MOST,
            }
        },
    }
}
ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
BODY = sends("LetterJobCases", {"cases": ["0190a1f2-0000-4000-8000-000000000001"]})
ZIP_FILE = {"type": "string", "contentMediaType": ZIP}
CASES = f'Send an object with "cases": the ids of 1 to {store.MOST} saved cases of your practice, each once.'
UNKNOWN = "Your practice has no saved case {case_id}. Read GET /cases for the ids."
FULL = f"{store.MOST_OPEN} jobs of your practice are not finished. Wait for one of them, or remove one."
NOT_READY = "There is no letter to fetch yet. Read the job until its state is done or cancelled and `printed` is not 0."


@dataclass(frozen=True, slots=True)
class LetterOfJob:
    """One case of a job: how far its letter is; `errors` holds, by dotted field of the case, what a draft lacks or a letter needs
    first. `is_outdated` says that the case was changed since it was printed.
    """

    case_id: str
    number: int
    state: ItemState
    kind: LetterKind | None
    is_draft: bool
    case_row_version: int | None
    is_outdated: bool
    errors: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class LetterJob:
    """A job: how many of its letters are printed and not written, and until when they are kept; `number` is that of the file."""

    id: str
    state: JobState
    dated: date
    total: int
    printed: int
    not_written: int
    created_at: datetime
    finished_at: datetime | None
    kept_until: datetime | None
    letters: tuple[LetterOfJob, ...]


@handles(
    "/letter-jobs",
    "POST",
    "Print the letters of many cases",
    "The job, which workers now print.",
    named("LetterJob"),
    BODY,
    Told(at_address=True),
)
def start_letter_job() -> ResponseReturnValue:
    """Send `cases`: the ids of saved cases. The answer comes at once; read the job at its Location until it is done.

    A case without what a letter needs stops nothing: it is `not_written`, with what to enter.
    """
    job = _started(_sent_cases())
    record("letters asked for", job.id)
    ask_for(job)
    address = {"Location": url_for("api.show_letter_job", job_id=job.id)}
    return jsonify(to_plain(_shown(job))), 201, address


@handles(
    "/letter-jobs",
    "GET",
    "List the jobs",
    "The jobs that are kept, newest first.",
    {"type": "array", "items": named("LetterJob")},
)
def list_letter_jobs() -> ResponseReturnValue:
    """A job and its letters are kept for a week after it is finished."""
    return jsonify(to_plain([_shown(job) for job in store.all_of(session(), practice_id())]))


@handles("/letter-jobs/<uuid:job_id>", "GET", "Read a job", "How far it is, case by case.", named("LetterJob"))
def show_letter_job(job_id: UUID) -> ResponseReturnValue:
    """`state` is waiting, running, done or cancelled."""
    job = _job(job_id)
    record("letters read", job.id)
    return jsonify(to_plain(_shown(job)))


@handles(
    "/letter-jobs/<uuid:job_id>/retry",
    "POST",
    "Print again what failed",
    "The job, which goes on when a letter was missing.",
    named("LetterJob"),
)
def repeat_letter_job(job_id: UUID) -> ResponseReturnValue:
    """Every letter that a finished or cancelled job does not have or whose case was changed, dated today; the others stay."""
    job = _job(job_id)
    if store.again(session(), practice_id(), job.id, date.today()):
        record("letters asked for again", job.id)
        ask_for(job)
    return jsonify(to_plain(_shown(_job(job_id)))), 201


@handles("/letter-jobs/<uuid:job_id>/letters", "GET", "Fetch the letters", "A list, and each letter as PDF.", ZIP_FILE)
def fetch_letters(job_id: UUID) -> ResponseReturnValue:
    """One ZIP file, once the job is done or cancelled. `list.txt` says which number is which case; no name says whose it is."""
    job = _job(job_id)
    if job.is_open or not job.printed:
        raise refuse("job", NOT_READY)
    record("letters downloaded", job.id)
    return letters_file(job)


@handles("/letter-jobs/<uuid:job_id>", "DELETE", "Remove a job", "It is gone, with its letters.")
def remove_letter_job(job_id: UUID) -> ResponseReturnValue:
    """Also while it is printed: no further letter is begun."""
    store.remove(session(), practice_id(), str(job_id))
    record("letters removed", str(job_id))
    return Response(status=204)


def _sent_cases() -> list[str]:
    """The ids of the body. Raises Problem, and Refused."""
    body = json_body()
    given = body.get("cases") if isinstance(body, dict) and set(body) == {"cases"} else None
    if not isinstance(given, list) or not all(isinstance(one, str) and re.fullmatch(ID, one) for one in given):
        raise refuse("cases", CASES)
    if not 0 < len(given) <= store.MOST or len(set(given)) < len(given):
        raise refuse("cases", CASES)
    return given


def _started(case_ids: list[str]) -> SavedJob:
    """Raises Refused for a case that the practice does not have, and when too much is unfinished."""
    try:
        return store.start(session(), practice_id(), new_id(), case_ids, date.today(), person_id())[0]
    except NotFound as unknown:
        at = case_ids.index(str(unknown))
        raise refuse(f"cases.{at}", UNKNOWN.format(case_id=unknown)) from None
    except store.Full:
        raise refuse("cases", FULL) from None


def _job(job_id: UUID) -> SavedJob:
    return store.get(session(), practice_id(), str(job_id))


def _shown(job: SavedJob) -> LetterJob:
    letters = tuple(_letter(one) for one in store.items(session(), job.practice_id, job.id))
    return LetterJob(
        job.id, job.state, job.dated, job.total, job.printed, job.counts[ItemState.NOT_WRITTEN], job.created_at,
        job.finished_at, job.kept_until, letters,
    )  # fmt: skip


def _letter(one: SavedItem) -> LetterOfJob:
    errors = {field or "letter": tuple(said) for field, said in one.messages.items()}
    kind = LetterKind(one.kind) if one.kind else None
    return LetterOfJob(
        one.case_id, one.place, one.state, kind, one.is_draft, one.case_row_version, one.is_outdated, errors
    )
