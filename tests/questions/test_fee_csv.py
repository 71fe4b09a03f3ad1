"""Prices out as a CSV file and in again: nothing is lost, and every bad row is named by its line."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costing.case.csv_file import BadRows
from costing.case.fee_csv import HEADINGS, LAYOUT, fees_csv, read_fees
from costing.case.fee_schema import FeeSchema
from costing.case.shapes import Fee

MOST_BYTES = LAYOUT.most_bytes
ONE = {"code": "J1568", "kind": "contract", "per_unit": "47.133", "starts": "2026-01-01"}
SCHEMA = FeeSchema()
NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=20).map(str.strip)


def fee(**changes: Any) -> Fee:
    loaded: Fee = SCHEMA.load({**ONE, **changes})
    return loaded


def wrong(text: str | bytes) -> list[str]:
    with pytest.raises(BadRows) as refused:
        read_fees(text if isinstance(text, bytes) else text.encode())
    return [str(error) for error in refused.value.errors]


@given(st.lists(NAMES.filter(bool), min_size=1, max_size=8, unique=True), st.booleans())
def test_out_and_in_is_the_same(payers: list[str], windows: bool):
    fees = [
        fee(payer=payer, basis="percent_of_limit", percent="150", per_unit="", at_most_charge="yes") for payer in payers
    ]
    text = fees_csv(fees)
    raw = text.encode("utf-8-sig" if windows else "utf-8")
    assert [SCHEMA.load(row) for row in read_fees(raw)] == fees


def test_columns_go_by_heading_in_any_order_and_case():
    (row,) = read_fees(b"Starts,Per Unit,KIND,code\n1/5/2026,47.133,cash,J1568\n\n")
    assert row == {"code": "J1568", "kind": "cash", "per_unit": "47.133", "starts": "2026-01-05"}


def test_windows_text_is_read():
    (row,) = read_fees("code,kind,per_unit,starts,payer\nJ1568,contract,1,2026-01-01,Santé\n".encode("cp1252"))
    assert row["payer"] == "Santé"


@pytest.mark.parametrize("cell", ["=1+1", "+A1", "-2+3", "@SUM(A1)", "'=1"])
def test_a_spreadsheet_gets_no_formula(cell: str):
    text = fees_csv([fee(payer=cell)])
    written = next(csv.DictReader(io.StringIO(text)))["payer"]
    assert written == f"'{cell}"
    assert read_fees(text.encode())[0]["payer"] == cell


def test_every_bad_row_is_named_by_its_line():
    text = 'code,kind,per_unit,starts,payer\nJ1568,contract,a lot,2026-01-01,"Two\nlines"\nJ1568,gift,1,13/45/2026,\n,cash,-1,2026-01-01,\n'
    assert wrong(text) == [
        "Line 2, per_unit: Enter the price per unit as a number, such as 47.133.",
        "Line 4, kind: Choose the kind of price: one of billed, contract, cash, acquisition.",
        "Line 4, starts: Enter the first day of the price as a real date, such as 1/5/2026 or 2026-01-05.",
        "Line 5, code: Enter the code.",
        "Line 5, per_unit: The price per unit cannot be negative. Enter a number, such as 47.133.",
    ]


HEADS = "code,kind,per_unit,starts"
REFUSED = {
    "": "Line 1: The heading code is missing.",
    "code,kind,starts,price\n": f"Line 1: There is no heading 'price'. The headings are {', '.join(HEADINGS)}.",
    "code,kind,starts,code\n": "Line 1: The heading code stands twice. Take one out.",
    "code,kind,starts\n": "Line 2: The file holds no price. Put one on each line under the headings.",
    f"{HEADS}\nJ1568,cash,1,234,2026-01-01\n": (
        "Line 2: '2026-01-01' stands under no heading. Quote a cell that holds a comma."
    ),
    f'{HEADS}\nJ1568,cash,"1,2026-01-01\n': (
        "Line 2: The line cannot be read (unexpected end of data). Check its quotes."
    ),
    f"{HEADS},ends\nJ1568,cash,1,2026-02-01,2026-01-01\n": (
        "Line 2, ends: The price ends before it starts. Check both dates."
    ),
    f"{HEADS}\nJ1568,cash,1,2026-02-01\nJ1568,cash,2,2026-01-01\n": (
        "Line 2, starts: Line 3 holds on the same day. End it before this one starts."
    ),
    "PK\3\4rest": "Line 1: This is no CSV file. In the spreadsheet choose Save as, CSV.",
    "code\0": "Line 1: This is no CSV file. In the spreadsheet choose Save as, CSV.",
    "a" * (MOST_BYTES + 1): f"Line 1: The file is larger than {MOST_BYTES:,} bytes. Leave out what is no price.",
}


@pytest.mark.parametrize(("text", "sentence"), REFUSED.items(), ids=range(len(REFUSED)))
def test_what_is_no_price_list_is_refused(text: str, sentence: str):
    assert wrong(text)[0] == sentence


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400", "0x10", "１２"])
def test_a_price_is_a_plain_number(number: str):
    assert wrong(f"code,kind,per_unit,starts\nJ1568,cash,{number},2026-01-01\n")


@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(raw: bytes):
    with pytest.raises(BadRows):
        read_fees(b"code,kind,per_unit,starts\n\xff," + raw)
