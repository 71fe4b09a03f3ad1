"""Medicare's quarterly payment limits for Part B drugs, with or without a column of coinsurance percents."""

import re
from collections.abc import Mapping
from decimal import Decimal

from costing.importers.cells import LEVEL_II, Table, has_heading, table_under
from costing.importers.files import Sheet
from costing.importers.official import Asked, Kind, Official
from costing.importers.periods import period_of, printed_period, words_of
from payer_rules.message import Message, say

CODE, DOSAGE, LIMIT, COINSURANCE, NOTES = (
    "hcpcs code", "hcpcs code dosage", "payment limit", "co-insurance percentage", "notes",
)  # fmt: skip
USUAL_COINSURANCE, HUNDRED = "20", Decimal(100)
NO_PERCENT = "The file does not print the patient's percent: the usual 20 is assumed."
BASED_ON = re.compile(r"based on (\S+) asp data")
UNIT = re.compile(r"\s+")


def read(sheet: Sheet, asked: Asked) -> tuple[Official, ...]:
    """Limits by code and quarter, of Level II codes: rows of numbers alone are licensed vaccine codes. Raises Refused."""
    table = table_under(sheet, CODE, DOSAGE, LIMIT)
    period = period_of(sheet, asked, printed_period(sheet.head))
    rows = _rows(table)
    table.check()
    if not rows:
        raise sheet.bad("holds no payment limit. Download it again.")
    title = "Medicare Part B payment limits for drugs"
    official = Official("payment_limits", title, period, rows, {}, odd=tuple(table.odd), notes=_notes(sheet, table))
    return (official,)


def _rows(table: Table) -> tuple[Mapping[str, str], ...]:
    found: dict[str, Mapping[str, str]] = {}
    for line, row in table:
        code = row.get(CODE, "").upper()
        if not LEVEL_II.fullmatch(code):
            _other_code(table, line, code)
            continue
        limit = table.amount(line, row, LIMIT)
        percent = table.amount(line, row, COINSURANCE)
        if code in found:
            table.wrong(line, "the code {code} stands here twice.", code=code)
        elif limit is None:
            table.leave_out(line, say("{code} has no payment limit.", code=code))
        elif percent is not None and Decimal(percent) > HUNDRED:
            table.wrong(line, "a coinsurance of {percent} percent is more than all of it.", percent=percent)
        else:
            found[code] = _row(code, row, limit, percent)
    return tuple(found.values())


def _row(code: str, row: Mapping[str, str], limit: str, percent: str | None) -> Mapping[str, str]:
    unit = UNIT.sub(" ", row.get(DOSAGE, "")).lower() or "unit of the code"
    said = {"hcpcs": code, "per_unit": limit, "coinsurance_percent": percent or USUAL_COINSURANCE, "unit": unit}
    return said if percent else {**said, "status": "assumed", "reason": NO_PERCENT}


def _other_code(table: Table, line: int, code: str) -> None:
    """Numbers are vaccines, left out in silence; notes may stand below the table; a code-like word is wrong."""
    if code and not code.isdigit() and len(code) <= 7:  # longer: a sentence below the table
        table.wrong(line, "{code} is no HCPCS code such as J1568.", code=repr(code))


def _notes(sheet: Sheet, table: Table) -> tuple[Message, ...]:
    based = BASED_ON.search(words_of(sheet.head))
    notes = [say("Based on {quarter} average sales prices.", quarter=based[1].upper())] if based else []
    if COINSURANCE not in table.columns:
        notes.append(say(NO_PERCENT))
    return tuple(notes)


KIND = Kind(
    "part_b_limits",
    ("payment_limits",),
    say("Payment limits of Part B drugs"),
    say("ASP Pricing Files"),
    "https://www.cms.gov/medicare/payment/part-b-drugs/asp-pricing-files",
    has_heading(CODE, DOSAGE, LIMIT),
    read,
)
