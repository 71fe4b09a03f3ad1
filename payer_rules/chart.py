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


class TrialSource(StrEnum):
    """Who vouches for a treatment; what a policy counts is the policy's own choice."""

    PRESCRIPTION = "prescription"
    PHARMACY_CLAIM = "pharmacy_claim"
    ADMINISTRATION_RECORD = "administration_record"
    CHART_NOTE = "chart_note"
    SAMPLE = "sample"
    PATIENT_REPORT = "patient_report"


@dataclass(frozen=True, slots=True)
class Trial:
    """One prior treatment: a drug of a class (`corticosteroid`, `immune_globulin` ...), a product id for Ig.

    `dose` is told in words; `dose_amount` in `dose_unit` is the same as a number that a policy can compare.
    """

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
    dose_amount: Decimal | None = None
    dose_unit: str | None = None
    source: TrialSource | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything documented. `diagnoses` are facts named `diagnosis` whose value is an ICD-10-CM code, first the main one."""

    facts: tuple[Fact, ...] = ()
    trials: tuple[Trial, ...] = ()
    trials_complete: Evidence | None = field(default=None)  # a note that says these are all treatments so far
    _by_name: dict[str, tuple[Fact, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def values(self, name: str) -> tuple[Fact, ...]:
        """All values of `name`, oldest first; undated ones first of all."""
        if not self._by_name:
            self._by_name.update(_by_name(self.facts))
        return self._by_name.get(name, ())

    def newest(self, name: str) -> tuple[Fact, ...]:
        """The value of the newest day; several where that day has values that differ, so that nobody takes one of them."""
        held = self.values(name)
        last = {(one.value, one.unit): one for one in held if one.on == held[-1].on}
        return tuple(last.values())

    def with_facts(self, *more: Fact) -> "Chart":
        """The same chart with facts added."""
        return Chart((*self.facts, *more), self.trials, self.trials_complete)


def _by_name(facts: tuple[Fact, ...]) -> dict[str, tuple[Fact, ...]]:
    found: dict[str, list[Fact]] = {}
    for fact in sorted(facts, key=lambda one: one.on or date.min):
        found.setdefault(fact.name, []).append(fact)
    return {name: tuple(values) for name, values in found.items()}
