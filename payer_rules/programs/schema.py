"""The JSON Schema of a program's file, made from what the loader reads, so that the two cannot differ."""

import json
from typing import Any

from payer_rules.criteria.parse import KINDS
from payer_rules.dated import Status
from payer_rules.programs.load import CHOICES, FREE_TERMS, KEYS, LANGUAGES, LIMITS, TERMS
from payer_rules.programs.shapes import Known

TEXT = {"type": "string", "minLength": 1}
DAY = {"type": "string", "format": "date"}
TEXTS = {"type": "array", "items": TEXT}
SOURCE = {
    "type": "object",
    "required": ["title", "read"],
    "additionalProperties": False,
    "properties": {"title": TEXT, "url": TEXT, "where": TEXT, "read": DAY},
}
CRITERION = {"$ref": "#/$defs/criterion"}
REQUIRED = ("id", "name", "sponsor", "kind", "verified", "status", "criteria", "fits", "next_step", "terms")


def program_schema() -> str:
    """JSON Schema 2020-12 as text."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An assistance program",
        "type": "object",
        "required": list(REQUIRED),
        "additionalProperties": False,
        "properties": {key: _property(key) for key in KEYS},
        "$defs": {"criterion": _criterion()},
    }
    return json.dumps(schema, indent=2)


def _property(key: str) -> Any:
    return PROPERTIES.get(key, TEXT)


def _criterion() -> Any:
    """A mapping with its words and a word of the vocabulary; the loader says where there are two."""
    return {"type": "object", "anyOf": [{"required": [word]} for word in KINDS]}


def _term(name: str) -> Any:
    values: Any = {"enum": list(CHOICES[name])} if name in CHOICES else TEXT
    states = {Known.VALUE: values, Known.NOT_APPLICABLE: TEXT, Known.UNKNOWN: TEXT, Known.CONFLICTING: TEXTS}
    more = {"verified": DAY, "status": {"enum": list(Status)}} | (
        {"dollars": {"pattern": "^[0-9]{1,9}$"}} if name in LIMITS else {}
    )
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {str(state): said for state, said in states.items()} | more,
        "oneOf": [{"required": [str(state)]} for state in states],
    }


def _of(required: tuple[str, ...], **properties: Any) -> Any:
    return {"type": "object", "required": list(required), "additionalProperties": False, "properties": properties}


LEAFLET = _of(("pays", "do"), pays=TEXT, do=TEXT)
PROPERTIES: dict[str, Any] = {
    "id": {"type": "string", "pattern": "^[a-z0-9-]{1,60}$"},
    "verified": DAY,
    "status": {"enum": list(Status)},
    "source": SOURCE,
    "also": {"type": "array", "items": SOURCE},
    "criteria": {"type": "array", "minItems": 1, "items": CRITERION},
    "terms": _of((), **{name: _term(name) for name in (*FREE_TERMS, *CHOICES)}),
    "not_seen": {"type": "array", "items": {"enum": list(TERMS)}},
    "window": _of(("cite", "otherwise"), opens=DAY, closes=DAY, cite=TEXT, otherwise=TEXT),
    "wait": _of(("months", "cite"), months={"type": "integer", "minimum": 1}, cite=TEXT),
    "not_with": _of(("programs", "cite", "otherwise"), programs=TEXTS, cite=TEXT, otherwise=TEXT),
    "leaflet": _of(LANGUAGES, **dict.fromkeys(LANGUAGES, LEAFLET)),
    "notes": TEXTS,
}
