"""Medicare's payment limits of drugs without a code of their own."""

from collections.abc import Mapping

from costing.importers.cells import Table, has_heading, table_under
from costing.importers.files import Sheet
from costing.importers.official import Asked, Kind, Official
from costing.importers.periods import period_of, printed_period
from payer_rules.message import say

DRUG, DOSAGE, LIMIT = "drug generic name (trade name)", "dosage", "payment limit"


def read(sheet: Sheet, asked: Asked) -> tuple[Official, ...]:
    """Limits by name and dosage. Raises Refused."""
    table = table_under(sheet, DRUG, DOSAGE, LIMIT)
    period = period_of(sheet, asked, printed_period(sheet.head))
    rows = _rows(table)
    table.check()
    if not rows:
        raise sheet.bad("holds no payment limit. Download it again.")
    title = "Medicare Part B payment limits for drugs without a code"
    return (Official("noc_limits", title, period, rows, {}, odd=tuple(table.odd)),)


def _rows(table: Table) -> tuple[Mapping[str, str], ...]:
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    for line, row in table:
        drug, dosage = row.get(DRUG, ""), row.get(DOSAGE, "")
        if not dosage and not row.get(LIMIT):  # a note below the table
            continue
        limit = table.amount(line, row, LIMIT)
        if not drug or not dosage:
            table.wrong(line, "the name of the drug or its dosage is missing.")
        elif (drug, dosage) in found:
            table.wrong(line, "{drug}, {dosage}, stands here twice.", drug=drug, dosage=dosage)
        elif limit is None:
            table.leave_out(line, say("{drug} has no payment limit.", drug=drug))
        else:
            found[drug, dosage] = {"drug": drug, "dosage": dosage, "per_unit": limit, "unit": dosage.lower()}
    return tuple(found.values())


KIND = Kind(
    "noc_limits",
    ("noc_limits",),
    say("Payment limits of drugs without a code"),
    say("ASP Pricing Files: NOC pricing file"),
    "https://www.cms.gov/medicare/payment/part-b-drugs/asp-pricing-files",
    has_heading(DRUG, DOSAGE, LIMIT),
    read,
    optional=True,
)
