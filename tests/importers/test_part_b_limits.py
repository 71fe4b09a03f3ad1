"""Part B limits: any preamble, any order of columns, either encoding, with or without the percent; everything odd is told by line."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from costing.importers.files import Refused, sheets
from costing.importers.official import Period
from tests.importers.builders import LIMITS, LIMITS_HEAD, PREAMBLE, limits_file, read, zipped

QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31))


def refused(tmp_path: Path, raw: bytes, name: str = "limits.csv") -> str:
    with pytest.raises(Refused) as told:
        read(tmp_path, raw, name)
    return str(told.value)


def changed(row: int, column: str, cell: str) -> bytes:
    rows = [list(one) for one in LIMITS]
    rows[row][LIMITS_HEAD.index(column)] = cell
    return limits_file(rows)


def test_codes_limits_percents_and_the_quarter_are_read(tmp_path: Path):
    found = read(tmp_path, limits_file())
    assert found.kind.id == "part_b_limits"
    assert found.official.period == QUARTER
    assert found.official.rows == (
        {"hcpcs": "J1459", "per_unit": "46.001", "coinsurance_percent": "20", "unit": "500 mg"},
        {"hcpcs": "J1559", "per_unit": "14.786", "coinsurance_percent": "19.344", "unit": "100 mg"},
        {"hcpcs": "J1568", "per_unit": "47.133", "coinsurance_percent": "20", "unit": "500 mg"},
    )
    assert [(one.line, str(one.why)) for one in found.official.odd] == [(10, "A9606 has no payment limit.")]
    assert [str(note) for note in found.official.notes] == ["Based on 2Q26 average sales prices."]


def test_without_the_column_of_percents_the_usual_one_is_marked_assumed(tmp_path: Path):
    place = LIMITS_HEAD.index("Co-insurance Percentage")
    head = [*LIMITS_HEAD[:place], *LIMITS_HEAD[place + 1 :]]
    rows = [[*row[:place], *row[place + 1 :]] for row in LIMITS]
    row = read(tmp_path, limits_file(rows, head)).official.rows[0]
    assert (row["coinsurance_percent"], row["status"]) == ("20", "assumed")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    order=st.permutations(range(len(LIMITS_HEAD))),
    blank=st.integers(0, 30),
    notes=st.lists(
        st.text(st.characters(codec="cp1252", exclude_characters='",\r\n\x00\x1a'), max_size=40), max_size=8
    ),
    encoding=st.sampled_from(["cp1252", "utf-8", "utf-8-sig"]),
    ends=st.sampled_from(["\n", "\r\n"]),
    trailing=st.integers(0, 300),
)
def test_preamble_order_of_columns_and_encoding_do_not_matter(
    tmp_path: Path, order: list[int], blank: int, notes: list[str], encoding: str, ends: str, trailing: int
):
    rows = [[row[place] for place in order] + [""] * trailing for row in (LIMITS_HEAD, *LIMITS)]
    text = limits_file(rows[1:], rows[0], (*PREAMBLE, *[","] * blank, *(f'"{note}"' for note in notes))).decode(
        "cp1252"
    )
    raw = text.replace("\r\n", ends).encode(encoding)
    assert read(tmp_path, raw).official.rows == read(tmp_path, limits_file()).official.rows


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (changed(0, "Payment Limit", "-46.001"), "limits.csv, line 7: payment limit must be an amount such as 47.133, not '-46.001'."),
        (changed(0, "Payment Limit", "500 MG"), "line 7: payment limit must be an amount"),
        (changed(0, "Payment Limit", "1e3"), "line 7: payment limit must be an amount"),
        (changed(0, "Co-insurance Percentage", "200"), "line 7: a coinsurance of 200 percent is more than all of it."),
        (changed(2, "HCPCS Code", "J1459"), "line 9: the code J1459 stands here twice."),
        (changed(2, "HCPCS Code", "J15x"), "line 9: 'J15X' is no HCPCS code such as J1568."),
        (limits_file(preamble=PREAMBLE[:2]), "does not say for which days it holds"),
        (limits_file(preamble=[one.replace("2026\",", "2025\",") for one in PREAMBLE]), "ends before it starts"),
        (limits_file(rows=LIMITS[3:]), "holds no payment limit"),
        (limits_file(head=[*LIMITS_HEAD[:-1], "Payment Limit"]), "line 6: the heading payment limit stands twice."),
        (limits_file().partition(b".133")[0], "line 9: the line ends early. Download the file again."),
        (limits_file(preamble=[*PREAMBLE, '"a quote that never closes']), "this is none of the files"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "is a web page or a document"),
        (b"\n\n  <html>", "is a web page or a document"),
        (b"%PDF-1.7\n", "is a web page or a document"),
        (limits_file().decode("cp1252").encode("utf-16"), "is no CSV or text file"),
        (b"\x00" * 5000, "is no CSV or text file"),
        (b"", "is empty"),
        (b"a,b\n1,2\n", "this is none of the files that can be loaded"),
        (b"x" * 3_000_000, "has a line of more than"),
        (b"PK\x03\x04 and then nothing", "is damaged"),
        (zipped({"read me.pdf": b"%PDF"}), "holds no .csv or .txt file"),
        (zipped({"limits.csv": b"0" * 40_000_000}), "would unpack to 40,000,000 bytes"),
        (zipped({f"{number}.csv": b"a" for number in range(70)}), "holds 70 files"),
        (zipped({"limits.csv": limits_file()})[:-60], "is damaged"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_file_and_line(tmp_path: Path, raw: bytes, problem: str):
    assert problem in refused(tmp_path, raw)


def test_a_damaged_member_of_a_zip_file_is_refused(tmp_path: Path):
    raw = bytearray(zipped({"limits.csv": limits_file()}))
    place = raw.find(b"limits.csv") + 60
    raw[place : place + 40] = b"\x00" * 40
    assert "is damaged" in refused(tmp_path, bytes(raw))


def test_a_period_that_was_not_asked_for_is_refused(tmp_path: Path):
    with pytest.raises(Refused, match="is for 2026-10-01 to 2026-12-31, not for 2027-01-01 to 2027-03-31"):
        read(tmp_path, limits_file(), period=Period(date(2027, 1, 1), date(2027, 3, 31)))


def test_a_zip_file_is_read_by_what_its_members_hold(tmp_path: Path):
    raw = zipped({"folder/One.csv": b"Drug,Why\nx,y\n", "folder/two.CSV": limits_file(), "picture.png": b"\x89PNG"})
    assert read(tmp_path, raw, "q4.zip").sheet.name == "q4.zip: two.CSV"


def test_of_a_file_that_is_wrong_all_over_only_the_beginning_is_noted(tmp_path: Path):
    said = refused(tmp_path, limits_file([LIMITS[0]] * 50_000))
    assert "line 8: the code J1459 stands here twice." in said
    assert "And at least 980 more rows." in said
    many = [(f"J{number % 10_000:04}", "", "1 MG", "N/A", "20", *[""] * 6) for number in range(60_000)]
    assert "has 50,000 rows without a value" in refused(tmp_path, limits_file(many))


def test_a_file_that_no_list_can_be_is_refused_before_it_is_read(tmp_path: Path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    with pytest.raises(Refused, match=r"huge.csv is larger than 220,000,000 bytes"):
        sheets(path)
