"""A practice's fee schedule: sealed, whole, and never written over what somebody else just kept."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from costing.store import people
from costing.store.cases import Stale
from costing.store.fees import PracticeFeesRow, keep_schedule, schedule_of

ROWS = [{"code": "J1568", "kind": "cash", "per_unit": "95", "starts": "2026-01-01"}]


@pytest.fixture
def practice_id(session: Session) -> str:
    return people.add_practice(session, "Fees Clinic (fictional)").id


def test_before_anything_is_kept_there_is_nothing(session: Session, practice_id: str):
    schedule = schedule_of(session, practice_id)
    assert (schedule.row_version, schedule.rows) == (0, [])


def test_a_schedule_is_kept_sealed_and_changed_as_a_whole(session: Session, practice_id: str):
    keep_schedule(session, practice_id, ROWS, 0, "someone")
    assert schedule_of(session, practice_id).rows == ROWS
    assert b"J1568" not in session.scalars(select(PracticeFeesRow.content)).one()
    keep_schedule(session, practice_id, [], 1, "someone")
    assert (schedule_of(session, practice_id).row_version, schedule_of(session, practice_id).rows) == (2, [])


@pytest.mark.parametrize("seen", [0, 2, -1])
def test_what_somebody_else_kept_is_not_written_over(session: Session, practice_id: str, seen: int):
    keep_schedule(session, practice_id, ROWS, 0, "someone")
    with pytest.raises(Stale):
        keep_schedule(session, practice_id, [], seen, "another")
    assert schedule_of(session, practice_id).rows == ROWS


def test_each_practice_has_its_own(session: Session, practice_id: str):
    keep_schedule(session, practice_id, ROWS, 0, "someone")
    other = people.add_practice(session, "Another Clinic (fictional)").id
    assert schedule_of(session, other).rows == []
