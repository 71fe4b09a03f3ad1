"""The practice's letterhead and logo: what new cases start with, and what stands at the head of all letters."""

from typing import Any

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from costing.questions.letterhead import keep_letterhead, take_logo
from costing.questions.refused import refuse
from costing.questions.sending import logo_of
from costing.store import letterheads, people
from costing.store.cases import NotFound
from costing.web.api.admission import person_id, practice_id, record
from costing.web.api.bodies import json_body, sent_file, sent_tag
from costing.web.api.describing import Told, handles, sends, sends_file
from costing.web.database import session

VERSION = "[0-9a-f]{16}"
EXAMPLE = {
    "practice": {
        "name": "Piney Ridge Infusion (fictional)", "npi": "1234567893", "tin": "12-3456789", "fax": "919-555-0100",
        "address": {"line1": "1 Street", "city": "Durham", "state": "NC", "zip": "27701"},
        "prescriber": {"name": "Alma Example", "credentials": "MD", "npi": "1987654329"},
    }
}  # fmt: skip
LETTERHEAD = {
    "type": "object",
    "required": ["practice"],
    "additionalProperties": False,
    "properties": {"practice": {"anyOf": [{"$ref": "#/components/schemas/Practice"}, {"type": "null"}]}},
}
KEPT_LOGO = {
    "type": "object",
    "required": ["kind", "size", "left_out"],
    "properties": {
        "kind": {"type": "string", "enum": ["png", "svg"]},
        "size": {"type": "integer", "description": "In bytes, as it was cleaned."},
        "left_out": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Parts of an SVG that are not taken.",
        },
    },
}
SCHEMAS: dict[str, dict[str, Any]] = {"Letterhead": LETTERHEAD, "KeptLogo": KEPT_LOGO}
PICTURE = {"type": "string", "contentMediaType": "image/*"}
NEEDED = 'Send an object with "practice", such as {"practice": {"name": "Piney Ridge Infusion"}}.'


@handles(
    "/letterhead",
    "GET",
    "Read the letterhead",
    "The practice part of a case document, with which cases start on the pages.",
    {"$ref": "#/components/schemas/Letterhead"},
    told=Told(has_version=True),
)
def show_letterhead() -> ResponseReturnValue:
    """Name, address, numbers and prescriber, or null: put it into a case document as `practice`. ETag is its version."""
    return _letterhead()


@handles(
    "/letterhead",
    "PUT",
    "Change the letterhead",
    "The letterhead as it is now.",
    {"$ref": "#/components/schemas/Letterhead"},
    sends("Letterhead", EXAMPLE),
    Told(has_version=True),
)
def replace_letterhead() -> ResponseReturnValue:
    """Put another in the place of the version named by If-Match. Cases that exist keep theirs."""
    version, body = sent_tag(VERSION, "0f3a5c7e9b1d2468"), json_body()
    if not isinstance(body, dict) or set(body) != {"practice"}:
        raise refuse("practice", NEEDED)
    keep_letterhead(session(), practice_id(), body, version)
    record("letterhead changed", practice_id())
    return _letterhead()


@handles(
    "/logo",
    "GET",
    "Fetch the logo",
    "The logo as it stands on letters, a PNG or an SVG.",
    PICTURE,
    told=Told(refusals=(404,)),
)
def show_logo() -> ResponseReturnValue:
    """404 where the practice has none."""
    found = logo_of(session(), practice_id())
    if found is None:
        raise NotFound(practice_id())
    return Response(found.content, mimetype=found.mime)


@handles(
    "/logo",
    "PUT",
    "Put in a logo",
    "What was kept, and what was left out.",
    {"$ref": "#/components/schemas/KeptLogo"},
    sends_file("logo.svg"),
)
def replace_logo() -> ResponseReturnValue:
    """Send a PNG or SVG of at most 1 MB. Of an SVG only what is drawn is kept: turn text into outlines first."""
    logo, left_out = take_logo(session(), practice_id(), sent_file("logo.svg"), person_id())
    record("logo changed", practice_id())
    return jsonify(kind=logo.kind, size=len(logo.content), left_out=left_out)


@handles("/logo", "DELETE", "Remove the logo", "Letters show the name alone.")
def remove_logo() -> ResponseReturnValue:
    """Signed letters keep the logo that they have."""
    letterheads.remove_logo(session(), practice_id())
    record("logo removed", practice_id())
    return Response(status=204)


def _letterhead() -> Response:
    held = people.letterhead_of(session(), practice_id())
    response = jsonify(practice=held)
    response.set_etag(letterheads.version_of(held))
    return response
