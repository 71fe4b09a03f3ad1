"""Answers as plain JSON values: one shape for the API, the command line and the store."""

from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from payer_rules.message import Message


def to_plain(answer: object) -> Any:
    """Dataclasses become objects, numbers of money and dose exact strings, days ISO dates, messages their sentence.

    Raises TypeError for anything that an answer does not hold.
    """
    if isinstance(answer, Message):
        return str(answer)
    kind: Any = type(answer)
    names = _fields(kind)
    return _value(answer) if names is None else {name: to_plain(getattr(answer, name)) for name in names}


@cache
def _fields(kind: type) -> tuple[str, ...] | None:
    """The names of a dataclass's fields; an answer holds thousands of a few classes."""
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else None


def _value(answer: object) -> Any:
    match answer:
        case Enum():
            return answer.value
        case None | bool() | int() | str():
            return answer
        case Decimal():
            return f"{answer:f}"
        case date():
            return answer.isoformat()
        case list() | tuple():
            return [to_plain(item) for item in answer]
        case Mapping():
            return {str(to_plain(key)): to_plain(value) for key, value in answer.items()}
        case Set():
            return sorted(map(to_plain, answer))
    raise TypeError(f"an answer holds {type(answer).__name__}, which has no plain form")
