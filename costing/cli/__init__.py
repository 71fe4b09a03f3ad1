"""The command line, `igpath`: the same questions as the pages and the API, asked of a case file."""

import click

from costing.cli.cases import check, estimate, letter, programs
from costing.cli.policies import policies
from costing.cli.serve import serve


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="igpath")
def main() -> None:
    """Price immunoglobulin therapy, read the payer's policy, find help, and print the letter."""


for command in (estimate, check, programs, letter, policies, serve):
    main.add_command(command)
