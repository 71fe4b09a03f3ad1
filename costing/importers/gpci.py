"""Medicare's geographic practice cost indices of a year, by payment locality."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from costing.importers.cells import Table, table_under
from costing.importers.files import Record, Sheet, plain
from costing.importers.official import Asked, Kind, Official, Period
from costing.importers.periods import period_of, words_of, year
from payer_rules.message import Message, say

STATE, NUMBER, NAME = "state", "locality number", "locality name"
INDEX = re.compile(r"(20\d\d) (pw|pe|mp) gpci(?: \((with|without) 1\.0 floor\))?\**")
CONTRACTOR = re.compile(r"medicare admin\w+ contractor.*")
TITLE_YEAR = re.compile(r"\bcy (20\d\d)\b")
PLACE = re.compile(r"[0-9]{4,5} [0-9]{1,2}")
STATE_CODE = re.compile(r"[A-Z]{2}")
HIGHEST = 5  # an index is near 1; the highest of any locality and year is below 3


@dataclass(frozen=True, slots=True)
class Columns:
    """Which heading holds what; `floor` is True with the work index's floor of 1.0, False without, None where it is not said."""

    year: int
    contractor: str
    work: str
    practice: str
    malpractice: str
    floor: bool | None
    other_work: bool


def recognises(head: Sequence[Record]) -> bool:
    """Whether some heading names a locality and an index of a year."""
    rows = [{plain(cell) for cell in cells} for _, cells in head]
    return any({STATE, NUMBER, NAME} <= row and any(INDEX.fullmatch(cell) for cell in row) for row in rows)


def read(sheet: Sheet, asked: Asked) -> tuple[Official, ...]:
    """The three indices of every locality. Raises Refused."""
    table = table_under(sheet, STATE, NUMBER, NAME)
    columns = _columns(table)
    period = _period(sheet, asked, columns)
    rows = _rows(table, columns)
    table.check()
    if not rows:
        raise sheet.bad("holds no locality. Download it again.")
    title = f"Medicare geographic practice cost indices {columns.year}"
    return (Official("localities", title, period, rows, {}, odd=tuple(table.odd), notes=_notes(columns)),)


def _columns(table: Table) -> Columns:
    found: dict[tuple[str, str | None], str] = {}
    years: set[int] = set()
    for name in table.columns:
        if index := INDEX.fullmatch(name):
            years.add(int(index[1]))
            found[index[2], index[3]] = name
    work = next((key for key in (("pw", "with"), ("pw", None), ("pw", "without")) if key in found), None)
    contractor = next((name for name in table.columns if CONTRACTOR.fullmatch(name)), None)
    if len(years) != 1 or work is None or contractor is None or not {("pe", None), ("mp", None)} <= set(found):
        raise table.sheet.bad("needs, of one year, the columns MAC, PW GPCI, PE GPCI and MP GPCI.")
    floor = None if work[1] is None else work[1] == "with"
    several = sum(1 for kind, _ in found if kind == "pw") > 1
    return Columns(
        years.pop(), contractor, found[work], found["pe", None], found["mp", None], floor, other_work=several
    )


def _period(sheet: Sheet, asked: Asked, columns: Columns) -> Period:
    title = TITLE_YEAR.search(words_of(sheet.head))
    if title and int(title[1]) != columns.year:
        raise sheet.bad("is titled {title}, but its columns are of {year}.", title=title[1], year=str(columns.year))
    whole = year(columns.year)
    if asked.period and whole.starts <= asked.period.starts and asked.period.ends <= whole.ends:
        return asked.period
    return period_of(sheet, asked, whole)


def _rows(table: Table, columns: Columns) -> tuple[Mapping[str, str], ...]:
    found: dict[str, Mapping[str, str]] = {}
    for line, row in table:
        contractor, number = row.get(columns.contractor, ""), row.get(NUMBER, "")
        if not number or len([cell for cell in row.values() if cell]) == 1:  # a note below the table
            continue
        place = f"{contractor} {number}"
        if not PLACE.fullmatch(place) or not STATE_CODE.fullmatch(row.get(STATE, "")) or not row.get(NAME):
            said = "{cells} is no contractor and locality such as 11502 00, with its state, such as NC, and name."
            table.wrong(line, said, cells=repr(f"{place} {row.get(STATE, '')}"))
            continue
        locality = f"{contractor:0>5}-{number:0>2}"
        if locality in found:
            table.wrong(line, "the locality {locality} stands here twice.", locality=locality)
        found[locality] = _row(table, line, row, locality, columns)
    return tuple(found.values())


def _row(table: Table, line: int, row: dict[str, str], locality: str, columns: Columns) -> Mapping[str, str]:
    indices = {"work": columns.work, "practice": columns.practice, "malpractice": columns.malpractice}
    said = {part: table.needed(line, row, column) or "" for part, column in indices.items()}
    for part, text in said.items():
        if text and not 0 < Decimal(text) < HIGHEST:
            table.wrong(line, "{column} must be an index near 1, not {text}.", column=indices[part], text=text)
    return {
        "locality": locality,
        "state": row.get(STATE, ""),
        "name": name_of(row.get(NAME, "")),
        **said,
        "unit": "index",
    }


def name_of(printed: str) -> str:
    """A locality as people read it: Rest of California, where the file shouts REST OF CALIFORNIA*."""
    name = printed.rstrip("* ").title()
    return re.sub(r"\bNyc\b", "NYC", name).replace(" Of ", " of ")


def _notes(columns: Columns) -> tuple[Message, ...]:
    if columns.floor is False:
        return (say("The work index is the one without its floor of 1.0: the file has no other."),)
    if columns.other_work:
        return (say("The work index with its floor of 1.0 is taken; the file also has the one without."),)
    return (say("The work index has its floor of 1.0."),) if columns.floor else ()


KIND = Kind(
    "gpci",
    ("localities",),
    say("Geographic cost indices of Medicare’s localities"),
    say("PFS Relative Value Files: GPCI, in the zip"),
    "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files",
    recognises,
    read,
)
