"""Cases: a new one, the page of one with its answers and tasks, and its removal."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from costing.case.schema import dump_case
from costing.questions import Refused, read_case
from costing.store import cases as store
from costing.store import people
from costing.store.cases import Stale
from costing.store.fees import schedule_of
from costing.web.auth import me
from costing.web.database import session
from costing.web.forms import Document, Errors, fields_of, place, summary_rows
from costing.web.staff.answer_cards import cards_for
from costing.web.staff.answer_places import odd_entries
from costing.web.staff.keeping import CONFLICT, REJECTED, cases, found, keep, opened, record, row_version
from costing.web.staff.next_step import next_step
from costing.web.staff.payer_named import unchosen_payer
from costing.web.staff.renewal import renewal_of
from costing.web.staff.sections import SECTIONS
from costing.web.staff.tasks import name_of, tasks_of


@cases.post("/cases")
def create() -> ResponseReturnValue:
    """Start a case with the practice's letterhead and prices."""
    letterhead = people.letterhead_of(session(), me().practice_id)
    document: Document = {"version": 1, "label": request.form.get("label", ""), "practice": letterhead}
    document["fees"] = schedule_of(session(), me().practice_id).rows
    try:
        document = dump_case(read_case(document))
    except Refused as refused:
        return _new_page(request.form.get("label", ""), refused.messages), REJECTED
    saved = store.keep_new(session(), me().practice_id, document, me().id)
    record("case created", saved.id)
    return redirect(url_for(".show", case_id=saved.id), 303)


@cases.get("/cases/new")
def new() -> ResponseReturnValue:
    """Ask for no more than a name for the list."""
    return _new_page("", {})


def _new_page(typed: str, errors: Errors) -> str:
    fields = fields_of(SECTIONS["name"].groups({}))
    beside, summary = place(errors, fields)[0], summary_rows(errors, fields)
    values = {"label": typed}
    return render_template("staff/new_case.html", fields=fields, values=values, beside=beside, errors=summary)


@cases.get("/cases/<case_id>")
def show(case_id: str) -> ResponseReturnValue:
    """One case: its four answers, and what is entered."""
    saved = opened(case_id)
    cards, tasks = cards_for(saved), tasks_of(saved)
    shown = {
        "name": name_of(saved),
        "cards": cards,
        "tasks": tasks,
        "next_step": next_step(saved, tasks, cards),
        "odd": odd_entries(saved),
        "typed_payer": unchosen_payer(saved.document),
    }
    return render_template("staff/case.html", saved=saved, **shown)


@cases.get("/cases/<case_id>/renew")
def ask_to_renew(case_id: str) -> ResponseReturnValue:
    """Say what a renewal takes over."""
    saved = opened(case_id)
    return render_template("staff/renew_case.html", saved=saved, name=name_of(saved))


@cases.post("/cases/<case_id>/renew")
def renew(case_id: str) -> ResponseReturnValue:
    """Start a case of its own for the renewal, and note that in the one before it."""
    saved = found(case_id)
    if "request" not in saved.document:
        return redirect(url_for(".section", case_id=case_id, slug="request"), 303)
    renewed = dump_case(read_case(renewal_of(saved.document)))
    try:
        keep(
            saved, {**saved.document, "request": {**saved.document["request"], "renewed_on": date.today().isoformat()}}
        )
    except Stale:
        flash("Somebody changed this case in the meantime. Look at it again, then start the renewal.", "warning")
        return redirect(url_for(".show", case_id=case_id), 303)
    new = store.keep_new(session(), me().practice_id, renewed, me().id)
    record("case created", new.id)
    flash("This is the renewal. Check the first infusion and the weight, and add how the patient did.", "success")
    return redirect(url_for(".show", case_id=new.id), 303)


@cases.get("/cases/<case_id>/remove")
def ask_to_remove(case_id: str) -> ResponseReturnValue:
    """Ask once."""
    saved = opened(case_id)
    return render_template("staff/remove_case.html", saved=saved, name=name_of(saved), changed=False)


@cases.post("/cases/<case_id>/remove")
def remove(case_id: str) -> ResponseReturnValue:
    """Remove the case with its answers; ask again when somebody changed it since."""
    saved = found(case_id)
    try:
        store.remove(session(), me().practice_id, case_id, row_version())
    except Stale:
        return render_template("staff/remove_case.html", saved=saved, name=name_of(saved), changed=True), CONFLICT
    record("case removed", case_id)
    flash("The case was removed.", "success")
    return redirect(url_for(".index"), 303)
