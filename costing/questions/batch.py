"""Prices one line of a batch: the text of a case document in, a row of sums or the reasons why not out."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from costing.case.strict_json import read_json
from costing.questions.documents import read_case
from costing.questions.estimate import estimate
from costing.questions.plain import to_plain
from costing.questions.refused import Refused
from costing.questions.stamp import data_hash, engine_version

BY_VISIT = ("visits", "cycles")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the input by number; `answer` is the estimate without its visits and cycles, or `refused` says why not."""

    line: int
    key: str
    answer: dict[str, Any] | None = None
    refused: tuple[str, ...] = ()


def key_of(text: bytes) -> str:
    """Changes with the line, with the engine and with the loaded data."""
    stamp = f"{engine_version()} {data_hash()} ".encode()
    return hashlib.sha256(stamp + text.strip()).hexdigest()


def priced_row(numbered: tuple[int, bytes]) -> Row:
    """Price one numbered line; a line that cannot be priced never raises."""
    line, text = numbered
    row = Row(line, key_of(text))
    try:
        priced = to_plain(replace(estimate(read_case(read_json(text))), visits=(), cycles=()))
    except Refused as refused:
        return replace(row, refused=tuple(f"{field}: {' '.join(said)}" for field, said in refused.messages.items()))
    except ValueError as error:
        return replace(row, refused=(f"this is not a case document: {error}.",))
    return replace(row, answer={name: value for name, value in priced.items() if name not in BY_VISIT})
