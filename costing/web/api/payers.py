"""The practice's directory of payers: where each plan takes requests, and which entry a case uses."""

from typing import Any
from uuid import UUID

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue

from costing.case.schema import load_case
from costing.questions import to_plain
from costing.questions.directory import add_entry, change_entry
from costing.questions.sending import destination
from costing.store import cases
from costing.store import payers as store
from costing.store.payers import SavedEntry
from costing.web.api.admission import person_id, practice_id, record
from costing.web.api.bodies import json_body, sent_version
from costing.web.api.described import named
from costing.web.api.describing import Told, handles, sends
from costing.web.database import session

ENTRY = {
    "type": "object",
    "required": ["id", "row_version", "entry"],
    "properties": {
        "id": {"type": "string"},
        "row_version": {"type": "integer"},
        "entry": {"$ref": "#/components/schemas/PayerEntry"},
    },
}
SCHEMAS: dict[str, dict[str, Any]] = {"KeptPayer": ENTRY}
ONE = {"$ref": "#/components/schemas/KeptPayer"}
BODY = sends(
    "PayerEntry",
    {
        "payer": "Example Health", "plan_name": "Gold HMO", "department": "Utilization Management", "fax": "919-555-0199",
        "address": {"line1": "PO Box 7", "city": "Durham", "state": "NC", "zip": "27702"},
        "portal": "https://portal.example/requests", "largest_packet_mb": "20", "source": "Provider manual, July 2026, page 12",
    },
)  # fmt: skip


@handles("/payers", "GET", "List the payers", "The whole directory by payer and plan.", {"type": "array", "items": ONE})
def list_payers() -> ResponseReturnValue:
    """Where each plan takes requests, one entry a plan."""
    return jsonify([_row(one) for one in store.all_of(session(), practice_id())])


@handles("/payers", "POST", "Add a payer", "The entry.", ONE, BODY, Told(has_version=True, at_address=True))
def add_payer() -> ResponseReturnValue:
    """An entry holds for exactly this plan; another plan of the payer, which may have another fax number, needs its own.

    Letters and packets take the address from it; a packet larger than `largest_packet_mb` is refused.
    """
    one = add_entry(session(), practice_id(), json_body(), person_id())
    record("payer entry added", one.id)
    response = _shown(one, 201)
    response.headers["Location"] = url_for("api.show_payer", entry_id=one.id)
    return response


@handles("/payers/<uuid:entry_id>", "GET", "Read a payer", "The entry.", ONE, told=Told(has_version=True))
def show_payer(entry_id: UUID) -> ResponseReturnValue:
    """One entry; ETag is its version."""
    return _shown(store.get(session(), practice_id(), str(entry_id)))


@handles(
    "/payers/<uuid:entry_id>", "PUT", "Change a payer", "The entry as it is now.", ONE, BODY, Told(has_version=True)
)
def replace_payer(entry_id: UUID) -> ResponseReturnValue:
    """Put an entry in the place of the version named by If-Match. Letters that were signed keep the address they had."""
    store.get(session(), practice_id(), str(entry_id))
    version, document = sent_version(), json_body()
    change_entry(session(), practice_id(), str(entry_id), document, version, person_id())
    record("payer entry changed", str(entry_id))
    session().expire_all()
    return _shown(store.get(session(), practice_id(), str(entry_id)))


@handles("/payers/<uuid:entry_id>", "DELETE", "Remove a payer", "It is gone.")
def remove_payer(entry_id: UUID) -> ResponseReturnValue:
    """Take an entry out of the directory."""
    store.remove(session(), practice_id(), str(entry_id))
    record("payer entry removed", str(entry_id))
    return Response(status=204)


@handles(
    "/cases/<uuid:case_id>/destination",
    "GET",
    "Say where a case’s request goes",
    "The entry of the case’s own plan.",
    named("Destination"),
)
def show_destination(case_id: UUID) -> ResponseReturnValue:
    """`sisters` are entries of the payer’s other plans, which are never used; `fax_differs` when case and directory disagree."""
    saved = cases.get(session(), practice_id(), str(case_id))
    record("case read", saved.id)
    return jsonify(to_plain(destination(session(), saved.practice_id, load_case(saved.document))))


def _row(one: SavedEntry) -> dict[str, Any]:
    return {"id": one.id, "row_version": one.row_version, "entry": one.document}


def _shown(one: SavedEntry, code: int = 200) -> Response:
    response = jsonify(_row(one))
    response.status_code = code
    response.set_etag(str(one.row_version))
    return response
