"""JSON Schema of an answer, made from its dataclasses, so that the published shape is the one that is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from payer_rules.message import Message

JsonSchema = dict[str, Any]
PREFIX = "answer."
EXACT = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "description": "An exact decimal number."}
SIMPLE: Mapping[type, JsonSchema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Decimal: EXACT,
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    Message: {"type": "string"},
    NoneType: {"type": "null"},
}


def named(answer: str) -> JsonSchema:
    """A reference to an answer's schema by class name, apart from the names of the case document's own parts."""
    return {"$ref": f"#/components/schemas/{PREFIX}{answer}"}


def describe(answer: type, known: dict[str, JsonSchema]) -> JsonSchema:
    """A reference to the schema of a dataclass; it and those inside it are added to `known`."""
    name = f"{PREFIX}{answer.__name__}"
    if name not in known:
        known[name] = {}  # taken before its fields are looked at: a finding holds findings
        hints = get_type_hints(answer)
        properties = {field.name: _of(hints[field.name], known) for field in fields(answer)}
        known[name] = {"type": "object", "properties": properties, "required": list(properties)}
        if answer.__doc__:
            known[name]["description"] = answer.__doc__.split("\n\n")[0]
    return named(answer.__name__)


def _of(hint: Any, known: dict[str, JsonSchema]) -> JsonSchema:
    if hint in SIMPLE:
        return dict(SIMPLE[hint])
    if isinstance(hint, type) and is_dataclass(hint):
        return describe(hint, known)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"type": "string", "enum": [word.value for word in hint]}
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return {"anyOf": [_of(one, known) for one in inner]}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _of(inner[1], known)}
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return {"type": "array", "items": _of(inner[0], known)}
    raise TypeError(f"{hint!r} has no JSON form")
