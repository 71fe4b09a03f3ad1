"""Cases: the list, the task list of one case, and its short pages."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from costing.case.schema import dump_case
from costing.questions import Refused, read_case
from costing.questions.dosing import dosing
from costing.store import audit, people
from costing.store import cases as store
from costing.store.cases import SavedCase, Stale
from costing.web.auth import me
from costing.web.database import session
from costing.web.forms import Document, Errors, document_from, fields_of, place, summary_rows, typed_from, values_from
from costing.web.staff.answer_cards import cards_for
from costing.web.staff.entries import ENTRIES, Entries, fact_choices, own_errors, rows_of, with_rows
from costing.web.staff.sections import SECTIONS, Section, without_foreign_terms
from costing.web.staff.tasks import listed, name_of, tasks_of

cases = Blueprint("cases", __name__)
REJECTED, CONFLICT = 422, 409


@cases.get("/cases")
def index() -> ResponseReturnValue:
    """The practice's cases, the last changed first."""
    mine = store.all_of(session(), me().practice_id)
    return render_template("staff/cases.html", rows=[listed(saved) for saved in mine])


@cases.post("/cases")
def create() -> ResponseReturnValue:
    """Start a case with the practice's letterhead."""
    letterhead = people.letterhead_of(session(), me().practice_id)
    document: Document = {"version": 1, "label": request.form.get("label", "").strip(), "practice": letterhead}
    try:
        document = dump_case(read_case(document))
    except Refused as refused:
        sentences = [(None, one) for said in refused.messages.values() for one in said]
        return render_template("staff/new_case.html", summary=sentences, typed=document["label"]), REJECTED
    saved = store.keep_new(session(), me().practice_id, document, me().id)
    _record("case created", saved.id)
    return redirect(url_for(".show", case_id=saved.id), 303)


@cases.get("/cases/new")
def new() -> ResponseReturnValue:
    """Ask for no more than a name for the list."""
    return render_template("staff/new_case.html", summary=[], typed="")


@cases.get("/cases/<case_id>")
def show(case_id: str) -> ResponseReturnValue:
    """One case: its four answers, and what is entered."""
    saved = _saved(case_id)
    _record("case read", case_id)
    return render_template(
        "staff/case.html", saved=saved, name=name_of(saved), cards=cards_for(saved), tasks=tasks_of(saved)
    )


@cases.route("/cases/<case_id>/remove", methods=["GET", "POST"])
def remove(case_id: str) -> ResponseReturnValue:
    """Ask once, then remove the case with its answers."""
    saved = _saved(case_id)
    if request.method == "GET":
        return render_template("staff/remove_case.html", saved=saved)
    try:
        store.remove(session(), me().practice_id, case_id, _row_version())
    except Stale:
        return _stale(saved)
    _record("case removed", case_id)
    flash("The case was removed.", "success")
    return redirect(url_for(".index"), 303)


@cases.get("/cases/<case_id>/<slug>")
def section(case_id: str, slug: str) -> ResponseReturnValue:
    """One short page of a case."""
    saved, page = _saved(case_id), _section(slug)
    fields = fields_of(page.groups(saved.document))
    return _section_page(saved, page, values_from(saved.document, fields), {})


@cases.post("/cases/<case_id>/<slug>")
def save_section(case_id: str, slug: str) -> ResponseReturnValue:
    """Save a short page; the order is shown added up first."""
    saved, page = _saved(case_id), _section(slug)
    fields = fields_of(page.groups(saved.document))
    typed, document = typed_from(request.form, fields), document_from(request.form, fields, saved.document)
    if slug == "coverage":
        document = without_foreign_terms(document, request.form.get("coverage.primary.kind", ""))
    try:
        if slug == "order" and request.form.get("checked") != "yes":
            adds_up = dosing(read_case(document))
            return render_template("staff/order_check.html", saved=saved, adds_up=adds_up, typed=typed, fields=fields)
        _keep(saved, document)
    except Refused as refused:
        return _section_page(saved, page, typed, refused.messages), REJECTED
    except Stale:
        return _stale(saved, typed, fields)
    return redirect(url_for(".show", case_id=case_id), 303)


@cases.post("/cases/<case_id>/order/change")
def change_order(case_id: str) -> ResponseReturnValue:
    """Back from the sums to the order, with what was typed."""
    saved, page = _saved(case_id), SECTIONS["order"]
    return _section_page(saved, page, typed_from(request.form, fields_of(page.groups(saved.document))), {})


@cases.get("/cases/<case_id>/chart")
def chart(case_id: str) -> ResponseReturnValue:
    """Findings and earlier treatments."""
    return _list_page("staff/chart.html", case_id)


@cases.get("/cases/<case_id>/fees")
def fees(case_id: str) -> ResponseReturnValue:
    """The practice's own prices in this case."""
    return _list_page("staff/fees.html", case_id)


