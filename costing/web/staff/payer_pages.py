"""The practice's directory of payers: where each plan takes requests, one entry a plan."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from costing.case.payer_entry import read_entry
from costing.questions import Refused
from costing.questions.directory import add_entry, change_entry
from costing.store import cases, payers
from costing.store.cases import Stale
from costing.web.auth import me
from costing.web.database import session
from costing.web.forms import (
    Errors,
    Field,
    Group,
    document_from,
    fields_of,
    place,
    summary_rows,
    typed_from,
    values_from,
)
from costing.web.staff.keeping import CONFLICT, REJECTED, record, row_version
from costing.web.staff.practice_fees import practice
from costing.web.staff.sections import STATE_OPTIONS
from costing.web.staff.words import DATE_HINT

GROUPS = (
    Group(
        (
            Field("payer", "Payer", hint="As on the card and in the case, such as Example Health."),
            Field(
                "plan_name", "Plan", hint="As in the case. Leave it empty only for a plan without a name of its own."
            ),
        ),
        "Which plan",
        "An entry holds for this plan alone. Another plan of the same payer may have another fax number.",
    ),
    Group(
        (
            Field("department", "Department", hint="Such as Utilization Management."),
            Field("address.line1", "Street"),
            Field("address.line2", "Suite or floor (optional)"),
            Field("address.city", "City", width=20),
            Field("address.state", "State", "select", options=STATE_OPTIONS),
            Field("address.zip", "ZIP code", width=10),
            Field("fax", "Fax", hint="Such as 919-555-0199.", width=20),
            Field("phone", "Phone", width=20),
            Field("portal", "Portal", hint="Such as https://portal.example/requests."),
            Field(
                "largest_packet_mb",
                "Largest packet in MB",
                "number",
                "Such as 20. A larger packet is refused.",
                width=5,
            ),
        ),
        "Where requests go",
    ),
    Group(
        (
            Field("source", "Where this was read", hint="Such as the provider manual of July 2026, page 12."),
            Field("checked_on", "Checked on", "date", DATE_HINT),
        ),
        "How you know (optional)",
    ),
)
FIELDS = fields_of(GROUPS)
CHANGED = "Somebody changed this entry in the meantime. Look at it, then enter yours again."
NO_ERRORS: Errors = {}


@practice.get("/practice/payers")
def directory() -> ResponseReturnValue:
    """All entries."""
    held = [read_entry(one.document) for one in payers.all_of(session(), me().practice_id)]
    ids = [one.id for one in payers.all_of(session(), me().practice_id)]
    return render_template("staff/payers.html", entries=list(zip(ids, held, strict=True)))


@practice.get("/practice/payers/add")
def add_payer() -> ResponseReturnValue:
    """An empty form, or one begun with a case's payer and plan."""
    case_id, begun = request.args.get("case", ""), {}
    if case_id:
        plan = cases.get(session(), me().practice_id, case_id).document.get("coverage", {}).get("primary", {})
        begun = {key: plan[key] for key in ("payer", "plan_name", "fax") if key in plan}
        begun |= {"department": plan["utilization_department"]} if "utilization_department" in plan else {}
    return _page(None, values_from(begun, FIELDS))


@practice.post("/practice/payers/add")
def keep_payer() -> ResponseReturnValue:
    """Keep a new entry."""
    try:
        added = add_entry(session(), me().practice_id, document_from(request.form, FIELDS, {}), me().id)
    except Refused as refused:
        return _page(None, typed_from(request.form, FIELDS), refused.messages), REJECTED
    record("payer entry added", added.id)
    return redirect(url_for(".directory"), 303)


@practice.get("/practice/payers/<entry_id>")
def payer(entry_id: str) -> ResponseReturnValue:
    """One entry."""
    one = payers.get(session(), me().practice_id, entry_id)
    return _page(one, values_from(one.document, FIELDS))


@practice.post("/practice/payers/<entry_id>")
def change_payer(entry_id: str) -> ResponseReturnValue:
    """Change an entry; letters that were signed keep the address they had."""
    one = payers.get(session(), me().practice_id, entry_id)
    document, version = document_from(request.form, FIELDS, {}), row_version()
    try:
        change_entry(session(), me().practice_id, entry_id, document, version, me().id)
    except Refused as refused:
        return _page(one, typed_from(request.form, FIELDS), refused.messages), REJECTED
    except Stale:
        newer = payers.get(session(), me().practice_id, entry_id)
        return _page(newer, values_from(newer.document, FIELDS), {"payer": [CHANGED]}), CONFLICT
    record("payer entry changed", entry_id)
    return redirect(url_for(".directory"), 303)


@practice.post("/practice/payers/<entry_id>/remove")
def remove_payer(entry_id: str) -> ResponseReturnValue:
    """Take an entry out."""
    payers.remove(session(), me().practice_id, entry_id)
    record("payer entry removed", entry_id)
    flash("The entry was removed.", "success")
    return redirect(url_for(".directory"), 303)


def _page(one: payers.SavedEntry | None, values: dict[str, Any], errors: Errors = NO_ERRORS) -> str:
    beside, _ = place(errors, FIELDS)
    return render_template(
        "staff/payer.html", one=one, groups=GROUPS, values=values, beside=beside, errors=summary_rows(errors, FIELDS)
    )
