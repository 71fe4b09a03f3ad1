"""A kept answer read back from its plain form into the shapes it had, so that a page shows it exactly as it was."""

from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from payer_rules.message import Message, say


class CannotRead(ValueError):
    """The kept answer has another shape than this version of the program knows."""


def read_back(shape: Any, kept: Any) -> Any:
    """Turn what `to_plain` wrote into `shape` again. Raises CannotRead when it does not fit.

    A value that may be of several kinds, such as that of a fact, stays the text it was kept as.
    """
    try:
        return _read(shape, kept)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise CannotRead(str(shape)) from error


def _read(shape: Any, kept: Any) -> Any:
    if get_origin(shape) in (Union, UnionType):
        return _read_one_of([arm for arm in get_args(shape) if arm is not NoneType], kept)
    if get_origin(shape) is tuple:
        return tuple(_read(get_args(shape)[0], item) for item in kept)
    if shape is Message:
        return say("{said}", said=kept)
    if shape is Decimal:
        return Decimal(kept)
    if shape is date:
        return date.fromisoformat(kept)
    if isinstance(shape, type) and issubclass(shape, Enum):
        return shape(kept)
    return _read_fields(shape, kept) if is_dataclass(shape) else kept


def _read_one_of(arms: list[Any], kept: Any) -> Any:
    return kept if kept is None or len(arms) != 1 else _read(arms[0], kept)


def _read_fields(shape: Any, kept: Any) -> Any:
    """A dataclass from an object; a field that was added since takes its default."""
    hints = get_type_hints(shape)
    values = {
        each.name: _read(hints[each.name], kept[each.name])
        for each in fields(shape)
        if each.name in kept or each.default is MISSING
    }
    return shape(**values)
