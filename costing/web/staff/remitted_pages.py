"""The page that holds paid lines, pasted or from a file, against the estimate. Nothing of it is kept."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from costing.case.csv_file import BadRows
from costing.domain.remittance import Cause
from costing.questions import Refused, read_case
from costing.questions.remitted import LAYOUT, compare_remitted, read_remitted
from costing.store.cases import SavedCase
from costing.web.staff.answer_places import entries
from costing.web.staff.answers import answers
from costing.web.staff.keeping import REJECTED, found, opened, record
from costing.web.staff.tasks import name_of

NOTHING = "Paste the paid lines with their headings, or choose a file."
CAUSES = {
    Cause.SAME: "As expected",
    Cause.ROUNDING: "A cent of rounding",
    Cause.NOT_PRICED: "Not priced by the estimate",
    Cause.MISSING: "Not on the remittance",
    Cause.EXTRA: "Not expected",
    Cause.PAID_TWICE: "Paid more than once",
    Cause.DENIED: "Denied",
    Cause.UNITS: "Other units",
    Cause.PRICE: "Another price",
    Cause.SEQUESTRATION: "Sequestration",
    Cause.DEDUCTIBLE: "Another deductible",
    Cause.COINSURANCE: "Another coinsurance",
    Cause.NOTHING_OWED: "The patient owes nothing",
    Cause.NOT_EXPLAINED: "Not explained",
}


@answers.get("/cases/<case_id>/remitted")
def remitted(case_id: str) -> ResponseReturnValue:
    """The page that takes paid lines."""
    return _page(opened(case_id))


@answers.post("/cases/<case_id>/remitted")
def hold_against(case_id: str) -> ResponseReturnValue:
    """The comparison, with what was pasted below it; every wrong line is named and nothing is lost."""
    saved, pasted = found(case_id), request.form.get("pasted", "")
    raw = _file() or pasted.encode()
    if not raw.strip():
        return _page(saved, pasted, [NOTHING]), REJECTED
    try:
        answer = compare_remitted(read_case(saved.document), read_remitted(raw))
    except BadRows as bad:
        return _page(saved, pasted, [str(error) for error in bad.errors]), REJECTED
    except Refused as refused:
        return _page(saved, pasted, to_enter=entries(case_id, refused.messages))
    record("remittance compared", case_id)
    return _page(saved, pasted, answer=answer)


def _file() -> bytes:
    given = request.files.get("file")
    if given is None:
        return b""
    with given.stream as stream:
        return stream.read(LAYOUT.most_bytes + 1)


def _page(saved: SavedCase, pasted: str = "", wrong: list[str] | None = None, **shown: object) -> str:
    errors = [("pasted", sentence) for sentence in wrong or []]
    return render_template(
        "staff/remitted.html", saved=saved, name=name_of(saved), pasted=pasted, errors=errors, causes=CAUSES, **shown
    )
