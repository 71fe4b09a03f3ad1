"""What loaded lists say beside an estimate: packages, drugs that are not payable, guidelines and constants of a new year."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from costing.questions import estimate, read_case
from costing.questions.loading import keep_prepared, prepare
from costing.reference.load import reference, use_loaded
from tests.importers import layouts
from tests.importers.layouts import Layout
from tests.questions.test_documents import example

TODAY = date(2026, 11, 25)
HEADING = layouts.crosswalk().heading[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    use_loaded(tmp_path / "prices")
    return tmp_path / "prices"


def put(tmp_path: Path, folder: Path, *given: Layout) -> None:
    files = []
    for number, layout in enumerate(given):
        path = tmp_path / f"{number}"
        path.write_bytes(layout.raw())
        files.append((path, layout.name))
    keep_prepared(prepare(files, folder), folder, TODAY, "me")


def octagam_10(*packages: tuple[str, int]) -> Layout:
    """A crosswalk of 2026 with these packages under J1568."""
    above = (("October 2026 ASP NDC - HCPCS Crosswalk",), ("Effective January 1, 2026 through March 31, 2026",))
    rows = tuple(
        ("J1568", "Octagam injection", "Octapharma", ndc, "Octagam", "500 MG", "20", "1", str(units), str(units))
        for ndc, units in packages
    )
    return Layout("crosswalk.csv", above, (("_2026_CODE", *HEADING[1:]),), rows)


def notes() -> str:
    return " ".join(str(note) for note in estimate(read_case(example())).notes)


def shipped() -> list[tuple[str, int]]:
    product = reference().products[example()["order"]["product"]]
    return [(package.ndc, package.units) for package in product.packages]


def test_packages_as_listed_need_no_note(tmp_path: Path, folder: Path):
    put(tmp_path, folder, octagam_10(*shipped()))
    assert "crosswalk" not in notes()


def test_a_package_that_is_absent_or_counted_otherwise_is_told(tmp_path: Path, folder: Path):
    (first, units), (second, _), *rest = shipped()
    put(tmp_path, folder, octagam_10((first, units + 1), *rest))
    assert f"Medicare’s crosswalk counts {units + 1} units in {first}, {units} are used here" in notes()
    assert f"does not list {second} of Octagam 10% under J1568" in notes()


def test_a_drug_that_part_b_does_not_pay_is_told(tmp_path: Path, folder: Path):
    assert "does not pay: ask before" not in notes()
    above = (layouts.NOT_PAYABLE.above[0], ("Effective January 1, 2026 through March 31, 2026",))
    put(tmp_path, folder, replace(layouts.NOT_PAYABLE, above=above))
    assert "Medicare’s list from January 1, 2026 on names J1568 among the drugs that Part B does not pay" in notes()


def test_every_other_list_is_taken_with_its_source(tmp_path: Path, folder: Path):
    put(tmp_path, folder, layouts.noc(), layouts.dmepos(), layouts.GUIDELINES, layouts.CONSTANTS)
    known = reference()
    assert known.lists.noc_limits["Vasopressin (Long Grove)", "1 UNIT"].on(date(2025, 11, 1)).value == Decimal("2.462")
    assert known.lists.dmepos_fees["E0779", "RR", "AL", "rural"].on(date(2025, 2, 1)).value == Decimal("23.01")
    assert known.poverty["alaska"].on(date(2027, 6, 1)).value.first == Decimal(20380)
    deductible = known.part_b_deductible.on(date(2027, 6, 1))
    assert deductible.value == Decimal(290)
    assert deductible.provenance.source
    assert (deductible.provenance.source.title, deductible.provenance.source.url) == (
        "An invented notice",
        "https://notice.example/b",
    )
