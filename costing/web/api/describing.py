"""Decorators that give an operation its address and its place in the OpenAPI document: what it takes, answers and refuses."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import costing
from costing.case.request_shapes import LetterKind
from costing.web.api.admission import door
from costing.web.api.problems import DESCRIBED
from costing.web.auth import public

View = TypeVar("View", bound=Callable[..., Any])
Schema = Mapping[str, Any]
EXAMPLES = {
    path.stem: json.loads(path.read_bytes())
    for path in sorted((Path(costing.__file__).parent / "examples").glob("*.json"))
}
CASE_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"$ref": "#/components/schemas/Case"},
            "examples": {name: {"$ref": f"#/components/examples/{name}"} for name in EXAMPLES},
        }
    },
}
COMPARE_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "oneOf": [
                    {"$ref": "#/components/schemas/Case"},
                    {
                        "type": "object",
                        "required": ["case", "alternatives"],
                        "additionalProperties": False,
                        "properties": {
                            "case": {"$ref": "#/components/schemas/Case"},
                            "alternatives": {"$ref": "#/components/schemas/Alternatives"},
                        },
                    },
                ]
            },
            "examples": {name: {"$ref": f"#/components/examples/{name}"} for name in EXAMPLES},
        }
    },
}


LETTER_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "oneOf": [
                    {"$ref": "#/components/schemas/Case"},
                    {
                        "type": "object",
                        "required": ["case", "kind"],
                        "additionalProperties": False,
                        "properties": {
                            "case": {"$ref": "#/components/schemas/Case"},
                            "kind": {"type": "string", "enum": [str(kind) for kind in LetterKind]},
                        },
                    },
                ]
            },
            "examples": {name: {"$ref": f"#/components/examples/{name}"} for name in EXAMPLES},
        }
    },
}


def _case_and(name: str) -> Schema:
    """A body with the case document and one text beside it."""
    schema = {
        "type": "object",
        "required": ["case", name],
        "additionalProperties": False,
        "properties": {"case": {"$ref": "#/components/schemas/Case"}, name: {"type": "string"}},
    }
    return {"required": True, "content": {"application/json": {"schema": schema}}}


WHY_BODY, REMITTED_BODY = _case_and("figure"), _case_and("lines")
ENCLOSURE_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["title", "file"],
                "properties": {
                    "title": {"type": "string", "description": "The title of a chart note, or another name."},
                    "file": {"type": "string", "contentMediaType": "application/octet-stream"},
                },
            }
        }
    },
}
ORDER_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["order"],
                "additionalProperties": False,
                "properties": {"order": {"type": "array", "items": {"type": "string"}}},
            }
        }
    },
}
PDF_FILE = {"type": "string", "contentMediaType": "application/pdf"}
BODY_REFUSALS = (400, 413, 415)
SAVED = {"$ref": "#/components/schemas/SavedCase"}
ETAG = {"ETag": {"description": "The version of the case.", "schema": {"type": "string"}}}
LOCATION = {"Location": {"description": "The address of the case.", "schema": {"type": "string"}}}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": 'The ETag that you read, such as "3".',
    "schema": {"type": "string"},
}


def asks(
    rule: str, summary: str, answer: Schema, said: str, pdf: bool = False, body: Schema = CASE_BODY
) -> Callable[[View], View]:
    """A question about the case document in the body; `pdf` when the answer exists as a file too."""

    def decorate(view: View) -> View:
        documented = door.doc(summary=summary, description=view.__doc__, requestBody=body)(view)
        if pdf:
            documented = door.response(200, PDF_FILE, content_type="application/pdf", description=said)(documented)
        documented = door.response(200, answer, description=said)(documented)
        routed: View = _routed(documented, "POST", rule, (401, *BODY_REFUSALS, *((406,) if pdf else ())))
        return routed

    return decorate


def shows(rule: str, summary: str, answer: Schema, said: str, open_to_all: bool = False) -> Callable[[View], View]:
    """An operation that only reads; with `open_to_all` it asks for no token."""

    def decorate(view: View) -> View:
        view = public(view) if open_to_all else view
        documented = door.doc(summary=summary, description=view.__doc__, **({"security": []} if open_to_all else {}))(
            view
        )
        documented = door.response(200, answer, description=said)(documented)
        routed: View = _routed(documented, "GET", rule, () if open_to_all else (401,))
        return routed

    return decorate


def keeps(rule: str, method: str, summary: str, said: str) -> Callable[[View], View]:
    """An operation on one saved case: GET, POST, PUT or DELETE."""

    def decorate(view: View) -> View:
        takes = {"requestBody": CASE_BODY} if method in ("POST", "PUT") else {}
        names_version = {"parameters": [IF_MATCH]} if method in ("PUT", "DELETE") else {}
        documented = door.doc(summary=summary, description=view.__doc__, **takes, **names_version)(view)
        if method == "DELETE":
            documented = door.response(204, description=said)(documented)
        else:
            created = method == "POST"
            headers = {**ETAG, **(LOCATION if created else {})}
            documented = door.response(201 if created else 200, SAVED, description=said, headers=headers)(documented)
        changes = (412, 428) if names_version else ()
        known = () if method == "POST" else (404,)
        routed: View = _routed(documented, method, rule, (401, *known, *changes, *(BODY_REFUSALS if takes else ())))
        return routed

    return decorate


def handles(
    rule: str, method: str, summary: str, said: str, answer: Schema | None = None, body: Schema | None = None
) -> Callable[[View], View]:
    """An operation on what belongs to a saved case; without `answer` it answers 204."""

    def decorate(view: View) -> View:
        takes = {"requestBody": body} if body else {}
        documented = door.doc(summary=summary, description=view.__doc__, **takes)(view)
        code = 204 if answer is None else 201 if method == "POST" else 200
        shown = {} if answer is None else {"content_type": "application/pdf"} if answer is PDF_FILE else {}
        documented = door.response(code, *(() if answer is None else (answer,)), description=said, **shown)(documented)
        routed: View = _routed(documented, method, rule, (401, 404, *(BODY_REFUSALS if body else ())))
        return routed

    return decorate


def _routed(documented: Any, method: str, rule: str, refusals: tuple[int, ...]) -> Any:
    """Add the refusals, those that every operation has too, and put the view at its address."""
    for code in sorted((*refusals, 422, 429)):
        documented = door.alt_response(code, DESCRIBED[code][0])(documented)
    return door.route(rule, methods=[method])(documented)
