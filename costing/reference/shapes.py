"""The shapes of the reference data, once loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from costing.domain.charges import Coinsurance
from costing.domain.edits import Setting, UnlikelyEdit
from costing.domain.infusion_time import Ramp
from costing.domain.money import cents
from costing.domain.sites import ConversionFactor
from costing.reference.versions import Part
from payer_rules.dated import Dated, History, Provenance


@dataclass(frozen=True, slots=True)
class Package:
    """One package of a product: its 11-digit NDC, content in grams and in billing units."""

    ndc: str
    grams: Decimal
    units: int
    labeler: str
    note: str | None


@dataclass(frozen=True, slots=True)
class ListedPackage:
    """A package in Medicare's crosswalk: the billing units of one container and of the whole package."""

    units: Decimal
    package_units: Decimal
    labeler: str | None
    drug: str


@dataclass(frozen=True, slots=True)
class LoadedLists:
    """What Medicare publishes and does not ship here: each is empty until an office loads its official file."""

    locality_fees: Mapping[tuple[str, str, ConversionFactor], History[Decimal]]  # of an office, by locality and code
    crosswalk: Mapping[tuple[str, str], History[ListedPackage]]  # by NDC and billing code
    noc_limits: Mapping[tuple[str, str], History[Decimal]]  # by drug and dosage
    not_payable: Mapping[str, History[str]]  # drugs that Part B does not pay, by code
    dmepos_fees: Mapping[tuple[str, str, str, str], History[Decimal]]  # by code, modifier, state and area


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing a label says, in words, with who vouches for it, and the hazards it speaks of: it stops, cautions or clears."""

    name: str
    value: str
    provenance: Provenance
    note: str | None
    stops: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DoseRates:
    """The rate table for one indication: the usual ramp, the slower one at renal or thrombotic risk, and every figure's source."""

    indication: str
    usual: Ramp
    slow: Ramp
    provenances: tuple[Provenance, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """One product-strength; price goes by `hcpcs`, vials by `packages`, `billing_unit_mg` is one billed unit."""

    id: str
    name: str
    manufacturer: str
    hcpcs: str
    billing_unit_mg: int
    routes: tuple[str, ...]
    concentration_percent: str
    labelled_for_dm: bool
    dm_label: Provenance
    ramp: DoseRates | None
    packages: tuple[Package, ...]
    packages_from: Dated[None]  # the list the packages were read in, with its dates
    attributes: Mapping[str, Attribute]
    note: str | None


@dataclass(frozen=True, slots=True)
class PaymentLimit:
    """Medicare's limit for one billing unit in dollars, and the patient's percent of it."""

    per_unit: Decimal
    coinsurance_percent: Decimal


@dataclass(frozen=True, slots=True)
class AdministrationCode:
    """A service code with our own label (the descriptors are licensed) and what it is: first_hour, added_hour, other."""

    code: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Locality:
    """A Medicare payment locality and its geographic practice cost indices, each against a national average of 1."""

    state: str
    name: str
    work: Decimal
    practice: Decimal
    malpractice: Decimal


@dataclass(frozen=True, slots=True)
class Contractor:
    """Who decides Part B claims for Medicare in a place: its jurisdiction, such as JM, and its name."""

    jurisdiction: str
    name: str


@dataclass(frozen=True, slots=True)
class OfficeFee:
    """The relative value units of an office service and the dollars of one unit."""

    work: Decimal
    practice: Decimal
    malpractice: Decimal
    conversion_factor: Decimal

    @property
    def national(self) -> Decimal:
        """The national fee in dollars, half up: the sum of the units times the conversion factor (42 CFR 414.20)."""
        return cents((self.work + self.practice + self.malpractice) * self.conversion_factor)

    def at(self, place: Locality) -> Decimal:
        """The fee in a locality: each unit times its index, then the conversion factor, half up (42 CFR 414.20, 414.26)."""
        units = self.work * place.work + self.practice * place.practice + self.malpractice * place.malpractice
        return cents(units * self.conversion_factor)


@dataclass(frozen=True, slots=True)
class HospitalFee:
    """The outpatient rate and copayment of one service in dollars; `indicator_note` says where the indicator is from."""

    rate: Decimal
    copay: Decimal
    indicator: str | None
    indicator_note: str | None


@dataclass(frozen=True, slots=True)
class SecondaryPayerRules:
    """From how many employees on a plan from a job pays before Medicare: from 65 on, and with a disability."""

    aged_employees: History[Decimal]
    disabled_employees: History[Decimal]


@dataclass(frozen=True, slots=True)
class NegotiatedRates:
    """The middle half of what plans pay hospitals for one unit of a code, in dollars, and who published it."""

    low: Decimal
    median: Decimal
    high: Decimal
    rates: int
    hospitals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HdhpLimits:
    """Lowest deductible and highest maximum of a high-deductible health plan, in dollars a year."""

    deductible_self: Decimal
    deductible_family: Decimal
    maximum_self: Decimal
    maximum_family: Decimal


@dataclass(frozen=True, slots=True)
class MedigapPlan:
    """What a plan letter pays behind Part B."""

    letter: str
    part_b_coinsurance_percent: Decimal
    part_b_deductible: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class PartDDesign:
    """The standard design of a Part D plan over time: dollars a year and percent; after the maximum the patient pays nothing."""

    deductible: History[Decimal]
    coinsurance_percent: History[Decimal]
    maximum: History[Decimal]


@dataclass(frozen=True, slots=True)
class PovertyGuideline:
    """Dollars a year for the first person and each additional one."""

    first: Decimal
    each_additional: Decimal

    def for_household(self, size: int) -> Decimal:
        """The guideline of a household of `size` people."""
        return self.first + self.each_additional * (size - 1)


@dataclass(frozen=True, slots=True)
class MedicareSavings:
    """The federal limits of the Medicare Savings Programs: percents of the poverty guideline by program, dollars, and what states ask."""

    percents: Mapping[str, History[Decimal]]  # qmb, slmb, qi, from the lowest
    disregard: History[Decimal]  # a month
    resources_one: History[Decimal]
    resources_couple: History[Decimal]
    asks_savings: Mapping[str, Dated[str]]  # by state: no, or unclear where lists disagree; a state that is absent asks


@dataclass(frozen=True, slots=True)
class Reference:
    """Everything that is loaded; `content_hash` names exactly this state of it."""

    products: Mapping[str, Product]
    limits: Mapping[str, History[PaymentLimit]]
    administration: Mapping[str, AdministrationCode]
    office_fees: Mapping[tuple[str, ConversionFactor], History[OfficeFee]]
    lists: LoadedLists
    localities: Mapping[str, History[Locality]]
    contractors: Mapping[str, History[Contractor]]  # by the first five digits of a locality
    unlikely_edits: Mapping[tuple[str, Setting], History[UnlikelyEdit]]
    negotiated: Mapping[tuple[str, str], Dated[NegotiatedRates]]  # by code and class of payer
    hospital_fees: Mapping[str, History[HospitalFee]]
    drug_indicators: Mapping[str, History[str]]
    part_b_deductible: History[Decimal]
    part_b_coinsurance: History[Coinsurance]
    part_a_inpatient_deductible: History[Decimal]
    sequestration_percent: History[Decimal]
    secondary_payer: SecondaryPayerRules
    off_campus_percent: History[Decimal]
    medicare_advantage_maximum: History[Decimal]
    part_d: PartDDesign
    medigap_maxima: Mapping[str, History[Decimal]]  # by plan letter, of those that have one
    adjustment_codes: Mapping[str, Dated[str]]  # of a remittance: what each means, in our words
    accumulator_bans: Mapping[str, Dated[str]]  # by state: what its law says, in our words
    hdhp: History[HdhpLimits]
    medigap: Mapping[str, Dated[MedigapPlan]]
    poverty: Mapping[str, History[PovertyGuideline]]
    medicare_savings: MedicareSavings
    loaded: tuple[Part, ...]  # what this installation laid over what ships
    content_hash: str
