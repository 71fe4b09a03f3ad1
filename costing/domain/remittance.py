"""The shapes of a remittance held against an estimate: what was paid, what differs, and the causes there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from costing.domain.money import ZERO
from payer_rules.dated import History
from payer_rules.message import Message


class Cause(StrEnum):
    """Why a line differs, in the order in which causes are tried."""

    SAME = "same"
    ROUNDING = "rounding"  # a cent
    NOT_PRICED = "not_priced"  # the estimate has no amount to compare with
    MISSING = "missing"  # expected, and not on the remittance of its day
    EXTRA = "extra"  # on the remittance, and not expected
    PAID_TWICE = "paid_twice"
    DENIED = "denied"
    UNITS = "units"
    PRICE = "price"
    SEQUESTRATION = "sequestration"
    DEDUCTIBLE = "deductible"
    COINSURANCE = "coinsurance"
    NOTHING_OWED = "nothing_owed"  # the patient owes nothing, as when a maximum is reached
    NOT_EXPLAINED = "not_explained"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One adjustment of a line: group CO, PR, OA or PI, the reason code, and its dollars where the file says."""

    group: str
    code: str
    dollars: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Remitted:
    """One row of a remittance, in dollars; a reversal has negative amounts."""

    row: int
    on: date
    code: str
    modifier: str | None
    units: Decimal | None
    allowed: Decimal | None
    paid: Decimal
    patient: Decimal | None
    adjustments: tuple[Adjustment, ...] = ()


@dataclass(frozen=True, slots=True)
class RemittedLine:
    """One line expected, remitted or both. Differences are remitted less expected; None where one of them is not known."""

    on: date
    code: str
    modifier: str | None
    rows: tuple[int, ...]
    expected_allowed: Decimal | None
    allowed: Decimal | None
    expected_plan: Decimal | None
    plan: Decimal | None
    expected_patient: Decimal | None
    patient: Decimal | None
    cause: Cause
    sentence: Message

    @property
    def plan_difference(self) -> Decimal:
        """What the payer paid more (or less) than expected; what is not known counts as nothing."""
        return (self.plan or ZERO) - (self.expected_plan or ZERO)


@dataclass(frozen=True, slots=True)
class ByCause:
    """The lines of one cause and what they differ by for the plan and the patient together."""

    cause: Cause
    lines: int
    plan: Decimal
    patient: Decimal


@dataclass(frozen=True, slots=True)
class Remittance:
    """A whole comparison: only days up to the last remitted one are expected to be there."""

    lines: tuple[RemittedLine, ...]  # those that differ first, by what the plan paid too little or too much
    expected_plan: Decimal | None
    plan: Decimal
    expected_patient: Decimal | None
    patient: Decimal | None
    causes: tuple[ByCause, ...]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Known:
    """What differences are held against: other prices of a code by name, sequestration, and what adjustment codes mean."""

    prices: Mapping[str, Sequence[History[Decimal]]]
    sequestration: History[Decimal]
    meanings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Paid:
    """The rows of one line together."""

    rows: tuple[int, ...]
    units: Decimal | None
    allowed: Decimal | None
    paid: Decimal
    patient: Decimal | None
    adjustments: tuple[Adjustment, ...]
    times: int  # rows that pay something
