"""Published worked examples that the loaded years and codes cover."""

from datetime import date
from decimal import Decimal

import pytest

from costing.domain.charges import billing_units
from costing.domain.money import cents, percent_of
from costing.domain.sites import ConversionFactor
from costing.domain.vials import choose_vials, opened_mg
from costing.questions.product import vial_sizes
from costing.reference.load import reference

KNOWN = reference()


def test_five_grams_of_bivigam_are_ten_units():
    """innovushealthcaresolutions.com/bivigam: 5 g are 10 units of J1556, with one 96365 and hours of 96366. The NDC is the
    crosswalk's of October 2026 (69800-6502), not the page's outdated one.
    """
    bivigam = KNOWN.products["bivigam"]
    assert bivigam.hcpcs == "J1556"
    vials = choose_vials(5000, vial_sizes(bivigam))
    assert [(vial.grams, vial.count, vial.ndcs) for vial in vials] == [(5, 1, ("69800-6502-01",))]
    assert billing_units(5000, opened_mg(vials), bivigam.billing_unit_mg) == (10, 0)
    assert [KNOWN.administration[code].kind for code in ("96365", "96366")] == ["first_hour", "added_hour"]


@pytest.mark.parametrize(("code", "fee"), [("96413", "133.27"), ("96415", "28.39")])
def test_national_fees_of_2026(code: str, fee: str):
    """RVU26D as published by OncoInsight: total relative value units x 33.4009."""
    assert KNOWN.office_fees[code, ConversionFactor.NON_QP].on(date(2026, 7, 1)).value.national == Decimal(fee)


@pytest.mark.parametrize(
    ("code", "rate", "copay"),
    [
        ("96365", "210.69", "42.14"),
        ("96366", "46.14", "9.23"),
        ("96413", "331.69", "66.34"),
        ("96415", "71.17", "14.24"),
    ],
)
def test_outpatient_administration_of_2025(code: str, rate: str, copay: str):
    """OPPS Addendum B, calendar year 2025: rate, and a copayment of a fifth of it."""
    fee = KNOWN.hospital_fees[code].on(date(2025, 7, 1)).value
    assert (fee.rate, fee.copay) == (Decimal(rate), Decimal(copay))
    assert abs(fee.copay - percent_of(fee.rate, Decimal(20))) <= Decimal("0.01")


@pytest.mark.parametrize(("rate", "ml_per_hour"), [("highest", "168"), ("first", "42")])
def test_the_labelled_infusion_of_a_70_kg_adult(rate: str, ml_per_hour: str):
    """octagamusa.com: mL/h = kg x mL/kg/min x 60, so 70 kg at 0.04 is 168 mL/h and at 0.01 is 42 mL/h."""
    octagam = KNOWN.products["octagam_10"]
    mg_per_ml = Decimal(octagam.concentration_percent) * 10
    ramp = octagam.ramp.usual
    mg_per_kg = {"highest": ramp.highest_mg_per_kg_per_minute, "first": ramp.steps[0].mg_per_kg_per_minute}[rate]
    assert 70 * mg_per_kg / mg_per_ml * 60 == Decimal(ml_per_hour)


def test_the_patient_pays_a_fifth_after_the_deductible():
    """zaro.info: of an allowed 10,000 the patient pays 2,000 after the deductible."""
    share = KNOWN.part_b_coinsurance.on(date(2026, 7, 1)).value
    assert percent_of(Decimal(10000), share.percent) == 2000


@pytest.mark.parametrize(
    ("code", "per_cycle"),
    [
        ("J1568", "13197.24"),
        ("J1561", "13446.16"),
        ("J1459", "13709.64"),
        ("J1569", "13858.60"),
        ("J1576", "19670.00"),
        ("J1554", "142367.12"),
    ],
)
def test_140_grams_at_the_limits_of_october_2026(code: str, per_cycle: str):
    """280 units of 500 mg at the limit of the October 2026 file."""
    assert cents(280 * KNOWN.limits[code].on(date(2026, 10, 1)).value.per_unit) == Decimal(per_cycle)
