"""A case inside one request: whose it is, who opens and changes it, and what a rejected form shows."""

import re
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request

from costing.case.schema import dump_case
from costing.questions import read_case
from costing.store import audit
from costing.store import cases as store
from costing.store.cases import SavedCase
from costing.web.auth import me
from costing.web.database import session
from costing.web.forms import Document, Errors, Field, place, summary_rows
from costing.web.staff.answer_places import entries

cases = Blueprint("cases", __name__)
REJECTED, CONFLICT = 422, 409
VERSION = re.compile("[0-9]{1,9}")
Rows = list[tuple[str | None, str]]


def found(case_id: str) -> SavedCase:
    """A case of the signed-in person's practice. Raises NotFound."""
    return store.get(session(), me().practice_id, case_id)


def opened(case_id: str) -> SavedCase:
    """A case that is shown to the person, which is put on record. Raises NotFound."""
    saved = found(case_id)
    record("case read", case_id)
    return saved


def newest(saved: SavedCase) -> SavedCase:
    """The case as it stands now, after somebody was faster."""
    session().expire_all()
    return found(saved.id)


def keep(saved: SavedCase, document: Document) -> None:
    """Keep a document in its one written form. Raises Refused when a rule is broken, Stale when somebody was faster."""
    written = dump_case(read_case(document))
    store.replace(session(), me().practice_id, saved.id, written, row_version(), me().id)
    record("case changed", saved.id)


def row_version() -> int:
    """The version of the row that the form was made from; what no row can have is none of them."""
    given = request.form.get("row_version", "")
    return int(given) if VERSION.fullmatch(given) else -1


def record(action: str, subject: str) -> None:
    """Put on record what the signed-in person did; `subject` is the id of a row."""
    audit.record(session(), me().practice_id, me().id, action, subject)


def rejected(case_id: str, errors: Errors, fields: Sequence[Field]) -> tuple[dict[str, list[str]], Rows]:
    """Errors beside their fields, and the summary: what is wrong on another page of the case links to that page."""
    beside, others = place(errors, fields)
    elsewhere: Rows = [(one.href, f"{one.sentence} {one.text}.") for one in entries(case_id, others)]
    return beside, summary_rows({path: errors[path] for path in errors if path not in others}, fields) + elsewhere


def shown(field: Field, value: Any) -> str:
    """A value as its question showed it: the words of a choice, not its code."""
    words = {option.value: option.text for option in field.options}
    values = value if isinstance(value, list) else [value]
    return "; ".join(words.get(str(one), str(one)) for one in values if one != "")
