"""Loads every file of `data/` once: anything missing, odd or overlapping is refused with its file and line."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from costing.reference import claims, prices
from costing.reference.negotiated import negotiated_rates
from costing.reference.products import products
from costing.reference.shapes import PartDDesign, Reference, SecondaryPayerRules
from payer_rules.dated import Source
from payer_rules.files import Block, read_yaml, source_from

DATA = Path(__file__).parent / "data"
MEDICARE_PARTS = (
    "part_b_deductible",
    "part_b_coinsurance",
    "part_a_inpatient_deductible",
    "msp_aged_employees",
    "msp_disabled_employees",
    "off_campus_percent",
    "sequestration_percent",
    "medicare_advantage_maximum",
    "part_d_deductible",
    "part_d_coinsurance",
    "part_d_maximum",
    "medigap_k_maximum",
    "medigap_l_maximum",
)


@cache
def reference() -> Reference:
    """The shipped reference data, read on first use and kept for the process."""
    return load(DATA)


def load(folder: Path) -> Reference:
    """Read one folder of reference files. Raises BadFile for the first thing that is wrong."""
    sources = _sources(read_yaml(folder / "sources.yaml"))
    medicare = read_yaml(folder / "medicare.yaml")
    medicare.only(*MEDICARE_PARTS)
    return Reference(
        products=products(read_yaml(folder / "products.yaml"), sources),
        limits=prices.payment_limits(folder / "payment_limits.csv", sources),
        administration=prices.administration_codes(read_yaml(folder / "administration_codes.yaml")),
        office_fees=prices.office_fees(folder / "office_fees.csv", sources),
        localities=prices.localities(folder / "localities.csv", sources),
        contractors=claims.contractors(folder / "contractors.csv", sources),
        unlikely_edits=claims.unlikely_edits(folder / "unlikely_edits.csv", sources),
        negotiated=negotiated_rates(folder / "negotiated_rates.csv", sources),
        hospital_fees=prices.hospital_fees(folder / "hospital_fees.csv", sources),
        drug_indicators=prices.drug_indicators(folder / "drug_indicators.csv", sources),
        part_b_deductible=prices.constant(medicare, "part_b_deductible", sources),
        part_b_coinsurance=prices.coinsurance(prices.constant(medicare, "part_b_coinsurance", sources)),
        part_a_inpatient_deductible=prices.constant(medicare, "part_a_inpatient_deductible", sources),
        sequestration_percent=prices.constant(medicare, "sequestration_percent", sources),
        secondary_payer=_secondary_payer(medicare, sources),
        off_campus_percent=prices.constant(medicare, "off_campus_percent", sources),
        medicare_advantage_maximum=prices.constant(medicare, "medicare_advantage_maximum", sources),
        part_d=PartDDesign(
            deductible=prices.constant(medicare, "part_d_deductible", sources),
            coinsurance_percent=prices.constant(medicare, "part_d_coinsurance", sources),
            maximum=prices.constant(medicare, "part_d_maximum", sources),
        ),
        medigap_maxima={
            "K": prices.constant(medicare, "medigap_k_maximum", sources),
            "L": prices.constant(medicare, "medigap_l_maximum", sources),
        },
        adjustment_codes=claims.adjustment_codes(folder / "adjustment_codes.csv", sources),
        accumulator_bans=claims.accumulator_bans(folder / "accumulator_bans.csv", sources),
        hdhp=prices.hdhp(read_yaml(folder / "hdhp.yaml"), sources),
        medigap=prices.medigap(read_yaml(folder / "medigap.yaml"), sources),
        poverty=prices.poverty(folder / "poverty_guidelines.csv", sources),
        content_hash=content_hash(folder),
    )


def _sources(top: Block) -> dict[str, Source]:
    return {name: source_from(top.block(name)) for name in top}


def content_hash(folder: Path) -> str:
    """SHA-256 over the names and bytes of all files."""
    digest = sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode() + b"\0" + sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _secondary_payer(medicare: Block, sources: dict[str, Source]) -> SecondaryPayerRules:
    return SecondaryPayerRules(
        prices.constant(medicare, "msp_aged_employees", sources),
        prices.constant(medicare, "msp_disabled_employees", sources),
    )
