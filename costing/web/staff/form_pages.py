"""Payers' own forms: put in once, each field tied to a value of the case, then filled from any case of that plan."""

from datetime import date
from functools import partial
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from costing.case.schema import load_case
from costing.letters.form_filling import number_form
from costing.letters.form_values import names
from costing.letters.intake import BadUpload
from costing.letters.payer_form import FormField, fields_from
from costing.questions import Refused
from costing.questions.payer_forms import (
    FilledForm,
    enclose_filled,
    fill_for,
    form_for,
    forms_for,
    keep_ties,
    take_form,
)
from costing.store import enclosures
from costing.store import forms as store
from costing.store.cases import SavedCase, Stale
from costing.store.forms import SavedForm
from costing.web.auth import me
from costing.web.database import session
from costing.web.forms import Errors, Field, place, summary_rows, typed_from
from costing.web.staff.keeping import CONFLICT, REJECTED, cases, found, opened, record, row_version
from costing.web.staff.packet_pages import FULL, chosen_kind
from costing.web.staff.practice_fees import practice
from costing.web.staff.tasks import name_of
from costing.web.uploads import read_file, takes_files

NEW = (
    Field("title", "Name of the form", hint="Such as Immune globulin request form, July 2026."),
    Field("payer", "Payer", hint="As in the case, such as Example Health."),
    Field("plan_name", "Plan", hint="As in the case. Leave it empty when all plans of the payer use this form."),
)
CHANGED = "Somebody changed these ties in the meantime. Look at them, then enter yours again."
NO_ERRORS: Errors = {}


@practice.get("/practice/forms")
def forms() -> ResponseReturnValue:
    """All forms, and what takes another one."""
    return _list_page({}, NO_ERRORS)


@practice.post("/practice/forms")
@takes_files
def add_form() -> ResponseReturnValue:
    """Clean a fillable PDF, offer ties by the words of its fields, and keep it."""
    typed, given = typed_from(request.form, NEW), request.files.get("file")
    try:
        one = take_form(session(), me().practice_id, typed, read_file(given) if given is not None else b"", me().id)
    except Refused as refused:
        return _list_page(typed, refused.messages), REJECTED
    record("payer form added", one.id)
    flash(
        f"{len(one.fields)} fields found, {len(one.ties)} tied by their words. Look at each before you use the form.",
        "success",
    )
    return redirect(url_for(".form", form_id=one.id), 303)


@practice.get("/practice/forms/<form_id>")
def form(form_id: str) -> ResponseReturnValue:
    """Every field with what it is tied to."""
    one = store.get(session(), me().practice_id, form_id)
    return _tie_page(one, one.ties, NO_ERRORS)


@practice.post("/practice/forms/<form_id>")
def tie_form(form_id: str) -> ResponseReturnValue:
    """Keep the ties; none when any is wrong."""
    one = store.get(session(), me().practice_id, form_id)
    fields, version = fields_from(one.fields), row_version()
    ties = {field.key: request.form.get(f"tie.{at}", "").strip() for at, field in enumerate(fields)}
    try:
        keep_ties(session(), me().practice_id, one, ties, version, me().id)
    except Refused as refused:
        wrong = {f"tie.{at}": refused.messages.get(field.key, ()) for at, field in enumerate(fields)}
        return _tie_page(one, ties, wrong), REJECTED
    except Stale:
        session().expire_all()
        newer = store.get(session(), me().practice_id, form_id)
        flash(CHANGED, "warning")
        return _tie_page(newer, newer.ties, NO_ERRORS), CONFLICT
    record("payer form tied", form_id)
    flash("Kept. The form is filled so from now on.", "success")
    return redirect(url_for(".form", form_id=form_id), 303)


@practice.get("/practice/forms/<form_id>/numbered.pdf")
def numbered_form(form_id: str) -> ResponseReturnValue:
    """The blank form with each text field's number in it."""
    one = store.get(session(), me().practice_id, form_id)
    blank = store.content_of(session(), me().practice_id, form_id)
    return _file(number_form(blank, fields_from(one.fields)), "form-numbered.pdf")


