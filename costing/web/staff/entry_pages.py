"""The views of a case's lists: findings, earlier treatments and prices, each entry on a page of its own."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from costing.case.schema import load_case
from costing.questions import Refused
from costing.store.cases import SavedCase, Stale
from costing.web.forms import Errors, document_from, typed_from, values_from
from costing.web.staff.entries import ENTRIES, Entries, note_of_last, own_errors, rows_of, with_rows
from costing.web.staff.fact_choices import asked_after, asked_in_turn, fact_choices, yes_or_no
from costing.web.staff.keeping import CONFLICT, REJECTED, cases, found, keep, newest, opened, rejected, shown
from costing.web.staff.listing import (
    also_given_lines,
    change_lines,
    coverage_lines,
    fact_lines,
    fee_lines,
    item_lines,
    program_lines,
    sent_lines,
    trial_lines,
    visit_lines,
)
from costing.web.staff.program_questions import start_of
from costing.web.staff.request_questions import sent_start
from costing.web.staff.tasks import LISTS, name_of, next_slug, title_of
from payer_rules.facts import GivenBy, facts

FACTS, TRIALS, FEES, CHANGES = ENTRIES["facts"], ENTRIES["trials"], ENTRIES["prices"], ENTRIES["changes"]
LINES = {
    "chart": fact_lines,
    "treatments": trial_lines,
    "fees": fee_lines,
    "changes": change_lines,
    "granted": program_lines,
    "others": item_lines,
    "sent": sent_lines,
    "also-given": also_given_lines,
    "visits": visit_lines,
    "coverage-changes": coverage_lines,
}
Row = dict[str, Any]
NO_ERRORS: Errors = {}


@cases.get("/cases/<case_id>/chart", defaults={"slug": "chart"}, endpoint="chart")
@cases.get("/cases/<case_id>/treatments", defaults={"slug": "treatments"}, endpoint="treatments")
@cases.get("/cases/<case_id>/fees", defaults={"slug": "fees"}, endpoint="fees")
@cases.get("/cases/<case_id>/granted", defaults={"slug": "granted"}, endpoint="granted")
@cases.get("/cases/<case_id>/others", defaults={"slug": "others"}, endpoint="others")
@cases.get("/cases/<case_id>/changes", defaults={"slug": "changes"}, endpoint="changes")
@cases.get("/cases/<case_id>/also-given", defaults={"slug": "also-given"}, endpoint="also_given")
@cases.get("/cases/<case_id>/coverage-changes", defaults={"slug": "coverage-changes"}, endpoint="coverage_changes")
@cases.get("/cases/<case_id>/sent", defaults={"slug": "sent"}, endpoint="sent")
@cases.get("/cases/<case_id>/visits", defaults={"slug": "visits"}, endpoint="visits")
def listing(case_id: str, slug: str) -> ResponseReturnValue:
    """The entries of one kind."""
    saved = opened(case_id)
    case, following = load_case(saved.document), next_slug(saved.document, slug)
    asked = asked_in_turn(case) if slug == "chart" else ()
    return render_template(
        f"staff/{slug.replace('-', '_')}.html", saved=saved, name=name_of(saved), page=LISTS[slug], lines=LINES[slug](case), case=case,
        following=following, following_title=title_of(following) if following else None, asked=asked, questions=yes_or_no(asked),
    )  # fmt: skip


@cases.get("/cases/<case_id>/chart/add")
def add_fact(case_id: str) -> ResponseReturnValue:
    """The choice of a fact, or the page of a new value of it."""
    saved, fact = opened(case_id), request.args.get("fact", "")
    if not fact:
        choices = fact_choices(load_case(saved.document))
        return render_template("staff/choose_fact.html", saved=saved, name=name_of(saved), choices=choices)
    if fact not in facts() or facts()[fact].given_by is GivenBy.COMPUTED:
        abort(404)
    return _new_page(saved, FACTS, {"name": fact})


@cases.get("/cases/<case_id>/treatments/add")
def add_trial(case_id: str) -> ResponseReturnValue:
    """The page of a new treatment."""
    return _new_page(opened(case_id), TRIALS, {})


@cases.get("/cases/<case_id>/fees/add")
def add_fee(case_id: str) -> ResponseReturnValue:
    """The page of a new price."""
    return _new_page(opened(case_id), FEES, {})


@cases.get("/cases/<case_id>/granted/add")
def add_granted(case_id: str) -> ResponseReturnValue:
    """The page of a new program that pays, with what is known of it when it comes from the list."""
    return _new_page(opened(case_id), ENTRIES["programs"], start_of(request.args.get("program", "")))


@cases.get("/cases/<case_id>/others/add")
def add_other(case_id: str) -> ResponseReturnValue:
    """The page of an item that another provider bills."""
    return _new_page(opened(case_id), ENTRIES["items"], {})


@cases.get("/cases/<case_id>/sent/add")
def add_sent(case_id: str) -> ResponseReturnValue:
    """The page of a paper that went out, with what is known of it."""
    saved = opened(case_id)
    return _new_page(saved, ENTRIES["sent"], sent_start(saved.document, request.args.get("what", "")))


@cases.get("/cases/<case_id>/changes/add")
def add_change(case_id: str) -> ResponseReturnValue:
    """The page of a new change of the order."""
    return _new_page(opened(case_id), CHANGES, {})


@cases.get("/cases/<case_id>/also-given/add")
def add_also_given(case_id: str) -> ResponseReturnValue:
    """The page of another drug or service."""
    return _new_page(opened(case_id), ENTRIES["also"], {})


@cases.get("/cases/<case_id>/coverage-changes/add")
def add_coverage_change(case_id: str) -> ResponseReturnValue:
    """The page of a coverage that holds from a day on."""
    return _new_page(opened(case_id), ENTRIES["coverages"], {})


@cases.get("/cases/<case_id>/visits/add")
def add_visit(case_id: str) -> ResponseReturnValue:
    """The page of the times of one infusion day."""
    return _new_page(opened(case_id), ENTRIES["times"], {})


@cases.get(
    "/cases/<case_id>/<any(facts, trials, prices, changes, also, times, coverages, programs, items, sent):name>/<int:at>"
)
def entry(case_id: str, name: str, at: int) -> ResponseReturnValue:
    """The page of one entry."""
    saved, kind = opened(case_id), ENTRIES[name]
    rows = rows_of(saved.document, kind)
    return _page(saved, kind, at, rows[at]) if at < len(rows) else abort(404)


@cases.post(
    "/cases/<case_id>/<any(facts, trials, prices, changes, also, times, coverages, programs, items, sent):name>/<int:at>"
)
def save_entry(case_id: str, name: str, at: int) -> ResponseReturnValue:
    """Keep an entry, new or changed."""
    saved, kind = found(case_id), ENTRIES[name]
    rows, row = rows_of(saved.document, kind), _typed_row(saved, kind)
    try:
        keep(saved, with_rows(saved.document, kind, [*rows[:at], row, *rows[at + 1 :]]))
    except Refused as refused:
        errors = own_errors(refused.messages, kind, min(at, len(rows)))
        typed = typed_from(request.form, kind.fields(row, saved.document))
        return _page(saved, kind, at, row, errors, typed), REJECTED
    except Stale:
        return _conflict(newest(saved), kind, row), CONFLICT
    if request.form.get("then") == "asked":
        return redirect(_asked_next(saved, str(row["name"])), 303)
    if request.form.get("then") == "another":
        return redirect(url_for(kind.add, case_id=case_id, same_note="yes"), 303)
    return redirect(url_for(kind.page, case_id=case_id), 303)


@cases.post(
    "/cases/<case_id>/<any(facts, trials, prices, changes, also, times, coverages, programs, items, sent):name>/<int:at>/remove"
)
def remove_entry(case_id: str, name: str, at: int) -> ResponseReturnValue:
    """Take an entry off its list."""
    saved, kind = found(case_id), ENTRIES[name]
    rows = rows_of(saved.document, kind)
    try:
        keep(saved, with_rows(saved.document, kind, [*rows[:at], *rows[at + 1 :]]))
    except Refused as refused:
        return _page(saved, kind, at, rows[at] if at < len(rows) else {}, refused.messages), REJECTED
    except Stale:
        return _conflict(newest(saved), kind, None), CONFLICT
    return redirect(url_for(kind.page, case_id=case_id), 303)


def _asked_next(before: SavedCase, fact: str) -> str:
    """The address of the next finding that is asked for, after one was kept; the list of findings after the last."""
    then, now = (asked_in_turn(load_case(one.document)) for one in (before, found(before.id)))
    if not yes_or_no((fact,)) and len(yes_or_no(now)) > 1:
        return url_for(".asked_facts", case_id=before.id)
    following = asked_after(fact, then, now)
    if following is None:
        flash("That was the last finding that is asked for.", "success")
        return url_for(FACTS.page, case_id=before.id)
    return url_for(FACTS.add, case_id=before.id, fact=following, same_note="yes")


def _turn(saved: SavedCase, fact: str) -> dict[str, Any]:
    """Where a new finding stands among those that are asked for: how many are left, and the address of the next."""
    asked = asked_in_turn(load_case(saved.document))
    following = asked_after(fact, asked, asked)
    skip = url_for(FACTS.add, case_id=saved.id, fact=following, same_note=request.args.get("same_note"))
    return {"asked_left": len(asked) - (fact in asked), "skip": skip if following else None}


def _typed_row(saved: SavedCase, kind: Entries) -> Row:
    """The entry as typed; what a finding is about is fixed by its page."""
    start: Row = {"name": request.form.get("name", "")} if kind is FACTS else {}
    return document_from(request.form, kind.fields(start, saved.document), start)


def _new_page(saved: SavedCase, kind: Entries, start: Row) -> str:
    """The page of a new entry, which may start with the note of the one before it."""
    again = note_of_last(saved.document, kind) if request.args.get("same_note") == "yes" else {}
    return _page(saved, kind, len(rows_of(saved.document, kind)), {**again, **start})


def _page(
    saved: SavedCase, kind: Entries, at: int, row: Row, errors: Errors = NO_ERRORS, typed: Row | None = None
) -> str:
    """The page of an entry: as it stands, or as it was typed."""
    fields = kind.fields(row, saved.document)
    beside, summary = rejected(saved.id, errors, fields)
    is_new = at >= len(rows_of(saved.document, kind))
    turn = _turn(saved, row["name"]) if is_new and kind is FACTS and "name" in row else {}
    return render_template(
        "staff/entry.html", saved=saved, name=name_of(saved), kind=kind, at=at, row=row,
        groups=kind.groups(row, saved.document), values=typed or values_from(row, fields), beside=beside, errors=summary,
        is_new=is_new, **turn, back=title_of(kind.page.rpartition(".")[2].replace("_", "-")),
    )  # fmt: skip


def _conflict(saved: SavedCase, kind: Entries, row: Row | None) -> str:
    """Say that somebody was faster. Places in a list may have moved, so what was typed can only be added."""
    typed = row or {}
    fields = kind.fields(typed, saved.document)
    carried = [(key, str(value)) for key, value in typed.items()]
    address = url_for(".save_entry", case_id=saved.id, name=kind.name, at=len(rows_of(saved.document, kind)))
    rows = [(field.label, shown(field, typed[field.path]), "") for field in fields if field.path in typed]
    return render_template(
        "staff/conflict.html", saved=saved, name=name_of(saved), title=kind.title, rows=rows, carried=carried,
        address=address, newer=url_for(kind.page, case_id=saved.id), keep_words="Add what I typed as a new entry",
    )  # fmt: skip