@cases.post("/cases/<case_id>/chart")
def save_completeness(case_id: str) -> ResponseReturnValue:
    """Say which note lists all earlier treatments, or take that back."""
    saved = _saved(case_id)
    given = {key: request.form.get(key, "").strip() for key in ("note", "on", "page")}
    chart_part = {**saved.document.get("chart", {}), "trials_complete": given if any(given.values()) else None}
    try:
        _keep(saved, {**saved.document, "chart": chart_part})
    except Refused as refused:
        errors = {path.removeprefix("chart.trials_complete."): said for path, said in refused.messages.items()}
        summary = [(path, sentence) for path, said in errors.items() for sentence in said]
        lists = {**_lists(saved), "complete": given}
        return render_template("staff/chart.html", **lists, errors=errors, summary=summary), REJECTED
    except Stale:
        return _stale(saved)
    return redirect(url_for(".chart", case_id=case_id), 303)


@cases.get("/cases/<case_id>/chart/add", defaults={"name": "facts"}, endpoint="add_fact")
@cases.get("/cases/<case_id>/treatments/add", defaults={"name": "treatments"}, endpoint="add_trial")
@cases.get("/cases/<case_id>/fees/add", defaults={"name": "fees"}, endpoint="add_fee")
def add(case_id: str, name: str) -> ResponseReturnValue:
    """The page of a new entry; for a finding, first the choice of what it is."""
    saved, kind = _saved(case_id), ENTRIES[name]
    row = {"name": request.args["fact"]} if request.args.get("fact") else {}
    if name == "facts" and not row:
        return render_template("staff/choose_fact.html", saved=saved, choices=fact_choices())
    return _entry_page(saved, kind, len(rows_of(saved.document, kind)), row, {})


@cases.get("/cases/<case_id>/<any(facts, treatments, fees):name>/<int:at>")
def entry(case_id: str, name: str, at: int) -> ResponseReturnValue:
    """The page of one entry."""
    saved, kind = _saved(case_id), ENTRIES[name]
    rows = rows_of(saved.document, kind)
    if at >= len(rows):
        abort(404)
    return _entry_page(saved, kind, at, rows[at], {})


@cases.post("/cases/<case_id>/<any(facts, treatments, fees):name>/<int:at>")
def save_entry(case_id: str, name: str, at: int) -> ResponseReturnValue:
    """Save an entry, new or changed, or remove it."""
    saved, kind = _saved(case_id), ENTRIES[name]
    rows, row = rows_of(saved.document, kind), _typed_row(kind)
    rest = rows[:at], rows[at + 1 :]
    try:
        _keep(saved, with_rows(saved.document, kind, [*rest[0], *([] if _removes() else [row]), *rest[1]]))
    except Refused as refused:
        errors = own_errors(refused.messages, kind, min(at, len(rows)))
        return _entry_page(saved, kind, at, row, errors), REJECTED
    except Stale:
        return _stale(saved, row, fields_of(kind.groups(row)))
    return redirect(url_for(kind.page, case_id=case_id), 303)


def _saved(case_id: str) -> SavedCase:
    return store.get(session(), me().practice_id, case_id)


def _section(slug: str) -> Section:
    return SECTIONS.get(slug) or abort(404)


def _row_version() -> int:
    return request.form.get("row_version", -1, int)


def _removes() -> bool:
    return request.form.get("remove") == "yes"


def _typed_row(kind: Entries) -> dict[str, Any]:
    start: dict[str, Any] = {"name": request.form["name"]} if kind.name == "facts" and "name" in request.form else {}
    return {**start, **document_from(request.form, fields_of(kind.groups(start)), start)}


def _keep(saved: SavedCase, document: Document) -> None:
    """Keep a document in its one written form, and note who changed the case. Raises Refused or Stale."""
    written = dump_case(read_case(document))
    store.replace(session(), me().practice_id, saved.id, written, _row_version(), me().id)
    _record("case changed", saved.id)


def _record(action: str, case_id: str) -> None:
    audit.record(session(), me().practice_id, me().id, action, case_id)


def _section_page(saved: SavedCase, page: Section, values: dict[str, Any], errors: Errors) -> str:
    groups = page.groups(saved.document)
    beside, _ = place(errors, fields_of(groups))
    summary = summary_rows(errors, fields_of(groups))
    return render_template(
        "staff/section.html", saved=saved, page=page, groups=groups, values=values, errors=beside, summary=summary
    )


def _entry_page(saved: SavedCase, kind: Entries, at: int, row: dict[str, Any], errors: Errors) -> str:
    groups = kind.groups(row)
    fields = fields_of(groups)
    new_entry = at >= len(rows_of(saved.document, kind))
    return render_template(
        "staff/entry.html", saved=saved, kind=kind, at=at, row=row, groups=groups, values=values_from(row, fields),
        errors=place(errors, fields)[0], summary=summary_rows(errors, fields), new_entry=new_entry,
    )  # fmt: skip


def _lists(saved: SavedCase) -> dict[str, Any]:
    lists = {name: rows_of(saved.document, kind) for name, kind in ENTRIES.items()}
    return {"saved": saved, "complete": saved.document.get("chart", {}).get("trials_complete", {}), **lists}


def _list_page(template: str, case_id: str) -> str:
    return render_template(template, **_lists(_saved(case_id)), errors={}, summary=[])


def _stale(saved: SavedCase, typed: dict[str, Any] | None = None, fields: Any = ()) -> ResponseReturnValue:
    """Say that somebody was faster, and keep what was typed in sight."""
    return render_template("staff/stale.html", saved=saved, typed=typed or {}, fields=fields), CONFLICT
