"""Billing articles of Medicare's contractors, from the export of the coverage database: their tables joined, one revision each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path, PurePosixPath
from typing import TypeVar

from costing.importers.cells import table_under
from costing.importers.files import Refused, Sheet, sheets
from payer_rules.message import Message, say

ID, VERSION = "article_id", "article_version"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "article.csv": (ID, VERSION, "title", "status", "article_eff_date", "last_updated"),
    "article_x_hcpc_code.csv": (ID, VERSION, "hcpc_code_id"),
    "article_x_icd10_covered.csv": (ID, VERSION, "icd10_code_id", "icd10_covered_group"),
    "article_x_icd10_covered_group.csv": (ID, VERSION, "icd10_covered_group", "paragraph"),
    "article_x_contractor.csv": (ID, VERSION, "contractor_id", "contractor_type_id", "contractor_version"),
    "contractor.csv": (
        "contractor_id",
        "contractor_type_id",
        "contractor_version",
        "contractor_bus_name",
        "contractor_number",
    ),
    "article_related_documents.csv": (ID, VERSION, "r_lcd_id"),
}
IN_FORCE = frozenset({"a", "active"})
A_DAY = re.compile(r"(20\d\d-\d\d-\d\d)\b.*")
AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(20\d\d)\b.*")
CONTRACT = re.compile(r"[0-9]{5}")
TAG = re.compile(r"<[^>]*>")
Key = tuple[str, str]
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class ListedGroup:
    """The codes of a covered group, and what its paragraph, and the note to its asterisk, say beside them."""

    number: str
    codes: tuple[str, ...]
    paragraph: str


@dataclass(frozen=True, slots=True)
class Revision:
    """An article as the export has it: `effective` is printed, `known_from` the later of it and the day its record last changed.

    It `ends` where a later version of it begins.
    """

    number: str
    version: str
    title: str
    contractor: str
    contract_numbers: tuple[str, ...]
    determinations: tuple[str, ...]
    effective: date
    known_from: date
    ends: date | None
    groups: tuple[ListedGroup, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """What an export says of some drugs and diagnoses, and what was left out of it."""

    sha256: str
    revisions: tuple[Revision, ...]
    left_out: tuple[Message, ...]


def read_export(path: Path, name: str, drugs: frozenset[str], diagnoses: Sequence[str]) -> Export:
    """Every article in force that bills one of the drugs, with its covered codes that begin like `diagnoses`. Raises Refused."""
    found = {PurePosixPath(one.member or one.name).name.lower(): one for one in sheets(path, name)}
    if missing := [table for table in COLUMNS if table not in found]:
        sentence = "{file} is no export of billing articles: it lacks {tables}. Take the zip with the CSV files inside."
        raise Refused(say(sentence, file=name, tables=", ".join(missing)))
    tables = {table: _Rows(found[table], COLUMNS[table]) for table in COLUMNS}
    billing = {key for key, row in tables["article_x_hcpc_code.csv"].keyed() if row["hcpc_code_id"].upper() in drugs}
    left_out: list[Message] = []
    heads = dict(_heads(tables["article.csv"], billing, left_out))
    parts = _Parts(tables, frozenset(heads), tuple(diagnoses))
    revisions = tuple(_revision(key, heads[key], parts) for key in sorted(heads))
    if not revisions:
        raise Refused(say("{file}: no article in force bills an immune globulin.", file=name))
    return Export(next(iter(found.values())).sha256, _in_turn(revisions), tuple(left_out))


def _in_turn(revisions: Sequence[Revision]) -> tuple[Revision, ...]:
    """Versions of one article after each other: of two that begin on one day the later version holds."""
    by_day = {
        (one.number, one.known_from): one for one in sorted(revisions, key=lambda one: (len(one.version), one.version))
    }
    ordered = [by_day[key] for key in sorted(by_day)]
    return tuple(
        replace(one, ends=later.known_from - timedelta(1)) if later and later.number == one.number else one
        for one, later in zip(ordered, [*ordered[1:], None], strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of one table of the export."""

    sheet: Sheet
    columns: tuple[str, ...]

    def __iter__(self) -> Iterator[dict[str, str]]:
        table = table_under(self.sheet, *self.columns)
        for _, row in table:
            yield row
        table.check()

    def keyed(self) -> Iterator[tuple[Key, dict[str, str]]]:
        """Each row by the article and version it belongs to."""
        return (((row[ID], row[VERSION]), row) for row in self)


