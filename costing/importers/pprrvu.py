"""Medicare's quarterly relative values for physicians: the table with a heading spread over rows, and the text of fixed columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from costing.domain.money import cents
from costing.importers.cells import Table, without_empty_end
from costing.importers.conversion import conversion_of
from costing.importers.files import Record, Sheet, plain
from costing.importers.official import Asked, Kind, Official
from costing.importers.periods import period_in, quarter, words_of
from payer_rules.message import say

CODE, MODIFIER, STATUS, WORK, PRACTICE, NOT_HERE, MALPRACTICE, TOTAL, FACTOR = (
    "HCPCS", "MOD", "status code", "work RVU", "non-facility PE RVU", "non-facility NA indicator", "MP RVU",
    "non-facility total", "conversion factor",
)  # fmt: skip
NEEDED = (CODE, MODIFIER, STATUS, WORK, PRACTICE, MALPRACTICE, FACTOR)
HEADING_ROWS = 5
HEADINGS: Mapping[str, re.Pattern[str]] = {
    STATUS: re.compile(r"(.*status)?code"),
    WORK: re.compile(r".*workrvu"),
    PRACTICE: re.compile(r".*non-?fac(ility)?pervu"),
    NOT_HERE: re.compile(r".*non-?fac(ility)?naindicator"),
    MALPRACTICE: re.compile(r".*mprvu"),
    TOTAL: re.compile(r".*non-?fac(ility)?total"),
    FACTOR: re.compile(r".*conv(ersion)?factor"),
}  # of a heading joined over its rows, without spaces
NA_HEADING = re.compile(r".*naindicator")
TITLE = re.compile(r"(20\d\d) national physician fee schedule relative value file(?: (january|april|july|october))?")
MONTHS = {"january": 1, "april": 4, "july": 7, "october": 10}
PAID = frozenset("ART")  # the statuses whose values are used for payment
NOT_PAID_HERE = "NA"
FIXED: Mapping[str, slice] = {
    CODE: slice(0, 5), MODIFIER: slice(5, 7), STATUS: slice(57, 58), WORK: slice(59, 65), PRACTICE: slice(66, 72),
    NOT_HERE: slice(72, 74), MALPRACTICE: slice(84, 89), TOTAL: slice(90, 96), FACTOR: slice(132, 140),
}  # fmt: skip
FIXED_WIDTH = 140  # as far as we read
FIXED_LINE = re.compile(r"[A-Z0-9]{5}.{52}[A-Z].{80}")


def recognises(head: Sequence[Record]) -> bool:
    """Whether the last row of a spread heading is there, or lines of the documented width under records marked HDR."""
    found = _heading(iter(head))
    return _is_fixed(head) or (found is not None and set(NEEDED) <= set(found[1]))


def read(sheet: Sheet, asked: Asked) -> tuple[Official, ...]:
    """The office fees of our own services: the descriptors of the list are licensed, and are not read. Raises Refused."""
    table = Table(sheet, tuple(FIXED), _cut(sheet)) if _is_fixed(sheet.head) else _under_spread_heading(sheet)
    title = TITLE.search(words_of(sheet.head).replace(",", " "))
    printed = quarter(int(title[1]), MONTHS[title[2]]) if title and title[2] else None
    period, notes = period_in(sheet, asked, int(title[1]) if title else None, printed)
    group, by_name = conversion_of(sheet, period.starts.year)
    rows = _rows(table, asked.service_codes, group)
    table.check()
    if not rows:
        raise sheet.bad("holds none of the infusion codes. Check that it is the whole file.")
    name = f"Medicare physician fee schedule relative values {period.starts.year}"
    scope = {"conversion": group}
    return (Official("office_fees", name, period, rows, scope, odd=tuple(table.odd), notes=(*notes, *by_name)),)


def _under_spread_heading(sheet: Sheet) -> Table:
    records = sheet.records()
    found = _heading(records)
    if found is None:
        raise sheet.bad("has no heading with HCPCS and MOD.")
    line, columns = found
    for name in (*NEEDED, TOTAL):
        if columns.count(name) > 1:
            raise sheet.bad("the heading {column} stands twice.", line, column=name)
    return Table(sheet, columns, records)


def _heading(records: Iterator[Record]) -> tuple[int, Sequence[str]] | None:
    """Where the heading ends, and our own name of each column that is read."""
    above: list[list[str]] = []
    for line, cells in records:
        above = [*above[-HEADING_ROWS + 1 :], [plain(cell) for cell in cells]]
        if {"hcpcs", "mod"} <= set(above[-1]):
            return line, _named(above)
    return None


def _named(rows: Sequence[Sequence[str]]) -> Sequence[str]:
    last = rows[-1]
    joined = ["".join(row[place] for row in rows if place < len(row)).replace(" ", "") for place in range(len(last))]
    names = [_name_of(last[place], whole) for place, whole in enumerate(joined)]
    if PRACTICE in names and NOT_HERE not in names:
        start = names.index(PRACTICE)
        place = next((n for n in range(start, len(joined)) if NA_HEADING.fullmatch(joined[n])), None)
        if place is not None:  # the first of two such columns: the office's stands beside the office's value
            names[place] = NOT_HERE
    return without_empty_end(names)


def _name_of(last: str, joined: str) -> str:
    if last in ("hcpcs", "mod"):
        return CODE if last == "hcpcs" else MODIFIER
    return next((name for name, pattern in HEADINGS.items() if pattern.fullmatch(joined)), "")


def _is_fixed(head: Sequence[Record]) -> bool:
    lines = [",".join(cells) for _, cells in head]
    marked = [line for line in lines if line.startswith("HDR")]
    return bool(marked) and any(FIXED_LINE.match(line) for line in lines if line not in marked)


def _cut(sheet: Sheet) -> Iterator[Record]:
    for number, text in enumerate(sheet.lines(), 1):
        whole = text.rstrip("\r\n\x1a")
        if whole.startswith("HDR") or not whole.strip():
            continue
        short = len(whole) < FIXED_WIDTH
        yield number, [whole[:5], ""] if short else [whole[place] for place in FIXED.values()]


def _rows(table: Table, codes: frozenset[str], group: str) -> tuple[Mapping[str, str], ...]:
    found: dict[str, Mapping[str, str]] = {}
    for line, row in table:
        code = row.get(CODE, "").upper()
        if code not in codes or row.get(MODIFIER):
            continue
        if code in found:
            table.wrong(line, "the code {code} stands here twice.", code=code)
        elif row.get(STATUS) not in PAID:
            said = say(
                "{code} has the status {status}: this schedule does not pay it.", code=code, status=row.get(STATUS, "")
            )
            table.leave_out(line, said)
        elif row.get(NOT_HERE, "").upper() == NOT_PAID_HERE:
            table.leave_out(line, say("{code} is not paid in an office.", code=code))
        elif fee := _fee(table, line, row, code, group):
            found[code] = fee
    if len({fee["conversion_factor"] for fee in found.values()}) > 1:
        table.problems.append(table.sheet.problem("holds more than one conversion factor. Download it again."))
    return tuple(found.values())


def _fee(table: Table, line: int, row: dict[str, str], code: str, group: str) -> Mapping[str, str] | None:
    parts = table.exact(line, row, WORK, PRACTICE, MALPRACTICE, FACTOR)
    if parts is None:
        return None
    *units, factor = parts
    total = table.amount(line, row, TOTAL) if TOTAL in row else None
    if total is not None and Decimal(total) != sum(units):
        said = "the total {total} of {code} is not the sum of its parts. Are columns in each other's place?"
        table.wrong(line, said, total=total, code=code)
    if not factor:
        table.wrong(line, "{column} must be an amount such as 33.4009, not {cell}.", column=FACTOR, cell="0")
    work, practice, malpractice = (str(unit) for unit in units)
    return {
        "code": code, "conversion": group, "work_rvu": work, "practice_rvu": practice, "malpractice_rvu": malpractice,
        "conversion_factor": str(factor), "fee": str(cents(sum(units, Decimal(0)) * factor)), "unit": "service",
    }  # fmt: skip


KIND = Kind(
    "pprrvu",
    ("office_fees",),
    say("Relative values of the physician fee schedule"),
    say("PFS Relative Value Files"),
    "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files",
    recognises,
    read,
)
