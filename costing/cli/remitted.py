"""`igpath remitted CASE.json PAID.csv`: paid lines against the estimate, each difference with its cause."""

from collections.abc import Iterator
from pathlib import Path

import click

from costing.case.csv_file import BadRows
from costing.cli.cases import AS_JSON, CASE
from costing.cli.files import case_from, refusals, show, stop
from costing.cli.told import dollars, table
from costing.domain.remittance import Cause, Remittance, RemittedLine
from costing.questions.remitted import LAYOUT, compare_remitted, read_remitted

HEAD = ("Day", "Code", "Rows", "Cause", "Plan expected", "Plan paid", "Patient expected", "Patient")


@click.command()
@CASE
@click.argument("paid_file", metavar="PAID.csv", type=click.Path(path_type=Path))
@AS_JSON
def remitted(case_file: Path, paid_file: Path, as_json: bool) -> None:
    """Hold paid lines against the estimate. PAID.csv needs the headings date, code and paid; patient, allowed and reasons help."""
    case = case_from(case_file)
    try:
        with paid_file.open("rb") as file:
            rows = read_remitted(file.read(LAYOUT.most_bytes + 1))
    except OSError as error:
        stop(f"{paid_file}: cannot be read: {error.strerror}. Give the path of a CSV file, such as paid.csv.")
    except BadRows as bad:
        stop("\n".join([f"{paid_file}: nothing is compared.", *(f"  {error}" for error in bad.errors)]))
    with refusals(case_file):
        show(compare_remitted(case, rows), as_json, told_remittance)


def told_remittance(found: Remittance) -> str:
    """The lines that differ, then sums by cause."""
    differing = [one for one in found.lines if one.cause is not Cause.SAME]
    causes = [
        (one.cause.value.replace("_", " "), str(one.lines), dollars(one.plan), dollars(one.patient))
        for one in found.causes
    ]
    parts = [
        f"{found.first} to {found.last}: the plan paid {dollars(found.plan)}, {dollars(found.expected_plan)} were expected.",
        table(HEAD, map(_row, differing), range(4, 8)) if differing else "Every line is as expected.",
        "\n".join(_reasons(differing)),
        table(("Cause", "Lines", "Plan", "Patient"), causes, range(1, 4)),
    ]
    return "\n\n".join(part for part in parts if part)


def _row(one: RemittedLine) -> tuple[str, ...]:
    code = f"{one.code}-{one.modifier}" if one.modifier else one.code
    rows = ",".join(map(str, one.rows)) or "-"
    sums = (one.expected_plan, one.plan, one.expected_patient, one.patient)
    return str(one.on), code, rows, one.cause.value.replace("_", " "), *map(dollars, sums)


def _reasons(lines: list[RemittedLine]) -> Iterator[str]:
    for one in lines:
        yield f"{one.on} {one.code}: {one.sentence}"
