"""Amounts by locality: records without a heading, the whole year or changes only, and what is wrong in a file."""

from datetime import date
from pathlib import Path

import pytest

from costing.importers import pfall as module
from costing.importers.official import Period
from costing.importers.periods import year
from tests.importers.builders import read, refused
from tests.importers.layouts import pfall, pfall_line

CODES = ("96365", "96366", "96372")
NAME = "PFREV26D_nonQPP.txt"
RECORDS = (
    pfall_line(),
    pfall_line("96366", "0000020.25"),
    pfall_line("96366", "0000000.75", "01112", "05"),
    pfall_line("96365", "0000010.00", modifier="TC"),
    pfall_line("96372", "0000000.00"),
    pfall_line("99213", "0000117.58"),
)


def test_changes_hold_to_the_end_of_the_year_and_leave_the_rest(tmp_path: Path):
    found = read(tmp_path, pfall(*RECORDS), NAME, codes=CODES).official
    assert found.rows == (
        {"locality": "11502-00", "code": "96365", "conversion": "non_qp", "fee": "62.71", "unit": "service"},
        {"locality": "11502-00", "code": "96366", "conversion": "non_qp", "fee": "20.25", "unit": "service"},
        {"locality": "01112-05", "code": "96366", "conversion": "non_qp", "fee": "0.75", "unit": "service"},
    )
    assert (found.whole, found.scope, found.period) == (
        False,
        {"conversion": "non_qp"},
        Period(date(2026, 10, 1), date(2026, 12, 31)),
    )
    assert [(one.line, str(one.why)) for one in found.odd] == [
        (5, "96372 has no amount in an office here, and perhaps elsewhere.")
    ]
    assert "changes only" in str(found.notes[-1])


def test_the_long_list_speaks_for_the_whole_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "WHOLE_FROM", len(RECORDS))
    found = read(tmp_path, pfall(*RECORDS), "PFALL26AR qpp.txt", codes=CODES).official
    assert (found.whole, found.scope, found.period) == (True, {"conversion": "qp"}, year(2026))
    said = refused(tmp_path, pfall(*RECORDS), NAME, year(2027), CODES)
    assert "is for 2026-01-01 to 2026-12-31, not for 2027" in said


def test_before_2026_there_is_one_list_for_everybody(tmp_path: Path):
    found = read(tmp_path, pfall(pfall_line(of="2025")), "PFREV25D.txt", codes=CODES).official
    assert (found.scope, found.rows[0]["conversion"]) == ({"conversion": "both"}, "both")


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (pfall(*RECORDS, ended=False), "does not end with its record TRL"),
        (pfall(*RECORDS, ended=False)[:-30], "line 6: the line ends early."),
        (pfall(*RECORDS, pfall_line(of="2025", carrier="10112")), "line 7: is of '2025', the lines before of 2026."),
        (pfall(*RECORDS, pfall_line()), "line 7: 96365 in 11502-00 stands here twice."),
        (pfall(*RECORDS, pfall_line(amount="-000062.71", carrier="10112")), "line 7: the non-facility amount cannot be '-000062.71'."),
        (pfall(*RECORDS, pfall_line(amount="A", status="0000062.71", locality="01")), "line 7: the non-facility amount cannot be 'A'."),
        (pfall(*RECORDS, pfall_line(carrier="00", locality="11502")), "line 7: the carrier cannot be '00'."),
        (pfall(pfall_line("99213")), "holds none of the infusion codes."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_by_line(tmp_path: Path, raw: bytes, problem: str):
    assert problem in refused(tmp_path, raw, NAME, codes=CODES)


def test_whose_amounts_and_since_when_must_be_known(tmp_path: Path):
    assert "put QPP" in refused(tmp_path, pfall(*RECORDS), "PFREV26D.txt", codes=CODES)
    assert "does not say since when" in refused(tmp_path, pfall(*RECORDS), "nonQPP.txt", codes=CODES)
    july = Period(date(2026, 7, 1), date(2026, 9, 30))
    assert read(tmp_path, pfall(*RECORDS), "nonQPP.txt", july, CODES).official.period.starts == july.starts
    assert "by its name for 2026-10-01 to 2026-12-31: not for 2026-07-01" in refused(
        tmp_path, pfall(*RECORDS), NAME, july, CODES
    )
