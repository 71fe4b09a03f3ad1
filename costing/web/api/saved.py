"""Saved cases of the token's practice: read and changed with their row version as ETag, so that nobody overwrites unseen work."""

from typing import Any
from uuid import UUID

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue

from costing.questions import read_case
from costing.store import cases
from costing.store.cases import SavedCase
from costing.web.api.admission import person_id, practice_id, record
from costing.web.api.bodies import json_body, sent_version
from costing.web.api.describing import keeps, shows
from costing.web.database import session

ROW = {
    "id": {"type": "string"},
    "label": {"type": ["string", "null"]},
    "row_version": {"type": "integer"},
    "created_at": {"type": "string", "format": "date-time"},
    "updated_at": {"type": "string", "format": "date-time"},
}
SCHEMAS = {
    "SavedCaseRow": {"type": "object", "properties": ROW, "required": list(ROW)},
    "SavedCase": {
        "type": "object",
        "properties": {**ROW, "document": {"$ref": "#/components/schemas/Case"}},
        "required": [*ROW, "document"],
    },
}


@shows(
    "/cases",
    "List saved cases",
    {"type": "array", "items": {"$ref": "#/components/schemas/SavedCaseRow"}},
    "The cases.",
)
def list_cases() -> ResponseReturnValue:
    """Every saved case of the practice, without its document."""
    return jsonify([_row(saved) for saved in cases.all_of(session(), practice_id())])


@keeps("/cases", "POST", "Save a case", "The saved case.")
def make_case() -> ResponseReturnValue:
    """Save a new case; its address is in Location and its version in ETag."""
    saved = cases.keep_new(session(), practice_id(), _document(), person_id())
    record("case created", saved.id)
    response = _shown(saved, 201)
    response.headers["Location"] = url_for("api.show_case", case_id=saved.id)
    return response


@keeps("/cases/<uuid:case_id>", "GET", "Read a saved case", "The case and its document.")
def show_case(case_id: UUID) -> ResponseReturnValue:
    """One saved case; ETag is its version."""
    saved = cases.get(session(), practice_id(), str(case_id))
    record("case read", saved.id)
    return _shown(saved)


@keeps("/cases/<uuid:case_id>", "PUT", "Replace a saved case", "The case as it is now.")
def replace_case(case_id: UUID) -> ResponseReturnValue:
    """Put a new document in the place of the version named by If-Match."""
    cases.get(session(), practice_id(), str(case_id))
    version, document = sent_version(), _document()
    saved = cases.replace(session(), practice_id(), str(case_id), document, version, person_id())
    record("case changed", saved.id)
    return _shown(saved)


@keeps("/cases/<uuid:case_id>", "DELETE", "Remove a saved case", "It is gone.")
def remove_case(case_id: UUID) -> ResponseReturnValue:
    """Remove the version named by If-Match, with its answers."""
    cases.get(session(), practice_id(), str(case_id))
    cases.remove(session(), practice_id(), str(case_id), sent_version())
    record("case removed", str(case_id))
    return Response(status=204)


def _document() -> dict[str, Any]:
    """The body, once it reads as a case. Raises Refused or Problem."""
    document = json_body()
    read_case(document)
    return dict(document)


def _row(saved: SavedCase) -> dict[str, Any]:
    return {
        "id": saved.id,
        "label": saved.label,
        "row_version": saved.row_version,
        "created_at": saved.created_at.isoformat(),
        "updated_at": saved.updated_at.isoformat(),
    }


def _shown(saved: SavedCase, code: int = 200) -> Response:
    response = jsonify({**_row(saved), "document": saved.document})
    response.status_code = code
    response.set_etag(str(saved.row_version))
    return response