@practice.post("/practice/forms/<form_id>/remove")
def remove_form(form_id: str) -> ResponseReturnValue:
    """Take a form out; what was filled and enclosed before stays."""
    store.remove(session(), me().practice_id, form_id)
    record("payer form removed", form_id)
    flash("The form was removed.", "success")
    return redirect(url_for(".forms"), 303)


@cases.get("/cases/<case_id>/forms")
def case_forms(case_id: str) -> ResponseReturnValue:
    """The payer's forms filled from this case, and what of each stays empty."""
    saved = opened(case_id)
    mine, others = forms_for(session(), saved.practice_id, load_case(saved.document))
    filled = [(one, _filled(saved, one)) for one in mine]
    shown = {"filled": filled, "others": others, "kind": chosen_kind()}
    return render_template("staff/case_forms.html", saved=saved, name=name_of(saved), **shown)


@cases.get("/cases/<case_id>/forms/<form_id>.pdf")
def filled_form(case_id: str, form_id: str) -> ResponseReturnValue:
    """The form filled and flat, ready to be sent."""
    return _print(case_id, form_id, editable=False)


@cases.get("/cases/<case_id>/forms/<form_id>/editable.pdf")
def editable_form(case_id: str, form_id: str) -> ResponseReturnValue:
    """The form filled, its fields still open for what is written by hand."""
    return _print(case_id, form_id, editable=True)


def _print(case_id: str, form_id: str, editable: bool) -> Response:
    saved = found(case_id)
    pdf = _filled(saved, form_for(session(), saved, form_id), editable).pdf
    record("payer form printed", case_id)
    return _file(pdf, f"payer-form-{date.today().isoformat()}.pdf")


@cases.post("/cases/<case_id>/forms/<form_id>/enclose")
def enclose_form(case_id: str, form_id: str) -> ResponseReturnValue:
    """Put the filled form into the packet, last."""
    saved = found(case_id)
    one = form_for(session(), saved, form_id)
    try:
        kept = enclose_filled(session(), saved, one, date.today(), me().id)
    except (BadUpload, enclosures.Full) as refused:
        flash(FULL if isinstance(refused, enclosures.Full) else str(refused), "warning")
        return redirect(url_for(".case_forms", case_id=case_id, kind=chosen_kind()), 303)
    record("enclosure added", kept.id)
    flash("The filled form is enclosed, as the last one.", "success")
    return redirect(url_for(".packet", case_id=case_id, kind=chosen_kind()), 303)


def _filled(saved: SavedCase, one: SavedForm, editable: bool = False) -> FilledForm:
    return fill_for(session(), saved.practice_id, load_case(saved.document), one, date.today(), flatten=not editable)


def _list_page(typed: dict[str, Any], errors: Errors) -> str:
    beside, _ = place(errors, NEW)
    summary: list[tuple[str | None, str]] = [("file", sentence) for sentence in errors.get("file", ())]
    summary += summary_rows({key: said for key, said in errors.items() if key != "file"}, NEW)
    values = {field.path: typed.get(field.path, "") for field in NEW}
    return render_template(
        "staff/forms.html", held=store.all_of(session(), me().practice_id), fields=NEW, values=values, beside=beside,
        errors=summary, file_errors=errors.get("file", ()),
    )  # fmt: skip


def _tie_page(one: SavedForm, ties: dict[str, str], errors: Errors) -> str:
    texts, boxes = names()
    fields = fields_from(one.fields)
    rows = [(at, field, ties.get(field.key, ""), errors.get(f"tie.{at}", ())) for at, field in enumerate(fields)]
    summary = [(f"tie-{path.partition('.')[2]}", sentence) for path, said in errors.items() for sentence in said]
    told = {"texts": texts, "boxes": boxes, "number_of": partial(_number_of, fields)}
    return render_template("staff/form.html", one=one, rows=rows, errors=summary, **told)


def _number_of(fields: tuple[FormField, ...], field: FormField) -> int:
    return fields.index(field) + 1


def _file(pdf: bytes, name: str) -> Response:
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
