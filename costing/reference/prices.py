"""Reads what Medicare and the yearly notices publish: limits, fees, deductibles, guidelines."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from costing.domain.charges import Coinsurance
from costing.domain.sites import ConversionFactor
from costing.reference.rows import Row, dated, exact, histories, history, percent, provenance, table, unique
from costing.reference.shapes import (
    AdministrationCode,
    HdhpLimits,
    HospitalFee,
    Locality,
    MedigapPlan,
    OfficeFee,
    PaymentLimit,
    PovertyGuideline,
)
from payer_rules.dated import Dated, History, Source
from payer_rules.files import Block

Sources = dict[str, Source]
BOTH_FACTORS = "both"
PARTS_OF_A_FEE = ("work", "practice", "malpractice")
KINDS = ("first_hour", "added_hour", "other")
VALUE_PARTS = ("starts", "ends", "status", "source", "reason")
HDHP_PARTS = ("deductible_self", "deductible_family", "maximum_self", "maximum_family")


def payment_limits(path: Path, sources: Sources) -> dict[str, History[PaymentLimit]]:
    """Part B limits by code."""
    rows = (
        (
            row.text("hcpcs"),
            dated(row, PaymentLimit(exact(row, "per_unit"), percent(row, "coinsurance_percent")), sources),
        )
        for row in table(path, "hcpcs", "per_unit", "coinsurance_percent")
    )
    return histories(rows, lambda code: f"Part B payment limit for {code}")


def administration_codes(top: Block) -> dict[str, AdministrationCode]:
    """Service codes with our own labels."""
    top.only("codes")
    return unique(((block.text("code"), block, _administration(block)) for block in top.blocks("codes")), "code")


def _administration(block: Block) -> AdministrationCode:
    block.only("code", "label", "kind")
    if block.text("kind") not in KINDS:
        raise block.bad(f"kind must be one of {', '.join(KINDS)}", "kind")
    return AdministrationCode(block.text("code"), block.text("label"), block.text("kind"))


def office_fees(path: Path, sources: Sources) -> dict[tuple[str, ConversionFactor], History[OfficeFee]]:
    """Office fees by code and conversion factor; each printed fee must be its relative values times the factor."""
    return histories(_office_rows(path, sources), lambda key: f"office fee for {key[0]} ({FACTOR_WORDS[key[1]]})")


def localities(path: Path, sources: Sources) -> dict[str, History[Locality]]:
    """Payment localities by contractor and number, such as 11502-00 for North Carolina."""
    rows = (
        (row.text("locality"), dated(row, _locality(row), sources))
        for row in table(path, "locality", "state", "name", *PARTS_OF_A_FEE)
    )
    return histories(rows, lambda locality: f"geographic index of locality {locality}")


def _locality(row: Block) -> Locality:
    return Locality(row.text("state"), row.text("name"), *(exact(row, part) for part in PARTS_OF_A_FEE))


FACTOR_WORDS = {ConversionFactor.QP: "QP", ConversionFactor.NON_QP: "non-QP"}


def _office_rows(path: Path, sources: Sources) -> Iterator[tuple[tuple[str, ConversionFactor], Row[OfficeFee]]]:
    columns = ("code", "conversion", "work_rvu", "practice_rvu", "malpractice_rvu", "conversion_factor", "fee")
    for row in table(path, *columns):
        parts = ("work_rvu", "practice_rvu", "malpractice_rvu", "conversion_factor")
        fee, printed = OfficeFee(*(exact(row, part) for part in parts)), exact(row, "fee")
        if fee.national != printed:
            raise row.bad(f"the fee {printed} is not its relative value units times {row['conversion_factor']}", "fee")
        for factor in _factors(row):
            yield (row.text("code"), factor), dated(row, fee, sources)


def _factors(row: Block) -> tuple[ConversionFactor, ...]:
    """Before 2026 one conversion factor holds for everybody."""
    if row.text("conversion") == BOTH_FACTORS:
        return tuple(ConversionFactor)
    try:
        return (ConversionFactor(row.text("conversion")),)
    except ValueError:
        raise row.bad("conversion must be qp, non_qp or both", "conversion") from None


def hospital_fees(path: Path, sources: Sources) -> dict[str, History[HospitalFee]]:
    """National outpatient rates by code."""
    rows = (
        (row.text("code"), dated(row, _hospital_fee(row), sources))
        for row in table(path, "code", "rate", "copay", "indicator", "indicator_note")
    )
    return histories(rows, lambda code: f"national outpatient rate for {code}")


def _hospital_fee(row: Block) -> HospitalFee:
    rate, copay = exact(row, "rate"), exact(row, "copay")
    if copay > rate:
        raise row.bad(f"the copayment {copay} is more than the rate {rate}", "copay")
    return HospitalFee(rate, copay, row.maybe_text("indicator"), row.maybe_text("indicator_note"))


def drug_indicators(path: Path, sources: Sources) -> dict[str, History[str]]:
    """Whether a hospital is paid apart for a drug (K) or within the service (N)."""
    rows = (
        (row.text("hcpcs"), dated(row, row.text("indicator"), sources))
        for row in table(path, "hcpcs", "indicator", "note")
    )
    return histories(rows, lambda code: f"outpatient status indicator of {code}")


def constant(top: Block, key: str, sources: Sources) -> History[Decimal]:
    """One yearly constant."""
    block = top.block(key)
    block.only("name", "unit", "values")
    return history(block.text("name"), (dated(row, exact(row, "value"), sources) for row in _values(block, "value")))


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


def poverty(path: Path, sources: Sources) -> dict[str, History[PovertyGuideline]]:
    """Poverty guidelines by region."""
    rows = (
        (row.text("region"), dated(row, PovertyGuideline(exact(row, "first"), exact(row, "each_additional")), sources))
        for row in table(path, "region", "first", "each_additional")
    )
    return histories(rows, lambda region: f"poverty guideline ({region.replace('_', ' ')})")
