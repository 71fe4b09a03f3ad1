"""The shapes of a case document once it is read: frozen, typed, each part optional until a question needs it."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

from costing.case.help_shapes import Help
from costing.case.plan_shapes import Coverage
from costing.case.request_shapes import Request
from costing.domain.contract import TermKind
from costing.domain.sites import ConversionFactor, DrugFrom, HospitalKind, SiteKind
from costing.domain.therapy import Conversion, DoseUnit, GivenBy, Interval, Route
from costing.domain.weights import Sex, WeightBasis
from payer_rules.chart import Chart

DOCUMENT_VERSION = 1
EMPTY_CHART = Chart()


@dataclass(frozen=True, slots=True)
class Address:
    """A US postal address; `state` is the two-letter code."""

    line1: str
    city: str
    state: str
    zip: str
    line2: str | None = None


@dataclass(frozen=True, slots=True)
class Prescriber:
    """Who signs the letter."""

    name: str
    credentials: str | None = None
    specialty: str | None = None
    npi: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """The letterhead, and who may be called back."""

    name: str
    address: Address | None = None
    phone: str | None = None
    fax: str | None = None
    npi: str | None = None
    tin: str | None = None
    prescriber: Prescriber | None = None
    participating: bool | None = None  # in Medicare; None: taken as given, and said
    uncollected_percent: Decimal | None = None  # of patients' shares, as the practice expects


@dataclass(frozen=True, slots=True)
class Weight:
    """`kg` is exact whatever unit was typed; `typed` and `typed_unit` keep what was."""

    kg: Decimal
    typed: Decimal
    typed_unit: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Height:
    """`cm` is exact whatever unit was typed; `typed` and `typed_unit` keep what was."""

    cm: Decimal
    typed: Decimal
    typed_unit: str


@dataclass(frozen=True, slots=True)
class Patient:
    """Who is treated. No name or birth date is needed for an estimate."""

    given_name: str | None = None
    family_name: str | None = None
    birth_date: date | None = None
    weight: Weight | None = None
    state: str | None = None
    height: Height | None = None
    sex: Sex | None = None


@dataclass(frozen=True, slots=True)
class Loading:
    """Cycles before the order's own dose; without an interval they follow each other as the order's do."""

    dose: Decimal
    dose_unit: DoseUnit
    days_per_cycle: int
    cycles: int
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What is different from the first cycle that starts on or after `on`; what is None stays as it was."""

    on: date
    product: str | None = None
    dose: Decimal | None = None
    dose_unit: DoseUnit | None = None
    days_per_cycle: int | None = None
    interval: Interval | None = None
    site: SiteKind | None = None
    weight: Weight | None = None
    infusion_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class AlsoGiven:
    """Another drug or service of every infusion day, such as against allergy: billing units of a code, under the office's own label."""

    code: str
    units: int
    label: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentedVisit:
    """When the infusion of one day began and ended, as its note says; past midnight it ends on the next day."""

    on: date
    began: time
    ended: time

    @property
    def minutes(self) -> Decimal:
        """From start to stop."""
        minutes = (self.ended.hour - self.began.hour) * 60 + self.ended.minute - self.began.minute
        return Decimal(minutes if minutes > 0 else minutes + 24 * 60)


@dataclass(frozen=True, slots=True)
class Order:
    """The prescription: product id, regimen, site; `infusion_minutes` are per infusion day."""

    product: str
    dose: Decimal
    dose_unit: DoseUnit
    days_per_cycle: int
    interval: Interval
    cycles: int
    first_infusion: date
    site: SiteKind
    conversion_factor: ConversionFactor = ConversionFactor.NON_QP
    locality: str | None = None  # Medicare's payment locality of the office, such as 11502-00; None: the national fee
    hospital: HospitalKind | None = None  # None: on campus is assumed
    infusion_minutes: int | None = None
    slow_rate: bool = False  # renal or thrombotic risk: the label's lower rate cap
    loading: Loading | None = None  # its cycles come before the `cycles` of the order
    changes: tuple[Change, ...] = ()  # in the order of their dates
    ends: date | None = None  # nothing is given after this day
    route: Route | None = None  # needed only for a product that is given both ways
    given_by: GivenBy = GivenBy.STAFF
    drug_from: DrugFrom = DrugFrom.PRACTICE
    conversion: Conversion | None = None  # the dose is one of a vein, to be converted to one under the skin
    weight_basis: WeightBasis = WeightBasis.ACTUAL
    round_within_percent: Decimal | None = None  # a day's dose is rounded to whole vials when it changes by no more
    stocked_grams: tuple[Decimal, ...] = ()  # the vial sizes to choose from; all sizes when empty
    also_given: tuple[AlsoGiven, ...] = ()
    pump_setups: int | None = None  # under the skin: so many further pump set-ups a day, each with new sites
    visits: tuple[DocumentedVisit, ...] = ()
    days_per_cycle_to: int | None = None  # "2 to 5 days": days_per_cycle is the first
    interval_every_to: int | None = None  # "every 3 to 4 weeks": interval is the first


class FeeKind(StrEnum):
    """What an entered price is: the claim's charge, the contract's allowed amount, the cash rate, or what was paid for the drug."""

    BILLED = "billed"
    CONTRACT = "contract"
    CASH = "cash"
    ACQUISITION = "acquisition"


@dataclass(frozen=True, slots=True)
class Fee:
    """The practice's own price of one code, from a date on: dollars of one unit, or what `basis` says.

    A contract rate may hold for one payer, plan or site only, a purchase price for one product.
    """

    code: str
    kind: FeeKind
    per_unit: Decimal | None  # of one unit, hour or day; None with a percent
    starts: date
    ends: date | None = None
    basis: TermKind = TermKind.PER_UNIT
    percent: Decimal | None = None
    list_price: Decimal | None = None  # AWP or WAC of one billing unit
    at_most_charge: bool = False
    payer: str | None = None
    plan_name: str | None = None
    site: SiteKind | None = None
    product: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """The whole document."""

    label: str | None = None
    practice: Practice | None = None
    patient: Patient | None = None
    coverage: Coverage | None = None
    request: Request | None = None
    order: Order | None = None
    chart: Chart = EMPTY_CHART
    fees: tuple[Fee, ...] = ()
    help: Help | None = None
    assumptions: tuple[str, ...] = ()
    version: int = DOCUMENT_VERSION
