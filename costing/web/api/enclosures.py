"""What is enclosed with a saved case's letter, and the packet as one PDF."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from costing.case.fields import Text
from costing.case.part import Part
from costing.letters.intake import BadUpload, clean
from costing.letters.packet import LONGEST_TITLE, BadTitle, TooLarge, title_of
from costing.questions.refused import refuse
from costing.questions.sending import packet_of
from costing.store import cases
from costing.store import enclosures as store
from costing.store.cases import SavedCase
from costing.store.enclosures import Full, SavedEnclosure
from costing.web.api.admission import person_id, practice_id, record
from costing.web.api.bodies import PDF, chosen_kind, json_body, sent_file, typed_body
from costing.web.api.describing import KIND, PDF_FILE, Told, handles, sends, sends_file, text
from costing.web.database import session

ROW = {
    "id": {"type": "string"},
    "title": {"type": "string"},
    "pages": {"type": "integer"},
    "size": {"type": "integer", "description": "In bytes."},
    "sha256": {"type": "string", "description": "Of the cleaned file, as it is sent."},
    "created_at": {"type": "string", "format": "date-time"},
}
ORDERED = {
    "type": "object",
    "required": ["order"],
    "additionalProperties": False,
    "properties": {"order": {"type": "array", "items": {"type": "string"}}},
}
SCHEMAS: dict[str, dict[str, Any]] = {
    "Enclosure": {"type": "object", "properties": ROW, "required": list(ROW)},
    "EnclosureOrder": ORDERED,
}
ONE = {"$ref": "#/components/schemas/Enclosure"}
SEVERAL = {"type": "array", "items": ONE}
TITLE = text("The title of a chart note, or another name.", "Laboratory report, May 2, 2026")
FILE_BODY = sends_file("note.pdf", ("title",), title=TITLE)
ORDER_BODY = sends(
    "EnclosureOrder", {"order": ["0190a1f2-0000-4000-8000-000000000002", "0190a1f2-0000-4000-8000-000000000001"]}
)
FULL = f"A case takes {store.MOST} enclosures with {store.MOST_BYTES // 1_000_000} MB in all. Remove one first."
ORDER = 'Send an object with "order": the id of every enclosure of the case, each once.'


@dataclass(frozen=True, slots=True)
class EnclosureTitle:
    """What an enclosure is called."""

    title: str = ""


class EnclosureTitleSchema(Part):
    """What an enclosure is called."""

    makes = EnclosureTitle

    title = Text(what="the title", longest=LONGEST_TITLE)


@handles("/cases/<uuid:case_id>/enclosures", "GET", "List what is enclosed", "In the order of the packet.", SEVERAL)
def list_enclosures(case_id: UUID) -> ResponseReturnValue:
    """The enclosures of a case, without their content."""
    return jsonify([row_of(one) for one in _held(_case(case_id))])


@handles(
    "/cases/<uuid:case_id>/enclosures",
    "POST",
    "Enclose a file",
    "The enclosure, now the last one.",
    ONE,
    FILE_BODY,
)
def enclose_file(case_id: UUID) -> ResponseReturnValue:
    """Send a PDF, PNG or JPEG of at most 20 MB; kept are its plain pages, without scripts, links or what else it carries.

    A title that is one of the chart's notes with its day, such as "Laboratory report, May 2, 2026", lets the letter point at it.
    """
    saved = _case(case_id)
    raw = sent_file("note.pdf")
    try:
        cleaned, named = clean(raw), title_of(request.form.get("title", ""))
        one = store.add(session(), saved, named, cleaned.pdf, cleaned.pages, person_id())
    except BadUpload as bad:
        raise refuse("file", str(bad)) from None
    except BadTitle as bad:
        raise refuse("title", str(bad)) from None
    except Full:
        raise refuse("file", FULL) from None
    record("enclosure added", one.id)
    return jsonify(row_of(one)), 201


@handles("/cases/<uuid:case_id>/enclosures", "PUT", "Order what is enclosed", "As it is now.", SEVERAL, ORDER_BODY)
def order_enclosures(case_id: UUID) -> ResponseReturnValue:
    """Send `order`: the ids of all enclosures of the case."""
    saved, body = _case(case_id), json_body()
    given = body.get("order") if isinstance(body, dict) and set(body) == {"order"} else None
    if not isinstance(given, list) or sorted(map(str, given)) != sorted(one.id for one in _held(saved)):
        raise refuse("order", ORDER)
    store.reorder(session(), practice_id(), saved.id, [str(one) for one in given])
    record("enclosures ordered", saved.id)
    return jsonify([row_of(one) for one in _held(saved)])


@handles(
    "/cases/<uuid:case_id>/enclosures/<uuid:enclosure_id>",
    "GET",
    "Fetch an enclosure",
    "The cleaned file, as it is sent.",
    PDF_FILE,
)
def fetch_enclosure(case_id: UUID, enclosure_id: UUID) -> ResponseReturnValue:
    """One enclosure."""
    saved = _case(case_id)
    pdf = store.content_of(session(), practice_id(), saved.id, str(enclosure_id))
    record("enclosure read", str(enclosure_id))
    return Response(pdf, mimetype=PDF)


@handles(
    "/cases/<uuid:case_id>/enclosures/<uuid:enclosure_id>",
    "PUT",
    "Name an enclosure",
    "As it is now.",
    ONE,
    sends("EnclosureTitle", {"title": "Laboratory report, May 2, 2026"}),
)
def name_enclosure(case_id: UUID, enclosure_id: UUID) -> ResponseReturnValue:
    """Give it another title."""
    saved, body = _case(case_id), typed_body(EnclosureTitleSchema())
    try:
        store.rename(session(), practice_id(), saved.id, str(enclosure_id), title_of(body.title))
    except BadTitle as bad:
        raise refuse("title", str(bad)) from None
    record("enclosure named", str(enclosure_id))
    return jsonify(row_of(next(one for one in _held(saved) if one.id == str(enclosure_id))))


@handles("/cases/<uuid:case_id>/enclosures/<uuid:enclosure_id>", "DELETE", "Remove an enclosure", "It is gone.")
def remove_enclosure(case_id: UUID, enclosure_id: UUID) -> ResponseReturnValue:
    """Take one out of the packet."""
    saved = _case(case_id)
    store.remove(session(), practice_id(), saved.id, str(enclosure_id))
    record("enclosure removed", str(enclosure_id))
    return Response(status=204)


@handles(
    "/cases/<uuid:case_id>/packet",
    "GET",
    "Build the packet",
    "Index, letter and enclosures in one PDF.",
    PDF_FILE,
    told=Told(query=(KIND,)),
)
def build_packet(case_id: UUID) -> ResponseReturnValue:
    """Needs what the letter needs; dated today. Its pages are stamped, and its bookmarks name each part.

    It goes to the address that your directory holds for the plan, and is refused when it is larger than the payer takes.
    """
    saved = _case(case_id)
    try:
        pdf = packet_of(session(), saved, date.today(), chosen_kind()).pdf
    except TooLarge as large:
        raise refuse("enclosures", str(large)) from None
    record("packet printed", saved.id)
    return Response(pdf, mimetype=PDF)


def _case(case_id: UUID) -> SavedCase:
    return cases.get(session(), practice_id(), str(case_id))


def _held(saved: SavedCase) -> tuple[SavedEnclosure, ...]:
    return store.of_case(session(), practice_id(), saved.id)


def row_of(one: SavedEnclosure) -> dict[str, Any]:
    """An enclosure as it is answered."""
    return {
        "id": one.id, "title": one.title, "pages": one.pages, "size": one.size, "sha256": one.sha256,
        "created_at": one.created_at.isoformat(),
    }  # fmt: skip
