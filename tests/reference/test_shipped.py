"""The shipped data: it loads, its spot values are those of the official files, and what is not published says so."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from costing.domain.sites import ConversionFactor
from costing.reference.load import DATA, content_hash, load, reference
from payer_rules.dated import Dated, NotInEffect, Provenance, Status

KNOWN = reference()
OCTOBER_2026 = date(2026, 10, 1)
IG_CODES = {product.hcpcs for product in KNOWN.products.values()}


def entries() -> Iterator[Dated[Any]]:
    for histories in (
        KNOWN.limits,
        KNOWN.office_fees,
        KNOWN.localities,
        KNOWN.contractors,
        KNOWN.unlikely_edits,
        KNOWN.hospital_fees,
        KNOWN.drug_indicators,
        KNOWN.poverty,
    ):
        for history in histories.values():
            yield from history.entries
    for history in (
        KNOWN.part_b_deductible,
        KNOWN.part_b_coinsurance,
        KNOWN.part_a_inpatient_deductible,
        KNOWN.off_campus_percent,
        KNOWN.secondary_payer.aged_employees,
        KNOWN.secondary_payer.disabled_employees,
        KNOWN.sequestration_percent,
        KNOWN.medicare_advantage_maximum,
        KNOWN.hdhp,
        KNOWN.part_d.deductible,
        KNOWN.part_d.coinsurance_percent,
        KNOWN.part_d.maximum,
        *KNOWN.medigap_maxima.values(),
        *KNOWN.medicare_savings.percents.values(),
        KNOWN.medicare_savings.disregard,
        KNOWN.medicare_savings.resources_one,
        KNOWN.medicare_savings.resources_couple,
    ):
        yield from history.entries
    yield from KNOWN.medigap.values()
    yield from KNOWN.negotiated.values()
    yield from KNOWN.accumulator_bans.values()
    yield from KNOWN.adjustment_codes.values()
    yield from KNOWN.medicare_savings.asks_savings.values()


def provenances() -> Iterator[Provenance]:
    yield from (entry.provenance for entry in entries())
    for product in KNOWN.products.values():
        yield product.dm_label
        yield product.packages_from.provenance
        yield from (attribute.provenance for attribute in product.attributes.values())
        yield from product.ramp.provenances if product.ramp else ()


def test_the_same_bytes_load_to_the_same_data_and_hash():
    assert load(DATA) == KNOWN
    assert KNOWN.content_hash == content_hash(DATA)


def test_a_changed_byte_changes_the_hash(tmp_path):
    for path in DATA.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert content_hash(tmp_path) == KNOWN.content_hash
    (tmp_path / "hdhp.yaml").write_bytes((DATA / "hdhp.yaml").read_bytes() + b"\n")
    assert content_hash(tmp_path) != KNOWN.content_hash


@pytest.mark.parametrize(
    ("code", "on", "per_unit", "percent"),
    [
        ("J1568", "2025-01-01", "49.301", "20"),
        ("J1568", "2025-12-31", "47.525", "20"),
        ("J1568", "2026-10-01", "47.133", "20"),
        ("J1559", "2025-03-31", "13.637", "19.810"),
        ("J1559", "2025-10-01", "14.337", "19.217"),
        ("J1559", "2026-12-31", "14.786", "19.344"),
        ("J1575", "2026-10-01", "19.293", "19.577"),
        ("J1576", "2025-10-01", "72.996", "18.554"),
        ("J1569", "2025-10-01", "45.314", "20"),
        ("J1569", "2026-10-01", "49.495", "20"),
        ("J1554", "2026-10-01", "508.454", "20"),
        ("J1577", "2026-10-01", "29.280", "20"),
        ("J7050", "2026-10-01", "0.717", "20"),
    ],
)
def test_payment_limits_as_in_the_quarterly_files(code: str, on: str, per_unit: str, percent: str):
    """CMS payment limit files of January 2025 (updated 2025-03-07), October 2025 and October 2026 (091626): the row of the
    code, columns Payment Limit and Co-insurance Percentage.
    """
    entry = KNOWN.limits[code].on(date.fromisoformat(on))
    assert (entry.value.per_unit, entry.value.coinsurance_percent) == (Decimal(per_unit), Decimal(percent))
    assert entry.provenance.status == Status.PUBLISHED


def test_every_immune_globulin_code_but_one_has_a_limit_in_october_2026():
    """CMS October 2026 Medicare Part B Payment Limit File 091626: J1572 has no row."""
    assert {code for code in IG_CODES if code not in KNOWN.limits} == {"J1572"}
    for code in IG_CODES - {"J1572"}:
        assert KNOWN.limits[code].on(OCTOBER_2026).value.per_unit > 0


def test_limits_are_per_billing_unit_of_the_product():
    for product in KNOWN.products.values():
        for entry in KNOWN.limits[product.hcpcs].entries if product.hcpcs in KNOWN.limits else ():
            assert entry.unit == f"{product.billing_unit_mg} mg"


@pytest.mark.parametrize("on", ["2025-04-01", "2025-09-30", "2026-01-01", "2026-09-30", "2027-01-01", "2024-12-31"])
def test_a_limit_outside_the_loaded_quarters_is_not_in_effect(on: str):
    with pytest.raises(NotInEffect, match=rf"Part B payment limit for J1568 has no value for {on}"):
        KNOWN.limits["J1568"].on(date.fromisoformat(on))


def test_nothing_of_medicare_reaches_into_2027():
    new_year = date(2027, 1, 1)
    fees = (*KNOWN.office_fees.values(), *KNOWN.hospital_fees.values(), *KNOWN.drug_indicators.values())
    constants = (
        KNOWN.part_b_deductible,
        KNOWN.part_b_coinsurance,
        KNOWN.part_a_inpatient_deductible,
        KNOWN.medicare_advantage_maximum,
    )
    for history in (*KNOWN.limits.values(), *fees, *constants):
        with pytest.raises(NotInEffect) as absent:
            history.on(new_year)
        assert "January 1, 2027" in str(absent.value.message)


@pytest.mark.parametrize(
    ("code", "of_2025", "non_qp", "qp"),
    [
        ("96365", "57.90", "67.14", "67.47"),
        ("96366", "19.41", "21.38", "21.48"),
        ("96413", "119.36", "133.27", "133.93"),
        ("96415", "25.55", "28.39", "28.53"),
        ("96369", "134.24", "144.96", "145.68"),
    ],
)
def test_office_fees_as_in_the_fee_schedule(code: str, of_2025: str, non_qp: str, qp: str):
    """RVU25D PPRRVU2025_Oct (total non-facility units x 32.3465) and the 2026 table (x 33.4009, x 33.5675), all without
    locality; 2026 was seen in a copy only, so it is secondary.
    """
    for factor, fee in ((ConversionFactor.NON_QP, non_qp), (ConversionFactor.QP, qp)):
        history = KNOWN.office_fees[code, factor]
        assert history.on(date(2025, 7, 1)).value.national == Decimal(of_2025)
        assert history.on(date(2026, 1, 1)).value.national == Decimal(fee)
        assert history.on(date(2026, 1, 1)).provenance.status == Status.SECONDARY


@pytest.mark.parametrize(
    ("code", "rate_2025", "copay_2025", "rate_2026", "copay_2026"),
    [
        ("96365", "210.69", "42.14", "217.31", "43.46"),
        ("96366", "46.14", "9.23", "47.84", "9.57"),
        ("96413", "331.69", "66.34", "337.46", "67.49"),
        ("96415", "71.17", "14.24", "73.56", "14.71"),
    ],
)
def test_outpatient_rates(code: str, rate_2025: str, copay_2025: str, rate_2026: str, copay_2026: str):
    """Addendum B of the 2025 final rule (payment rate, minimum unadjusted copayment); 2026 derived from hospital price files."""
    fees = KNOWN.hospital_fees[code]
    first, second = fees.on(date(2025, 12, 31)), fees.on(date(2026, 1, 1))
    assert (first.value.rate, first.value.copay) == (Decimal(rate_2025), Decimal(copay_2025))
    assert (second.value.rate, second.value.copay) == (Decimal(rate_2026), Decimal(copay_2026))
    assert (first.provenance.status, second.provenance.status) == (Status.PUBLISHED, Status.DERIVED)
    assert second.value.indicator_note == "carried over from 2025"


def test_drug_indicators_of_2026_are_carried_over_and_say_so():
    """Addendum B of the 2025 final rule, column SI: J1568 K, J1551 and J1556 N."""
    for code, indicator in (("J1568", "K"), ("J1551", "N"), ("J1556", "N")):
        seen, carried = (KNOWN.drug_indicators[code].on(date(year, 6, 1)) for year in (2025, 2026))
        assert (seen.value, carried.value) == (indicator, indicator)
        assert (seen.provenance.status, carried.provenance.status) == (Status.PUBLISHED, Status.ASSUMED)
    assert "J1553" not in KNOWN.drug_indicators


@pytest.mark.parametrize(
    ("history", "year", "dollars", "status"),
    [
        (KNOWN.part_b_deductible, 2024, "240", Status.MEMORY),
        (KNOWN.part_b_deductible, 2025, "257", Status.SECONDARY),
        (KNOWN.part_b_deductible, 2026, "283", Status.SECONDARY),
        (KNOWN.part_a_inpatient_deductible, 2025, "1676", Status.SECONDARY),
        (KNOWN.part_a_inpatient_deductible, 2026, "1736", Status.SECONDARY),
        (KNOWN.medicare_advantage_maximum, 2024, "8850", Status.MEMORY),
        (KNOWN.medicare_advantage_maximum, 2025, "9350", Status.SECONDARY),
        (KNOWN.medicare_advantage_maximum, 2026, "9250", Status.SECONDARY),
    ],
)
def test_yearly_constants_of_medicare(history: Any, year: int, dollars: str, status: Status):
    """CMS announcement of 2025-11-14 as reported (283, 1,736); articles and PolicyEngine US for the rest; 2024 from memory."""
    for day in (date(year, 1, 1), date(year, 12, 31)):
        assert history.on(day).value == Decimal(dollars)
        assert history.on(day).provenance.status == status


@pytest.mark.parametrize(
    ("year", "limits", "status"),
    [
        (2024, ("1600", "3200", "8050", "16100"), Status.MEMORY),
        (2025, ("1650", "3300", "8300", "16600"), Status.DERIVED),
        (2026, ("1700", "3400", "8500", "17000"), Status.SECONDARY),
        (2027, ("1750", "3500", "8700", "17400"), Status.SECONDARY),
    ],
)
def test_high_deductible_plan_limits(year: int, limits: tuple[str, ...], status: Status):
    """Rev. Proc. 2025-19 (2026) and 2026-24 (2027) as reported; 2025 taken back from the stated increases."""
    entry = KNOWN.hdhp.on(date(year, 6, 1))
    found = entry.value
    assert (found.deductible_self, found.deductible_family, found.maximum_self, found.maximum_family) == tuple(
        map(Decimal, limits)
    )
    assert entry.provenance.status == status


def test_medigap_plans():
    """Published chart of the standard plans: K pays 50% and L 75% of the Part B coinsurance, only C and F the deductible."""
    percents = {letter: plan.value.part_b_coinsurance_percent for letter, plan in KNOWN.medigap.items()}
    assert percents == dict.fromkeys("ABCDFGMN", Decimal(100)) | {"K": Decimal(50), "L": Decimal(75)}
    assert {letter for letter, plan in KNOWN.medigap.items() if plan.value.part_b_deductible} == {"C", "F"}


@pytest.mark.parametrize(
    ("region", "on", "size", "dollars"),
    [
        ("contiguous", "2024-06-01", 3, "25820"),
        ("contiguous", "2025-01-15", 4, "32150"),
        ("contiguous", "2026-01-12", 1, "15650"),
        ("contiguous", "2026-01-13", 1, "15960"),
        ("alaska", "2026-06-01", 2, "27050"),
        ("hawaii", "2026-06-01", 2, "24890"),
    ],
)
def test_poverty_guidelines(region: str, on: str, size: int, dollars: str):
    """HHS guidelines as PolicyEngine US keeps them; 90 FR 5917 is effective 2025-01-15, 91 FR 1797 2026-01-13."""
    assert KNOWN.poverty[region].on(date.fromisoformat(on)).value.for_household(size) == Decimal(dollars)


SECOND_SOURCE = {
    "contiguous": (15960, 21640, 27320, 33000, 38680, 44360, 50040, 55720),
    "alaska": (19950, 27050, 34150, 41250, 48350, 55450, 62550, 69650),
    "hawaii": (18360, 24890, 31420, 37950, 44480, 51010, 57540, 64070),
}
EXTRA_HELP = {"contiguous": (23940, 32460), "alaska": (29925, 40575), "hawaii": (27540, 37335)}


@pytest.mark.parametrize("region", SECOND_SOURCE)
def test_the_guidelines_of_2026_agree_with_a_second_source(region: str):
    """The three tables of 91 FR 1797, sizes 1 to 8, as another public project transcribed them from the notice; ours are PolicyEngine's."""
    guideline = KNOWN.poverty[region].on(date(2026, 6, 1)).value
    assert tuple(guideline.for_household(size) for size in range(1, 9)) == SECOND_SOURCE[region]


