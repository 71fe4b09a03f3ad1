"""An export of the coverage database in the layout that its users describe, made small: invented articles of an invented contractor."""

import csv
import io
from collections.abc import Sequence

from tests.importers.builders import zipped

Rows = list[list[str]]
ARTICLES: Rows = [
    ["article_id", "article_version", "title", "article_pub_date", "article_eff_date", "article_end_date", "status", "last_updated",
     "description"],
    ["56779", "12", "Billing and Coding: Immune Globulin", "2026-06-01", "2026-06-18 00:00:00", "", "A",
     "2026-07-02 10:11:12", "<p>Long\r\ntext</p>"],
    ["56780", "3", "Billing and Coding: Something Else", "2026-06-01", "2026-06-18", "", "A", "2026-06-18", ""],
    ["56781", "1", "Billing and Coding: Immune Globulin, retired", "2019-06-01", "2019-06-18", "2020-01-01", "R", "2020-01-01", ""],
]  # fmt: skip
CODES: Rows = [
    [
        "article_id",
        "article_version",
        "hcpc_code_id",
        "hcpc_code_version",
        "hcpc_code_group",
        "range",
        "last_updated",
        "long_description",
    ],
    ["56779", "12", "J1568", "2026", "1", "", "2026-07-02", ""],
    ["56780", "3", "99213", "2026", "1", "", "2026-06-18", ""],
    ["56781", "1", "J1568", "2019", "1", "", "2020-01-01", ""],
]
COVERED: Rows = [
    [
        "article_id",
        "article_version",
        "icd10_code_id",
        "icd10_code_version",
        "icd10_covered_group",
        "range",
        "last_updated",
        "description",
    ],
    ["56779", "12", "M33.11", "2026", "1", "", "2026-07-02", "Other dermatomyositis with respiratory involvement"],
    ["56779", "12", "D80.0", "2026", "1", "", "2026-07-02", "Hereditary hypogammaglobulinemia"],
    ["56779", "12", "M33.12", "2026", "2", "", "2026-07-02", "Other dermatomyositis with myopathy"],
    ["56780", "3", "M33.12", "2026", "1", "", "2026-06-18", ""],
]
GROUPS: Rows = [
    ["article_id", "article_version", "icd10_covered_group", "paragraph", "icd10_covered_ast"],
    ["56779", "12", "1", "", ""],
    ["56779", "12", "2", "<p>Only after&nbsp;<b>corticosteroids</b> &amp;amp; rest.</p>", "* With a second code."],
]
OF_CONTRACTOR: Rows = [
    ["article_id", "article_version", "article_type", "contractor_id", "contractor_type_id", "contractor_version", "last_updated"],
    *(
        [article, version, "1", contractor, "12", "1", "2026-07-02"]
        for article, version in (("56779", "12"), ("56780", "3")) for contractor in ("10", "11")
    ),
]  # fmt: skip
CONTRACTORS: Rows = [
    ["contractor_id", "contractor_type_id", "contractor_version", "contractor_bus_name", "contractor_number", "status"],
    ["10", "12", "1", "Example Administrators", "15101", "Active"],
    ["11", "12", "1", "Example Administrators", "15102", "Active"],
]
RELATED: Rows = [["article_id", "article_version", "r_lcd_id", "r_lcd_version"], ["56779", "12", "35891", "40"]]
TABLES = {
    "article.csv": ARTICLES, "article_x_hcpc_code.csv": CODES, "article_x_icd10_covered.csv": COVERED,
    "article_x_icd10_covered_group.csv": GROUPS, "article_x_contractor.csv": OF_CONTRACTOR, "contractor.csv": CONTRACTORS,
    "article_related_documents.csv": RELATED,
}  # fmt: skip


def as_text(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("cp1252")


def export(without: str = "", **changed: Rows) -> bytes:
    """The zip; a table is changed by its name without `.csv`."""
    tables = {**TABLES, **{f"{name}.csv": rows for name, rows in changed.items()}}
    return zipped(
        {name: as_text(rows) for name, rows in tables.items() if name != without} | {"readme.txt": b"Read me"}
    )
