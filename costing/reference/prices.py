"""Reads what Medicare and the yearly notices publish: limits, fees, deductibles, guidelines."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, TypedDict

from costing.domain.charges import Coinsurance
from costing.domain.sites import ConversionFactor
from costing.reference.rows import Row, dated, exact, histories, history, percent, provenance, unique
from costing.reference.shapes import (
    AdministrationCode,
    HdhpLimits,
    HospitalFee,
    Locality,
    MedigapPlan,
    OfficeFee,
    PartDDesign,
    PaymentLimit,
    PovertyGuideline,
    SecondaryPayerRules,
)
from payer_rules.dated import Dated, History, Source
from payer_rules.files import BadFile, Block

Sources = dict[str, Source]
BOTH_FACTORS = "both"
PARTS_OF_A_FEE = ("work", "practice", "malpractice")
KINDS = ("first_hour", "added_hour", "other")
VALUE_PARTS = ("starts", "ends", "status", "source", "reason")
MEDICARE = {
    "part_b_deductible": "Medicare Part B deductible",
    "part_b_coinsurance": "Medicare Part B coinsurance",
    "part_a_inpatient_deductible": "Medicare Part A inpatient deductible",
    "sequestration_percent": "sequestration of Medicare's own payment",
    "msp_aged_employees": "employees from which a plan from a job pays before Medicare, from 65 on",
    "msp_disabled_employees": "employees from which a plan from a job pays before Medicare, with a disability",
    "off_campus_percent": "part of the outpatient rate for giving a drug in an excepted off-campus department",
    "medicare_advantage_maximum": "highest in-network maximum of a Medicare Advantage plan",
    "part_d_deductible": "Part D deductible of the standard design",
    "part_d_coinsurance": "Part D coinsurance of the standard design",
    "part_d_maximum": "Part D yearly maximum",
    "medigap_k_maximum": "yearly limit of Medigap Plan K",
    "medigap_l_maximum": "yearly limit of Medigap Plan L",
}  # the names of Medicare's constants, as a sentence about one calls it
HDHP_PARTS = ("deductible_self", "deductible_family", "maximum_self", "maximum_family")


class MedicareParts(TypedDict):
    """What the reference data holds of Medicare's constants."""

    part_b_deductible: History[Decimal]
    part_b_coinsurance: History[Coinsurance]
    part_a_inpatient_deductible: History[Decimal]
    sequestration_percent: History[Decimal]
    secondary_payer: SecondaryPayerRules
    off_campus_percent: History[Decimal]
    medicare_advantage_maximum: History[Decimal]
    part_d: PartDDesign
    medigap_maxima: Mapping[str, History[Decimal]]


def payment_limits(rows: Iterable[Block], sources: Sources) -> dict[str, History[PaymentLimit]]:
    """Part B limits by code."""
    dated_rows = (
        (
            row.text("hcpcs"),
            dated(row, PaymentLimit(exact(row, "per_unit"), percent(row, "coinsurance_percent")), sources),
        )
        for row in rows
    )
    return histories(dated_rows, lambda code: f"Part B payment limit for {code}")


def administration_codes(top: Block) -> dict[str, AdministrationCode]:
    """Service codes with our own labels."""
    top.only("codes")
    return unique(((block.text("code"), block, _administration(block)) for block in top.blocks("codes")), "code")


def _administration(block: Block) -> AdministrationCode:
    block.only("code", "label", "kind")
    if block.text("kind") not in KINDS:
        raise block.bad(f"kind must be one of {', '.join(KINDS)}", "kind")
    return AdministrationCode(block.text("code"), block.text("label"), block.text("kind"))


def office_fees(rows: Iterable[Block], sources: Sources) -> dict[tuple[str, ConversionFactor], History[OfficeFee]]:
    """Office fees by code and conversion factor; each printed fee must be its relative values times the factor."""
    return histories(_office_rows(rows, sources), lambda key: f"office fee for {key[0]} ({FACTOR_WORDS[key[1]]})")


def localities(rows: Iterable[Block], sources: Sources) -> dict[str, History[Locality]]:
    """Payment localities by contractor and number, such as 11502-00 for North Carolina."""
    dated_rows = ((row.text("locality"), dated(row, _locality(row), sources)) for row in rows)
    return histories(dated_rows, lambda locality: f"geographic index of locality {locality}")


def _locality(row: Block) -> Locality:
    return Locality(row.text("state"), row.text("name"), *(exact(row, part) for part in PARTS_OF_A_FEE))


FACTOR_WORDS = {ConversionFactor.QP: "QP", ConversionFactor.NON_QP: "non-QP"}


def _office_rows(
    rows: Iterable[Block], sources: Sources
) -> Iterator[tuple[tuple[str, ConversionFactor], Row[OfficeFee]]]:
    for row in rows:
        parts = ("work_rvu", "practice_rvu", "malpractice_rvu", "conversion_factor")
        fee, printed = OfficeFee(*(exact(row, part) for part in parts)), exact(row, "fee")
        if fee.national != printed:
            raise row.bad(f"the fee {printed} is not its relative value units times {row['conversion_factor']}", "fee")
        for factor in factors(row):
            yield (row.text("code"), factor), dated(row, fee, sources)


def factors(row: Block) -> tuple[ConversionFactor, ...]:
    """Before 2026 one conversion factor holds for everybody."""
    if row.text("conversion") == BOTH_FACTORS:
        return tuple(ConversionFactor)
    try:
        return (ConversionFactor(row.text("conversion")),)
    except ValueError:
        raise row.bad("conversion must be qp, non_qp or both", "conversion") from None