@pytest.mark.parametrize("region", EXTRA_HELP)
def test_150_percent_of_the_guideline_is_the_printed_limit_of_extra_help(region: str):
    """Printed for one and two people in 2026 (legalclarity.org, which cites Medicare.gov): an account apart from both tables."""
    guideline = KNOWN.poverty[region].on(date(2026, 6, 1)).value
    assert tuple(guideline.for_household(size) * 3 / 2 for size in (1, 2)) == EXTRA_HELP[region]


def test_the_regions_are_the_three_that_have_a_guideline():
    assert set(KNOWN.poverty) == {"contiguous", "alaska", "hawaii"}


def test_everything_has_a_status_with_its_source_or_reason_and_all_but_medigap_and_laws_an_end():
    found = list(provenances())
    assert {one.status for one in found} == {"published", "secondary", "derived", "assumed", "memory"}
    for one in found:
        assert one.reason if one.status in {Status.ASSUMED, Status.MEMORY} else one.source and one.source.title
    open_ended = [entry for entry in entries() if entry.ends is None]
    laws = (KNOWN.accumulator_bans, KNOWN.adjustment_codes, KNOWN.medicare_savings.asks_savings)
    assert open_ended == [*KNOWN.medigap.values(), *(entry for own in laws for entry in own.values())]


