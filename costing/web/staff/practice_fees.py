"""The practice's own prices: seen, taken out and put in as a CSV file; new cases start with them, others take them by a button."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from costing.case.csv_file import BadRows
from costing.case.fee_csv import fees_csv, read_fees
from costing.case.schema import load_case
from costing.case.shapes import Fee
from costing.questions import Refused
from costing.store import fees as store
from costing.store.cases import Stale
from costing.web.auth import me
from costing.web.database import session
from costing.web.staff.fee_files import CHANGED, EXAMPLE, NO_FILE, csv_file, sent_file
from costing.web.staff.keeping import CONFLICT, REJECTED, cases, found, keep, record, row_version
from costing.web.staff.listing import fee_lines

practice = Blueprint("practice", __name__)


@practice.get("/practice/fees")
def fees() -> ResponseReturnValue:
    """The schedule, and the form that takes another one."""
    return _page([])


@practice.get("/practice/fees.csv")
def fees_out() -> ResponseReturnValue:
    """The schedule as a file."""
    schedule = store.schedule_of(session(), me().practice_id)
    record("practice fees exported", me().practice_id)
    return csv_file(fees_csv(_fees(schedule.rows)), "practice-fees.csv")


@practice.get("/practice/fees/example.csv")
def fees_example() -> ResponseReturnValue:
    """A file to start from; its payer and prices are invented."""
    return csv_file(EXAMPLE, "fees-example.csv")


@practice.post("/practice/fees")
def fees_in() -> ResponseReturnValue:
    """Another schedule in the place of the one that was seen; nothing when any row is wrong."""
    raw = sent_file()
    if not raw:
        return _page([NO_FILE]), REJECTED
    try:
        rows = read_fees(raw)
        store.keep_schedule(session(), me().practice_id, rows, row_version(), me().id)
    except BadRows as bad:
        return _page([str(error) for error in bad.errors]), REJECTED
    except Stale:
        return _page(
            ["Somebody changed the prices in the meantime. Look at them, then choose the file again."]
        ), CONFLICT
    record("practice fees changed", me().practice_id)
    flash(f"{len(rows)} prices kept. New cases start with them.", "success")
    return redirect(url_for(".fees"), 303)


@cases.post("/cases/<case_id>/fees/from-practice")
def take_practice_fees(case_id: str) -> ResponseReturnValue:
    """The practice's prices in the place of the case's own."""
    saved, schedule = found(case_id), store.schedule_of(session(), me().practice_id)
    try:
        keep(saved, {**saved.document, "fees": schedule.rows})
    except Refused as refused:
        flash(" ".join(one for said in refused.messages.values() for one in said), "warning")
    except Stale:
        flash(CHANGED, "warning")
    return redirect(url_for("cases.fees", case_id=case_id), 303)


def _fees(rows: list[dict[str, str]]) -> tuple[Fee, ...]:
    return load_case({"version": 1, "fees": rows}).fees


def _page(wrong: list[str]) -> str:
    schedule = store.schedule_of(session(), me().practice_id)
    lines = fee_lines(load_case({"version": 1, "fees": schedule.rows}))
    errors = [("file", sentence) for sentence in wrong]
    return render_template("staff/practice_fees.html", schedule=schedule, lines=lines, errors=errors)
