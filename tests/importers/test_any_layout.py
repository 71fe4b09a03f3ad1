"""Every table: any lines above it, any order of its columns, either encoding, empty cells behind; always the same rows, by one kind."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from costing.importers.files import Refused, sheets
from costing.importers.kinds import KINDS, read_files
from costing.importers.official import Asked, Official, Period
from costing.reference import claims, prices
from costing.reference.lists import loaded_lists
from costing.reference.overlay import Loaded, rows_of_part
from costing.reference.tables import TABLES
from costing.reference.versions import Part, as_csv
from tests.importers import layouts
from tests.importers.builders import zipped
from tests.importers.layouts import SERVICES, Build, Layout

PRINTED = st.characters(codec="cp1252", exclude_characters='"\r\n\x00\x1a')
LAYOUTS: dict[str, tuple[Build, Period | None]] = {
    "gpci": (layouts.gpci, None),
    "gpci with two work indices": (lambda: layouts.GPCI_2026, None),
    "relative values": (layouts.pprrvu, None),
    "unlikely edits": (lambda: layouts.MUE, None),
    "crosswalk": (layouts.crosswalk, None),
    "limits without a code": (layouts.noc, None),
    "not payable": (lambda: layouts.NOT_PAYABLE, None),
    "equipment": (layouts.dmepos, None),
    "poverty guidelines": (lambda: layouts.GUIDELINES, None),
    "constants": (lambda: layouts.CONSTANTS, None),
    "addendum b": (layouts.opps, Period(date(2025, 1, 1), date(2025, 3, 31))),
}

READERS = {
    "payment_limits": prices.payment_limits, "office_fees": prices.office_fees, "localities": prices.localities,
    "hospital_fees": prices.hospital_fees, "drug_indicators": prices.drug_indicators, "poverty_guidelines": prices.poverty,
    "unlikely_edits": claims.unlikely_edits,
}  # fmt: skip


def load_table(loaded: Loaded) -> None:
    """The rows as the reference data reads them. Raises BadFile."""
    sources = {loaded.source_id: loaded.source}
    if reader := READERS.get(loaded.part.table):
        reader(loaded.rows, sources)
    elif loaded.part.table != "medicare":  # whose table is read as a whole
        loaded_lists(lambda table: loaded.rows if table == loaded.part.table else (), sources)


def officials(tmp_path: Path, layout: Layout, raw: bytes, period: Period | None) -> tuple[Official, ...]:
    path = tmp_path / "file"
    path.write_bytes(raw)
    found, unread = read_files([(path, layout.name)], Asked(SERVICES, period))
    assert unread == ()
    return tuple(one.official for one in found)


@pytest.mark.parametrize("which", LAYOUTS)
def test_it_is_told_by_one_kind_alone(tmp_path: Path, which: str):
    layout = LAYOUTS[which][0]()
    path = tmp_path / "file"
    path.write_bytes(layout.raw())
    (sheet,) = sheets(path, layout.name)
    assert len([kind.id for kind in KINDS if kind.recognises(sheet.head)]) == 1


def test_a_list_without_a_heading_is_told_by_one_kind_too(tmp_path: Path):
    path = tmp_path / "file"
    path.write_bytes(layouts.pfall(layouts.pfall_line()))
    assert [kind.id for kind in KINDS if kind.recognises(sheets(path)[0].head)] == ["pfall"]


@pytest.mark.parametrize("name", ["noc_crosswalk_2025q4.csv"])
def test_what_is_not_needed_is_called_by_its_name(tmp_path: Path, name: str):
    with pytest.raises(Refused, match="packages of drugs without a code: nothing here rests on them"):
        read_files([(layouts.EXTRACTS / name, name)], Asked(SERVICES))


def test_one_table_in_two_forms_of_a_zip_counts_once(tmp_path: Path):
    path = tmp_path / "rvu25d.zip"
    table = layouts.pprrvu()
    path.write_bytes(
        zipped(
            {
                "PPRRVU2025_Oct.csv": table.raw(),
                "PPRRVU2025_Oct.txt": layouts.fixed(table),
                "GPCI2025.csv": layouts.gpci().raw(),
            }
        )
    )
    found, unread = read_files([(path, path.name)], Asked(SERVICES))
    assert [(one.kind.id, one.sheet.name) for one in found] == [
        ("pprrvu", "rvu25d.zip: PPRRVU2025_Oct.csv"), ("gpci", "rvu25d.zip: GPCI2025.csv"),
    ]  # fmt: skip
    assert unread == ()


@pytest.mark.parametrize("which", LAYOUTS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_lines_above_order_of_columns_and_encoding_do_not_matter(tmp_path: Path, which: str, data: st.DataObject):
    build, period = LAYOUTS[which]
    layout = build()
    plain = officials(tmp_path, layout, layout.raw(), period)
    raw = layout.raw(
        order=data.draw(st.permutations(range(len(layout.heading[-1])))),
        encoding=data.draw(st.sampled_from(["cp1252", "utf-8", "utf-8-sig"])),
        ends=data.draw(st.sampled_from(["\n", "\r\n"])),
        trailing=data.draw(st.integers(0, 200)),
        notes=[f"Note {text}" for text in data.draw(st.lists(st.text(PRINTED, max_size=40), max_size=8))],
    )  # fmt: skip
    changed = officials(tmp_path, layout, raw, period)
    assert [(one.table, one.period, one.rows, one.scope) for one in changed] == [
        (one.table, one.period, one.rows, one.scope) for one in plain
    ]


@pytest.mark.parametrize("which", LAYOUTS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_whatever_stands_in_a_cell_is_read_or_refused(tmp_path: Path, which: str, data: st.DataObject):
    """Nothing else: no crash, and no row that the reference data cannot hold."""
    build, period = LAYOUTS[which]
    layout = build()
    row = data.draw(st.integers(0, len(layout.rows) - 1))
    column = data.draw(st.integers(0, len(layout.heading[-1]) - 1))
    text = data.draw(
        st.one_of(
            st.text(st.characters(exclude_characters="\r\n\x00", exclude_categories=["Cs"]), max_size=60),
            st.sampled_from(
                ["$10", "1,000", "٣", "²", "9" * 60, "1e9", "NaN", "Infinity", "-0", "=1+1", "'", '"', "\t", ".", "0"]
            ),
        )
    )
    try:
        found = officials(
            tmp_path, layout.changed(row, column, text), layout.changed(row, column, text).raw(encoding="utf-8"), period
        )
    except Refused:
        return
    for one in found:
        raw = as_csv(one.rows, (*TABLES[one.table].columns, "unit", "status", "reason"))
        part = Part(
            one.table,
            "",
            one.title,
            "f",
            "",
            one.period.starts,
            one.period.ends,
            one.scope,
            one.whole,
            len(one.rows),
            "",
            "",
        )
        load_table(rows_of_part(part, raw, "new", date(2026, 11, 25)))
