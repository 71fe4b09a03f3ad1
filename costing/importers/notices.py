"""Two small tables that people fill in from yearly notices: poverty guidelines, and Medicare's constants with the source of each."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby

from costing.importers.cells import Table, has_heading, table_under
from costing.importers.files import Refused, Sheet
from costing.importers.official import Asked, Kind, Official, Period
from payer_rules.message import say

REGION, YEAR, FIRST, ADDED = "region", "year", "first", "each_additional"
CONSTANT, VALUE, UNIT, SOURCE, URL = "constant", "value", "unit", "source_title", "source_url"
STARTS, ENDS = "starts", "ends"
GUIDELINES = (REGION, YEAR, FIRST, ADDED, STARTS, ENDS)
CONSTANTS = (CONSTANT, VALUE, UNIT, STARTS, ENDS, SOURCE, URL)
REGIONS = ("contiguous", "alaska", "hawaii")
ADDRESS = re.compile(r"https?://\S+")


def read_guidelines(sheet: Sheet, asked: Asked) -> tuple[Official, ...]:
    """The guidelines of each period, by region. Raises Refused."""
    table, held = table_under(sheet, *GUIDELINES), list[tuple[Period, Mapping[str, str]]]()
    for line, row in table:
        period, amounts = _period(table, line, row), table.exact(line, row, FIRST, ADDED)
        if row[REGION] not in REGIONS:
            table.wrong(
                line,
                "region must be one of {regions}, not {cell}.",
                regions=", ".join(REGIONS),
                cell=repr(row[REGION][:40]),
            )
        elif period and row[YEAR] != str(period.starts.year):
            said = "year must be the one of its first day, {year}, not {cell}."
            table.wrong(line, said, year=str(period.starts.year), cell=repr(row[YEAR][:40]))
        elif period and amounts and _is_new(table, line, held, period, REGION, row[REGION]):
            kept = {REGION: row[REGION], FIRST: str(amounts[0]), ADDED: str(amounts[1]), UNIT: "dollars a year"}
            held.append((period, kept))
    _check(table, asked, (period for period, _ in held))
    ordered = sorted(held, key=lambda one: (one[0].starts, one[0].ends))
    return tuple(
        Official(
            "poverty_guidelines",
            f"Federal poverty guidelines {period.starts.year}",
            period,
            tuple(row for _, row in own),
            {},
            False,
        )
        for period, own in groupby(ordered, key=lambda one: one[0])
    )


def read_constants(sheet: Sheet, asked: Asked) -> tuple[Official, ...]:
    """Each constant for itself, with the source that its row names. Raises Refused."""
    table, held = table_under(sheet, *CONSTANTS), list[tuple[Period, Mapping[str, str]]]()
    found: list[Official] = []
    for line, row in table:
        period, value = _period(table, line, row), table.needed(line, row, VALUE)
        if asked.constants and row[CONSTANT] not in asked.constants:
            said = "there is no constant {cell}. Take one of {names}."
            table.wrong(line, said, cell=repr(row[CONSTANT][:40]), names=", ".join(sorted(asked.constants)))
        elif not row[UNIT] or not row[SOURCE]:
            table.wrong(line, "unit and source_title are needed, such as dollars a year and the title of the notice.")
        elif not ADDRESS.fullmatch(row[URL] or "https://-"):
            table.wrong(
                line, "source_url must be an address such as https://www.cms.gov, not {cell}.", cell=repr(row[URL][:40])
            )
        elif period and value and _is_new(table, line, held, period, CONSTANT, row[CONSTANT]):
            kept = {CONSTANT: row[CONSTANT], VALUE: value, UNIT: row[UNIT]}
            held.append((period, kept))
            found.append(Official("medicare", row[SOURCE], period, (kept,), {CONSTANT: row[CONSTANT]}, url=row[URL]))
    _check(table, asked, (period for period, _ in held))
    return tuple(found)


def _period(table: Table, line: int, row: Mapping[str, str]) -> Period | None:
    """The days of a row; None, and noted as wrong, where they are none."""
    days: list[date] = []
    for column in (STARTS, ENDS):
        try:
            days.append(date.fromisoformat(row[column]))
        except ValueError:
            said = "{column} must be a date such as 2027-01-01, not {cell}."
            table.wrong(line, said, column=column, cell=repr(row[column][:40]))
    if len(days) < 2:
        return None
    if days[1] < days[0]:
        table.wrong(line, "it ends before it starts.")
        return None
    return Period(*days)


def _is_new(
    table: Table, line: int, held: Iterable[tuple[Period, Mapping[str, str]]], period: Period, column: str, name: str
) -> bool:
    """Whether no other row says the same for one of its days; else it is noted as wrong."""
    same = (one for one, row in held if row[column] == name)
    twice = any(one.starts <= period.ends and period.starts <= one.ends for one in same)
    if twice:
        table.wrong(line, "{name} stands here twice for the same days.", name=name)
    return not twice


def _check(table: Table, asked: Asked, periods: Iterable[Period]) -> None:
    table.check()
    held = list(periods)
    if not held:
        raise Refused(table.sheet.problem("holds no row under its heading."))
    if asked.period and any(not asked.period.starts <= one.starts <= asked.period.ends for one in held):
        raise table.sheet.bad(
            "holds rows that do not start in the days you named. Leave the days empty: each row has its own."
        )


GUIDELINES_KIND = Kind(
    "poverty_guidelines",
    ("poverty_guidelines",),
    say("Federal poverty guidelines"),
    say("HHS Poverty Guidelines, as a table with the columns {columns}", columns=", ".join(GUIDELINES)),
    "https://aspe.hhs.gov/topics/poverty-economic-mobility/poverty-guidelines",
    has_heading(*GUIDELINES),
    read_guidelines,
)
CONSTANTS_KIND = Kind(
    "medicare_constants",
    ("medicare",),
    say("Medicare’s yearly amounts"),
    say("The yearly notices of CMS, as a table with the columns {columns}", columns=", ".join(CONSTANTS)),
    "https://www.cms.gov",
    has_heading(*CONSTANTS),
    read_constants,
)
