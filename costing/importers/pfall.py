"""Medicare's amounts of office services ready by locality: the yearly list of all, and its quarterly lists of what changed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from costing.importers.cells import CODE, Table
from costing.importers.conversion import conversion_of
from costing.importers.files import Record, Sheet
from costing.importers.official import Asked, Kind, Official, Period
from costing.importers.periods import named_quarter, period_of, shown, year
from payer_rules.message import Message, say

CELLS = 16
YEAR, CARRIER, LOCALITY, SERVICE, MODIFIER, NON_FACILITY, STATUS = 0, 1, 2, 3, 4, 5, 9
FIELDS = {
    YEAR: re.compile(r"20[0-9]{2}"), CARRIER: re.compile(r"[0-9]{5}"), LOCALITY: re.compile(r"[0-9]{2}"), SERVICE: CODE,
    MODIFIER: re.compile(r" *|[A-Z0-9]{2}"), NON_FACILITY: re.compile(r"[0-9]{1,7}\.[0-9]{2}"), STATUS: re.compile(r"[A-Z]"),
}  # fmt: skip
NAMES = {
    YEAR: "year", CARRIER: "carrier", LOCALITY: "locality", SERVICE: "code", MODIFIER: "modifier",
    NON_FACILITY: "non-facility amount", STATUS: "status",
}  # fmt: skip
TRAILER = "TRL"
PAID = frozenset("ART")
WHOLE_FROM = 500_000  # records: the yearly list has about a million, a list of changes some thousands


def recognises(head: Sequence[Record]) -> bool:
    """Whether the first records are the documented fields, without a heading."""
    return bool(head) and all(_fits(cells) for _, cells in head[:3] if not _is_trailer(cells))


def _fits(cells: Sequence[str]) -> bool:
    return len(cells) == CELLS and all(pattern.fullmatch(cells[place]) for place, pattern in FIELDS.items())


def _is_trailer(cells: Sequence[str]) -> bool:
    return cells[:1] != [] and cells[0].startswith(TRAILER)


@dataclass
class _Found:
    """What the records gave, and what is wrong with them."""

    table: Table
    services: frozenset[str]
    group: str
    rows: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    not_paid: set[str] = field(default_factory=set)
    records: int = 0
    ended: bool = False

    def take(self, line: int, cells: Sequence[str], number: str) -> None:
        """One record: the year is checked in all of them, the rest in those of our services."""
        self.ended = _is_trailer(cells)
        if self.ended or not cells:
            return
        self.records += 1
        if len(cells) != CELLS:
            self.table.wrong(line, "the line ends early. Download the file again.")
        elif cells[YEAR] != number:
            self.table.wrong(
                line, "is of {other}, the lines before of {year}.", other=repr(cells[YEAR][:40]), year=number
            )
        elif cells[SERVICE] in self.services and not cells[MODIFIER].strip():
            self._keep(line, cells)

    def _keep(self, line: int, cells: Sequence[str]) -> None:
        odd = next((place for place, pattern in FIELDS.items() if not pattern.fullmatch(cells[place])), None)
        locality, code = f"{cells[CARRIER]}-{cells[LOCALITY]}", cells[SERVICE]
        if odd is not None:
            said = "the {name} cannot be {cell}. Are fields in each other's place?"
            self.table.wrong(line, said, name=NAMES[odd], cell=repr(cells[odd][:40]))
        elif (locality, code) in self.rows:
            self.table.wrong(line, "{code} in {locality} stands here twice.", code=code, locality=locality)
        elif cells[STATUS] not in PAID or not float(cells[NON_FACILITY]):
            self._leave_out(line, code)
        else:
            fee = cells[NON_FACILITY].lstrip("0")
            self.rows[locality, code] = {
                "locality": locality, "code": code, "conversion": self.group, "fee": f"0{fee}" if fee.startswith(".") else fee,
                "unit": "service",
            }  # fmt: skip

    def _leave_out(self, line: int, code: str) -> None:
        if code not in self.not_paid:
            self.not_paid.add(code)
            self.table.leave_out(line, say("{code} has no amount in an office here, and perhaps elsewhere.", code=code))


def read(sheet: Sheet, asked: Asked) -> tuple[Official, ...]:
    """The amounts of our services in an office, in every locality: the file is read record by record. Raises Refused."""
    number = sheet.head[0][1][YEAR]
    group, notes = conversion_of(sheet, int(number))
    found = _Found(Table(sheet, (), iter(())), asked.service_codes, group)
    for line, cells in sheet.records():
        found.take(line, cells, number)
    if not found.ended:
        found.table.problems.append(
            sheet.problem("does not end with its record TRL: it was cut off. Download it again.")
        )
    found.table.check()
    if not found.rows:
        raise sheet.bad("holds none of the infusion codes. Without changes of them, nothing needs loading.")
    whole = found.records >= WHOLE_FROM
    period = _period(sheet, asked, int(number), whole)
    return (_official(found, period, whole, notes),)


def _period(sheet: Sheet, asked: Asked, number: int, whole: bool) -> Period:
    """The year; of a list of changes, from its quarter to the end of the year."""
    if whole:
        return period_of(sheet, asked, year(number))
    named = named_quarter(sheet.name)
    starts = asked.period.starts if asked.period else named.starts if named else None
    if starts is None:
        raise sheet.bad(
            "holds changes only, and does not say since when. Name their quarter, such as 2026-10-01 to 2026-12-31."
        )
    period = Period(starts, date(number, 12, 31))
    if starts.year != number or (named and named.starts != starts):
        raise sheet.bad("is for {year}, by its name for {named}: not for {asked}.", year=str(number),
                        named=shown(named) if named else str(number), asked=shown(period))  # fmt: skip
    return period


def _official(found: _Found, period: Period, whole: bool, notes: Sequence[Message]) -> Official:
    title = f"Medicare physician fee schedule amounts by locality {period.starts.year}{'' if whole else ', changes'}"
    changes = say(
        "The file holds changes only: every other amount stays. They hold to the end of the year, so load such files in order."
    )
    before = say("It takes the place of every list of changes of its year: load those after it.")
    return Official(
        "locality_fees", title, period, tuple(found.rows.values()), {"conversion": found.group}, whole, tuple(found.table.odd),
        (*notes, before if whole else changes),
    )  # fmt: skip


KIND = Kind(
    "pfall",
    ("locality_fees",),
    say("Physician fee schedule amounts by locality"),
    say("National Payment Amount Files (PFALL, PFREV)"),
    "https://www.cms.gov/medicare/payment/fee-schedules/physician/national-payment-amount-file",
    recognises,
    read,
    optional=True,
)
