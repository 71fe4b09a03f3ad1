"""Every table in one place, for the migrations: importing this module registers them all."""

from costing.store import (
    answers,
    applications,
    audit,
    cases,
    enclosures,
    fees,
    forms,
    jobs,
    letterheads,
    payers,
    people,
    signed,
)
from costing.store.database import Base

__all__ = [
    "answers",
    "applications",
    "audit",
    "cases",
    "enclosures",
    "fees",
    "forms",
    "jobs",
    "letterheads",
    "metadata",
    "payers",
    "people",
    "signed",
]

metadata = Base.metadata
