"""What the API answers when it refuses: JSON with a code, a title, advice, and sentences by dotted field."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, jsonify
from marshmallow import Schema, fields

Sentences = Mapping[str, Sequence[str]]


class Problem(Exception):  # it says what it is
    """A refusal with its status; `errors` are sentences by dotted field, the same as a form shows."""

    def __init__(
        self,
        code: int,
        title: str,
        advice: str,
        errors: Sentences | None = None,
        headers: Mapping[str, str] | None = None,
    ):
        super().__init__(title)
        self.code, self.title, self.advice = code, title, advice
        self.errors = {field: list(said) for field, said in (errors or {}).items()}
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """As it is sent."""
        response = jsonify(code=self.code, title=self.title, advice=self.advice, errors=self.errors, incident=None)
        response.status_code = self.code
        response.headers.update(self.headers)
        return response


class ProblemSchema(Schema):
    """A refusal, as the OpenAPI document describes it."""

    code = fields.Integer(required=True, metadata={"description": "The HTTP status again."})
    title = fields.String(required=True, metadata={"description": "What happened."})
    advice = fields.String(required=True, metadata={"description": "What to do."})
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "Sentences by dotted field of what was sent, such as `order.dose`."},
    )
    incident = fields.String(
        allow_none=True, metadata={"description": "A number to tell your administrator, with a 500 only."}
    )


def refused(errors: Sentences) -> Problem:
    """What was read and is wrong somewhere."""
    return Problem(
        422, "What was sent cannot be used yet", "Change the fields named under errors, and send it again.", errors
    )


DESCRIBED: Mapping[int, tuple[str, str]] = {
    400: ("BadRequest", "The body is not JSON, or holds a key twice, NaN or Infinity."),
    401: ("Unauthorized", "No valid token was sent."),
    403: ("NotYours", "The person of this token may not do that."),
    404: ("NotFound", "Your practice has no such thing."),
    406: ("NotAcceptable", "The answer exists neither as JSON nor in the form that Accept names."),
    412: ("Stale", "It was changed since you read it: read it again."),
    413: ("TooLarge", "The body is larger than 2 MB, or than 20 MB where a file is sent."),
    415: ("NotJson", "The Content-Type is not the one that is taken."),
    422: ("Refused", "A field is missing or wrong; errors names it."),
    428: ("VersionNeeded", "Send the ETag that you read in If-Match."),
    429: ("TooOften", "Too many requests: wait a minute."),
}


def components() -> dict[str, dict[str, Any]]:
    """The refusals as OpenAPI responses by name."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {name: {"description": said, "content": content} for name, said in DESCRIBED.values()}
