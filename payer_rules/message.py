"""A sentence for a person: an English template, which is also its translation id, and its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

Parameter = str | int | Decimal | date
_NONE: Mapping[str, Parameter] = MappingProxyType({})


def long_date(day: date) -> str:
    """Write a date as US readers expect it: January 5, 2027."""
    return f"{day:%B} {day.day}, {day.year}"


@dataclass(frozen=True, slots=True)
class Message:
    """`template` holds `{names}` that `parameters` fills; `str()` gives the English sentence."""

    template: str
    parameters: Mapping[str, Parameter] = field(default=_NONE)

    def __str__(self) -> str:
        shown = {k: long_date(v) if isinstance(v, date) else v for k, v in self.parameters.items()}
        return self.template.format_map(shown)


def say(template: str, **parameters: Parameter) -> Message:
    """Build a message: `say("No price for {day}.", day=date(2027, 1, 1))`."""
    return Message(template, MappingProxyType(parameters))
