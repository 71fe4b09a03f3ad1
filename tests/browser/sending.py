"""What a practice sends letters with, for the pages that show it."""

from sqlalchemy.orm import Session

from costing.letters.form_ties import suggested
from costing.letters.intake import clean
from costing.letters.payer_form import fields_to, read_form
from costing.store import enclosures, forms, letterheads, payers
from costing.store.cases import SavedCase
from tests.letters.files import A_LOGO, a_pdf
from tests.letters.payer_forms import a_payer_form

SOMEBODY = "somebody"


def what_is_sent(session: Session, case: SavedCase) -> tuple[str, str, str]:
    """Two enclosures of a case, an entry of the directory, a logo and a payer's form: three of their ids."""
    enclosed = enclosures.add(session, case, "Laboratory report", clean(a_pdf("CK 4,200")).pdf, 1, SOMEBODY)
    longer = "Rheumatology note with a long name, December 11, 2025"
    enclosures.add(session, case, longer, clean(a_pdf()).pdf, 1, SOMEBODY)
    entry = payers.add(session, case.practice_id, {"payer": "Example Health", "fax": "919-555-0199"}, SOMEBODY)
    letterheads.keep_logo(session, case.practice_id, "svg", A_LOGO, SOMEBODY)
    blank = read_form(a_payer_form())
    payer = case.document["coverage"]["primary"]["payer"]
    ties = {one.key: tie for one in blank.fields if (tie := suggested(one))}
    about = {
        "title": "Request form",
        "payer": payer,
        "plan_name": None,
        "fields": fields_to(blank.fields),
        "ties": ties,
    }
    form = forms.add(session, case.practice_id, about, blank.pdf, SOMEBODY)
    return enclosed.id, entry.id, form.id
