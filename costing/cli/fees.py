"""`igpath fees export|import`: a case's prices as a CSV file, out and in."""

import json
from pathlib import Path

import click

from costing.case.csv_file import BadRows
from costing.case.fee_csv import LAYOUT, fees_csv, read_fees
from costing.case.schema import dump_case
from costing.cli.cases import CASE
from costing.cli.files import case_from, refusals, stop, write
from costing.questions import read_case


@click.group()
def fees() -> None:
    """Take a case's prices out as a CSV file, or in from one."""


@fees.command("export")
@CASE
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write the file (default: print it).")
def export(case_file: Path, output: Path | None) -> None:
    """Write the prices of a case as CSV."""
    text = fees_csv(case_from(case_file).fees)
    if output is None:
        click.echo(text, nl=False)
    else:
        write(output, text.encode, keep=case_file)


@fees.command("import")
@CASE
@click.argument("fees_file", metavar="FEES.csv", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The case file to write.")
@click.option("--replace", is_flag=True, help="Leave out the prices that the case has now.")
def take_in(case_file: Path, fees_file: Path, output: Path, replace: bool) -> None:
    """Write the case with the prices of a CSV file; nothing is written when any row is wrong."""
    document = dump_case(case_from(case_file))
    try:
        with fees_file.open("rb") as file:
            rows = read_fees(file.read(LAYOUT.most_bytes + 1))
    except OSError as error:
        stop(f"{fees_file}: cannot be read: {error.strerror}. Give the path of a CSV file, such as fees.csv.")
    except BadRows as bad:
        stop("\n".join([f"{fees_file}: nothing is taken.", *(f"  {error}" for error in bad.errors)]))
    changed = {**document, "fees": [*([] if replace else document.get("fees", [])), *rows]}
    with refusals(fees_file):
        read_case(changed)
    write(output, lambda: f"{json.dumps(changed, indent=2, ensure_ascii=False)}\n".encode(), keep=case_file)
    click.echo(f"{len(rows)} prices taken. Written to {output}.")
