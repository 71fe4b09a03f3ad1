"""An installation on each kind of database, with a practice whose cases have letters."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from costing.store import audit, cases, jobs, people
from costing.store.audit import AuditEntry
from costing.store.database import make_engine, migrate, new_id, session_factory
from costing.store.instance import DATABASE_VARIABLE, Instance, open_instance
from costing.store.jobs import SavedItem, SavedJob

EXAMPLE = Path(__file__).resolve().parents[2] / "costing" / "examples" / "medicare-advantage.json"
DAY = date(2026, 11, 26)


@dataclass(slots=True)
class Office:
    """A practice of an installation."""

    instance: Instance
    sessions: sessionmaker[Session]
    practice_id: str

    def add_case(self, document: dict[str, Any]) -> str:
        """A saved case."""
        with self.sessions.begin() as session:
            return cases.keep_new(session, self.practice_id, document, "me").id

    def ask(self, *documents: dict[str, Any]) -> str:
        """A job for new cases of these documents."""
        ids = [self.add_case(document) for document in documents]
        with self.sessions.begin() as session:
            return jobs.start(session, self.practice_id, new_id(), ids, DAY, "me")[0].id

    def job(self, job_id: str) -> SavedJob:
        """As it stands now."""
        with self.sessions() as session:
            return jobs.get(session, self.practice_id, job_id)

    def items(self, job_id: str) -> tuple[SavedItem, ...]:
        """As they stand now."""
        with self.sessions() as session:
            return jobs.items(session, self.practice_id, job_id)

    def pdf(self, item: SavedItem) -> bytes:
        """The print of one case."""
        with self.sessions() as session:
            return jobs.content_of(session, self.practice_id, item.id)

    def printed_on_record(self) -> list[str]:
        """The cases of which a print is on record, in order; the chain is whole."""
        with self.sessions() as session:
            assert audit.verify(session, self.practice_id) is None
            rows = select(AuditEntry.subject).where(AuditEntry.action == "letter printed").order_by(AuditEntry.number)
            return list(session.scalars(rows))


def letter(label: str = "A letter") -> dict[str, Any]:
    """A case whose letter can be written."""
    return {**json.loads(EXAMPLE.read_text()), "label": label}


@pytest.fixture
def office(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A practice on SQLite and on PostgreSQL; processes of this test find the same installation."""
    folder = tmp_path / "instance"
    monkeypatch.setenv(DATABASE_VARIABLE, database_url)
    monkeypatch.setenv("IGPATH_INSTANCE", str(folder))
    instance = open_instance(folder)
    engine = make_engine(database_url)
    migrate(engine)
    sessions = session_factory(engine, instance.keys.document_key)
    with sessions.begin() as session:
        practice = people.add_practice(session, "Example Clinic (fictional)").id
    yield Office(instance, sessions, practice)
    engine.dispose()
