"""Reads a request's body as strict JSON: what two readers could take differently is refused."""

import json
from typing import Any, NoReturn

from flask import request

from costing.web.api.problems import Problem

JSON = "application/json"
MOST_DIGITS = 30


def json_body() -> Any:
    """The body's JSON value. Raises Problem: 415 for another type, 400 for what is not JSON, a repeated key, NaN or Infinity."""
    if request.mimetype != JSON:
        raise Problem(415, "The body is not marked as JSON", f"Send the case document with Content-Type: {JSON}.")
    try:
        return json.loads(
            request.get_data().decode(), object_pairs_hook=_no_repeats, parse_constant=_no_constants, parse_int=_whole
        )
    except RecursionError:
        raise _bad("it is nested too deeply") from None
    except UnicodeDecodeError:
        raise _bad("it is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise _bad(f"line {error.lineno}: {error.msg}") from None
    except ValueError as error:
        raise _bad(str(error)) from None


def _bad(why: str) -> Problem:
    return Problem(
        400, "The body is not JSON", "Correct the JSON and send it again.", {"document": [f"This is not JSON: {why}."]}
    )


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands in one object twice")
    return found


def _no_constants(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"a number has more than {MOST_DIGITS} digits")
    return int(digits)
