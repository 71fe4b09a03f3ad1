"""Tables that people fill in: guidelines and constants, each row with its own days, the constants with their own source."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from costing.importers.kinds import read_files
from costing.importers.official import Asked, Official, Period
from costing.reference.prices import MEDICARE
from tests.importers.builders import refused
from tests.importers.layouts import CONSTANTS, GUIDELINES, Layout


def officials(tmp_path: Path, layout: Layout) -> list[Official]:
    path = tmp_path / layout.name
    path.write_bytes(layout.raw())
    found, _ = read_files([(path, layout.name)], Asked(frozenset(), constants=frozenset(MEDICARE)))
    return [one.official for one in found]


def test_guidelines_of_a_year_come_together(tmp_path: Path):
    (found,) = officials(tmp_path, GUIDELINES)
    assert found.period == Period(date(2027, 1, 13), date(2028, 1, 12))
    assert found.rows[0] == {
        "region": "contiguous",
        "first": "16300",
        "each_additional": "5800",
        "unit": "dollars a year",
    }
    assert len(found.rows) == 3


def test_each_constant_stands_for_itself_with_its_own_source(tmp_path: Path):
    first, second = officials(tmp_path, CONSTANTS)
    assert (first.scope, first.title, first.url) == (
        {"constant": "part_b_deductible"},
        "An invented notice",
        "https://notice.example/b",
    )
    assert (second.rows[0]["value"], second.title, second.url) == ("1800", "Another invented notice", "")


@pytest.mark.parametrize(
    ("layout", "problem"),
    [
        (GUIDELINES.changed(0, "first", "-16300"), "line 2: first must be an amount such as 47.133, not '-16300'."),
        (GUIDELINES.changed(0, "first", "contiguous"), "line 2: first must be an amount"),
        (GUIDELINES.changed(1, "region", "contiguous"), "line 3: contiguous stands here twice for the same days."),
        (GUIDELINES.changed(1, "region", "texas"), "line 3: region must be one of contiguous, alaska, hawaii, not 'texas'."),
        (GUIDELINES.changed(1, "year", "2026"), "line 3: year must be the one of its first day, 2027, not '2026'."),
        (GUIDELINES.changed(1, "starts", "1/13/2027"), "line 3: starts must be a date such as 2027-01-01, not '1/13/2027'."),
        (GUIDELINES.changed(1, "ends", "2026-01-12"), "line 3: it ends before it starts."),
        (replace(GUIDELINES, rows=()), "holds no row under its heading."),
        (CONSTANTS.changed(0, "value", "two hundred"), "line 2: value must be an amount"),
        (CONSTANTS.changed(0, "value", ""), "line 2: value is empty."),
        (CONSTANTS.changed(1, "constant", "part_b_deductible"), "line 3: part_b_deductible stands here twice for the same days."),
        (CONSTANTS.changed(0, "source_title", ""), "line 2: unit and source_title are needed"),
        (CONSTANTS.changed(0, "source_url", "see the notice"), "line 2: source_url must be an address such as https://www.cms.gov, not"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_by_line(tmp_path: Path, layout: Layout, problem: str):
    assert problem in refused(tmp_path, layout.raw(), layout.name)


def test_a_constant_that_nobody_reads_is_refused_with_the_ones_there_are(tmp_path: Path):
    with pytest.raises(
        Exception, match=r"line 2: there is no constant 'deductible'. Take one of medicare_advantage_maximum, "
    ):
        officials(tmp_path, CONSTANTS.changed(0, "constant", "deductible"))
