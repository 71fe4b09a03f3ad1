"""Forms as data: dotted field names to a case document and back, so that a form and the API meet the same rules."""

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Document = dict[str, Any]
Errors = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of radios, checkboxes or a select."""

    value: str
    text: str
    hint: str | None = None
    group: str | None = None  # the heading in a select under which it stands


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `path` is the dotted place in the case document; `kind` is text, number, money, date, select, radios or checks."""

    path: str
    label: str
    kind: str = "text"
    hint: str | None = None
    options: tuple[Option, ...] = ()
    prefix: str | None = None
    suffix: str | None = None
    width: int | None = None  # in characters, of those GOV.UK Frontend knows: 2, 3, 4, 5, 10, 20
    autocomplete: str | None = None
    inline: bool = False  # radios in one row

    @property
    def id(self) -> str:
        """The element's id: the path with dashes."""
        return self.path.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Group:
    """Questions under one heading."""

    fields: tuple[Field, ...]
    legend: str | None = None
    hint: str | None = None
    row: bool = False  # side by side where there is room
    folded: bool = False  # behind its heading until something is entered in it, or wrong


def fields_of(groups: Iterable[Group]) -> tuple[Field, ...]:
    """All fields in order."""
    return tuple(field for group in groups for field in group.fields)


def document_from(form: MultiDict[str, str], fields: Iterable[Field], document: Document) -> Document:
    """A copy of `document` with what the form says at each field's path; an empty answer removes the value."""
    changed = deepcopy(document)
    for field in fields:
        given: Any = form.getlist(field.path) if field.kind == "checks" else form.get(field.path, "").strip()
        _put(changed, field.path.split("."), given)
    return changed


def _put(block: Document, path: Sequence[str], given: Any) -> None:
    """Set or remove the value at a path; blocks that become empty go too."""
    key, rest = path[0], path[1:]
    if not rest:
        block.pop(key, None) if given in ("", []) else block.__setitem__(key, given)
        return
    inner = block.get(key)
    inner = inner if isinstance(inner, dict) else {}
    _put(inner, rest, given)
    block[key] = inner
    if not inner:
        del block[key]


def values_from(document: Mapping[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    """What a form shows for a stored document: path to text, or to a list for checks."""
    return {
        field.path: _as_typed(value_at(document, field.path, [] if field.kind == "checks" else ""), field)
        for field in fields
    }


def _as_typed(value: Any, field: Field) -> Any:
    """A stored value as a person would type it: yes or no, and 1/5/2026."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field.kind == "date" and ISO_DAY.fullmatch(str(value)):
        day = date.fromisoformat(str(value))
        return f"{day.month}/{day.day}/{day.year}"
    return value if isinstance(value, list) else str(value)


def value_at(document: Mapping[str, Any], path: str, absent: Any = "") -> Any:
    """The value at a dotted path, or `absent`."""
    found: Any = document
    for key in path.split("."):
        if not isinstance(found, Mapping) or key not in found:
            return absent
        found = found[key]
    return found


def typed_from(form: MultiDict[str, str], fields: Iterable[Field]) -> dict[str, Any]:
    """What was typed, to show again beside its errors."""
    return {
        field.path: form.getlist(field.path) if field.kind == "checks" else form.get(field.path, "") for field in fields
    }


def place(errors: Errors, fields: Iterable[Field]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Errors beside the field that shows them, by field path, and those that no field of this page shows, by their own.

    A field shows errors at its own path and below it; the first field of a block shows those of the whole block.
    """
    beside: dict[str, list[str]] = {}
    left = {path: list(sentences) for path, sentences in errors.items()}
    for field in fields:
        own = [path for path in left if _touches(path, field.path)]
        if own:
            beside[field.path] = [sentence for path in own for sentence in left.pop(path)]
    return beside, left


def _touches(path: str, field: str) -> bool:
    return path == field or path.startswith(f"{field}.") or field.startswith(f"{path}.")


def summary_rows(errors: Errors, fields: Sequence[Field]) -> list[tuple[str | None, str]]:
    """(id, sentence) for the summary on top of a form, in the order of the page; no id for what it does not show."""
    beside, elsewhere = place(errors, fields)
    ids: dict[str, str | None] = {field.path: field.id for field in fields}
    return [(ids.get(path), one) for path, said in (*beside.items(), *elsewhere.items()) for one in said]
