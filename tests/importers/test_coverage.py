"""The export of billing articles: tables joined, groups with and without a paragraph, versions in turn, and what is wrong in one."""

from datetime import date
from pathlib import Path

import pytest

from costing.importers.coverage import Export, ListedGroup, read_export
from costing.importers.files import Refused
from tests.importers.builders import zipped
from tests.importers.coverage_export import ARTICLES, CODES, COVERED, GROUPS, OF_CONTRACTOR, export

DRUGS = frozenset({"J1568"})
M33 = ("M33", "M36.0")


def read(tmp_path: Path, raw: bytes, diagnoses: tuple[str, ...] = M33) -> Export:
    path = tmp_path / "current_article_csv.zip"
    path.write_bytes(raw)
    return read_export(path, path.name, DRUGS, diagnoses)


def test_an_article_that_bills_our_drug_is_joined_from_its_tables(tmp_path: Path):
    found = read(tmp_path, export())
    (one,) = found.revisions
    assert (one.number, one.version, one.title) == ("A56779", "12", "Billing and Coding: Immune Globulin")
    assert (one.contractor, one.contract_numbers) == ("Example Administrators", ("15101", "15102"))
    assert one.determinations == ("L35891",)
    assert one.groups == (
        ListedGroup("1", ("M33.11",), ""), ListedGroup("2", ("M33.12",), "Only after corticosteroids & rest. * With a second code."),
    )  # fmt: skip
    assert [str(why) for why in found.left_out] == ["A56781, version 1, is not in force: status R."]


def test_its_list_is_known_from_the_day_of_its_last_change_and_not_before(tmp_path: Path):
    (one,) = read(tmp_path, export()).revisions
    assert (one.effective, one.known_from, one.ends) == (date(2026, 6, 18), date(2026, 7, 2), None)


def test_a_version_that_is_to_come_ends_the_one_before(tmp_path: Path):
    later = [[*row[:1], "13", *row[2:4], "01/01/2027", "", "A", "2026-12-10", ""] for row in ARTICLES[1:2]]
    tables = {
        name: [*rows, *([row[0], "13", *row[2:]] for row in rows if row[:2] == ["56779", "12"])]
        for name, rows in (
            ("article_x_hcpc_code", CODES),
            ("article_x_icd10_covered", COVERED),
            ("article_x_contractor", OF_CONTRACTOR),
        )
    }
    found = read(tmp_path, export(article=[*ARTICLES, *later], **tables)).revisions
    assert [(one.version, one.known_from, one.ends) for one in found] == [
        ("12", date(2026, 7, 2), date(2026, 12, 31)), ("13", date(2027, 1, 1), None),
    ]  # fmt: skip


def test_a_code_that_is_not_covered_leaves_no_group(tmp_path: Path):
    (one,) = read(tmp_path, export(), ("G70",)).revisions
    assert one.groups == ()


def changed(rows: list[list[str]], row: int, column: str, text: str) -> list[list[str]]:
    copied = [list(one) for one in rows]
    copied[row][rows[0].index(column)] = text
    return copied


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (export(without="contractor.csv"), "is no export of billing articles: it lacks contractor.csv."),
        (zipped({"current_article_csv.zip": export()}), "holds another zip file. Unpack it once and load the one inside"),
        (export(article=changed(ARTICLES, 1, "article_eff_date", "")), "A56779 has no day from which it holds"),
        (export(article=changed(ARTICLES, 1, "last_updated", "2026-13-45")), "or none of its last change."),
        (export(article_x_hcpc_code=changed(CODES, 1, "hcpc_code_id", "J1459")), "no article in force bills an immune globulin."),
        (export(article_x_icd10_covered=[row[:3] for row in COVERED]), "there is no heading with the columns article_id"),
        (export(article_x_icd10_covered_group=[*GROUPS, ["56779", "12"]]), "line 4: the line ends early."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused(tmp_path: Path, raw: bytes, problem: str):
    with pytest.raises(Refused) as told:
        read(tmp_path, raw)
    assert problem in str(told.value)
