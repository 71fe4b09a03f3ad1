"""The pages of an application to a program: entered when it is sent, changed as it goes on."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from costing.case.application import dump_application, load_application
from costing.case.schema import flat_messages
from costing.store import applications as store
from costing.store.applications import SavedApplication
from costing.store.cases import SavedCase, Stale
from costing.web.auth import me
from costing.web.database import session
from costing.web.forms import Errors, Field, Group, Option, document_from, fields_of, typed_from, values_from
from costing.web.staff.keeping import CONFLICT, REJECTED, cases, found, opened, record, rejected, row_version
from costing.web.staff.tasks import name_of
from costing.web.staff.words import DATE_HINT
from payer_rules.programs import programs as collection

NO_ERRORS: Errors = {}
STAGES = (
    Option("applied", "Applied", "The answer is awaited."),
    Option("approved", "Approved", "It pays from its first day on."),
    Option("denied", "Denied"),
    Option("ended", "Ended", "Used up, run out or given back."),
)


def _groups() -> tuple[Group, ...]:
    ours = tuple(Option(one.id, one.name) for one in collection())
    return (
        Group(
            (
                Field("name", "Program"),
                Field("program", "Which one of our list is it?", "select", "Empty: none of them.", ours),
                Field("stage", "How far has it come?", "radios", options=STAGES),
                Field("applied_on", "Applied on", "date", DATE_HINT),
            )
        ),
        Group(
            (
                Field("award_id", "Number of the award", width=20),
                Field("starts", "Holds from", "date", DATE_HINT),
                Field("ends", "Holds to", "date", "Leave it empty when the award names no end."),
                Field("amount", "Amount of the award", "money", "Leave it empty when the award names none."),
                Field("used", "Used so far", "money"),
                Field("renew_by", "Renew by", "date", "You are reminded on the front page 45 days before."),
                Field("note", "Note", "area", "Such as whom you spoke to."),
            ),
            "The award",
            "Once the program has answered.",
        ),
    )


@cases.get("/cases/<case_id>/applications/add")
def add_application(case_id: str) -> ResponseReturnValue:
    """The page of a new application, with the program's name when it comes from the list."""
    wanted = request.args.get("program", "")
    known = next((one for one in collection() if one.id == wanted), None)
    start = {"name": known.name, "program": known.id, "stage": "applied"} if known else {"stage": "applied"}
    return _page(opened(case_id), None, values_from(start, fields_of(_groups())))


@cases.post("/cases/<case_id>/applications/add")
def create_application(case_id: str) -> ResponseReturnValue:
    """Keep a new application."""
    saved = found(case_id)
    try:
        document = _typed()
    except ValidationError as error:
        return _rejected(saved, None, error)
    kept = store.keep_new(session(), saved, document, me().id)
    record("application kept", kept.id)
    return _back(case_id)


@cases.get("/cases/<case_id>/applications/<application_id>")
def application(case_id: str, application_id: str) -> ResponseReturnValue:
    """The page of one application."""
    saved, own = opened(case_id), _own(case_id, application_id)
    return _page(saved, own, values_from(own.document, fields_of(_groups())))


@cases.post("/cases/<case_id>/applications/<application_id>")
def save_application(case_id: str, application_id: str) -> ResponseReturnValue:
    """Keep a change; ask again when somebody changed it since."""
    saved, own = found(case_id), _own(case_id, application_id)
    try:
        store.replace(session(), me().practice_id, own.id, _typed(), row_version(), me().id)
    except ValidationError as error:
        return _rejected(saved, own, error)
    except Stale:
        return _changed(saved, own)
    record("application changed", own.id)
    return _back(case_id)


@cases.post("/cases/<case_id>/applications/<application_id>/remove")
def remove_application(case_id: str, application_id: str) -> ResponseReturnValue:
    """Take an application off the case."""
    saved, own = found(case_id), _own(case_id, application_id)
    try:
        store.remove(session(), me().practice_id, own.id, row_version())
    except Stale:
        return _changed(saved, own)
    record("application removed", own.id)
    flash("The application was removed.", "success")
    return _back(case_id)


def _own(case_id: str, application_id: str) -> SavedApplication:
    found(case_id)
    return store.get(session(), me().practice_id, case_id, application_id) or abort(404)


def _typed() -> dict[str, Any]:
    """The form as a document in its one written form. Raises ValidationError."""
    return dump_application(load_application(document_from(request.form, fields_of(_groups()), {})))


def _back(case_id: str) -> ResponseReturnValue:
    return redirect(url_for("answers.help", case_id=case_id, _anchor="applications"), 303)


def _rejected(saved: SavedCase, own: SavedApplication | None, error: ValidationError) -> ResponseReturnValue:
    typed = typed_from(request.form, fields_of(_groups()))
    return _page(saved, own, typed, flat_messages(error.messages)), REJECTED


def _changed(saved: SavedCase, own: SavedApplication) -> ResponseReturnValue:
    """Show what somebody else kept; what was typed stays in the form, to be kept over it on purpose."""
    session().expire_all()
    newest = _own(saved.id, own.id)
    typed = typed_from(request.form, fields_of(_groups())) if "name" in request.form else None
    return _page(saved, newest, typed or values_from(newest.document, fields_of(_groups())), changed=True), CONFLICT


def _page(
    saved: SavedCase,
    own: SavedApplication | None,
    values: dict[str, Any],
    errors: Errors = NO_ERRORS,
    changed: bool = False,
) -> str:
    beside, summary = rejected(saved.id, errors, fields_of(_groups()))
    return render_template(
        "staff/application.html", saved=saved, name=name_of(saved), own=own, groups=_groups(), values=values, beside=beside,
        errors=summary, changed=changed,
    )  # fmt: skip
