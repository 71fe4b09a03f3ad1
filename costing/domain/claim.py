"""Claim lines: dated, with the figures that decided them, and who pays each."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from costing.domain.money import ZERO
from costing.domain.record import record
from payer_rules.dated import Provenance
from payer_rules.message import Message


class LineKind(StrEnum):
    """In the order in which the deductible is taken."""

    DRUG = "drug"
    WASTE = "waste"
    OTHER_DRUG = "other_drug"  # given before the infusion, such as for allergy
    FIRST_HOUR = "first_hour"
    ADDED_HOUR = "added_hour"
    OTHER_SERVICE = "other_service"  # such as hydration, a home per diem, nursing at home


class Service(StrEnum):
    """What a plan shares apart: the drugs, and giving them."""

    DRUG = "drug"
    ADMINISTRATION = "administration"


DRUG_KINDS = frozenset({LineKind.DRUG, LineKind.WASTE, LineKind.OTHER_DRUG})


class Benefit(StrEnum):
    """Which benefit of the plan a line draws on: a pharmacy that dispenses the drug bills the pharmacy benefit or Part D."""

    MEDICAL = "medical"
    PHARMACY = "pharmacy"


class Network(StrEnum):
    """Whether who bills the line has a contract with the plan."""

    IN = "in"
    OUT = "out"


@record
class Basis:
    """One figure that decided a price: what it is, its value and unit, its dates and who vouches for it.

    `stands_in_for` is the day the value was borrowed for, when an assumption stretched it beyond its dates.
    """

    what: Message
    value: Decimal
    unit: str
    starts: date
    ends: date | None
    provenance: Provenance
    stands_in_for: date | None = None


@record
class ClaimLine:
    """One line of one day's claim; `billed` and `allowed` in dollars, None when unknown (`unknown` says why)."""

    on: date
    cycle: int
    kind: LineKind
    code: str
    modifier: str | None  # JW on waste, JZ on a drug line without any
    label: str
    units: int
    billed: Decimal | None
    allowed: Decimal | None
    allowed_basis: Basis | None
    coinsurance_basis: Basis | None  # in percent of allowed, or in dollars a unit where a schedule prints a copayment
    unknown: Message | None = None
    coinsurance_limit: Basis | None = None  # dollars that all lines of the day together may take as coinsurance
    benefit: Benefit = Benefit.MEDICAL
    network: Network = Network.IN
    second_allowed: Decimal | None = None  # what a second plan itself allows; None: the same as the first

    @property
    def service(self) -> Service:
        """Whether the line is for a drug or for giving it."""
        return Service.DRUG if self.kind in DRUG_KINDS else Service.ADMINISTRATION


@record
class HelpShare:
    """What one program pays of a line, and what is left of its yearly cap afterwards (None without one)."""

    program: str
    paid: Decimal
    left: Decimal | None


@record
class SettledLine:
    """A claim line and who pays it: `allowed = plan + second_payer + help_paid + patient` to the cent, unless unknown."""

    line: ClaimLine
    deductible: Decimal | None  # the part of `allowed` taken by the deductible
    coinsurance: Decimal | None  # the part taken as coinsurance, before any maximum or second payer
    plan: Decimal | None
    second_payer: Decimal | None
    patient: Decimal | None
    share_basis: tuple[Basis, ...]  # deductible, copay, coinsurance, maximum, second payer and programs that were used
    unknown: Message | None = None
    copay: Decimal | None = ZERO  # the part taken as a copay of the infusion day
    help_paid: Decimal | None = ZERO  # what programs pay of the patient's share
    not_counted: Decimal | None = ZERO  # the part of the share that uses up neither deductible nor maximum
    coinsurance_basis: Basis | None = None  # the percent, or dollars a unit, that this plan asks of the line
    outside_limits: bool = False  # a maximizer's share of the drug
    pool: str | None = None  # whose deductible and maximum the line draws on
    deductible_left: Decimal | None = None  # of that pool after this line; None without a deductible
    room_left: Decimal | None = None  # before that pool's maximum after this line; None without a maximum
    help_by: tuple[HelpShare, ...] = ()  # `help_paid` by program, in the order in which they pay
