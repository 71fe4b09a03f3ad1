"""The shapes of help in a case document: the household as programs ask for it, what already pays, and what was received before."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

MONTHS_IN_YEAR = 12


class ProgramKind(StrEnum):
    """Who gives the help: a manufacturer's copay help is closed to people with federal insurance."""

    MANUFACTURER = "manufacturer"
    FOUNDATION = "foundation"
    OTHER = "other"


class LimitKnown(StrEnum):
    """What the award says of a limit. One that we do not know is neither zero nor without end."""

    STATED = "stated"
    NONE = "none"  # the award says that there is none
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class GrantedHelp:
    """One program that pays for this patient, by the terms on its award: dollars, None where there is no such cap.

    `program` is its id in our collection, when it is there.
    """

    name: str
    kind: ProgramKind
    limit: LimitKnown = LimitKnown.STATED
    program: str | None = None
    rank: int = 1
    drug_only: bool = True
    yearly_cap: Decimal | None = None
    monthly_cap: Decimal | None = None
    claim_cap: Decimal | None = None
    patient_minimum: Decimal | None = None
    starts: date | None = None
    ends: date | None = None
    already_paid: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """An award of a program of our collection, by the day on which it was made."""

    program: str
    on: date


class PremiumProgram(StrEnum):
    """Medicare Savings Programs that pay the Part B premium and leave the share of each infusion."""

    SLMB = "slmb"
    QI = "qi"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Help:
    """What assistance programs ask about the household, the programs that already pay, and earlier awards."""

    household_size: int | None = None
    annual_income: Decimal | None = None
    monthly_income: Decimal | None = None
    savings: Decimal | None = None
    us_resident: bool | None = None
    qmb: bool | None = None  # enrolled as a Qualified Medicare Beneficiary
    premium_program: PremiumProgram | None = None
    extra_help: bool | None = None  # for Part D
    other_government_program: bool | None = None
    insurer_denied: bool | None = None
    on_label: bool | None = None  # the use, for a disease of which our product records do not say it
    programs: tuple[GrantedHelp, ...] = ()
    received: tuple[Received, ...] = ()

    @property
    def income_a_year(self) -> Decimal | None:
        """The yearly income, or twelve times the monthly one."""
        if self.annual_income is None and self.monthly_income is not None:
            return self.monthly_income * MONTHS_IN_YEAR
        return self.annual_income
