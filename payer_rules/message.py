"""A sentence for a person: an English template, which is also its translation id, and its parameters."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Parameter = str | int | Decimal | date


def long_date(day: date) -> str:
    """Write a date as US readers expect it: January 5, 2027."""
    return f"{day:%B} {day.day}, {day.year}"


@dataclass(frozen=True, slots=True)
class Message:
    """`template` holds `{names}` that `filled` fills; `str()` gives the English sentence."""

    template: str
    filled: tuple[tuple[str, Parameter], ...] = ()

    @property
    def parameters(self) -> dict[str, Parameter]:
        """The parameters by name."""
        return dict(self.filled)

    def __str__(self) -> str:
        shown = {name: long_date(value) if isinstance(value, date) else value for name, value in self.filled}
        return self.template.format_map(shown)


def say(template: str, **parameters: Parameter) -> Message:
    """Build a message: `say("No price for {day}.", day=date(2027, 1, 1))`."""
    return Message(template, tuple(parameters.items()))
