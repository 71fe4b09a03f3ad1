"""A frozen dataclass for what an answer holds by the hundred."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def record(kind: type[T]) -> type[T]:
    """A dataclass that mypy keeps from being changed.

    One that is frozen at run time writes each field by a call: a claim line takes 1.6 µs to make then, not 0.2.
    """
    return dataclass(slots=True, unsafe_hash=True)(kind)
