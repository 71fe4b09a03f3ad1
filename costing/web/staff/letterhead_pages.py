"""The practice's letterhead: what new cases start with, and the logo of all letters."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from costing.questions import Refused
from costing.questions.letterhead import keep_letterhead, take_logo
from costing.questions.sending import logo_of
from costing.store import letterheads, people
from costing.store.cases import Stale
from costing.web.auth import me
from costing.web.database import session
from costing.web.forms import Errors, document_from, place, summary_rows, typed_from, values_from
from costing.web.staff.keeping import CONFLICT, REJECTED, record
from costing.web.staff.practice_fees import practice
from costing.web.staff.sections import SECTIONS
from costing.web.uploads import read_file

SECTION = SECTIONS["practice"]
FIELDS = SECTION.fields({})
CHANGED = "Somebody changed the letterhead in the meantime. Look at it, then enter yours again."
NO_ERRORS: Errors = {}


@practice.get("/practice/letterhead")
def letterhead() -> ResponseReturnValue:
    """The letterhead, the prescriber, and the logo."""
    return _page(values_from(_kept(), FIELDS))


@practice.post("/practice/letterhead")
def save_letterhead() -> ResponseReturnValue:
    """Keep it for new cases; cases that exist keep theirs."""
    try:
        document = document_from(request.form, FIELDS, {"version": 1})
        keep_letterhead(session(), me().practice_id, document, request.form.get("seen", ""))
    except Refused as refused:
        return _page(typed_from(request.form, FIELDS), refused.messages), REJECTED
    except Stale:
        return _page(values_from(_kept(), FIELDS), {"practice.name": [CHANGED]}), CONFLICT
    record("letterhead changed", me().practice_id)
    flash("Kept. New cases start with it.", "success")
    return redirect(url_for(".letterhead"), 303)


@practice.get("/practice/logo")
def logo() -> ResponseReturnValue:
    """The logo as it stands on letters."""
    found = logo_of(session(), me().practice_id)
    return Response(found.content, mimetype=found.mime) if found else abort(404)


@practice.post("/practice/logo")
def save_logo() -> ResponseReturnValue:
    """Clean a PNG or SVG and keep it."""
    given = request.files.get("file")
    try:
        _, left_out = take_logo(session(), me().practice_id, read_file(given) if given is not None else b"", me().id)
    except Refused as refused:
        return _page(values_from(_kept(), FIELDS), refused.messages), REJECTED
    record("logo changed", me().practice_id)
    if left_out:
        flash(f"Left out of the SVG: {', '.join(left_out)}. See whether the logo still looks right.", "warning")
    flash("The logo was kept. It stands on letters from now on.", "success")
    return redirect(url_for(".letterhead"), 303)


@practice.post("/practice/logo/remove")
def remove_logo() -> ResponseReturnValue:
    """Letters show the name alone again."""
    letterheads.remove_logo(session(), me().practice_id)
    record("logo removed", me().practice_id)
    return redirect(url_for(".letterhead"), 303)


def _kept() -> dict[str, Any]:
    return {"practice": people.letterhead_of(session(), me().practice_id) or {}}


def _page(values: dict[str, Any], errors: Errors = NO_ERRORS) -> str:
    beside, _ = place(errors, FIELDS)
    summary = summary_rows({path: said for path, said in errors.items() if path != "file"}, FIELDS)
    summary += [("file", sentence) for sentence in errors.get("file", ())]
    seen = letterheads.version_of(people.letterhead_of(session(), me().practice_id))
    return render_template(
        "staff/letterhead.html", groups=SECTION.groups({}), values=values, beside=beside, errors=summary, seen=seen,
        file_errors=errors.get("file", ()), logo=letterheads.logo_of(session(), me().practice_id),
    )  # fmt: skip
