"""The command line, `igpath`: the same questions as the pages and the API, asked of a case file."""

import io
import sys
from importlib import import_module

import click

from costing import VERSION
from costing.cli.loaded import use_what_is_loaded

MODULES = {
    "estimate": "cases",
    "why": "why",
    "compare": "compare",
    "margin": "margin",
    "remitted": "remitted",
    "fees": "fees",
    "batch": "batch",
    "check": "cases",
    "safety": "cases",
    "programs": "programs",
    "letter": "letter",
    "letters": "letters",
    "packet": "packet",
    "schema": "schema",
    "policies": "policy_commands",
    "prices": "prices",
    "people": "people",
    "jobs": "jobs",
    "serve": "serve",
}  # where each command is, in the order of the help


class Commands(click.Group):
    """The commands; a module is imported when its command is asked for, so that an estimate does not wait for the database."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command."""
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, or None."""
        if cmd_name not in MODULES:
            return None
        command: click.Command = getattr(import_module(f"costing.cli.{MODULES[cmd_name]}"), cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="igpath")
def main() -> None:
    """Price immunoglobulin therapy, read the payer's policy, find help, and print the letter."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal of another encoding still shows every answer
    use_what_is_loaded()
