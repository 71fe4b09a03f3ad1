"""Every table in one place, for the migrations: importing this module registers them all."""

from costing.store import answers, applications, audit, cases, fees, people
from costing.store.database import Base

__all__ = ["answers", "applications", "audit", "cases", "fees", "metadata", "people"]

metadata = Base.metadata
