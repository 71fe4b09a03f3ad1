"""Medicare's fees of infusion pumps and their supplies at home, by state, in rural areas and elsewhere."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from costing.importers.cells import LEVEL_II, Table, table_under
from costing.importers.files import Record, Sheet, plain
from costing.importers.official import Asked, Kind, Official
from costing.importers.periods import period_in, printed_period, printed_quarter, words_of
from payer_rules.message import say

CODE, MODIFIER, SECOND = "hcpcs", "mod", "mod2"
NEEDED = (CODE, MODIFIER, "juris", "catg", "ceiling", "floor")
PLACE = re.compile(r"([a-z]{2}) ?\((nr|r)\)")
AREAS = {"nr": "elsewhere", "r": "rural"}
KEPT = frozenset({"A4221", "A4222", "A4223", "E0776", "E0779", "E0780", "E0781", "E0791", "K0552"})
NO_MODIFIER = "none"


def recognises(head: Sequence[Record]) -> bool:
    """Whether some heading has codes, modifiers and states."""
    rows = [{plain(cell) for cell in cells} for _, cells in head]
    return any(set(NEEDED) <= row and any(PLACE.fullmatch(cell) for cell in row) for row in rows)


def read(sheet: Sheet, asked: Asked) -> tuple[Official, ...]:
    """The fees of pumps, poles and supplies for an infusion: no fee where the file has none or zero. Raises Refused."""
    table = table_under(sheet, *NEEDED)
    above = words_of(takewhile(lambda record: CODE not in {plain(cell) for cell in record[1]}, sheet.head))
    period, notes = period_in(sheet, asked, None, printed_period(sheet.head) or printed_quarter(above))
    places = {name: found for name in sorted(table.columns) if (found := PLACE.fullmatch(name))}
    rows = tuple(_rows(table, {name: (found[1].upper(), AREAS[found[2]]) for name, found in places.items()}))
    table.check()
    if not rows:
        raise sheet.bad("holds no fee of an infusion pump or its supplies. Check that it is the whole file.")
    title = f"Medicare fees of equipment and supplies at home {period.starts.year}"
    return (Official("dmepos_fees", title, period, rows, {}, odd=tuple(table.odd), notes=tuple(notes)),)


def _rows(table: Table, places: Mapping[str, tuple[str, str]]) -> Iterator[Mapping[str, str]]:
    seen: set[tuple[str, str]] = set()
    for line, row in table:
        code = row.get(CODE, "").upper()
        if code not in KEPT:
            if code and len(code) <= 7 and not LEVEL_II.fullmatch(code):  # longer: a note below the table
                table.wrong(line, "{code} is no HCPCS code such as E0779.", code=repr(code))
            continue
        modifier = " ".join(part for part in (row.get(MODIFIER, ""), row.get(SECOND, "")) if part) or NO_MODIFIER
        if (code, modifier) in seen:
            table.wrong(line, "{code} with the modifier {modifier} stands here twice.", code=code, modifier=modifier)
        seen.add((code, modifier))
        for column, (state, area) in places.items():
            fee = table.amount(line, row, column)
            if fee and float(fee):
                said = {"code": code, "modifier": modifier, "state": state, "area": area}
                yield {**said, "fee": fee, "unit": "unit of the code"}


KIND = Kind(
    "dmepos",
    ("dmepos_fees",),
    say("Fees of pumps and supplies at home (DMEPOS)"),
    say("DMEPOS Fee Schedule"),
    "https://www.cms.gov/medicare/payment/fee-schedules/dmepos/dmepos-fee-schedule",
    recognises,
    read,
    optional=True,
)