def hospital_fees(rows: Iterable[Block], sources: Sources) -> dict[str, History[HospitalFee]]:
    """National outpatient rates by code."""
    dated_rows = ((row.text("code"), dated(row, _hospital_fee(row), sources)) for row in rows)
    return histories(dated_rows, lambda code: f"national outpatient rate for {code}")


def _hospital_fee(row: Block) -> HospitalFee:
    rate, copay = exact(row, "rate"), exact(row, "copay")
    if copay > rate:
        raise row.bad(f"the copayment {copay} is more than the rate {rate}", "copay")
    return HospitalFee(rate, copay, row.maybe_text("indicator"), row.maybe_text("indicator_note"))


def drug_indicators(rows: Iterable[Block], sources: Sources) -> dict[str, History[str]]:
    """Whether a hospital is paid apart for a drug (K) or within the service (N)."""
    dated_rows = ((row.text("hcpcs"), dated(row, row.text("indicator"), sources)) for row in rows)
    return histories(dated_rows, lambda code: f"outpatient status indicator of {code}")


def constants(rows: Iterable[Block], sources: Sources) -> dict[str, History[Decimal]]:
    """Medicare's yearly constants by our name for each. Raises BadFile for a name that nobody reads, or one without a row."""
    named: dict[str, list[Row[Decimal]]] = {name: [] for name in MEDICARE}
    for row in rows:
        if row.text("constant") not in MEDICARE:
            raise row.bad(f"there is no constant {row['constant']!r}: take one of {', '.join(MEDICARE)}", "constant")
        named[row.text("constant")].append(dated(row, exact(row, "value"), sources))
    for name, own in named.items():
        if not own:
            raise BadFile("medicare.csv", None, f"{name} has no row")
    return {name: history(MEDICARE[name], own) for name, own in named.items()}


def medicare_parts(found: Mapping[str, History[Decimal]]) -> MedicareParts:
    """The constants as the reference data holds them."""
    return {
        "part_b_deductible": found["part_b_deductible"],
        "part_b_coinsurance": coinsurance(found["part_b_coinsurance"]),
        "part_a_inpatient_deductible": found["part_a_inpatient_deductible"],
        "sequestration_percent": found["sequestration_percent"],
        "secondary_payer": SecondaryPayerRules(found["msp_aged_employees"], found["msp_disabled_employees"]),
        "off_campus_percent": found["off_campus_percent"],
        "medicare_advantage_maximum": found["medicare_advantage_maximum"],
        "part_d": PartDDesign(found["part_d_deductible"], found["part_d_coinsurance"], found["part_d_maximum"]),
        "medigap_maxima": {"K": found["medigap_k_maximum"], "L": found["medigap_l_maximum"]},
    }


def _values(block: Block, *parts: str) -> Iterator[Block]:
    """The rows of a list of values, which share its unit."""
    unit = block.text("unit")
    block.need("values")
    for row in block.blocks("values"):
        row.only(*parts, *VALUE_PARTS)
        row["unit"] = unit
        yield row


def coinsurance(percents: History[Decimal]) -> History[Coinsurance]:
    """A percent over time as what a claim line shares by."""
    return History(percents.name, tuple(_as_coinsurance(entry) for entry in percents.entries))


def _as_coinsurance(entry: Dated[Decimal]) -> Dated[Coinsurance]:
    return Dated(Coinsurance(percent=entry.value), entry.unit, entry.starts, entry.ends, entry.provenance)


def hdhp(top: Block, sources: Sources) -> History[HdhpLimits]:
    """The limits of a high-deductible health plan, year by year."""
    top.only("name", "unit", "values")
    rows = (
        dated(row, HdhpLimits(*(exact(row, part) for part in HDHP_PARTS)), sources) for row in _values(top, *HDHP_PARTS)
    )
    return history(top.text("name"), rows)


def medigap(top: Block, sources: Sources) -> dict[str, Dated[MedigapPlan]]:
    """The standard plans by letter; they have no printed end."""
    top.only("unit", "starts", "starts_reason", "source", "status", "plans")
    top.text("starts_reason")
    unit, starts, vouched = top.text("unit"), top.day("starts"), provenance(top, sources)
    return unique(
        (
            (block.text("letter"), block, Dated(_medigap_plan(block), unit, starts, None, vouched))
            for block in top.blocks("plans")
        ),
        "plan",
    )


def _medigap_plan(block: Block) -> MedigapPlan:
    block.only("letter", "part_b_coinsurance_percent", "part_b_deductible", "note")
    pays_deductible: Any = block.need("part_b_deductible")
    if not isinstance(pays_deductible, bool):
        raise block.bad("part_b_deductible must be true or false", "part_b_deductible")
    return MedigapPlan(
        block.text("letter"), percent(block, "part_b_coinsurance_percent"), pays_deductible, block.maybe_text("note")
    )


def poverty(rows: Iterable[Block], sources: Sources) -> dict[str, History[PovertyGuideline]]:
    """Poverty guidelines by region."""
    dated_rows = (
        (row.text("region"), dated(row, PovertyGuideline(exact(row, "first"), exact(row, "each_additional")), sources))
        for row in rows
    )
    return histories(dated_rows, lambda region: f"poverty guideline ({region.replace('_', ' ')})")
