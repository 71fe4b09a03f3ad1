"""Medicare's outpatient hospital rates, Addendum B: what the infusion codes are paid, and whether a drug is paid apart."""

import re
from collections.abc import Mapping
from decimal import Decimal

from costing.importers.cells import CODE as ANY_CODE
from costing.importers.cells import DRUG, Table, has_heading, table_under
from costing.importers.files import Sheet
from costing.importers.official import Asked, Kind, Official
from costing.importers.periods import period_in, printed_quarter, words_of
from payer_rules.message import say

CODE, INDICATOR, RATE, NATIONAL, MINIMUM = (
    "hcpcs code", "si", "payment rate", "national unadjusted copayment", "minimum unadjusted copayment",
)  # fmt: skip
NOT_ASSIGNED = frozenset({"", "."})
STATUS_INDICATOR = re.compile(r"[A-Z]\d?")
TITLE_YEAR = re.compile(r"\b(?:cy|calendar year) ?(20\d\d)\b")


def read(sheet: Sheet, asked: Asked) -> tuple[Official, ...]:
    """Rates of the service codes, and the status indicators of drugs; other codes and descriptors are dropped. Raises Refused."""
    table = table_under(sheet, CODE, INDICATOR, RATE, MINIMUM)
    above = words_of(record for record in sheet.head if len([cell for cell in record[1] if cell.strip()]) < 4)
    title = TITLE_YEAR.search(above)
    period, notes = period_in(sheet, asked, int(title[1]) if title else None, printed_quarter(above))
    fees, indicators = _rows(table, asked.service_codes)
    table.check()
    if not fees:
        raise sheet.bad("holds none of the infusion codes. Check that it is the whole file.")
    name = f"Medicare outpatient hospital rates, Addendum B {period.starts.year}"
    return (
        Official("hospital_fees", name, period, fees, {}, odd=tuple(table.odd), notes=tuple(notes)),
        Official("drug_indicators", name, period, indicators, {}),
    )


def _rows(
    table: Table, services: frozenset[str]
) -> tuple[tuple[Mapping[str, str], ...], tuple[Mapping[str, str], ...]]:
    fees: dict[str, Mapping[str, str]] = {}
    indicators: dict[str, Mapping[str, str]] = {}
    for line, row in table:
        code, indicator = row.get(CODE, "").upper(), row.get(INDICATOR, "").upper()
        if code not in services and not DRUG.fullmatch(code):
            _other_code(table, line, code)
        elif code in fees or code in indicators:
            table.wrong(line, "the code {code} stands here twice.", code=code)
        elif not STATUS_INDICATOR.fullmatch(indicator):
            if indicator not in NOT_ASSIGNED:
                table.wrong(line, "{cell} is no status indicator such as S, K or Q1.", cell=repr(indicator[:40]))
        elif code not in services:
            indicators[code] = {"hcpcs": code, "indicator": indicator, "unit": "indicator"}
        elif fee := _fee(table, line, row, code, indicator):
            fees[code] = fee
    return tuple(fees.values()), tuple(indicators.values())


def _fee(table: Table, line: int, row: dict[str, str], code: str, indicator: str) -> Mapping[str, str] | None:
    """The copayment is the national one, or the minimum where there is no national."""
    wrong = len(table.problems)
    rate = table.amount(line, row, RATE)
    copay = (table.amount(line, row, NATIONAL) if NATIONAL in row else None) or table.amount(line, row, MINIMUM)
    if rate is None or copay is None:
        if len(table.problems) == wrong:
            none = say("{code} has no rate of its own, status indicator {indicator}.", code=code, indicator=indicator)
            table.leave_out(line, none)
        return None
    if Decimal(copay) > Decimal(rate):
        said = "the copayment {copay} of {code} is more than its rate {rate}. Are columns in each other's place?"
        table.wrong(line, said, copay=copay, code=code, rate=rate)
    return {"code": code, "rate": rate, "copay": copay, "indicator": indicator, "unit": "service"}


def _other_code(table: Table, line: int, code: str) -> None:
    """Codes of other services are left out in silence, and so are notes below the table; what no code is, is wrong."""
    if code and len(code) <= 7 and not ANY_CODE.fullmatch(code):
        table.wrong(line, "{code} is no HCPCS code such as J1568.", code=repr(code))


KIND = Kind(
    "opps_addendum_b",
    ("hospital_fees", "drug_indicators"),
    say("Outpatient hospital rates (OPPS Addendum B)"),
    say("Hospital Outpatient PPS: Addendum B"),
    "https://www.cms.gov/medicare/payment/prospective-payment-systems/hospital-outpatient",
    has_heading(CODE, INDICATOR, RATE, MINIMUM),
    read,
)
