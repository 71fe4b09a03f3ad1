"""The command line, `igpath`: the same questions as the pages and the API, asked of a case file."""

import io
import sys

import click

from costing import VERSION
from costing.cli.articles import articles
from costing.cli.authoring import AUTHORING
from costing.cli.batch import batch
from costing.cli.cases import check, estimate, letter, safety, schema
from costing.cli.compare import compare
from costing.cli.fees import fees
from costing.cli.jobs import jobs
from costing.cli.letters import letters
from costing.cli.loaded import use_what_is_loaded
from costing.cli.margin import margin
from costing.cli.packet import packet
from costing.cli.people import people
from costing.cli.policies import policies
from costing.cli.prices import prices
from costing.cli.programs import programs
from costing.cli.remitted import remitted
from costing.cli.serve import serve
from costing.cli.why import why


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="igpath")
def main() -> None:
    """Price immunoglobulin therapy, read the payer's policy, find help, and print the letter."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal of another encoding still shows every answer
    use_what_is_loaded()


for command in (
    estimate,
    why,
    compare,
    margin,
    remitted,
    fees,
    batch,
    check,
    safety,
    programs,
    letter,
    letters,
    packet,
    schema,
    policies,
    prices,
    people,
    jobs,
    serve,
):
    main.add_command(command)
for command in (*AUTHORING, articles):
    policies.add_command(command)
