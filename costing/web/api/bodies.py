"""Reads what a request sends, strict JSON or a form with a file, and which form of the answer it asks for; writes an answer as JSON."""

import re
from typing import Any

from flask import Response, request
from marshmallow import Schema, ValidationError

from costing.case.request_shapes import LetterKind
from costing.case.schema import flat_messages
from costing.case.strict_json import read_json
from costing.letters.tongue import Language
from costing.questions import to_json
from costing.questions.letter import read_kind, read_language
from costing.questions.refused import Refused, refuse
from costing.web.api.problems import Problem
from costing.web.uploads import LARGEST_UPLOAD, read_file

JSON, PDF, FORM = "application/json", "application/pdf", "multipart/form-data"


def json_body() -> Any:
    """The body's JSON value. Raises Problem: 415 for another type, 400 for what is not strict JSON."""
    if request.mimetype != JSON:
        raise Problem(415, "The body is not marked as JSON", f"Send it with Content-Type: {JSON}.")
    try:
        return read_json(request.get_data())
    except ValueError as error:
        said = {"document": [f"This is not JSON: {error}."]}
        raise Problem(400, "The body is not JSON", "Correct the JSON and send it again.", said) from None


def typed_body(schema: Schema) -> Any:
    """The body as the shape of a schema. Raises Problem, and Refused with a sentence for every field that is wrong."""
    try:
        return schema.load(json_body())
    except ValidationError as error:
        raise Refused(flat_messages(error.messages)) from None


def sent_file(example: str) -> bytes:
    """The file of a form. Raises Problem 415, and Refused."""
    if request.mimetype != FORM:
        raise Problem(415, "The body is not a form with a file", f"Send {FORM}, such as -F file=@{example}.")
    request.max_content_length = LARGEST_UPLOAD
    if "file" not in request.files:
        raise refuse("file", f"Send the file as `file`, such as -F file=@{example}.")
    return read_file(request.files["file"])


def asks_for_pdf() -> bool:
    """Whether Accept prefers a PDF to JSON. Raises Problem 406 when it takes neither."""
    kind = request.accept_mimetypes.best_match([JSON, PDF]) if request.accept_mimetypes else JSON
    if kind is None:
        raise Problem(406, "The answer has no such form", f"Send Accept: {JSON} or Accept: {PDF}.")
    return kind == PDF


def sent_tag(shape: str, example: str) -> str:
    """The ETag in If-Match. Raises Problem 428 unless there is one of that shape, and no more."""
    tags = [tag for tag in request.if_match if re.fullmatch(shape, tag)]
    if len(tags) != 1:
        said = f'Read it first, then send its ETag, such as If-Match: "{example}".'
        raise Problem(428, "Say which version you change", said)
    return tags[0]


def sent_version() -> int:
    """The row version in If-Match. Raises Problem 428."""
    return int(sent_tag("[0-9]{1,9}", "3"))


def chosen_kind() -> LetterKind | None:
    """The kind of paper behind the question mark. Raises Refused."""
    given = request.args.get("kind")
    return None if given is None else read_kind(given)


def chosen_language() -> Language:
    """The language behind the question mark; English without one. Raises Refused."""
    return read_language(request.args.get("language", "en"))


def answered(answer: object) -> Response:
    """An answer's JSON, byte for byte as `jsonify` writes its plain form."""
    return Response([to_json(answer).encode(), b"\n"], mimetype=JSON)
