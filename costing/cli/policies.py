"""`igpath policies list|show`: the collection of payer policies."""

import click

from costing.cli.files import stop
from costing.cli.told import table
from payer_rules.policies import policies as collection


@click.group()
def policies() -> None:
    """The payer policies that can be read."""


@policies.command("list")
def list_policies() -> None:
    """Every policy with its payer, dates and what is loaded of it."""
    rows = [
        (one.id, one.payer, one.layer, str(one.starts), one.provenance.status, ", ".join(one.trees))
        for one in collection().all()
    ]
    click.echo(table(("Policy", "Payer", "Layer", "From", "Status", "Trees"), rows))
