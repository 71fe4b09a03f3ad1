"""Medicare's list of drugs that Part B does not pay: a code in it has no payment limit."""

from collections.abc import Mapping, Sequence

from costing.importers.cells import LEVEL_II, Table, table_under
from costing.importers.files import Record, Sheet, plain
from costing.importers.official import Asked, Kind, Official
from costing.importers.periods import period_in, printed_period, printed_quarter, words_of
from payer_rules.message import say

CODE, DESCRIPTION = "hcpcs code", "short description"
TITLE = "not payable under part b"


def recognises(head: Sequence[Record]) -> bool:
    """Whether its title stands above a column of codes."""
    return TITLE in words_of(head) and any(CODE in {plain(cell) for cell in cells} for _, cells in head)


def read(sheet: Sheet, asked: Asked) -> tuple[Official, ...]:
    """The codes of the list. Raises Refused."""
    table = table_under(sheet, CODE)
    printed = printed_period(sheet.head) or printed_quarter(words_of(sheet.head))
    period, notes = period_in(sheet, asked, None, printed)
    rows = _rows(table)
    table.check()
    if not rows:
        raise sheet.bad("holds no code. Download it again.")
    title = "Medicare drugs not payable under Part B"
    return (Official("not_payable", title, period, rows, {}, odd=tuple(table.odd), notes=tuple(notes)),)


def _rows(table: Table) -> tuple[Mapping[str, str], ...]:
    found: dict[str, Mapping[str, str]] = {}
    for line, row in table:
        code = row.get(CODE, "").upper()
        if not LEVEL_II.fullmatch(code):
            if (
                code and not code.isdigit() and len(code) <= 7
            ):  # numbers are licensed codes; longer: a note below the table
                table.wrong(line, "{code} is no HCPCS code such as J1568.", code=repr(code))
        elif code in found:
            table.wrong(line, "the code {code} stands here twice.", code=code)
        else:
            found[code] = {"hcpcs": code, "description": row.get(DESCRIPTION, ""), "unit": "code"}
    return tuple(found.values())


KIND = Kind(
    "not_payable",
    ("not_payable",),
    say("Drugs that Part B does not pay"),
    say("ASP Pricing Files: Drugs Not Payable Under Part B"),
    "https://www.cms.gov/medicare/payment/part-b-drugs/asp-pricing-files",
    recognises,
    read,
    optional=True,
)
