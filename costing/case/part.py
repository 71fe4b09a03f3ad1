"""What every part of the case document shares: unknown keys are refused, blanks are absence, the result is a dataclass."""

from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, post_load, pre_load

UNKNOWN_KEY = "This is not a known field. Check the spelling."
NOT_AN_OBJECT = 'This must be an object, such as {"name": "value"}.'
NOT_A_LIST = "This must be a list."
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
        names = {field.name for field in dataclass_fields(self.makes)}
        return self.makes(**{key: value for key, value in loaded.items() if key in names})


def without_none(dumped: Any) -> Any:
    """Drop what is absent, so that a document holds only what is known."""
    if isinstance(dumped, dict):
        kept = {key: without_none(value) for key, value in dumped.items()}
        return {key: value for key, value in kept.items() if value not in (None, [], {})}
    if isinstance(dumped, list):
        return [without_none(item) for item in dumped]
    return dumped
