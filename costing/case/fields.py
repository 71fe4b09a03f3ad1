"""Form and JSON values to exact ones: numbers, counts, dates and texts, each with a message that gives an example."""

import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields

NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?|\.[0-9]{1,6}")
NO_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]"
)  # controls, and half a surrogate pair, which no file can hold
GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,6})?")
MAX_TEXT = 2_000


def plain(number: Decimal) -> str:
    """Write a number without exponent or needless zeros after the point: 140, 47.133, 0.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class ExactNumber(fields.Field[Decimal]):
    """A finite decimal between `low` and `high`, from "2", "1,700.50", "$1,700" or a JSON number; never a float."""

    def __init__(
        self, *, what: str, example: str, low: str = "0", high: str = "10000000", above: bool = False,
        beyond: str | None = None, **rest: Any,
    ):  # fmt: skip
        super().__init__(**rest)
        self.what, self.example, self.above = what, example, above
        self.beyond = beyond or f"Enter a number, such as {example}."  # what to do about a number above `high`
        self.low, self.high = Decimal(low), Decimal(high)

    def _serialize(self, value: Decimal | None, attr: str | None, obj: Any, **rest: Any) -> str | None:
        return None if value is None else plain(value)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> Decimal:
        text = str(value).strip().removeprefix("$").removesuffix("%").strip() if not isinstance(value, bool) else ""
        if GROUPED.fullmatch(text):
            text = text.replace(",", "")
        if re.fullmatch(r"-[0-9]+(\.[0-9]+)?", text):
            raise ValidationError(f"{self._name} cannot be negative. Enter a number, such as {self.example}.")
        if re.fullmatch(r"[0-9]{10,}(\.[0-9]*)?", text):
            raise ValidationError(f"{self._name} must be {plain(self.high)} or less.")
        if not NUMBER.fullmatch(text):
            raise ValidationError(f"Enter {self.what} as a number, such as {self.example}.")
        return self._in_range(Decimal(text))

    def _in_range(self, number: Decimal) -> Decimal:
        if number < self.low or (self.above and number == self.low):
            more = "more than" if self.above else "at least"
            raise ValidationError(f"{self._name} must be {more} {plain(self.low)}, such as {self.example}.")
        if number > self.high:
            raise ValidationError(f"{self._name} must be {plain(self.high)} or less. {self.beyond}")
        return number

    @property
    def _name(self) -> str:
        return self.what[0].upper() + self.what[1:]


class Count(fields.Field[int]):
    """A whole number between `low` and `high`, from 3, "3" or 3.0; 7.9 is refused, never cut."""

    def __init__(self, *, what: str, example: str, low: int, high: int, **rest: Any):
        super().__init__(**rest)
        self.what, self.example, self.low, self.high = what, example, low, high

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> int:
        text = "" if isinstance(value, bool) else str(value).strip()
        if not re.fullmatch(r"-?[0-9]{1,9}(\.0*)?", text):
            raise ValidationError(f"Enter {self.what} as a whole number, such as {self.example}.")
        number = int(Decimal(text))
        if not self.low <= number <= self.high:
            name = self.what[0].upper() + self.what[1:]
            raise ValidationError(f"{name} must be between {self.low} and {self.high}, such as {self.example}.")
        return number


class Day(fields.Field[date]):
    """A calendar date, from "2026-01-05" or "1/5/2026", in this or the last century."""

    def __init__(self, *, what: str, example: str = "1/5/2026 or 2026-01-05", **rest: Any):
        super().__init__(**rest)
        self.what, self.example = what, example

    def _serialize(self, value: date | None, attr: str | None, obj: Any, **rest: Any) -> str | None:
        return None if value is None else value.isoformat()

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> date:
        text = str(value).strip()
        us = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", text)
        try:
            day = date(int(us[3]), int(us[1]), int(us[2])) if us else _iso_day(text)
        except ValueError:
            raise ValidationError(f"Enter {self.what} as a real date, such as {self.example}.") from None
        if not 1900 <= day.year <= 2100:
            raise ValidationError(f"Enter {self.what} with a year between 1900 and 2100, such as {self.example}.")
        return day


def _iso_day(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", text):
        raise ValueError(text)
    year, month, day = map(int, text.split("-"))
    return date(year, month, day)


class Clock(fields.Field[time]):
    """A time of day, from "14:25" or "2:25 pm"."""

    def __init__(self, *, what: str, **rest: Any):
        super().__init__(**rest)
        self.what = what

    def _serialize(self, value: time | None, attr: str | None, obj: Any, **rest: Any) -> str | None:
        return None if value is None else f"{value:%H:%M}"

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> time:
        found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})(?: ?([ap])\.?m\.?)?", str(value).strip().lower())
        hour, minute = (int(found[1]), int(found[2])) if found else (24, 0)
        if found and found[3] and 1 <= hour <= 12:
            hour = hour % 12 + (12 if found[3] == "p" else 0)
        elif found and found[3]:
            hour = 24
        if hour > 23 or minute > 59:
            raise ValidationError(f"Enter {self.what} as a time of day, such as 9:10 am or 14:25.")
        return time(hour, minute)


class Text(fields.Field[str]):
    """A text of one line or a few, kept as typed but for control characters, which are refused."""

    def __init__(
        self, *, what: str, longest: int = 200, pattern: str | None = None, example: str | None = None, **rest: Any
    ):
        super().__init__(**rest)
        self.what, self.longest, self.example = what, longest, example
        self.pattern = re.compile(pattern) if pattern else None

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError(f"Enter {self.what} as text.")
        text = value.strip()
        if len(text) > self.longest:
            raise ValidationError(f"Shorten {self.what} to {self.longest} characters or fewer.")
        if NO_TEXT.search(text):
            raise ValidationError(f"Remove the control characters from {self.what}.")
        if self.pattern and not self.pattern.fullmatch(text):
            raise ValidationError(f"Enter {self.what} in the usual form, such as {self.example}.")
        return text


class Choice(fields.Field[Any]):
    """One of the words of an enum."""

    def __init__(self, words: type, *, what: str, **rest: Any):
        super().__init__(**rest)
        self.words, self.what = words, what
        self.allowed = [str(word.value) for word in words]  # type: ignore[attr-defined]  # an enum class is iterable

    def _serialize(self, value: Any, attr: str | None, obj: Any, **rest: Any) -> str | None:
        return None if value is None else str(value.value)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> Any:
        if not isinstance(value, str) or value not in self.allowed:
            raise ValidationError(f"Choose {self.what}: one of {', '.join(self.allowed)}.")
        return self.words(value)


class YesNo(fields.Field[bool]):
    """True or false, from JSON booleans or "yes" and "no"."""

    WORDS = {"true": True, "yes": True, "false": False, "no": False}

    def __init__(self, *, what: str, **rest: Any):
        super().__init__(**rest)
        self.what = what

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> bool:
        word = str(value).strip().lower()
        if word not in self.WORDS:
            raise ValidationError(f"Answer {self.what} with yes or no.")
        return self.WORDS[word]
