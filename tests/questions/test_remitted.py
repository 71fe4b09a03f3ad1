"""A remittance made from the estimate differs in nothing; each change that is put into it is found with its cause and exact dollars."""

import random
from decimal import Decimal as D
from typing import Any

import pytest

from costing.case.csv_file import BadRows
from costing.domain.remittance import Cause, Remittance, RemittedLine
from costing.questions import estimate, read_case
from costing.questions.remitted import LAYOUT, compare_remitted, read_remitted
from tests.questions.test_documents import example

CASES = ("part-b-office", "medicare-advantage", "hdhp-contract", "part-b-hospital", "part-b-medigap-g")
HEAD = "date,code,modifier,units,allowed,paid,patient,reasons"
Row = dict[str, Any]


def rows_of(name: str, days: int = 26) -> list[Row]:
    """What the payer would send for the first infusion days: the second payer's part is no part of its remittance."""
    found = []
    for visit in estimate(read_case(example(name))).visits[:days]:
        for line in visit.lines:
            patient = line.patient + line.second_payer
            found.append({
                "date": line.line.on.isoformat(), "code": line.line.code, "modifier": line.line.modifier or "",
                "units": line.line.units, "allowed": line.line.allowed, "paid": line.plan, "patient": patient, "reasons": "",
            })  # fmt: skip
    return found


def text_of(rows: list[Row]) -> bytes:
    return "\n".join([HEAD, *(",".join(f'"{row[key]}"' for key in HEAD.split(",")) for row in rows)]).encode()


def held(rows: list[Row], name: str = "part-b-office") -> Remittance:
    return compare_remitted(read_case(example(name)), read_remitted(text_of(rows)))


def one_changed(name: str = "part-b-office", at: int = 3, days: int = 4, **changes: Any) -> RemittedLine:
    """The line that differs, when one row of a remittance is changed: by default the drug of the second day."""
    rows = rows_of(name, days)
    rows[at] |= changes
    found = held(rows, name)
    (line,) = [one for one in found.lines if one.cause is not Cause.SAME]
    return line


@pytest.mark.parametrize("name", ["part-b-office", "medicare-advantage", "hdhp-contract", "part-b-hospital"])
def test_what_was_expected_differs_in_nothing_whatever_the_order_of_the_rows(name: str):
    rows = rows_of(name)
    found = held(rows, name)
    assert {one.cause for one in found.lines} == {Cause.SAME}
    assert found.plan == found.expected_plan == sum(row["paid"] for row in rows)
    random.Random(7).shuffle(rows)  # noqa: S311  # an order, nothing secret
    assert [(one.on, one.code, one.cause) for one in held(rows, name).lines] == [
        (one.on, one.code, one.cause) for one in found.lines
    ]


def test_sequestration_is_two_percent_of_the_plan_s_part():
    """2% of 5,278.90 is 105.578, half up 105.58."""
    line = one_changed(paid="5173.32")
    assert (line.cause, line.plan_difference) == (Cause.SEQUESTRATION, D("-105.58"))


def test_other_units_at_the_same_price():
    line = one_changed(units=120, allowed="5655.96", paid="4524.77", patient="1131.19")
    assert (line.cause, line.plan_difference) == (Cause.UNITS, D("-754.13"))
    assert "120 units were paid, 140 are expected" in str(line.sentence)


def test_the_limit_of_another_quarter_is_named():
    """J1568 was 47.525 a unit in 2025Q4: 140 units are 6,653.50, of which 20% are 1,330.70."""
    line = one_changed(allowed="6653.50", paid="5322.80", patient="1330.70")
    assert line.cause is Cause.PRICE
    assert "of October 1, 2025" in str(line.sentence)


def test_another_price_is_said_by_unit():
    line = one_changed(allowed="6500.20", paid="5200.16", patient="1300.04")
    assert line.cause is Cause.PRICE
    assert "$46.430 a unit was allowed, $47.133 is expected" in str(line.sentence)


@pytest.mark.parametrize(
    ("changes", "taken"),
    [
        (
            {"paid": "5052.50", "patient": "1546.12", "reasons": "PR-1 283.00; PR-2 1263.12"},
            "took $283.00, $0.00 was expected",
        ),
        ({"paid": "0.00", "patient": "6598.62", "reasons": "PR-1 6598.62"}, "took $6,598.62, $0.00 was expected"),
    ],
)
def test_another_deductible_by_its_code(changes: Row, taken: str):
    line = one_changed(**changes)
    assert line.cause is Cause.DEDUCTIBLE
    assert taken in str(line.sentence)


def test_no_deductible_where_one_was_expected():
    line = one_changed(at=0, paid="5278.90", patient="1319.72")
    assert line.cause is Cause.DEDUCTIBLE
    assert "took $0.00, $283.00 was expected" in str(line.sentence)


def test_another_coinsurance_is_named():
    line = one_changed("hdhp-contract", at=12, days=6, paid="4619.03", patient="1979.59")
    assert line.cause is Cause.COINSURANCE
    assert "30% of $6,598.62" in str(line.sentence)


