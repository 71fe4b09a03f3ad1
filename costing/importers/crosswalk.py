"""Medicare's list of packages (NDC) and the code each is billed under, with its billing units."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from costing.importers.cells import AMOUNT, LEVEL_II, Table, table_under
from costing.importers.files import Record, Sheet, plain
from costing.importers.official import Asked, Kind, Official
from costing.importers.periods import period_in, printed_period
from payer_rules.message import say

CODE = re.compile(r"_?(20\d\d)_code")
NDC, LABELER, DRUG_NAME, DOSAGE, SIZE, QUANTITY, UNITS, PACKAGE_UNITS = (
    "ndc2", "labeler name", "drug name", "hcpcs dosage", "pkg size", "pkg qty", "billunits", "billunitspkg",
)  # fmt: skip
NEEDED = (NDC, DRUG_NAME, DOSAGE, QUANTITY, UNITS, PACKAGE_UNITS)
AN_NDC = re.compile(r"[0-9]{5}-[0-9]{4}-[0-9]{2}")
ALIKE_FROM = 3  # packages of a drug, from which on one that differs stands out


@dataclass(frozen=True, slots=True)
class _Size:
    """A package, and how many units its printed size holds each."""

    line: int
    ndc: str
    code: str
    drug: str
    units_of_one: Decimal


def recognises(head: Sequence[Record]) -> bool:
    """Whether some heading has a code of a year, NDCs and units."""
    rows = [{plain(cell) for cell in cells} for _, cells in head]
    return any(set(NEEDED) <= row and any(CODE.fullmatch(cell) for cell in row) for row in rows)


def read(sheet: Sheet, asked: Asked) -> tuple[Official, ...]:
    """Packages of our drugs. Sizes are unreliable in this list: units say what is billed, and odd sizes are told. Raises Refused."""
    table = table_under(sheet, *NEEDED)
    code_column = next(name for name in table.columns if CODE.fullmatch(name))
    number = int(CODE.fullmatch(code_column)[1])  # type: ignore[index]  # it was found by the pattern
    period, notes = period_in(sheet, asked, number, printed_period(sheet.head))
    rows = _rows(table, asked, code_column)
    table.check()
    if not rows:
        raise sheet.bad("holds no package of an immune globulin. Check that it is the whole file.")
    title = f"Medicare crosswalk of packages and billing codes {period.starts.year}"
    return (Official("crosswalk", title, period, rows, {}, odd=tuple(table.odd), notes=tuple(notes)),)


def _rows(table: Table, asked: Asked, code_column: str) -> tuple[Mapping[str, str], ...]:
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    sizes: list[_Size] = []
    for line, row in table:
        code, ndc = row.get(code_column, "").upper(), row.get(NDC, "")
        if not LEVEL_II.fullmatch(code):
            if code and not code.isdigit() and len(code) <= 7:  # numbers are vaccines; longer: a note below the table
                table.wrong(line, "{code} is no HCPCS code such as J1568.", code=repr(code))
        elif asked.drug_codes and code not in asked.drug_codes:
            continue
        elif not AN_NDC.fullmatch(ndc):
            table.wrong(
                line, "the NDC must have 5, 4 and 2 digits, such as 68982-0850-01, not {cell}.", cell=repr(ndc[:40])
            )
        elif (ndc, code) in found:
            table.wrong(line, "the NDC {ndc} stands here twice.", ndc=ndc)
        elif kept := _row(table, line, row, ndc, code):
            found[ndc, code] = kept
            sizes += [_Size(line, ndc, code, kept["drug"], share) for share in _units_of_a_size(row, kept)]
    _tell_odd_sizes(table, sizes)
    return tuple(found.values())


def _row(table: Table, line: int, row: dict[str, str], ndc: str, code: str) -> Mapping[str, str] | None:
    numbers = table.exact(line, row, QUANTITY, UNITS, PACKAGE_UNITS)
    if numbers is None:
        return None
    quantity, units, package_units = numbers
    if not row[DRUG_NAME]:
        table.wrong(line, "the name of the drug is missing.")
    if quantity * units != package_units:
        said = "{ndc}: {quantity} containers of {units} units are not {package} units."
        table.leave_out(line, say(said, ndc=ndc, quantity=quantity, units=units, package=package_units))
    return {
        "ndc": ndc, "hcpcs": code, "units": str(units), "package_units": str(package_units), "labeler": row.get(LABELER, ""),
        "drug": row[DRUG_NAME], "unit": row[DOSAGE].lower() or "unit of the code",
    }  # fmt: skip


def _units_of_a_size(row: Mapping[str, str], kept: Mapping[str, str]) -> Iterator[Decimal]:
    size = row.get(SIZE, "")
    if AMOUNT.fullmatch(size) and Decimal(size):
        yield Decimal(kept["units"]) / Decimal(size)


def _tell_odd_sizes(table: Table, sizes: Sequence[_Size]) -> None:
    """The one package whose units stand to its size as in no other of the drug; a drug in two strengths has two such shares."""
    by_drug: dict[tuple[str, str], list[_Size]] = {}
    for one in sizes:
        by_drug.setdefault((one.code, one.drug), []).append(one)
    for own in by_drug.values():
        times = Counter(one.units_of_one for one in own)
        alone = [one for one in own if times[one.units_of_one] == 1]
        if len(own) >= ALIKE_FROM and len(alone) == 1:
            said = say(
                "{ndc} {drug}: its size does not fit its units. The units are taken.",
                ndc=alone[0].ndc,
                drug=alone[0].drug,
            )
            table.leave_out(alone[0].line, said)


KIND = Kind(
    "crosswalk",
    ("crosswalk",),
    say("Packages (NDC) and their billing codes"),
    say("ASP Pricing Files: NDC-HCPCS crosswalk"),
    "https://www.cms.gov/medicare/payment/part-b-drugs/asp-pricing-files",
    recognises,
    read,
    optional=True,
)
