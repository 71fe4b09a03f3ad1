"""Help to pay for a case: which programs fit, what the chosen ones change, how the applications stand, and the sheet for the patient."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from costing.case.application import Application, load_application
from costing.case.shapes import Case
from costing.letters.pdf import render_pdf
from costing.letters.tongue import Language
from costing.questions import Refused, read_case
from costing.questions.help_course import HelpCourse, has_help, help_course
from costing.questions.help_reminders import Reminder, held_from, reminders, with_awards
from costing.questions.letter import help_sheet as write_sheet
from costing.questions.programs import programs
from costing.store import applications as store
from costing.store.cases import SavedCase
from costing.web.auth import me
from costing.web.database import session
from costing.web.help_curve import help_curve
from costing.web.staff.answer_places import Entry, Place, entries, place_for
from costing.web.staff.answers import answers
from costing.web.staff.keeping import found, opened, record
from costing.web.staff.tasks import name_of
from payer_rules.findings import Eligibility, ProgramAnswer


@dataclass(frozen=True, slots=True)
class Tracked:
    """One application with its row, and what is due about it."""

    id: str
    application: Application
    due: tuple[Reminder, ...]


def tracked(saved: SavedCase) -> tuple[Tracked, ...]:
    """The applications of a case, the oldest first."""
    rows = store.of_case(session(), me().practice_id, saved.id)
    return tuple(_tracked(row.id, load_application(row.document)) for row in rows)


def _tracked(own_id: str, application: Application) -> Tracked:
    return Tracked(own_id, application, tuple(reminders(application, date.today())))


@answers.get("/cases/<case_id>/help", endpoint="help")
def help_to_pay(case_id: str) -> ResponseReturnValue:
    """The programs in the order in which to try them, beside what is chosen and applied for."""
    saved = opened(case_id)
    own = tracked(saved)
    helpers, to_enter = _programs(saved, own)
    course, lacks = _course(saved)
    return render_template(
        "staff/help.html", saved=saved, name=name_of(saved), found=helpers, to_enter=to_enter, tracked=own, course=course,
        lacks=lacks, drawn=help_curve(course) if course else None, places=_places(case_id, helpers or ()),
        today=date.today(),
    )  # fmt: skip


def _programs(saved: SavedCase, own: Sequence[Tracked]) -> tuple[tuple[ProgramAnswer, ...] | None, tuple[Entry, ...]]:
    """The answers, or what to enter first."""
    try:
        return programs(read_case(saved.document), held_from(one.application for one in own), date.today()), ()
    except Refused as refused:
        return None, entries(saved.id, refused.messages)


def _places(case_id: str, helpers: Sequence[ProgramAnswer]) -> tuple[Place, ...]:
    """Where to enter what the programs that may fit still ask, each question once."""
    open_ones = (one for one in helpers if one.eligibility is not Eligibility.NOT_ELIGIBLE)
    places = (place_for(case_id, need) for one in open_ones for need in one.needs)
    return tuple({place.question: place for place in places}.values())


def _course(saved: SavedCase) -> tuple[HelpCourse | None, tuple[Entry, ...]]:
    """What the chosen help changes, or what an estimate still lacks; neither while none is chosen."""
    try:
        case: Case = read_case(saved.document)
        return (help_course(case), ()) if has_help(case) else (None, ())
    except Refused as refused:
        return None, entries(saved.id, refused.messages)


@answers.get("/cases/<case_id>/help-sheet.pdf")
def help_sheet(case_id: str) -> ResponseReturnValue:
    """The sheet for the patient on paper, in the language asked for; every print is audited."""
    saved = found(case_id)
    language = Language.SPANISH if request.args.get("language") == Language.SPANISH else Language.ENGLISH
    try:
        case = with_awards(read_case(saved.document), (one.application for one in tracked(saved)))
        paper = write_sheet(case, date.today(), language)
    except Refused:
        return redirect(url_for(".help", case_id=case_id), 303)
    pdf = render_pdf(paper)
    record("help sheet printed", case_id)  # last, since it keeps other writers waiting until the answer is sent
    headers = {"Content-Disposition": 'inline; filename="help-to-pay.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)
