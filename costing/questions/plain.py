"""Answers as plain JSON values, and as JSON text: one shape for the API, the command line and the store."""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from json import JSONEncoder
from operator import attrgetter
from types import NoneType
from typing import Any

from payer_rules.message import Message

AS_THEY_ARE = frozenset({str, int, bool, NoneType})
_compact = JSONEncoder(separators=(",", ":")).encode


def to_plain(answer: object) -> Any:
    """Dataclasses become objects, numbers of money and dose exact strings, days ISO dates, messages their sentence.

    What an answer holds several times is written once and shared: nobody may change what comes back. Raises TypeError for anything
    that an answer does not hold.
    """
    return _plain(answer, {})


def to_json(answer: object) -> str:
    """`to_plain` as compact JSON text, without the values between; what an answer holds several times is put into words once."""
    return "".join(_pieces(answer, {}))


def _plain(answer: Any, seen: dict[int, Any]) -> Any:
    """`seen` holds what was written by the object's id; the answer keeps every object alive meanwhile."""
    kind: Any = type(answer)
    if kind in AS_THEY_ARE:
        return answer
    if kind is Decimal:
        return f"{answer:f}"
    if kind is tuple or kind is list:
        return [_plain(item, seen) for item in answer]
    if (names := _fields(kind)) is None:
        return _other(answer, seen)
    written = seen.get(id(answer))
    if written is None:
        own = {name: _plain(getattr(answer, name), seen) for name in names}
        written = seen[id(answer)] = str(answer) if kind is Message else own
    return written


def _pieces(answer: Any, seen: dict[int, str]) -> Iterator[str]:
    """The text of an answer in parts: joined once, where each list made for itself would be nearly as large as the whole."""
    kind: Any = type(answer)
    if kind is tuple or kind is list:
        between = "["
        for item in answer:
            yield between
            yield seen.get(id(item)) or _text(item, seen)
            between = ","
        yield "]" if answer else "[]"
    elif names := _fields(kind):
        between = "{"
        for name in names:
            yield f'{between}"{name}":'
            yield from _pieces(getattr(answer, name), seen)
            between = ","
        yield "}"
    else:
        yield _text(answer, seen)


def _text(answer: Any, seen: dict[int, str]) -> str:
    """`seen` holds the text of everything that was written, as in `_plain`."""
    kind: Any = type(answer)
    if kind is Decimal:
        text = f'"{answer:f}"'
    elif kind is tuple or kind is list:
        text = f"[{','.join([seen.get(id(item)) or _text(item, seen) for item in answer])}]"
    elif form := _form(kind):
        values, template = form
        text = template % tuple([seen.get(id(value)) or _text(value, seen) for value in values(answer)])
    else:
        text = _compact(_plain(answer, {}))
    seen[id(answer)] = text
    return text


@cache
def _fields(kind: type) -> tuple[str, ...] | None:
    """The names of a dataclass's fields; an answer holds thousands of a few classes. A message is its sentence, without any."""
    if kind is Message:
        return ()
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else None


@cache
def _form(kind: type) -> tuple[Callable[[Any], tuple[Any, ...]], str] | None:
    """What gets the values of a dataclass's fields, and its JSON object with a place for the text of each; None without fields."""
    names = _fields(kind)
    if not names:
        return None
    values = attrgetter(*names) if len(names) > 1 else lambda answer: (getattr(answer, names[0]),)
    return values, "{" + ",".join(f'"{name}":%s' for name in names) + "}"


def _other(answer: object, seen: dict[int, Any]) -> Any:
    match answer:
        case Enum():
            return answer.value
        case date():
            return answer.isoformat()
        case Mapping():
            return {str(_plain(key, seen)): _plain(value, seen) for key, value in answer.items()}
        case Set():
            return sorted(_plain(item, seen) for item in answer)
        case str() | int():
            return answer
    raise TypeError(f"an answer holds {type(answer).__name__}, which has no plain form")
