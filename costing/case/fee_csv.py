"""A practice's prices as a CSV file: out as a fee schedule, and in, every bad row named by its line."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from marshmallow import ValidationError

from costing.case.csv_file import BadRows, Layout, RowError, read_rows, written
from costing.case.fee_schema import FeeSchema
from costing.case.schema import flat_messages
from costing.case.shapes import Fee

HEADINGS = (
    "code",
    "kind",
    "per_unit",
    "basis",
    "percent",
    "list_price",
    "at_most_charge",
    "payer",
    "plan_name",
    "site",
    "product",
    "starts",
    "ends",
)
SCOPE = ("code", "kind", "payer", "plan_name", "site", "product")
LAYOUT = Layout(HEADINGS, frozenset({"code", "kind", "starts"}), "price", 2_000, 500_000, {})
_FEE = FeeSchema()


def fees_csv(fees: Sequence[Fee]) -> str:
    """The prices with one row each, under the headings that `read_fees` takes."""
    text = io.StringIO()
    rows = csv.DictWriter(text, HEADINGS, lineterminator="\r\n")
    rows.writeheader()
    rows.writerows({key: written(value) for key, value in _FEE.dump(fee).items()} for fee in fees)
    return text.getvalue()


def read_fees(raw: bytes) -> list[dict[str, Any]]:
    """The rows of a file as fees of a case document, in the order of the file. Raises BadRows."""
    placed = read_rows(raw, LAYOUT)
    errors = [error for line, row in placed for error in _errors(line, row)] or list(_overlaps(placed))
    if errors:
        raise BadRows(errors)
    return [_as_document(row) for _, row in placed]


def _errors(line: int, row: Mapping[str, str]) -> Iterator[RowError]:
    try:
        fee = _FEE.load(row)
    except ValidationError as error:
        for column, said in flat_messages(error.messages).items():
            yield RowError(line, None if column == "document" else column, " ".join(map(str, said)))
        return
    if fee.ends is not None and fee.ends < fee.starts:
        yield RowError(line, "ends", "The price ends before it starts. Check both dates.")


def _overlaps(placed: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[RowError]:
    """Two rows for the same thing on the same day."""
    by_scope: dict[tuple[Any, ...], list[tuple[int, Fee]]] = {}
    for line, row in placed:
        fee: Fee = _FEE.load(row)
        by_scope.setdefault(tuple(getattr(fee, part) for part in SCOPE), []).append((line, fee))
    for rows in by_scope.values():
        rows.sort(key=lambda one: one[1].starts)
        for (before, earlier), (line, later) in pairwise(rows):
            if (earlier.ends or date.max) >= later.starts:
                yield RowError(line, "starts", f"Line {before} holds on the same day. End it before this one starts.")


def _as_document(row: Mapping[str, str]) -> dict[str, Any]:
    dumped: dict[str, Any] = _FEE.dump(_FEE.load(row))
    return {key: value for key, value in dumped.items() if value is not None}
