"""The views of a case's short pages; the order is shown added up before it is kept."""

from datetime import date
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from costing.questions import Refused, read_case
from costing.questions.dosing import dosing
from costing.questions.odd_dates import odd_dates
from costing.store.cases import SavedCase, Stale
from costing.web.forms import Document, Errors, document_from, typed_from, values_from
from costing.web.staff.gist import GISTS
from costing.web.staff.keeping import (
    CONFLICT,
    REJECTED,
    cases,
    found,
    keep,
    newest,
    opened,
    rejected,
    row_version,
    shown,
)
from costing.web.staff.sections import SECTIONS, Section
from costing.web.staff.tasks import TO_DO, address_of, name_of, next_slug, state_of, title_of

ORDER = SECTIONS["order"]
NO_ERRORS: Errors = {}


@cases.get("/cases/<case_id>/<slug>")
def section(case_id: str, slug: str) -> ResponseReturnValue:
    """One short page of a case."""
    saved, page = opened(case_id), _section(slug)
    return _page(saved, page, values_from(saved.document, page.fields(saved.document)))


@cases.post("/cases/<case_id>/<slug>")
def save_section(case_id: str, slug: str) -> ResponseReturnValue:
    """Keep a short page, then go to the case or on to the next page."""
    saved, page = found(case_id), _section(slug)
    document = page.kept(_typed_document(saved, page))
    try:
        keep(saved, document)
    except Refused as refused:
        return _rejected_page(saved, page, refused.messages)
    except Stale:
        return _conflict(newest(saved), page)
    onward = "next" in (request.form.get("then"), request.form.get("step"))
    following = next_slug(document, slug) if onward else None
    return redirect(address_of(case_id, following) if following else _back(case_id, slug), 303)


@cases.post("/cases/<case_id>/order")
def save_order(case_id: str) -> ResponseReturnValue:
    """Show what the order adds up to; keep it only when that was seen."""
    step, saved = request.form.get("step"), found(case_id)
    if step in ("keep", "next"):
        return save_section(case_id, ORDER.slug)
    if step == "change":
        return _page(saved, ORDER, typed_from(request.form, ORDER.fields(saved.document)))
    if row_version() != saved.row_version:
        return _conflict(saved, ORDER)
    try:
        case = read_case({"order": {}, **_typed_document(saved, ORDER)})  # an empty page asks for all that it needs
    except Refused as refused:
        return _rejected_page(saved, ORDER, refused.messages)
    return render_template(
        "staff/order_check.html", saved=saved, name=name_of(saved), gist=GISTS["order"](case), adds_up=dosing(case),
        carried=_carried(typed_from(request.form, ORDER.fields(saved.document))), following=_following(saved, ORDER),
        odd=[one.sentence for one in odd_dates(case, date.today()) if one.field.startswith("order.")],
    )  # fmt: skip


def _section(slug: str) -> Section:
    return SECTIONS.get(slug) or abort(404)


def _back(case_id: str, slug: str) -> str:
    """Where a page came from."""
    return url_for(".treatments" if slug == "treatments-complete" else ".show", case_id=case_id)


def _typed_document(saved: SavedCase, page: Section) -> Document:
    return document_from(request.form, page.fields(saved.document), saved.document)


def _rejected_page(saved: SavedCase, page: Section, errors: Errors) -> ResponseReturnValue:
    """The page again with what was typed."""
    return _page(saved, page, typed_from(request.form, page.fields(saved.document)), errors), REJECTED


def _page(saved: SavedCase, page: Section, values: dict[str, Any], errors: Errors = NO_ERRORS) -> str:
    beside, summary = rejected(saved.id, errors, page.fields(saved.document))
    return render_template(
        "staff/section.html", saved=saved, name=name_of(saved), page=page, groups=page.groups(saved.document),
        values=values, beside=beside, errors=summary, back=_back(saved.id, page.slug),
        following=_following(saved, page), first_time=state_of(saved.document, page) == TO_DO,
    )  # fmt: skip


def _following(saved: SavedCase, page: Section) -> str | None:
    following = next_slug(saved.document, page.slug)
    return title_of(following) if following else None


def _conflict(saved: SavedCase, page: Section) -> ResponseReturnValue:
    """Say that somebody was faster, show both versions, and offer to keep either."""
    fields = page.fields(saved.document)
    typed, newer = typed_from(request.form, fields), values_from(saved.document, fields)
    rows = [
        (field.label, shown(field, typed[field.path]), shown(field, newer[field.path]))
        for field in fields
        if typed[field.path] != newer[field.path]
    ]
    address, carried = address_of(saved.id, page.slug), _carried(typed)
    return render_template(
        "staff/conflict.html", saved=saved, name=name_of(saved), title=page.title, rows=rows, carried=carried,
        address=address, newer=address, keep_words="Save what I typed",
    ), CONFLICT  # fmt: skip


def _carried(typed: dict[str, Any]) -> list[tuple[str, str]]:
    """What was typed, as hidden fields of the next form."""
    return [(path, one) for path, value in typed.items() for one in (value if isinstance(value, list) else [value])]