def test_every_source_is_used_and_names_a_whole_address():
    used = {one.source for one in provenances() if one.source}
    names = set(re.findall(r"(?m)^([a-z0-9-]+):$", (DATA / "sources.yaml").read_text("utf-8")))
    assert len(used) == len(names)
    for source in used:
        assert source.read in {date(2026, 11, 22), date(2026, 11, 25)}
        assert source.url is None or re.fullmatch(r"https?://[\w.-]+(/[\w./-]*)?", source.url)
        assert source.url is None or "..." not in source.url


@pytest.mark.parametrize(
    ("locality", "code", "non_qp", "qp"),
    [
        ("10112-00", "96365", "59.21", "59.50"),
        ("11502-00", "96365", "62.71", "63.03"),
        ("11502-00", "96366", "20.25", "20.35"),
        ("01112-05", "96365", "91.14", "91.59"),
    ],
)
def test_office_fees_by_locality(locality: str, code: str, non_qp: str, qp: str):
    """Each relative value times the locality's index of 2026, then the factor: as another collection derived them."""
    day, place = date(2026, 7, 1), KNOWN.localities[locality].on(date(2026, 7, 1)).value
    fees = [
        KNOWN.office_fees[code, factor].on(day).value.at(place)
        for factor in (ConversionFactor.NON_QP, ConversionFactor.QP)
    ]
    assert fees == [Decimal(non_qp), Decimal(qp)]
