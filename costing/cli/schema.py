"""`igpath schema`: the form of a case file."""

import json

import click

from costing.case.json_schema import case_json_schema


@click.command()
def schema() -> None:
    """Print the JSON Schema of a case file."""
    click.echo(json.dumps(case_json_schema(), indent=2))
