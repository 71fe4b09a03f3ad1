"""One letter of a job: printed, or the reasons why it is not, and never an error that stops the others."""

from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from costing.incidents import note_incident
from costing.letters.logo import Logo
from costing.letters.parts import Letter
from costing.letters.pdf import render_pdf
from costing.questions import Refused, read_case
from costing.questions.sending import addressed_letter, logo_of
from costing.store import cases
from costing.store.job_work import Claim
from payer_rules.message import say

Printed = tuple[dict[str, Any], bytes | None]
WENT_WRONG = (
    "Something went wrong on our side while this letter was printed (number {incident}). Try it again; if it happens "
    "again, tell your administrator the number."
)


def printed(sessions: sessionmaker[Session], held: Claim) -> Printed:
    """What is known of the letter and its PDF; `messages` holds, by field of the case, what a draft lacks or why there is none."""
    try:
        letter, logo, row_version = _written(sessions, held)
        pdf = render_pdf(letter, logo)
    except Refused as refused:
        return _reasons({field: [str(one) for one in said] for field, said in refused.messages.items()})
    except Exception as error:  # noqa: BLE001  # whatever it is, it must neither stop the others nor reach a log as text
        incident = note_incident(error, job=held.job_id, item=held.item_id)
        return _reasons({"": [str(say(WENT_WRONG, incident=incident))]})
    about = {"kind": str(letter.kind), "is_draft": letter.is_draft, "case_row_version": row_version}
    return {**about, "messages": _gaps(letter)}, pdf


def _written(sessions: sessionmaker[Session], held: Claim) -> tuple[Letter, Logo | None, int]:
    """The letter as data, from the case as it stands now; the database is let go before it is printed."""
    with sessions() as session:
        saved = cases.get(session, held.practice_id, held.case_id)
        letter = addressed_letter(session, held.practice_id, read_case(saved.document), held.dated)
        return letter, logo_of(session, held.practice_id), saved.row_version


def _gaps(letter: Letter) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for gap in letter.gaps:
        found.setdefault(gap.field or "", []).append(str(gap.what))
    return found


def _reasons(messages: dict[str, list[str]]) -> Printed:
    return {"messages": messages}, None
