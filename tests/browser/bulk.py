"""Two jobs of letters for the pages that show them: one done, with a case that has no letter, and one under way."""

from datetime import date, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from costing.store import job_work, jobs
from costing.store.cases import SavedCase
from costing.store.database import new_id, now
from costing.store.jobs import ItemRow
from costing.store.people import Person

GAP = {"coverage.primary.member_id": ["Enter the member ID from the card."]}
LETTER = {"kind": "prior_authorization", "is_draft": True, "case_row_version": 0, "messages": GAP}
REASONS = {
    "messages": {"order": ["Enter the order: product, dose, days per cycle, interval, first infusion and site."]}
}


def two_jobs(session: Session, biller: Person, full: SavedCase, empty: SavedCase) -> tuple[str, str]:
    """Their ids; the worker of the second one is said to live for an hour."""
    done, under_way = (
        jobs.start(session, biller.practice_id, new_id(), [full.id, empty.id], date.today(), biller.id)[0].id
        for _ in range(2)
    )
    for details, pdf in ((LETTER, b"%PDF-1.7"), (REASONS, None)):
        if held := job_work.claim(session, done, "w"):
            job_work.settle(session, held, details, pdf)
    if held := job_work.claim(session, under_way, "w"):
        session.execute(update(ItemRow).where(ItemRow.id == held.item_id).values(held_until=now() + timedelta(hours=1)))
    return done, under_way
