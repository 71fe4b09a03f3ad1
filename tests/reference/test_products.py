"""The shipped products: packages, the one label for dermatomyositis, its rates, and label attributes with their status."""

from collections import Counter
from decimal import Decimal

import pytest

from costing.reference.load import reference
from payer_rules.dated import Status

KNOWN = reference()


def test_products_and_packages():
    """CMS NDC-HCPCS crosswalk of October 2026: rows by HCPCS, BILLUNITSPKG over the units of one gram."""
    assert len(KNOWN.products) == 22
    assert Counter(len(product.packages) == 0 for product in KNOWN.products.values()) == {False: 21, True: 1}
    octagam = {package.ndc: (package.grams, package.units) for package in KNOWN.products["octagam_10"].packages}
    assert octagam["68982-0850-05"] == octagam["00069-6339-02"] == (30, 60)
    assert {package.grams for package in KNOWN.products["cuvitru"].packages} == {1, 2, 4, 8, 10}
    assert [package.units for package in KNOWN.products["yimmugo"].packages] == [50, 100, 200]
    by_unit = {product.hcpcs for product in KNOWN.products.values() if product.billing_unit_mg == 100}
    assert by_unit == {"J1551", "J1553", "J1555", "J1558", "J1559", "J1575", "J1577"}


def test_only_octagam_10_is_labelled_for_dermatomyositis():
    """DailyMed, Octagam 10%, section 1.2; no other label that was read lists it."""
    labelled = [product for product in KNOWN.products.values() if product.labelled_for_dm]
    assert [(product.id, product.dm_label.status) for product in labelled] == [("octagam_10", Status.PUBLISHED)]


def test_the_only_ramp_is_octagam_10s_and_its_middle_step_is_from_memory():
    """Octagam 10% dosing table: 1.0, then up to 4.0 mg/kg/min, 3.3 with renal or thrombotic risk. The step of 30 minutes was
    seen in the European text only, the rate between the first and the highest nowhere.
    """
    assert [product.id for product in KNOWN.products.values() if product.ramp] == ["octagam_10"]
    ramp = KNOWN.products["octagam_10"].ramp
    assert [step.mg_per_kg_per_minute for step in ramp.usual.steps] == [1, 2]
    assert ramp.usual.highest_mg_per_kg_per_minute == 4
    assert ramp.slow.highest_mg_per_kg_per_minute == Decimal("3.3")
    assert [one.status for one in ramp.provenances] == ["secondary", "memory", "published", "published"]


@pytest.mark.parametrize(
    ("product", "attribute", "value", "status"),
    [
        ("cuvitru", "sc_factor", "1.3", Status.PUBLISHED),
        ("cutaquig", "sc_factor", "1.3", Status.SECONDARY),
        ("panzyga", "max_rate_mg_kg_min", "PI: 14; ITP: 8; CIDP: 12", Status.PUBLISHED),
        ("alyglo", "excipients", "glycine 15-26 mg/mL; polysorbate 80", Status.SECONDARY),
        ("octagam_5", "corn_allergy", "manufacturer advice to avoid", Status.PUBLISHED),
        ("octagam_10", "contraindications", None, Status.SECONDARY),
        ("gamunex_c", "contraindications", "as class", Status.MEMORY),
        ("privigen", "itp_age_15_plus", "yes", Status.MEMORY),
    ],
)
def test_label_attributes_take_the_weaker_status(product: str, attribute: str, value: str | None, status: Status):
    """Manufacturer pages and label copies are published; abstracts, handbooks and news are secondary."""
    found = KNOWN.products[product].attributes[attribute]
    assert value is None or found.value == value
    assert found.provenance.status == status
    assert "sc_factor" not in KNOWN.products["xembify"].attributes
