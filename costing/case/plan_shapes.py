"""The shapes of coverage in a case document: each plan's terms, what stands behind it, and which plan holds from which day on."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from costing.domain.coverage import JANUARY_1, Coordination, MonthDay, PlanKind
from costing.domain.help import Treatment


class FamilyKind(StrEnum):
    """Embedded: one person's own limits count beside the family's. Aggregate: only the family's count."""

    EMBEDDED = "embedded"
    AGGREGATE = "aggregate"


class Funding(StrEnum):
    """Who bears the risk: state insurance law reaches insured plans only, and appeals of the federal ones follow rules of their own."""

    INSURED = "insured"
    SELF_FUNDED = "self_funded"
    FEHB = "fehb"  # federal employees and annuitants
    TRICARE = "tricare"
    CHAMPVA = "champva"


@dataclass(frozen=True, slots=True)
class ServiceTerms:
    """What the patient owes of the drug, or of giving it, where a plan shares them apart."""

    coinsurance_percent: Decimal | None = None
    copay_per_day: Decimal | None = None
    deductible_applies: bool = True
    first_visits: int | None = None  # so many infusion days of the plan year are free of the deductible


@dataclass(frozen=True, slots=True)
class FamilyTerms:
    """The family's limits and what the family has met; the as-of day is the plan's."""

    kind: FamilyKind
    deductible: Decimal | None = None
    out_of_pocket_maximum: Decimal | None = None
    deductible_met: Decimal | None = None
    out_of_pocket_met: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SeparateTerms:
    """Terms with counters of their own: out of network, the pharmacy benefit, or a Part D plan."""

    coinsurance_percent: Decimal | None = None
    copay_per_day: Decimal | None = None
    deductible: Decimal | None = None
    out_of_pocket_maximum: Decimal | None = None
    deductible_met: Decimal | None = None
    out_of_pocket_met: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan: who it is, and the terms that decide the patient's share (amounts in dollars, percent of allowed)."""

    kind: PlanKind
    payer: str | None = None  # the name on the card
    payer_id: str | None = None  # the payer's id in our policy collection, when it is there
    plan_name: str | None = None
    member_id: str | None = None
    group: str | None = None
    year_starts: MonthDay = JANUARY_1
    deductible: Decimal | None = None
    coinsurance_percent: Decimal | None = None
    out_of_pocket_maximum: Decimal | None = None
    met_as_of: date | None = None
    deductible_met: Decimal | None = None
    out_of_pocket_met: Decimal | None = None
    utilization_department: str | None = None
    fax: str | None = None
    drug: ServiceTerms | None = None
    administration: ServiceTerms | None = None
    visits_met: int | None = None  # infusion days or visits of the plan year used up to the as-of day
    family: FamilyTerms | None = None
    practice_in_network: bool = True
    out_of_network: SeparateTerms | None = None
    pharmacy: SeparateTerms | None = None  # None: the drug draws on the medical benefit's counters
    funding: Funding | None = None
    alternative_funding: bool | None = None  # the drug is left out, and patients are sent to outside help
    help_treatment: Treatment | None = None  # what the plan does with dollars that a program pays


@dataclass(frozen=True, slots=True)
class PartD:
    """A Medicare drug plan; what is None is the standard design's, as far as it is loaded."""

    terms: SeparateTerms
    plan_name: str | None = None
    payment_plan: bool = False  # the shares are billed month by month over the rest of the year


@dataclass(frozen=True, slots=True)
class Medicaid:
    """Medicaid behind another payer: what it still asks of the patient."""

    copay_per_day: Decimal | None = None
    spend_down_per_month: Decimal | None = None


class MedicareReason(StrEnum):
    """Why the patient has Medicare."""

    AGE = "age"
    DISABILITY = "disability"
    ESRD = "esrd"  # kidney failure


@dataclass(frozen=True, slots=True)
class PayerFacts:
    """What decides whether Medicare or a plan from a job pays first; None: not asked yet."""

    medicare_because: MedicareReason | None = None
    current_employment: bool | None = (
        None  # of the patient or spouse (with a disability: of the family), which gives the plan
    )
    employees: int | None = None
    coordination_ends: date | None = None  # with kidney failure: the last day on which the plan from the job pays first


@dataclass(frozen=True, slots=True)
class Coverage:
    """The first payer and what stands behind it: a Medigap letter, Medicaid, or a second plan; and the drug plan beside Medicare."""

    primary: Plan
    medigap_plan: str | None = None
    second: Plan | None = None
    coordination: Coordination = Coordination.STANDARD
    medicaid: Medicaid | None = None
    part_d: PartD | None = None
    payer_facts: PayerFacts | None = None
    changes: tuple["CoverageChange", ...] = ()  # in the order of their dates


@dataclass(frozen=True, slots=True)
class CoverageChange:
    """From `on` on this coverage holds and no earlier one; without insurance its first plan is self-pay."""

    on: date
    coverage: Coverage
