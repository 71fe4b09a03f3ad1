"""A practice's letterhead and logo, checked by the rules of the case document and cleaned before they are kept."""

from typing import Any

from sqlalchemy.orm import Session

from costing.case.schema import dump_case
from costing.letters.intake import BadUpload
from costing.letters.logo import Logo, clean_logo
from costing.questions.documents import read_case
from costing.questions.refused import Refused, refuse
from costing.store import letterheads


def keep_letterhead(session: Session, practice_id: str, document: dict[str, Any], version: str) -> None:
    """Put the practice part of a document in the place of the letterhead that was read. Raises Refused by field, and Stale."""
    own = dump_case(read_case(document)).get("practice", {})
    if not own:
        raise Refused({"practice.name": ["Enter the practice's name."]})
    letterheads.keep_letterhead(session, practice_id, own, version)


def take_logo(session: Session, practice_id: str, raw: bytes, by: str) -> tuple[Logo, tuple[str, ...]]:
    """Clean a PNG or SVG and keep it; with it comes what was left out of an SVG. Raises Refused."""
    try:
        logo, left_out = clean_logo(raw)
    except BadUpload as bad:
        raise refuse("file", str(bad)) from None
    letterheads.keep_logo(session, practice_id, logo.kind, logo.content, by)
    return logo, left_out
