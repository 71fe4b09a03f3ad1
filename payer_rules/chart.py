"""What the record says: dated facts and drug trials, each with its evidence; silence is never a value."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

FactValue = str | bool | Decimal | date


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact stands: the document, its date, the page. `claim`, `order` and `computed` facts say so in `note`."""

    note: str
    on: date | None = None
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One documented value; several dated values of one name are normal. Unit and scale belong to the value."""

    name: str
    value: FactValue
    evidence: Evidence
    unit: str | None = None
    on: date | None = None


class Outcome(StrEnum):
    """How a prior treatment ended."""

    INADEQUATE = "inadequate"
    INTOLERANT = "intolerant"
    CONTRAINDICATED = "contraindicated"
    STOPPED = "stopped"
    ONGOING = "ongoing"


@dataclass(frozen=True, slots=True)
class Trial:
    """One prior treatment: a drug of a class (`corticosteroid`, `immune_globulin` ...), a product id for Ig."""

    drug: str
    drug_class: str
    outcome: Outcome
    evidence: Evidence
    product: str | None = None
    dose: str | None = None
    route: str | None = None
    starts: date | None = None
    ends: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything documented. `diagnoses` are facts named `diagnosis` whose value is an ICD-10-CM code, first the main one."""

    facts: tuple[Fact, ...] = ()
    trials: tuple[Trial, ...] = ()
    trials_complete: Evidence | None = field(default=None)  # a note that says these are all treatments so far

    def values(self, name: str) -> tuple[Fact, ...]:
        """All values of `name`, oldest first; undated ones first of all."""
        found = [fact for fact in self.facts if fact.name == name]
        return tuple(sorted(found, key=lambda fact: fact.on or date.min))
