"""Relative values: the real ones of October 2025 in either layout, QP and non-QP files of 2026, and what is wrong in a file."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from costing.importers.kinds import read_files
from costing.importers.official import Asked, Period
from costing.reference.load import DATA
from tests.importers.builders import read, refused, zipped
from tests.importers.layouts import PPRRVU_HEADING, Layout, fixed, pprrvu, pprrvu_row

with (DATA / "office_fees.csv").open(newline="") as file:
    SHIPPED = tuple(csv.DictReader(file))
CODES = tuple(sorted({row["code"] for row in SHIPPED}))
LAST_QUARTER = Period(date(2025, 10, 1), date(2025, 12, 31))
A_ROW = pprrvu_row("96365", "", "A", "0.21", "1.76", "", "1.76", "NA", "0.04", "2.01", "2.01", "33.4009")
PLACE = {"MOD": 1, "STATUS": 3, "WORK": 5, "PE": 6, "NA": 7, "MP": 10, "FACTOR": 24}


def of_2026(*rows: tuple[str, ...], name: str = "PPRRVU2026_Oct_nonQPP.csv") -> Layout:
    title = (("2026 National Physician Fee Schedule Relative Value File",), *pprrvu().above[1:])
    return replace(pprrvu(), name=name, above=title, rows=rows or (A_ROW,))


TWO_WORK_COLUMNS = replace(of_2026(), heading=tuple((*row, row[5]) for row in PPRRVU_HEADING), rows=((*A_ROW, "1"),))


def changed(column: str, text: str) -> bytes:
    return of_2026(A_ROW, A_ROW).changed(1, 0, "96366").changed(1, PLACE[column], text).raw()


@pytest.mark.parametrize("raw", [pprrvu().raw(), fixed(pprrvu())], ids=["table", "fixed columns"])
def test_the_real_values_of_2025_give_the_fees_that_ship(tmp_path: Path, raw: bytes):
    found = read(tmp_path, raw, codes=CODES).official
    assert (found.period, found.scope) == (LAST_QUARTER, {"conversion": "both"})
    shipped = {row["code"]: row["fee"] for row in SHIPPED if row["starts"] == "2025-01-01"}
    assert {row["code"]: row["fee"] for row in found.rows} == shipped
    assert "descriptor" not in str(found)


def test_only_our_services_are_kept(tmp_path: Path):
    assert [row["code"] for row in read(tmp_path, pprrvu().raw(), codes=["96413"]).official.rows] == ["96413"]


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("PPRRVU2026_Oct_nonQPP.csv", "non_qp"), ("PPRRVU2026_Oct_QPP.csv", "qp"), ("rvu26d non-QP.csv", "non_qp"),
        ("RVU26D_QP.csv", "qp"),
    ],
)  # fmt: skip
def test_since_2026_the_name_says_for_whom_the_fees_are(tmp_path: Path, name: str, group: str):
    found = read(tmp_path, of_2026().raw(), name, codes=CODES).official
    assert found.period == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert found.scope == {"conversion": group}
    assert found.rows[0]["conversion"] == group
    assert found.rows[0]["fee"] == "67.14"  # 2.01 x 33.4009
    by_quarter, by_group = (str(note) for note in found.notes)
    assert by_quarter.startswith("The quarter is the one in the file")
    assert by_group.startswith(
        "Taken as the amounts for qualifying" if group == "qp" else "Taken as the amounts for everybody"
    )


def test_a_name_that_says_nothing_or_both_is_refused(tmp_path: Path):
    for name in ("PPRRVU2026_Oct.csv", "PPRRVU2026_Oct_QPP_and_nonQPP.csv"):
        assert "put QPP (qualifying APM participants) or nonQPP" in refused(
            tmp_path, of_2026().raw(), name, codes=CODES
        )


def test_both_files_of_one_zip_are_told_apart(tmp_path: Path):
    raw = {name: of_2026().raw() for name in ("PPRRVU2026_Oct_nonQPP.csv", "PPRRVU2026_Oct_QPP.csv")}
    path = tmp_path / "rvu26d.zip"
    path.write_bytes(zipped(raw))
    found, _ = read_files([(path, "rvu26d.zip")], Asked(frozenset(CODES)))
    assert [one.official.scope["conversion"] for one in found] == ["non_qp", "qp"]


def test_a_row_with_a_modifier_is_a_part_of_the_service_and_left_out(tmp_path: Path):
    rows = (A_ROW, pprrvu_row("96365", "TC", "A", "0", "1", "", "1", "", "0", "1", "1", "33.4009"))
    assert len(read(tmp_path, of_2026(*rows).raw(), "x_Oct2026_nonQPP.csv", codes=CODES).official.rows) == 1


@pytest.mark.parametrize(
    ("column", "text", "why"), [("STATUS", "X", "has the status X"), ("NA", "NA", "not paid in an office")]
)
def test_what_the_schedule_does_not_pay_is_left_out_and_told(tmp_path: Path, column: str, text: str, why: str):
    found = read(tmp_path, changed(column, text), "x_Oct2026_nonQPP.csv", codes=CODES).official
    assert [row["code"] for row in found.rows] == ["96365"]
    assert why in str(found.odd[0].why)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (changed("WORK", "-0.21"), "line 12: work RVU must be an amount such as 47.133, not '-0.21'."),
        (changed("PE", "A"), "line 12: non-facility PE RVU must be an amount"),
        (changed("MP", ""), "line 12: MP RVU is empty."),
        (changed("PE", "0.04"), "line 12: the total 2.01 of 96366 is not the sum of its parts."),
        (changed("FACTOR", "0.0000"), "line 12: conversion factor must be an amount such as 33.4009, not 0."),
        (changed("FACTOR", "33.5675"), "holds more than one conversion factor."),
        (of_2026(A_ROW, A_ROW).raw(), "line 12: the code 96365 stands here twice."),
        (of_2026(A_ROW).raw()[:-60], "line 11: the line ends early."),
        (of_2026(A_ROW).changed(0, 0, "99213").raw(), "holds none of the infusion codes."),
        (TWO_WORK_COLUMNS.raw(), "line 10: the heading work RVU stands twice."),
        (fixed(of_2026(A_ROW, A_ROW))[:-80], "line 7: the line ends early."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_by_line(tmp_path: Path, raw: bytes, problem: str):
    assert problem in refused(tmp_path, raw, "PPRRVU2026_Oct_nonQPP.csv", codes=CODES)


def test_a_year_or_quarter_that_was_not_asked_for_is_refused(tmp_path: Path):
    asked = Period(date(2027, 1, 1), date(2027, 3, 31))
    assert "is for 2025-10-01 to 2025-12-31, not for 2027" in refused(
        tmp_path, pprrvu().raw(), period=asked, codes=CODES
    )
    said = refused(tmp_path, of_2026().raw(), "x_nonQPP.csv", period=asked, codes=CODES)
    assert "is for 2026, not for 2027-01-01 to 2027-03-31" in said
    assert "does not say for which days" in refused(tmp_path, of_2026().raw(), "x_nonQPP.csv", codes=CODES)
