"""`igpath estimate|check|programs|letter CASE.json`: the questions about one case file."""

from datetime import date
from pathlib import Path

import click

from costing.cli.files import case_from, refusals, show
from costing.cli.told import told_estimate, told_letter, told_policies, told_programs
from costing.letters.pdf import render_pdf
from costing.questions import check as ask_check
from costing.questions import estimate as ask_estimate
from costing.questions import letter as ask_letter
from costing.questions import programs as ask_programs
from costing.questions.plain import to_plain

CASE = click.argument("case_file", metavar="CASE.json", type=click.Path(path_type=Path))
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")


@click.command()
@CASE
@AS_JSON
def estimate(case_file: Path, as_json: bool) -> None:
    """Price the ordered course: every claim line, and who pays it."""
    case = case_from(case_file)
    with refusals(str(case_file)):
        show(ask_estimate(case), as_json, to_plain, told_estimate)


@click.command()
@CASE
@AS_JSON
def check(case_file: Path, as_json: bool) -> None:
    """Read the payer's policy against the chart, criterion by criterion."""
    case = case_from(case_file)
    with refusals(str(case_file)):
        show(ask_check(case), as_json, to_plain, told_policies)


@click.command()
@CASE
@AS_JSON
def programs(case_file: Path, as_json: bool) -> None:
    """List assistance programs: which fit, which do not, and why."""
    case = case_from(case_file)
    with refusals(str(case_file)):
        show(ask_programs(case), as_json, to_plain, told_programs)


@click.command()
@CASE
@AS_JSON
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write the PDF (default: CASE.pdf here).",
)
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="The date on the letter (default: today).")
def letter(case_file: Path, as_json: bool, output: Path | None, on: date | None) -> None:
    """Write the prior-authorization letter as a PDF, or a medical-necessity record where no authorization exists."""
    case = case_from(case_file)
    with refusals(str(case_file)):
        written = ask_letter(case, date(on.year, on.month, on.day) if on else date.today())
    if as_json:
        return show(written, True, to_plain, str)
    target = output or Path(case_file.with_suffix(".pdf").name)
    target.write_bytes(render_pdf(written))
    click.echo(told_letter(written, target))
