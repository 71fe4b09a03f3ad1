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
from tests.importers.builders import limits_file
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


def hospital(**order: object) -> list[tuple[date, str, Decimal | None]]:
    document = example("part-b-hospital")
    document["order"] |= order
    document["assumptions"] = [one for one in document["assumptions"] if one != "newest_loaded_value"]
    found = estimate(read_case(document))
    return [(line.line.on, line.line.code, line.line.allowed) for visit in found.visits for line in visit.lines]


def addendum_b(quarter: str, **indicators: str) -> Layout:
    layout = replace(layouts.opps(), above=((f"Addendum B.-OPPS Payment by HCPCS Code, {quarter}",), ("",)))
    for code, indicator in indicators.items():
        place = next(place for place, row in enumerate(layout.rows) if row[0] == code)
        layout = layout.changed(place, "SI", indicator)
    return layout


def test_a_drug_is_packaged_from_the_quarter_whose_list_says_so_and_not_before(tmp_path: Path, folder: Path):
    """47.133 in 2026; from January 2027 the infusion contains it; without a list for April nothing is known."""
    limits = b"\r\n".join(limits_file().split(b"\r\n")).decode("cp1252")
    january = limits.replace("October 1, 2026 through December 31, 2026", "January 1, 2027 through March 31, 2027")
    april = limits.replace("October 1, 2026 through December 31, 2026", "April 1, 2027 through June 30, 2027")
    for number, text in enumerate((january, april)):
        path = tmp_path / f"limits{number}.csv"
        path.write_bytes(text.encode("cp1252"))
        keep_prepared(prepare([(path, path.name)], folder), folder, TODAY, "me")
    put(tmp_path, folder, addendum_b("January 2027", J1568="N"))
    paid = {on: allowed for on, code, allowed in hospital(first_infusion="2026-12-07", cycles=6) if code == "J1568"}
    assert {allowed for on, allowed in paid.items() if on.year == 2026} == {Decimal("6598.62")}  # 140 units of 47.133
    assert {allowed for on, allowed in paid.items() if date(2027, 1, 1) <= on <= date(2027, 3, 31)} == {Decimal("0.00")}
    assert {allowed for on, allowed in paid.items() if on > date(2027, 3, 31)} == {None}


def test_a_service_is_packaged_beside_others_by_the_day_too(tmp_path: Path, folder: Path):
    put(tmp_path, folder, addendum_b("January 2027", **{"96366": "Q1"}))
    found = [one for one in hospital(first_infusion="2026-12-21", cycles=2) if one[1] == "96366"]
    assert next((on.year, allowed) for on, _, allowed in found if on.year == 2026) == (
        2026,
        Decimal("191.36"),
    )  # 4 x 47.84
    assert {allowed for on, _, allowed in found if on.year == 2027} == {Decimal("0.00")}


def test_days_of_a_carried_indicator_are_told_also_when_a_later_one_is_loaded(tmp_path: Path, folder: Path):
    put(tmp_path, folder, addendum_b("January 2027"))
    document = example("part-b-hospital")
    document["order"]["first_infusion"] = "2026-12-21"
    assert "is carried over from 2025: the indicator of 2026 was not seen" in " ".join(
        str(note) for note in estimate(read_case(document)).notes
    )


def test_yearly_amounts_are_shown_before_and_after(tmp_path: Path, folder: Path):
    files = []
    for layout in (layouts.CONSTANTS, layouts.GUIDELINES):
        path = tmp_path / layout.name
        path.write_bytes(layout.raw())
        files.append((path, layout.name))
    ours = [one for preview in prepare(files, folder).previews for one in preview.ours]
    assert ("part_b_deductible", "283", "290") in [
        (one.key, one.before.get("value"), one.after.get("value")) for one in ours
    ]
    assert ("alaska", "19950", "20380") in [(one.key, one.before.get("first"), one.after.get("first")) for one in ours]
