"""`igpath estimate|check|letter CASE.json`: the questions about one case file, and `igpath schema`, its form."""

import json
from datetime import date, datetime
from functools import partial
from pathlib import Path

import click

from costing.case.json_schema import case_json_schema
from costing.case.request_shapes import LetterKind
from costing.cli.files import case_from, refusals, show, write
from costing.cli.told import told_estimate, told_letter
from costing.cli.told_policies import told_policies
from costing.cli.told_safety import told_safety
from costing.letters.pdf import render_pdf
from costing.letters.tongue import Language
from costing.questions import check as ask_check
from costing.questions import estimate as ask_estimate
from costing.questions import letter as ask_letter
from costing.questions import safety as ask_safety

CASE = click.argument("case_file", metavar="CASE.json", type=click.Path(path_type=Path))
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
OUTPUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Where to write the PDF (default: CASE.pdf, here)."
)
DATE = click.option(
    "--date",
    "on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The date on the letter, such as 2026-01-05 (default: today).",
)


@click.command()
@CASE
@AS_JSON
@click.option("--every-visit", is_flag=True, help="Show the claim lines of every infusion day, not only of the first.")
@click.option("--by-month", is_flag=True, help="Add a table by calendar month.")
def estimate(case_file: Path, as_json: bool, every_visit: bool, by_month: bool) -> None:
    """Price the ordered course: every claim line, and who pays it."""
    case = case_from(case_file)
    with refusals(case_file):
        show(ask_estimate(case), as_json, partial(told_estimate, every_visit=every_visit, by_month=by_month))


@click.command()
@CASE
@AS_JSON
def check(case_file: Path, as_json: bool) -> None:
    """Read the payer's policy against the chart, criterion by criterion."""
    case = case_from(case_file)
    with refusals(case_file):
        show(ask_check(case), as_json, told_policies)


@click.command()
@CASE
@AS_JSON
def safety(case_file: Path, as_json: bool) -> None:
    """Hold the ordered product's label against the chart: stop, caution, ask or clear."""
    case = case_from(case_file)
    with refusals(case_file):
        show(ask_safety(case), as_json, told_safety)


@click.command()
@CASE
@AS_JSON
@OUTPUT
@DATE
@click.option(
    "--kind", type=click.Choice([str(kind) for kind in LetterKind]), help="Another kind of paper, such as appeal."
)
@click.option("--spanish", is_flag=True, help="A paper for the patient in Spanish.")
def letter(
    case_file: Path, as_json: bool, output: Path | None, on: datetime | None, kind: str | None, spanish: bool
) -> None:
    """Write the prior-authorization letter as a PDF, or a medical-necessity record where no authorization exists.

    With --kind it is another paper of the case, such as an appeal.

    With --json the letter is printed as plain data, and a PDF is written only where -o says.
    """
    case = case_from(case_file)
    with refusals(case_file):
        day, language = on.date() if on else date.today(), Language.SPANISH if spanish else Language.ENGLISH
        written = ask_letter(case, day, LetterKind(kind) if kind else None, language)
    target = output or (None if as_json else Path(f"{case_file.stem}.pdf"))
    if target:
        write(target, lambda: render_pdf(written), keep=case_file)
    show(written, as_json, lambda shown: told_letter(shown, target))


@click.command()
def schema() -> None:
    """Print the JSON Schema of a case file."""
    click.echo(json.dumps(case_json_schema(), indent=2))
