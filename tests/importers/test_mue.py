"""Unlikely edits: one table a setting, each for itself, the suppliers' not needed, and what is wrong in a file."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from costing.importers.official import Period
from tests.importers.builders import read, refused
from tests.importers.layouts import MUE, Layout, mue

QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31))
CODES = ("96365", "96366")
UNITS, INDICATOR = "Practitioner Services MUE Values", "MUE Adjudication Indicator"


@pytest.mark.parametrize(("published", "setting"), [("Practitioner", "office"), ("Outpatient Hospital", "hospital")])
def test_each_table_speaks_for_its_setting_alone(tmp_path: Path, published: str, setting: str):
    layout = mue(published)
    found = read(tmp_path, layout.raw(), layout.name, codes=CODES).official
    assert (found.period, found.scope) == (QUARTER, {"setting": setting})
    assert [(row["code"], row["setting"], row["units"], row["indicator"]) for row in found.rows] == [
        ("96365", setting, "1", "3"), ("96366", setting, "8", "3"), ("J1460", setting, "10", "2"), ("J1568", setting, "300", "3"),
    ]  # fmt: skip


def test_the_table_of_suppliers_is_none_of_ours(tmp_path: Path):
    layout = mue("DME Supplier")
    assert "this is none of the files" in refused(tmp_path, layout.raw(), layout.name, codes=CODES)


@pytest.mark.parametrize(
    ("layout", "problem"),
    [
        (MUE.changed(5, UNITS, "-300"), "line 9: practitioner services mue values must be a whole number such as 300, not '-300'."),
        (MUE.changed(5, UNITS, "2.5"), "must be a whole number"),
        (MUE.changed(5, UNITS, "3 Date of Service Edit: Clinical"), "must be a whole number"),
        (MUE.changed(5, INDICATOR, "300"), "line 9: mue adjudication indicator must begin with 1, 2 or 3, not '300'."),
        (MUE.changed(5, 0, "J1460"), "line 9: the code J1460 stands here twice."),
        (MUE.changed(5, 0, "J15"), "line 9: 'J15' is no HCPCS code such as J1568."),
        (replace(MUE, rows=MUE.rows[:1]), "holds none of the infusion codes and no drug."),
        (replace(MUE, name="table.csv"), "does not say for which days it holds."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_by_line(tmp_path: Path, layout: Layout, problem: str):
    assert problem in refused(tmp_path, layout.raw(), layout.name, codes=CODES)


def test_a_file_that_was_cut_off_is_refused(tmp_path: Path):
    assert "line 9: the line ends early." in refused(tmp_path, MUE.raw()[:-20], MUE.name, codes=CODES)


def test_another_quarter_than_the_name_says_is_refused(tmp_path: Path):
    asked = Period(date(2027, 1, 1), date(2027, 3, 31))
    assert "is for 2026-10-01 to 2026-12-31, not for 2027" in refused(tmp_path, MUE.raw(), MUE.name, asked, CODES)
    assert read(tmp_path, MUE.raw(), "table.csv", asked, CODES).official.period == asked
