"""An office's directory of payers kept in order: each entry in its one form, and one entry for a plan."""

from typing import Any

from sqlalchemy.orm import Session

from costing.case.payer_entry import BadEntry, read_entry, write_entry
from costing.questions.refused import Refused, refuse
from costing.store import payers
from costing.store.payers import Full, SavedEntry

TAKEN = "There is an entry for this plan already. Change that one."


def add_entry(session: Session, practice_id: str, document: dict[str, Any], by: str) -> SavedEntry:
    """Keep a new entry. Raises Refused by field."""
    try:
        return payers.add(session, practice_id, _in_order(session, practice_id, document, None), by)
    except Full:
        raise refuse("payer", f"The directory holds {payers.MOST} entries. Remove one first.") from None


def change_entry(
    session: Session, practice_id: str, entry_id: str, document: dict[str, Any], row_version: int, by: str
) -> None:
    """Put an entry in the place of the version that was read. Raises NotFound, Stale, and Refused by field."""
    payers.get(session, practice_id, entry_id)
    payers.replace(session, practice_id, entry_id, _in_order(session, practice_id, document, entry_id), row_version, by)


def _in_order(session: Session, practice_id: str, document: dict[str, Any], own: str | None) -> dict[str, Any]:
    """The entry in its one form. Raises Refused when it breaks a rule, or another than `own` is for its plan."""
    try:
        written = write_entry(read_entry(document))
    except BadEntry as bad:
        raise Refused(bad.messages) from None
    if any(one.id != own and _plan(one.document) == _plan(written) for one in payers.all_of(session, practice_id)):
        raise refuse("plan_name", TAKEN)
    return written


def _plan(document: dict[str, Any]) -> tuple[str, ...]:
    return tuple(" ".join(document.get(key, "").casefold().split()) for key in ("payer", "plan_name"))
