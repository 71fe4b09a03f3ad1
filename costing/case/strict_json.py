"""JSON text to values, read strictly: what two readers could take differently is refused."""

import json
from typing import Any

LONGEST_NUMBER = 50  # digits; a longer one is kept as typed, so that its field refuses it by name


def read_json(raw: bytes) -> Any:
    """The value of UTF-8 JSON. Raises ValueError with a phrase for bad syntax, with its line, and for a repeated key.

    NaN and Infinity, which JSON does not have, come as text, so that their field refuses them by name.
    """
    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_no_repeats, parse_constant=str, parse_int=_whole)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}") from None


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice[:80]!r} stands in one object twice")
    return found


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits
