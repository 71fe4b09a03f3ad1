"""A batch as a spreadsheet: each row a case document under dotted headings, each answer a row of sums."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any, TextIO

from costing.case.csv_file import written
from costing.cli.files import stop
from costing.questions.batch import Row

HEADING = "order.dose, patient.weight.value or fees.0.per_unit"
LISTS = {"assumptions": ";"}  # a list of words in one cell
ANSWER_HEAD = (
    "line",
    "key",
    "product",
    "infusion_days",
    "allowed",
    "plan",
    "second_payer",
    "programs",
    "patient",
    "worst_month",
    "unknown",
)
Numbered = tuple[int, bytes]


def documents_of(table: TextIO) -> Iterator[Numbered]:
    """Each row of a CSV file as the text of a case document, with the number of its first line. Empty cells are absent.

    Ends the program with a sentence when the headings cannot be used.
    """
    reader = csv.reader(table)
    headings = [heading.strip() for heading in next(reader, [])]
    _must_be_headings(headings)
    line = reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            row = dict(zip(headings, (cell.strip() for cell in cells), strict=False))
            yield line, json.dumps(_nested(row), ensure_ascii=False).encode()
        line = reader.line_num + 1


def _must_be_headings(headings: Sequence[str]) -> None:
    wrong = [one for one in headings if not all(part.replace("_", "").isalnum() for part in one.split("."))]
    if not headings or wrong:
        stop(f"There is no heading {(wrong or [''])[0]!r}. Use places of the case document, such as {HEADING}.")
    if twice := [one for one in headings if headings.count(one) > 1]:
        stop(f"The heading {twice[0]!r} stands twice. Take one out.")


def _nested(row: Mapping[str, str]) -> Any:
    """`order.interval.every` into objects, `fees.0.code` into lists."""
    document: dict[str, Any] = {}
    for heading, cell in row.items():
        if cell:
            value: Any = cell
            if heading in LISTS:
                value = [one.strip() for one in cell.split(LISTS[heading]) if one.strip()]
            block = document
            *parents, last = heading.split(".")
            for key in parents:
                block = block.setdefault(key, {}) if isinstance(block, dict) else {}
            block[last] = value
    return _listed(document)


def _listed(block: Any) -> Any:
    """Objects whose keys are all numbers become lists, in the order of the numbers."""
    if not isinstance(block, dict):
        return block
    inner = {key: _listed(value) for key, value in block.items()}
    if inner and all(key.isdecimal() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner


def template() -> str:
    """The headings of a usual case over one example row: a fictional patient with Original Medicare."""
    example = json.loads(files("costing.examples").joinpath("part-b-office.json").read_text())
    wanted = {key: example[key] for key in ("label", "patient", "coverage", "order", "assumptions")}
    flat = dict(_flat(wanted))
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(flat)
    rows.writerow(flat.values())
    return text.getvalue()


def _flat(block: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if path in LISTS:
        yield path, f"{LISTS[path]} ".join(block)
    elif isinstance(block, dict):
        for key, value in block.items():
            yield from _flat(value, f"{path}.{key}".lstrip("."))
    elif isinstance(block, list):
        for at, value in enumerate(block):
            yield from _flat(value, f"{path}.{at}")
    else:
        yield path, written(block)


def answer_row(row: Row) -> str:
    """One answer as a line of CSV; a sum that is not known is empty, and why stands at the end."""
    answer = row.answer or {}
    course = answer.get("course", {})
    days = sum(year["visits"] for year in answer.get("plan_years", ()))
    why = "; ".join(dict.fromkeys(one["why"] for one in answer.get("missing", ())))
    sums = [course.get(part) for part in ("allowed", "plan", "second_payer", "help_paid", "patient")]
    text = io.StringIO()
    cells = (row.line, row.key, answer.get("product_name"), days, *sums, answer.get("worst_month"), why)
    csv.writer(text, lineterminator="\n").writerow(map(written, cells))
    return text.getvalue()
