"""Decorators that give an operation its address and its place in the OpenAPI document: what it takes, answers and refuses."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import costing
from costing.case.request_shapes import LetterKind
from costing.questions.letter import LANGUAGE_WORDS
from costing.web.api.admission import door
from costing.web.api.bodies import FORM, PDF
from costing.web.api.problems import DESCRIBED
from costing.web.auth import public

SUBJECTS = {
    "asked": "Questions about a case document",
    "saved": "Saved cases",
    "papers": "Letters and other papers of a case",
    "words": "Letters and other papers of a case",
    "signing": "Signing",
    "enclosures": "What is enclosed, and the packet",
    "forms": "Payers’ own forms",
    "case_forms": "Payers’ own forms",
    "payers": "Where requests go",
    "practice": "The practice’s letterhead and prices",
    "fees": "The practice’s letterhead and prices",
    "letter_jobs": "Letters of many cases at once",
    "published": "What the service knows, and this description",
}
OTHER_SUBJECT = "Other operations"
View = TypeVar("View", bound=Callable[..., Any])
Schema = Mapping[str, Any]
EXAMPLES = {
    path.stem: json.loads(path.read_bytes())
    for path in sorted((Path(costing.__file__).parent / "examples").glob("*.json"))
}
EXAMPLE = "part-b-office"
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


KINDS = {"type": "string", "enum": [str(kind) for kind in LetterKind]}
LANGUAGES = {"type": "string", "enum": list(LANGUAGE_WORDS)}
LETTER_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "oneOf": [
                    {"$ref": "#/components/schemas/Case"},
                    {
                        "type": "object",
                        "required": ["case"],
                        "additionalProperties": False,
                        "properties": {
                            "case": {"$ref": "#/components/schemas/Case"},
                            "kind": KINDS,
                            "language": LANGUAGES,
                        },
                    },
                ]
            },
            "examples": {name: {"$ref": f"#/components/examples/{name}"} for name in EXAMPLES},
        }
    },
}


def _case_and(name: str, example: str) -> Schema:
    """A body with the case document and one text beside it."""
    schema = {
        "type": "object",
        "required": ["case", name],
        "additionalProperties": False,
        "properties": {"case": {"$ref": "#/components/schemas/Case"}, name: {"type": "string"}},
    }
    whole = {name: example, "case": EXAMPLES[EXAMPLE]}
    return {"required": True, "content": {"application/json": {"schema": schema, "example": whole}}}


WHY_BODY = _case_and("figure", "2926.90")
REMITTED_BODY = _case_and("lines", "date,code,paid\n1/5/2026,J1568,4951.45")


def sends(schema: str, example: Any) -> Schema:
    """A JSON body of a named schema, with an example of it."""
    shape = {"$ref": f"#/components/schemas/{schema}"}
    return {"required": True, "content": {"application/json": {"schema": shape, "example": example}}}


def sends_file(example: str, needed: Sequence[str] = (), **texts: Schema) -> Schema:
    """A form with a file, and the texts beside it."""
    file = {"type": "string", "contentMediaType": "application/octet-stream", "examples": [example]}
    schema = {"type": "object", "required": [*needed, "file"], "properties": {**texts, "file": file}}
    return {"required": True, "content": {FORM: {"schema": schema}}}


def text(description: str, example: str) -> Schema:
    """One text of a form."""
    return {"type": "string", "description": description, "examples": [example]}


def asked_for(name: str, description: str, schema: Schema) -> Schema:
    """Something that may stand behind the question mark of an address."""
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


KIND = asked_for("kind", "The kind of paper, such as appeal; without it the one that the case asks for.", KINDS)
LANGUAGE = asked_for("language", "The language of a paper for the patient: en or es.", LANGUAGES)
PDF_FILE = {"type": "string", "contentMediaType": PDF}
CHANGES = ("PUT", "PATCH")
BODY_REFUSALS = (400, 413, 415)
SAVED = {"$ref": "#/components/schemas/SavedCase"}
ETAG = {"ETag": {"description": "The version of what is answered.", "schema": {"type": "string"}}}
LOCATION = {"Location": {"description": "The address of what was made.", "schema": {"type": "string"}}}
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
            documented = door.response(200, PDF_FILE, content_type=PDF, description=said)(documented)
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


@dataclass(frozen=True, slots=True)
class Told:
    """What else an operation takes and answers: keys of the address, a version, a file beside the JSON, more refusals."""

    query: tuple[Schema, ...] = ()
    has_version: bool = False  # its answer carries an ETag, and a change needs it
    has_pdf: bool = False  # Accept: application/pdf gives the same as a file
    at_address: bool = False  # what was made has an address of its own
    once: str = ""  # what 200 says where it had been made before
    refusals: tuple[int, ...] = ()

    def parameters(self, method: str) -> list[Schema]:
        """What stands in the address and in the headers."""
        return [*self.query, *([IF_MATCH] if self.has_version and method in CHANGES else [])]

    def headers(self) -> dict[str, Schema]:
        """What the answer carries beside its body."""
        return {**(ETAG if self.has_version else {}), **(LOCATION if self.at_address else {})}

    def codes(self, method: str) -> tuple[int, ...]:
        """The refusals that follow."""
        version = (412, 428) if self.has_version and method in CHANGES else ()
        return (*self.refusals, *version, *((406,) if self.has_pdf else ()))


NOTHING_ELSE = Told()


def handles(
    rule: str,
    method: str,
    summary: str,
    said: str,
    answer: Schema | None = None,
    body: Schema | None = None,
    told: Told = NOTHING_ELSE,
) -> Callable[[View], View]:
    """An operation on what the practice keeps; without `answer` it answers 204."""

    def decorate(view: View) -> View:
        view.query = tuple(one["name"] for one in told.query)  # type: ignore[attr-defined]  # a mark on the function object
        takes = {"requestBody": body} if body else {}
        named = {"parameters": parameters} if (parameters := told.parameters(method)) else {}
        documented = door.doc(summary=summary, description=view.__doc__, **takes, **named)(view)
        code = 204 if answer is None else 201 if method == "POST" else 200
        if told.has_pdf:
            documented = door.response(200, PDF_FILE, content_type=PDF, description=said)(documented)
        shown = {"content_type": answer["contentMediaType"]} if answer and "contentMediaType" in answer else {}
        headers = {"headers": told.headers()} if told.headers() else {}
        described = () if answer is None else (answer,)
        if told.once:
            documented = door.response(200, *described, description=told.once, **headers)(documented)
        documented = door.response(code, *described, description=said, **shown, **headers)(documented)
        named_one = (404,) if "<" in rule else ()
        codes = (401, *named_one, *told.codes(method), *(BODY_REFUSALS if body else ()))
        routed: View = _routed(documented, method, rule, codes)
        return routed

    return decorate


def _routed(documented: Any, method: str, rule: str, refusals: tuple[int, ...]) -> Any:
    """Add the refusals, those that every operation has too, and put the view at its address."""
    for code in sorted((*refusals, 422, 429)):
        documented = door.alt_response(code, DESCRIBED[code][0])(documented)
    return door.route(rule, methods=[method], tags=[_subject(documented)])(documented)


def _subject(view: View) -> str:
    """The heading under which a module's operations stand."""
    return SUBJECTS.get(view.__module__.rpartition(".")[2], OTHER_SUBJECT)
