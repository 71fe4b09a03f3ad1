"""The practice's own prices: read as they stand in cases, and put in as a CSV file."""

from typing import Any

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from costing.case.csv_file import BadRows
from costing.case.fee_csv import read_fees
from costing.questions.refused import Refused
from costing.store import fees as store
from costing.web.api.admission import person_id, practice_id, record
from costing.web.api.bodies import sent_file, sent_version
from costing.web.api.describing import Told, handles, sends_file
from costing.web.database import session

SCHEDULE = {
    "type": "object",
    "required": ["fees"],
    "properties": {"fees": {"type": "array", "items": {"$ref": "#/components/schemas/Fee"}}},
}
SCHEMAS: dict[str, dict[str, Any]] = {"FeeSchedule": SCHEDULE}
ANSWER = {"$ref": "#/components/schemas/FeeSchedule"}


@handles(
    "/fees",
    "GET",
    "Read the practice’s prices",
    "The prices, as a case takes them.",
    ANSWER,
    told=Told(has_version=True),
)
def show_fees() -> ResponseReturnValue:
    """Put `fees` into a case document to price it with them; ETag is their version."""
    record("practice fees exported", practice_id())
    return _schedule()


@handles(
    "/fees",
    "PUT",
    "Put in the practice’s prices",
    "The prices as they are now.",
    ANSWER,
    sends_file("fees.csv"),
    Told(has_version=True),
)
def replace_fees() -> ResponseReturnValue:
    """Send the whole price list as a CSV file, with the headings of the one on the page Prices; none is kept when any row is wrong.

    Cases that are begun on the pages start with it; cases that exist keep their own.
    """
    version, raw = sent_version(), sent_file("fees.csv")
    try:
        rows = read_fees(raw)
    except BadRows as bad:
        raise Refused({"file": [str(error) for error in bad.errors]}) from None
    store.keep_schedule(session(), practice_id(), rows, version, person_id())
    record("practice fees changed", practice_id())
    session().expire_all()
    return _schedule()


def _schedule() -> Response:
    held = store.schedule_of(session(), practice_id())
    response = jsonify(fees=held.rows)
    response.set_etag(str(held.row_version))
    return response