def test_a_patient_who_owes_nothing():
    line = one_changed(paid="6598.62", patient="0")
    assert line.cause is Cause.NOTHING_OWED


def test_a_denial_says_what_its_code_means():
    line = one_changed(allowed="0", paid="0", patient="0", reasons="CO-197 6598.62")
    assert line.cause is Cause.DENIED
    assert "CO-197: authorization or notice absent" in str(line.sentence)


def test_a_line_paid_twice_and_one_that_was_taken_back():
    rows = rows_of("part-b-office", 2)
    twice = held([*rows, rows[3]])
    (line,) = [one for one in twice.lines if one.cause is not Cause.SAME]
    assert (line.cause, line.rows, line.plan_difference) == (Cause.PAID_TWICE, (5, 8), D("5278.90"))
    back = {**rows[3], "units": -140, "allowed": "-6598.62", "paid": "(5278.90)", "patient": "-1319.72"}
    assert {one.cause for one in held([*rows, rows[3], back]).lines} == {Cause.SAME}


def test_a_line_that_is_missing_and_one_that_nobody_expected():
    rows = rows_of("part-b-office", 2)
    other_day = {**rows[4], "date": "2026-01-08"}
    found = held([*rows[:4], other_day, *rows[5:]])
    causes = {one.cause: one for one in found.lines if one.cause is not Cause.SAME}
    assert set(causes) == {Cause.MISSING, Cause.EXTRA}
    assert causes[Cause.MISSING].plan_difference == D("-53.71")
    assert "The nearest day of this code is January 6, 2026" in str(causes[Cause.EXTRA].sentence)


def test_a_cent_is_rounding_and_what_nothing_explains_is_said_so():
    assert one_changed(paid="5278.89").cause is Cause.ROUNDING
    assert one_changed(paid="5000.00", patient="1319.72").cause is Cause.NOT_EXPLAINED


def test_days_after_the_last_remitted_one_are_not_missing():
    assert {one.on.isoformat() for one in held(rows_of("part-b-office", 3)).lines} == {
        "2026-01-05",
        "2026-01-06",
        "2026-02-02",
    }


def test_sums_by_cause_add_up_to_the_whole_difference():
    rows = rows_of("part-b-office", 6)
    rows[0] |= {"paid": "4951.45"}
    rows[6] |= {"allowed": "0", "paid": "0", "patient": "0", "reasons": "CO-50"}
    del rows[10]
    found = held(rows)
    assert sum(one.plan for one in found.causes) == found.plan - found.expected_plan
    assert sum(one.lines for one in found.causes) == len(found.lines)
    assert [abs(one.plan_difference) for one in found.lines if one.cause is not Cause.SAME] == sorted(
        (abs(one.plan_difference) for one in found.lines if one.cause is not Cause.SAME), reverse=True
    )


def test_a_pasted_spreadsheet_with_other_headings_is_read():
    heads = ("DOS", "HCPCS", "Mod", "Qty", "Allowed Amount", "Paid Amount", "Patient Resp", "CARC")
    cells = ("1/5/2026", "J1568-JZ", "", "140", "$6,598.62", "$ 5,052.50", "1546.12", "PR1 283.00, PR-2 1,263.12|N130x")
    pasted = "\n".join("\t".join(row) for row in (heads, cells))
    with pytest.raises(BadRows) as refused:
        read_remitted(pasted.encode())
    assert "not 'N130x'" in str(refused.value)
    (row,) = read_remitted(pasted.replace("|N130x", "").encode())
    assert (row.code, row.modifier, row.units, row.allowed, row.paid) == (
        "J1568",
        "JZ",
        140,
        D("6598.62"),
        D("5052.50"),
    )
    assert [(one.group, one.code, one.dollars) for one in row.adjustments] == [
        ("PR", "1", D("283.00")),
        ("PR", "2", D("1263.12")),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("soon,J1568,1", "Line 2, date: Enter the date of service as a real date"),
        ("2026-01-05,IVIG,1", "Line 2, code: Enter the code in the usual form"),
        ("2026-01-05,J1568,NaN", "Line 2, paid: Enter the dollars as a number"),
        ("2026-01-05,J1568,1e400", "Line 2, paid: Enter the dollars as a number"),
        ("2026-01-05,J1568,(5", "Line 2, paid: Enter the dollars as a number"),
        ("2026-01-05,J1568,=1+1", "Line 2, paid: Enter the dollars as a number"),
        ("2026-01-05,J1568,", "Line 2, paid: Enter what the payer paid, or 0."),
        ("2026-01-05,J1568,\u202e5", "Line 2, paid: Enter the dollars as a number"),
    ],
)
def test_a_wrong_row_is_named_by_line_and_heading(row: str, said: str):
    with pytest.raises(BadRows) as refused:
        read_remitted(f"date,code,paid\n{row}\n".encode())
    assert said in str(refused.value)


@pytest.mark.parametrize("raw", [b"", b"\0", b"PK\3\4", b"date,code,paid\n", b"a" * (LAYOUT.most_bytes + 1), b"<html>"])
def test_what_is_no_table_is_refused(raw: bytes):
    with pytest.raises(BadRows):
        read_remitted(raw)
