"""Medically unlikely edits: how many units of a code on one day pass, a table for practitioners and one for outpatient hospitals."""

import re
from collections.abc import Mapping, Sequence

from costing.importers.cells import CODE as ANY_CODE
from costing.importers.cells import DRUG, Table, table_under
from costing.importers.files import Record, Sheet, plain
from costing.importers.official import Asked, Kind, Official
from costing.importers.periods import period_in
from payer_rules.message import say

CODE = re.compile(r"hcpcs/ ?cpt code")
UNITS = re.compile(r"(practitioner|outpatient hospital|dme supplier) services mue values")
INDICATOR, RATIONALE = "mue adjudication indicator", "mue rationale"
SETTINGS = {"practitioner": "office", "outpatient hospital": "hospital"}
WHOSE = {"office": "practitioners", "hospital": "outpatient hospitals"}
COUNTS = re.compile(r"([123])\b.*")
WHOLE = re.compile(r"[0-9]{1,9}")


def recognises(head: Sequence[Record]) -> bool:
    """Whether a heading has units that practitioners or outpatient hospitals may bill; the suppliers' table is not needed."""
    rows = [[plain(cell) for cell in cells] for _, cells in head]
    return any(INDICATOR in row and _of(row) is not None for row in rows)


def read(sheet: Sheet, asked: Asked) -> tuple[Official, ...]:
    """The edits of our services and of drugs, in the setting of the table. Raises Refused."""
    table = table_under(sheet, INDICATOR)
    found = _of(table.columns)
    if found is None:
        raise sheet.bad("has no column of codes beside the units.")
    code, units, setting = found
    period, notes = period_in(sheet, asked, None, None)
    rows = _rows(table, asked.service_codes, code, units, setting)
    table.check()
    if not rows:
        raise sheet.bad("holds none of the infusion codes and no drug. Check that it is the whole file.")
    title = f"Medicare medically unlikely edits for {WHOSE[setting]}"
    scope = {"setting": setting}
    return (Official("unlikely_edits", title, period, rows, scope, odd=tuple(table.odd), notes=tuple(notes)),)


def _of(columns: Sequence[str]) -> tuple[str, str, str] | None:
    """The columns of codes and of units, and the setting."""
    code = next((name for name in columns if CODE.fullmatch(name)), None)
    units = [(name, found[1]) for name in columns if (found := UNITS.fullmatch(name))]
    if code is None or len(units) != 1 or units[0][1] not in SETTINGS:
        return None
    return code, units[0][0], SETTINGS[units[0][1]]


def _rows(
    table: Table, services: frozenset[str], code_column: str, units_column: str, setting: str
) -> tuple[Mapping[str, str], ...]:
    found: dict[str, Mapping[str, str]] = {}
    for line, row in table:
        code = row.get(code_column, "").upper()
        if code not in services and not DRUG.fullmatch(code):
            if code and not ANY_CODE.fullmatch(code) and len(code) <= 7:  # longer: a note below the table
                table.wrong(line, "{code} is no HCPCS code such as J1568.", code=repr(code))
            continue
        units, indicator = row.get(units_column, ""), COUNTS.fullmatch(row.get(INDICATOR, ""))
        if code in found:
            table.wrong(line, "the code {code} stands here twice.", code=code)
        elif not WHOLE.fullmatch(units):
            table.wrong(
                line,
                "{column} must be a whole number such as 300, not {cell}.",
                column=units_column,
                cell=repr(units[:40]),
            )
        elif not indicator:
            said = "{column} must begin with 1, 2 or 3, not {cell}."
            table.wrong(line, said, column=INDICATOR, cell=repr(row.get(INDICATOR, "")[:40]))
        else:
            found[code] = {
                "code": code, "setting": setting, "units": str(int(units)), "indicator": indicator[1],
                "rationale": row.get(RATIONALE, ""), "unit": "units a day",
            }  # fmt: skip
    return tuple(found.values())


KIND = Kind(
    "mue",
    ("unlikely_edits",),
    say("Medically unlikely edits"),
    say("Medicare NCCI Medically Unlikely Edits"),
    "https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/medicare-ncci-medically-unlikely-edits",
    recognises,
    read,
)
