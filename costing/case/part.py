"""What every part of the case document shares: unknown keys are refused, blanks are absence, the result is a dataclass."""

import marshal
from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from functools import cache
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, fields, post_load, pre_load

UNKNOWN_KEY = "This is not a known field. Check the spelling."
NOT_AN_OBJECT = 'This must be an object, such as {"name": "value"}.'
NOT_A_LIST = "This must be a list."
AS_VALUES = 2  # the version of marshal in which equal values of equal types are equal bytes
MOST_KEPT = 1_000
STATES = [
    "AL",
    "AK",
    "AZ",
    "AR",
    "CA",
    "CO",
    "CT",
    "DE",
    "DC",
    "FL",
    "GA",
    "HI",
    "ID",
    "IL",
    "IN",
    "IA",
    "KS",
    "KY",
    "LA",
    "ME",
    "MD",
    "MA",
    "MI",
    "MN",
    "MS",
    "MO",
    "MT",
    "NE",
    "NV",
    "NH",
    "NJ",
    "NM",
    "NY",
    "NC",
    "ND",
    "OH",
    "OK",
    "OR",
    "PA",
    "RI",
    "SC",
    "SD",
    "TN",
    "TX",
    "UT",
    "VT",
    "VA",
    "WA",
    "WV",
    "WI",
    "WY",
    "PR",
    "VI",
    "GU",
    "AS",
    "MP",
]


def needed(what: str) -> dict[str, str]:
    """The message of a required field that is not there."""
    return {"required": f"Enter {what}."}


class Part(Schema):
    """One block of the document; `makes` is the dataclass it loads to."""

    makes: ClassVar[type]
    error_messages = {"unknown": UNKNOWN_KEY, "type": NOT_AN_OBJECT}

    class Meta:
        unknown = RAISE

    @pre_load
    def drop_blanks(self, given: Any, **_: Any) -> Any:
        """An empty field is the same as an absent one."""
        if not isinstance(given, Mapping):
            return given
        return {key: value for key, value in given.items() if value is not None and value != ""}

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> Any:
        """Build the dataclass; a loaded key that it does not have is the schema's own business."""
        names = _names(self.makes)
        return self.makes(**{key: value for key, value in loaded.items() if key in names})


@cache
def _names(kind: type) -> frozenset[str]:
    return frozenset(field.name for field in dataclass_fields(kind))


class Repeated(fields.Nested):
    """A part that comes alike with case after case, such as the letterhead: it is read again only where something is different.

    For parts that say nothing of a patient: they stay in memory, up to `MOST_KEPT` of each.
    """

    def __init__(self, nested: type[Part], **rest: Any):
        super().__init__(nested, **rest)
        self._read: dict[bytes, Any] = {}

    def _deserialize(self, value: Any, *where: Any, **rest: Any) -> Any:
        try:
            key = marshal.dumps(value, AS_VALUES)
        except ValueError:  # holds what JSON does not
            return super()._deserialize(value, *where, **rest)
        if key not in self._read:
            found = super()._deserialize(value, *where, **rest)
            if len(self._read) >= MOST_KEPT:
                self._read.clear()
            self._read[key] = found
        return self._read[key]


def without_none(dumped: Any) -> Any:
    """Drop what is absent, so that a document holds only what is known."""
    if isinstance(dumped, dict):
        kept = {key: without_none(value) for key, value in dumped.items()}
        return {key: value for key, value in kept.items() if value not in (None, [], {})}
    if isinstance(dumped, list):
        return [without_none(item) for item in dumped]
    return dumped
