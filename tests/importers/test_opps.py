"""Addendum B: the real values of 2025 as tab text and as CSV, copayments, indicators, and what is wrong in a file."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from costing.importers.kinds import read_files
from costing.importers.official import Asked, Official, Period
from costing.reference.load import DATA
from tests.importers.builders import refused
from tests.importers.layouts import Layout, opps

QUARTER = Period(date(2025, 1, 1), date(2025, 3, 31))
FINAL = "Addendum B.-Final OPPS Payment by HCPCS Code for CY 2026"
RATE, MINIMUM, NATIONAL = "Payment Rate", "Minimum Unadjusted Copayment", "National Unadjusted Copayment"


def shipped(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="") as file:
        return [row for row in csv.DictReader(file) if row["starts"] == "2025-01-01"]


CODES = frozenset({row["code"] for row in shipped("hospital_fees.csv")} | {"96368"})


def officials(tmp_path: Path, layout: Layout, period: Period | None = QUARTER) -> tuple[Official, Official]:
    path = tmp_path / "file"
    path.write_bytes(layout.raw())
    (fees, indicators), _ = read_files([(path, layout.name)], Asked(CODES, period))
    return fees.official, indicators.official


def place_of(code: str) -> int:
    return next(place for place, row in enumerate(opps().rows) if row[0] == code)


def with_service(column: str, text: str) -> Layout:
    return opps().changed(place_of("96365"), column, text)


@pytest.mark.parametrize("delimiter", ["\t", ","])
def test_the_real_rates_of_2025_give_what_ships(tmp_path: Path, delimiter: str):
    fees, indicators = officials(tmp_path, replace(opps(), delimiter=delimiter))
    columns = ("code", "rate", "copay", "indicator", "unit")
    assert {row["code"]: row for row in fees.rows} == {
        row["code"]: {column: row[column] for column in columns} for row in shipped("hospital_fees.csv")
    }
    read = {row["hcpcs"]: row["indicator"] for row in indicators.rows}
    expected = {row["hcpcs"]: row["indicator"] for row in shipped("drug_indicators.csv")}
    assert {code: read.get(code) for code in expected} == expected
    assert fees.period == indicators.period == QUARTER
    assert [str(one.why) for one in fees.odd] == ["96368 has no rate of its own, status indicator N."]
    assert "descriptor" not in str((fees, indicators))


def test_a_national_copayment_goes_before_the_minimum(tmp_path: Path):
    fees, _ = officials(tmp_path, with_service(NATIONAL, "$50.00"))
    assert next(row["copay"] for row in fees.rows if row["code"] == "96365") == "50.00"


@pytest.mark.parametrize(
    ("title", "name", "period"),
    [
        ("Addendum B.-OPPS Payment by HCPCS Code for CY 2026, Effective April 1, 2026", "b.txt", "2026-04-01 2026-06-30"),
        (FINAL, "508 Version of July 2026 Web Addendum B.csv", "2026-07-01 2026-09-30"),
        (FINAL, "october-2026-opps-addendum-b.zip: b.txt", "2026-10-01 2026-12-31"),
    ],
)  # fmt: skip
def test_the_quarter_is_read_from_the_title_or_the_name(tmp_path: Path, title: str, name: str, period: str):
    layout = replace(opps(), above=((title,), *opps().above[1:]), name=name)
    fees, _ = officials(tmp_path, layout, None)
    assert f"{fees.period.starts} {fees.period.ends}" == period
    assert bool(fees.notes) is ("Effective" not in title)


@pytest.mark.parametrize(
    ("layout", "problem"),
    [
        (with_service(RATE, "-$210.69"), "payment rate must be an amount such as 47.133, not '-$210.69'."),
        (with_service(RATE, "42.13"), "the copayment 42.14 of 96365 is more than its rate 42.13."),
        (with_service(MINIMUM, "S"), "minimum unadjusted copayment must be an amount"),
        (with_service("SI", "210.69"), "'210.69' is no status indicator such as S, K or Q1."),
        (with_service("HCPCS Code", "96366"), "the code 96366 stands here twice."),
        (with_service("HCPCS Code", "9636"), "'9636' is no HCPCS code"),
        (replace(opps(), rows=opps().rows[-3:]), "holds none of the infusion codes."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_by_line(tmp_path: Path, layout: Layout, problem: str):
    assert problem in refused(tmp_path, layout.raw(), layout.name, QUARTER, tuple(CODES))


def test_a_line_that_was_cut_off_is_refused_with_its_number(tmp_path: Path):
    raw = opps().raw().rpartition(b"\t\t\t\t")[0]
    assert f"line {len(opps().rows) + 5}: the line ends early." in refused(
        tmp_path, raw, "b.txt", QUARTER, tuple(CODES)
    )


def test_another_year_than_the_one_asked_for_is_refused(tmp_path: Path):
    asked = Period(date(2026, 1, 1), date(2026, 3, 31))
    assert "is for 2025, not for 2026-01-01 to 2026-03-31." in refused(
        tmp_path, opps().raw(), "b.txt", asked, tuple(CODES)
    )
    assert "does not say for which days it holds." in refused(tmp_path, opps().raw(), "b.txt", None, tuple(CODES))
