"""`igpath estimate|check|safety CASE.json`: the questions about one case file."""

from functools import partial
from pathlib import Path

import click

from costing.cli.files import case_from, refusals, show
from costing.cli.told import told_estimate
from costing.cli.told_policies import told_policies
from costing.cli.told_safety import told_safety
from costing.questions import check as ask_check
from costing.questions import estimate as ask_estimate
from costing.questions import safety as ask_safety

CASE = click.argument("case_file", metavar="CASE.json", type=click.Path(path_type=Path))
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
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