@dataclass(frozen=True, slots=True)
class _Head:
    """An article's own row."""

    title: str
    effective: date
    changed: date


def _heads(rows: _Rows, billing: set[Key], left_out: list[Message]) -> Iterator[tuple[Key, _Head]]:
    for key, row in rows.keyed():
        if key not in billing:
            continue
        effective, changed = _day(row["article_eff_date"]), _day(row["last_updated"])
        if row["status"].lower() not in IN_FORCE:
            said = "A{id}, version {version}, is not in force: status {status}."
            left_out.append(say(said, id=key[0], version=key[1], status=row["status"]))
        elif effective is None or changed is None:
            raise rows.sheet.bad("A{id} has no day from which it holds, or none of its last change.", id=key[0])
        else:
            yield key, _Head(plain_text(row["title"]), effective, changed)


def _day(text: str) -> date | None:
    try:
        if found := A_DAY.fullmatch(text):
            return date.fromisoformat(found[1])
        if found := AMERICAN.fullmatch(text):
            return date(int(found[3]), int(found[1]), int(found[2]))
    except ValueError:
        return None
    return None


class _Parts:
    """What the tables beside the articles say of those that are kept."""

    def __init__(self, tables: Mapping[str, _Rows], kept: frozenset[Key], diagnoses: tuple[str, ...]) -> None:
        contractors = {
            (row["contractor_id"], row["contractor_type_id"], row["contractor_version"]): row
            for row in tables["contractor.csv"]
        }
        self.contractors = _grouped(
            (key, contractors.get((row["contractor_id"], row["contractor_type_id"], row["contractor_version"]), {}))
            for key, row in tables["article_x_contractor.csv"].keyed()
            if key in kept
        )
        self.codes = _grouped(
            (key, (row["icd10_covered_group"], row["icd10_code_id"].upper()))
            for key, row in tables["article_x_icd10_covered.csv"].keyed()
            if key in kept and row["icd10_code_id"].upper().startswith(diagnoses)
        )
        self.paragraphs = {
            (key, row["icd10_covered_group"]): plain_text(f"{row['paragraph']} {row.get('icd10_covered_ast', '')}")
            for key, row in tables["article_x_icd10_covered_group.csv"].keyed()
            if key in kept
        }
        self.related = _grouped(
            (key, f"L{row['r_lcd_id']}")
            for key, row in tables["article_related_documents.csv"].keyed()
            if key in kept and row["r_lcd_id"]
        )


def _grouped(pairs: Iterator[tuple[K, V]]) -> dict[K, list[V]]:
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _revision(key: Key, head: _Head, parts: _Parts) -> Revision:
    contractors = parts.contractors.get(key, [])
    numbers = {row.get("contractor_number", "") for row in contractors}
    codes = parts.codes.get(key, [])
    groups = tuple(
        ListedGroup(
            number,
            tuple(sorted({code for group, code in codes if group == number})),
            parts.paragraphs.get((key, number), ""),
        )
        for number in sorted({group for group, _ in codes})
    )
    return Revision(
        number=f"A{key[0]}",
        version=key[1],
        title=head.title,
        contractor="; ".join(
            sorted({row["contractor_bus_name"] for row in contractors if row.get("contractor_bus_name")})
        ),
        contract_numbers=tuple(sorted(number for number in numbers if CONTRACT.fullmatch(number))),
        determinations=tuple(sorted(set(parts.related.get(key, [])))),
        effective=head.effective,
        known_from=max(head.effective, head.changed),
        ends=None,
        groups=groups,
    )


def plain_text(marked: str) -> str:
    """What a cell of HTML says, on one line."""
    return " ".join(TAG.sub(" ", unescape(unescape(marked))).replace("\xa0", " ").split())
