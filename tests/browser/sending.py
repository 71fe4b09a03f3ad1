"""What a practice sends letters with, for the pages that show it."""

from sqlalchemy.orm import Session

from costing.letters.intake import clean
from costing.store import enclosures, letterheads, payers
from costing.store.cases import SavedCase
from tests.letters.files import A_LOGO, a_pdf

SOMEBODY = "somebody"


def what_is_sent(session: Session, case: SavedCase) -> tuple[str, str]:
    """Two enclosures of a case, an entry of the directory, a logo: the ids of an enclosure and of the entry."""
    enclosed = enclosures.add(session, case, "Laboratory report", clean(a_pdf("CK 4,200")).pdf, 1, SOMEBODY)
    longer = "Rheumatology note with a long name, December 11, 2025"
    enclosures.add(session, case, longer, clean(a_pdf()).pdf, 1, SOMEBODY)
    entry = payers.add(session, case.practice_id, {"payer": "Example Health", "fax": "919-555-0199"}, SOMEBODY)
    letterheads.keep_logo(session, case.practice_id, "svg", A_LOGO, SOMEBODY)
    return enclosed.id, entry.id
