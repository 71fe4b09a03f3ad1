"""Geographic indices: the real list of 2025, the layout of 2026 with two work indices, and what is wrong in a file."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from costing.importers.periods import year
from costing.reference.load import DATA
from tests.importers.builders import read, refused
from tests.importers.layouts import GPCI_2026, gpci

WORK, PRACTICE = "2026 PW GPCI (with 1.0 Floor)***", "2026 PE GPCI"


def test_the_real_list_of_2025_gives_what_ships(tmp_path: Path):
    found = read(tmp_path, gpci().raw()).official
    with (DATA / "localities.csv").open(newline="") as file:
        shipped = {row["locality"]: row for row in csv.DictReader(file) if row["starts"] == "2025-01-01"}
    assert found.period == year(2025)
    assert {row["locality"]: row for row in found.rows} == {
        locality: {key: row[key] for key in ("locality", "state", "name", "work", "practice", "malpractice", "unit")}
        for locality, row in shipped.items()
    }
    assert [str(note) for note in found.notes] == ["The work index has its floor of 1.0."]


def test_of_two_work_indices_the_one_with_its_floor_is_taken_and_said(tmp_path: Path):
    found = read(tmp_path, GPCI_2026.raw()).official
    assert found.rows[0] == {
        "locality": "10112-00", "state": "AL", "name": "Alabama", "work": "1", "practice": "0.875", "malpractice": "0.566", "unit": "index",
    }  # fmt: skip
    assert "the file also has the one without" in str(found.notes[0])


def test_without_a_floor_in_the_file_the_note_says_so(tmp_path: Path):
    heading = tuple("" if "(with 1.0" in name else name for name in GPCI_2026.heading[0])
    found = read(tmp_path, replace(GPCI_2026, heading=(heading,)).raw()).official
    assert found.rows[0]["work"] == "0.988"
    assert "without its floor" in str(found.notes[0])


def test_contractors_that_lost_their_zeros_get_them_back(tmp_path: Path):
    found = read(tmp_path, GPCI_2026.changed(1, 0, "2102").changed(1, 2, "1").raw()).official
    assert found.rows[1]["locality"] == "02102-01"
    assert found.rows[1]["name"] == "Alaska"


@pytest.mark.parametrize(
    ("layout", "problem"),
    [
        (GPCI_2026.changed(0, PRACTICE, "-0.875"), "line 4: 2026 pe gpci must be an amount such as 47.133, not '-0.875'"),
        (GPCI_2026.changed(0, PRACTICE, "ALABAMA"), "line 4: 2026 pe gpci must be an amount"),
        (GPCI_2026.changed(0, PRACTICE, ""), "line 4: 2026 pe gpci is empty."),
        (GPCI_2026.changed(0, WORK, "988"), "must be an index near 1, not 988."),
        (GPCI_2026.changed(1, 0, "10112").changed(1, 2, "00"), "line 5: the locality 10112-00 stands here twice."),
        (GPCI_2026.changed(1, 0, "AK"), "line 5: 'AK 01 AK' is no contractor and locality such as 11502 00"),
        (replace(GPCI_2026, above=(("FINAL CY 2025",),)), "is titled 2025, but its columns are of 2026."),
        (replace(GPCI_2026, rows=()), "holds no locality."),
        (replace(GPCI_2026, heading=(tuple(name.replace("MP", "XX") for name in GPCI_2026.heading[0]),)), "needs, of one year"),
        (replace(GPCI_2026, heading=(tuple(name.replace("2026 PE", "2025 PE") for name in GPCI_2026.heading[0]),)), "needs, of one year"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_by_line(tmp_path: Path, layout, problem: str):
    assert problem in refused(tmp_path, layout.raw(), layout.name)


def test_a_file_that_was_cut_off_is_refused(tmp_path: Path):
    assert "line 6: the line ends early." in refused(tmp_path, GPCI_2026.raw()[:-20])


def test_another_year_than_the_one_asked_for_is_refused(tmp_path: Path):
    assert "is for 2026-01-01 to 2026-12-31" in refused(tmp_path, GPCI_2026.raw(), period=year(2027))
