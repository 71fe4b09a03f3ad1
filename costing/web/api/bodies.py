"""Reads a request's body as strict JSON."""

from typing import Any

from flask import request

from costing.case.strict_json import read_json
from costing.web.api.problems import Problem

JSON = "application/json"


def json_body() -> Any:
    """The body's JSON value. Raises Problem: 415 for another type, 400 for what is not strict JSON."""
    if request.mimetype != JSON:
        raise Problem(415, "The body is not marked as JSON", f"Send the case document with Content-Type: {JSON}.")
    try:
        return read_json(request.get_data())
    except ValueError as error:
        said = {"document": [f"This is not JSON: {error}."]}
        raise Problem(400, "The body is not JSON", "Correct the JSON and send it again.", said) from None
