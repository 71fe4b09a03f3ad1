"""Fees of pumps and supplies: the real list of January 2025, and what is wrong in a file."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from costing.importers.official import Period
from tests.importers.builders import read, refused
from tests.importers.layouts import Layout, dmepos

NAME = dmepos().name
PUMP = next(place for place, row in enumerate(dmepos().rows) if row[0] == "E0779")


def test_the_real_fees_of_2025_by_state_and_area(tmp_path: Path):
    """Alabama: 23.01 a month for the pump of a subcutaneous infusion, 25.19 a week for supplies, 28.41 in rural areas."""
    found = read(tmp_path, dmepos().raw(), NAME).official
    fees = {(row["code"], row["modifier"], row["state"], row["area"]): row["fee"] for row in found.rows}
    assert found.period == Period(date(2025, 1, 1), date(2025, 3, 31))
    assert fees["E0779", "RR", "AL", "rural"] == "23.01"
    assert (fees["A4221", "none", "AL", "elsewhere"], fees["A4221", "none", "AL", "rural"]) == ("25.19", "28.41")
    assert {code for code, *_ in fees} == {"A4221", "A4222", "E0776", "E0779", "E0780", "E0781", "E0791", "K0552"}


def test_zero_is_no_fee(tmp_path: Path):
    found = read(tmp_path, dmepos().changed(PUMP, "AL (R)", "0.00").raw(), NAME).official
    assert not [row for row in found.rows if (row["code"], row["state"], row["area"]) == ("E0779", "AL", "rural")]


@pytest.mark.parametrize(
    ("layout", "problem"),
    [
        (
            dmepos().changed(PUMP, "AL (R)", "-23.01"),
            f"line {PUMP + 2}: al (r) must be an amount such as 47.133, not '-23.01'.",
        ),
        (dmepos().changed(PUMP, "AL (R)", "RR"), "al (r) must be an amount"),
        (dmepos().changed(PUMP, 0, "E077"), "'E077' is no HCPCS code such as E0779."),
        (
            replace(dmepos(), rows=dmepos().rows + dmepos().rows[PUMP : PUMP + 1]),
            "E0779 with the modifier RR stands here twice.",
        ),
        (replace(dmepos(), rows=()), "holds no fee of an infusion pump"),
        (replace(dmepos(), name="x.csv"), "does not say for which days it holds."),
    ],
)
def test_what_is_wrong_is_refused_by_line(tmp_path: Path, layout: Layout, problem: str):
    assert problem in refused(tmp_path, layout.raw(), layout.name)


def test_a_file_that_was_cut_off_is_refused(tmp_path: Path):
    assert f"line {len(dmepos().rows) + 1}: the line ends early." in refused(tmp_path, dmepos().raw()[:-80], NAME)
