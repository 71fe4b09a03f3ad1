"""The crosswalk of packages, limits of drugs without a code, and drugs that are not payable: real lists, and what is wrong in one."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from costing.importers.kinds import read_files
from costing.importers.official import Asked, Official, Period
from costing.reference.load import reference
from tests.importers.builders import read, refused
from tests.importers.layouts import EXTRACTS, NOT_PAYABLE, Layout, crosswalk, noc

LAST_QUARTER = Period(date(2025, 10, 1), date(2025, 12, 31))
A_PACKAGE = next(place for place, row in enumerate(crosswalk().rows) if row[3] == "44206-0436-05")  # Privigen 5 g

OF_2026 = replace(crosswalk(), heading=(("_2026_CODE", *crosswalk().heading[0][1:]),))


def packages(path: Path, name: str = "crosswalk.csv", codes: frozenset[str] = frozenset()) -> Official:
    (found,), _ = read_files([(path, name)], Asked(frozenset(), None, codes))
    return found.official


def test_the_real_crosswalk_has_the_packages_that_ship(tmp_path: Path):
    found = packages(EXTRACTS / "crosswalk_2025q4.csv")
    listed = {row["ndc"]: row for row in found.rows}
    assert found.period == LAST_QUARTER
    assert listed["44206-0436-05"] == {
        "ndc": "44206-0436-05", "hcpcs": "J1459", "units": "10", "package_units": "10", "labeler": "CSL Behring L.L.C.",
        "drug": "Privigen", "unit": "500 mg",
    }  # fmt: skip
    ours = [
        package for product in reference().products.values() for package in product.packages if package.ndc in listed
    ]
    assert len(ours) > 30
    assert [package.ndc for package in ours if listed[package.ndc]["package_units"] != str(package.units)] == []


def test_a_size_that_does_not_fit_is_told_and_the_units_are_taken():
    """The list prints 110 mL for 10 g of a 10% solution, and 100 mL for 20 g of a 5% one."""
    odd = [str(one.why) for one in packages(EXTRACTS / "crosswalk_2025q4.csv").odd]
    assert odd == [
        "44206-0437-10 Privigen: its size does not fit its units. The units are taken.",
        "64208-8234-08 Gammaplex: its size does not fit its units. The units are taken.",
    ]


def test_only_packages_of_our_drugs_are_kept():
    found = packages(EXTRACTS / "crosswalk_2025q4.csv", codes=frozenset({"J1568"}))
    assert {row["hcpcs"] for row in found.rows} == {"J1568"}


def test_containers_that_do_not_add_up_are_told(tmp_path: Path):
    found = read(tmp_path, crosswalk().changed(A_PACKAGE, "BILLUNITSPKG", "20").raw()).official
    assert "44206-0436-05: 1 containers of 10 units are not 20 units." in [str(one.why) for one in found.odd]


@pytest.mark.parametrize(
    ("layout", "problem"),
    [
        (crosswalk().changed(A_PACKAGE, "BILLUNITS", "-10"), "billunits must be an amount such as 47.133, not '-10'."),
        (crosswalk().changed(A_PACKAGE, "BILLUNITS", "500 MG"), "billunits must be an amount"),
        (crosswalk().changed(A_PACKAGE, "BILLUNITS", ""), "billunits is empty."),
        (crosswalk().changed(A_PACKAGE, "NDC2", "Privigen"), "the NDC must have 5, 4 and 2 digits, such as 68982-0850-01, not 'Privigen'."),
        (crosswalk().changed(A_PACKAGE, "NDC2", "44206-0437-10"), "the NDC 44206-0437-10 stands here twice."),
        (crosswalk().changed(A_PACKAGE, 0, "J14"), "'J14' is no HCPCS code such as J1568."),
        (OF_2026, "prints both the year 2026 and 2025-10-01 to 2025-12-31."),
        (replace(crosswalk(), rows=()), "holds no package of an immune globulin."),
    ],
)  # fmt: skip
def test_a_wrong_crosswalk_is_refused_by_line(tmp_path: Path, layout: Layout, problem: str):
    assert problem in refused(tmp_path, layout.raw())


def test_limits_without_a_code_are_read_by_name_and_dosage(tmp_path: Path):
    found = read(tmp_path, (EXTRACTS / "noc_pricing_2025q4.csv").read_bytes()).official
    assert (found.table, found.period) == ("noc_limits", LAST_QUARTER)
    assert found.rows == (
        {"drug": "Vasopressin (Long Grove)", "dosage": "1 UNIT", "per_unit": "2.462", "unit": "1 unit"},
    )


@pytest.mark.parametrize(
    ("layout", "problem"),
    [
        (noc().changed(0, "Payment Limit", "$-2.462"), "line 14: payment limit must be an amount such as 47.133, not '$-2.462'."),
        (noc().changed(0, "Dosage", ""), "the name of the drug or its dosage is missing."),
        (replace(noc(), rows=noc().rows * 2), "line 15: Vasopressin (Long Grove), 1 UNIT, stands here twice."),
        (replace(noc(), rows=()), "holds no payment limit."),
    ],
)  # fmt: skip
def test_a_wrong_list_without_codes_is_refused_by_line(tmp_path: Path, layout: Layout, problem: str):
    assert problem in refused(tmp_path, layout.raw())


def test_drugs_that_are_not_payable_are_codes_of_a_list(tmp_path: Path):
    found = read(tmp_path, NOT_PAYABLE.raw()).official
    assert (found.table, found.period) == ("not_payable", Period(date(2026, 10, 1), date(2026, 12, 31)))
    assert [row["hcpcs"] for row in found.rows] == ["J9202", "J1568"]
    assert "licensed" not in str(found)


@pytest.mark.parametrize(
    ("layout", "problem"),
    [
        (NOT_PAYABLE.changed(1, 0, "J9202"), "line 6: the code J9202 stands here twice."),
        (NOT_PAYABLE.changed(1, 0, "Octagam"), "line 6: 'OCTAGAM' is no HCPCS code"),
        (replace(NOT_PAYABLE, rows=()), "holds no code."),
        (replace(NOT_PAYABLE, above=NOT_PAYABLE.above[:1]), "does not say for which days it holds."),
    ],
)
def test_a_wrong_list_of_what_is_not_payable_is_refused_by_line(tmp_path: Path, layout: Layout, problem: str):
    assert problem in refused(tmp_path, layout.raw())
