"""Loading an official file: what would change is shown first; then all of it holds, or nothing does."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from costing.questions import estimate, read_case
from costing.questions.freshness import State, due, freshness, needed
from costing.questions.loading import Busy, Refused, keep_prepared, prepare, take_back
from costing.reference.load import reference, use_loaded
from costing.reference.versions import writing
from tests.cli.running import document
from tests.importers.builders import LIMITS, LIMITS_HEAD, PREAMBLE, limits_file, zipped

WITHOUT_NEWEST = [name for name in document()["assumptions"] if name != "newest_loaded_value"]
TODAY = date(2026, 11, 25)
NEXT = [
    line.replace("October 1, 2026 through December 31, 2026", "January 1, 2027 through March 31, 2027")
    for line in PREAMBLE
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    use_loaded(tmp_path / "prices")
    return tmp_path / "prices"


def given(tmp_path: Path, raw: bytes, name: str = "limits.csv") -> list[tuple[Path, str]]:
    path = tmp_path / name
    path.write_bytes(raw)
    return [(path, name)]


def priced(code: str, limit: str) -> list[list[str]]:
    rows = [list(row) for row in LIMITS]
    place = next(number for number, row in enumerate(rows) if row[0] == code)
    rows[place][LIMITS_HEAD.index("Payment Limit")] = limit
    return rows


def test_a_new_quarter_is_compared_with_the_one_before(tmp_path: Path, folder: Path):
    (preview,) = prepare(given(tmp_path, limits_file(priced("J1568", "50.000"), preamble=NEXT)), folder).previews
    assert not preview.is_reissue
    assert preview.instead_of
    assert preview.instead_of.ends == date(2026, 12, 31)
    octagam = next(one for one in preview.ours if one.key == "J1568")
    assert "Octagam" in octagam.name
    assert octagam.before["per_unit"] == "47.133"
    assert octagam.after["per_unit"] == "50.000"
    assert octagam.percent == Decimal("6.1")  # 2.867 / 47.133 = 6.08 %
    gone = {one.key for one in preview.ours if not one.after}
    assert {"J1561", "J1569"} <= gone  # the small file does not hold them
    assert folder.exists() is False


def test_the_next_year_is_priced_once_its_file_is_loaded_and_not_before(tmp_path: Path, folder: Path):
    order = {**document()["order"], "first_infusion": "2027-01-04", "cycles": 1}
    case = read_case({**document(), "order": order, "assumptions": WITHOUT_NEWEST})
    lines = [line for visit in estimate(case).visits for line in visit.lines if line.line.code == "J1568"]
    assert [line.line.allowed for line in lines] == [None, None]
    keep_prepared(
        prepare(given(tmp_path, limits_file(priced("J1568", "50.000"), preamble=NEXT)), folder), folder, TODAY, "me"
    )
    lines = [line for visit in estimate(case).visits for line in visit.lines if line.line.code == "J1568"]
    assert [line.line.allowed for line in lines] == [
        Decimal("7000.00"),
        Decimal("7000.00"),
    ]  # 140 units of 500 mg at 50.000
    assert take_back(folder, TODAY)
    assert take_back(folder, TODAY) is None
    lines = [line for visit in estimate(case).visits for line in visit.lines if line.line.code == "J1568"]
    assert [line.line.allowed for line in lines] == [None, None]


def test_a_corrected_file_is_told_as_one_and_takes_the_place(tmp_path: Path, folder: Path):
    files = given(tmp_path, limits_file())
    keep_prepared(prepare(files, folder), folder, TODAY, "me")
    with pytest.raises(Refused, match="is loaded already"):
        prepare(files, folder)
    prepared = prepare(given(tmp_path, limits_file(priced("J1568", "47.200"))), folder)
    (preview,) = prepared.previews
    assert preview.is_reissue
    assert [one.key for one in preview.changes] == ["J1568"]
    keep_prepared(prepared, folder, TODAY, "me")
    assert reference().limits["J1568"].on(date(2026, 10, 1)).value.per_unit == Decimal("47.200")


def test_one_wrong_file_of_several_and_nothing_is_loaded(tmp_path: Path, folder: Path):
    good, bad = limits_file(), limits_file(priced("J1568", "-1"))
    with pytest.raises(Refused, match=r"two.csv, line 9: payment limit"):
        prepare(given(tmp_path, zipped({"one.csv": good, "two.csv": bad}), "both.zip"), folder)
    with pytest.raises(Refused, match="say the same thing for the same days"):
        prepare(given(tmp_path, zipped({"one.csv": good, "two.csv": good}), "both.zip"), folder)
    assert not folder.exists()


def test_somebody_else_who_is_loading_is_waited_for(tmp_path: Path, folder: Path):
    prepared = prepare(given(tmp_path, limits_file()), folder)
    with writing(folder), pytest.raises(Busy):
        keep_prepared(prepared, folder, TODAY, "me")
    assert reference().loaded == ()


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2026-10-15", State.CURRENT),
        ("2026-11-30", State.ENDS_SOON),
        ("2026-12-31", State.ENDS_SOON),
        ("2027-01-01", State.ENDED),
    ],
)
def test_a_month_before_a_quarter_ends_its_next_file_is_due(on: str, state: State):
    limits = next(one for one in freshness(date.fromisoformat(on)) if str(one.kind).startswith("Payment limits"))
    assert (limits.until, limits.state) == (date(2026, 12, 31), state)
    assert (limits in due(date.fromisoformat(on))) is (state is not State.CURRENT)
    assert "cms.gov" in limits.url
    assert [(span.starts, span.ends) for span in limits.missing] == [
        (date(2025, 4, 1), date(2025, 9, 30)),
        (date(2026, 1, 1), date(2026, 9, 30)),
    ]


def test_a_gap_names_the_cases_it_concerns():
    bare = {**document(), "assumptions": WITHOUT_NEWEST}
    found = needed([("one", read_case(bare)), ("two", read_case(document())), ("three", read_case({"version": 1}))])
    limits = [one for one in found if "payment limit" in str(one.why)]
    assert limits
    assert {case for one in limits for case in one.case_ids} == {"one", "two"}
