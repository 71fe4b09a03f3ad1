"""The views that take a case's prices out as a CSV file and in from one."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from costing.case.csv_file import BadRows
from costing.case.fee_csv import LAYOUT, fees_csv, read_fees
from costing.case.schema import load_case
from costing.questions import Refused
from costing.store.cases import SavedCase, Stale
from costing.web.staff.keeping import CONFLICT, REJECTED, cases, found, keep, newest, opened, record
from costing.web.staff.tasks import name_of

EXAMPLE = (
    "code,kind,per_unit,basis,percent,payer,starts,ends\r\n"
    "J1568,contract,,percent_of_limit,150,Example Health,2026-01-01,2026-12-31\r\n"
    "96365,contract,180,,,Example Health,2026-01-01,2026-12-31\r\n"
    "J1568,billed,95,,,,2026-01-01,\r\n"
)
CHANGED = "Somebody changed this case in the meantime. Look at its prices, then choose the file again."
NO_FILE = "Choose a file, such as fees.csv."


@cases.get("/cases/<case_id>/fees.csv")
def fees_out(case_id: str) -> ResponseReturnValue:
    """The case's prices as a file. Its name never says whose they are."""
    saved = found(case_id)
    record("fees exported", case_id)
    return csv_file(fees_csv(load_case(saved.document).fees), "fees.csv")


@cases.get("/cases/<case_id>/fees/example.csv")
def fees_example(case_id: str) -> ResponseReturnValue:
    """A file to start from; its payer and prices are invented."""
    found(case_id)
    return csv_file(EXAMPLE, "fees-example.csv")


@cases.get("/cases/<case_id>/fees/file")
def fees_file(case_id: str) -> ResponseReturnValue:
    """The page that takes a file."""
    return _page(opened(case_id), [])


@cases.post("/cases/<case_id>/fees/file")
def fees_in(case_id: str) -> ResponseReturnValue:
    """All prices of a file, in place of those of the case or beside them; nothing when any row is wrong."""
    saved, raw = found(case_id), sent_file()
    if not raw:
        return _page(saved, [NO_FILE]), REJECTED
    try:
        rows = read_fees(raw)
    except BadRows as bad:
        return _page(saved, [str(error) for error in bad.errors]), REJECTED
    before = [] if request.form.get("then") == "replace" else saved.document.get("fees", [])
    try:
        keep(saved, {**saved.document, "fees": [*before, *rows]})
    except Refused as refused:
        return _page(saved, [one for said in refused.messages.values() for one in said]), REJECTED
    except Stale:
        return _page(newest(saved), [CHANGED]), CONFLICT
    return redirect(url_for(".fees", case_id=case_id), 303)


def sent_file() -> bytes:
    """The file of the form, as far as it is read."""
    given = request.files.get("file")
    if given is None:
        return b""
    with given.stream as stream:
        return stream.read(LAYOUT.most_bytes + 1)


def _page(saved: SavedCase, wrong: list[str]) -> str:
    errors = [("file", sentence) for sentence in wrong]
    return render_template("staff/fees_file.html", saved=saved, name=name_of(saved), errors=errors)


def csv_file(text: str, name: str) -> Response:
    """A file to download."""
    return Response(text, mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})
