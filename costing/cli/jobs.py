"""`igpath jobs work|list`: a worker of its own, and what the practices have asked for, without a word about patients."""

import click

from costing.cli.files import stop
from costing.cli.installation import installation
from costing.cli.told import table
from costing.jobs.worker import Worker
from costing.store import jobs as store
from costing.store import people

LONGEST_NAME = 36


@click.group()
def jobs() -> None:
    """Letters of many cases, which workers print while nobody waits."""


@jobs.command("work")
@click.option("--name", help="A name of this worker's own: what it held before it died is free when it starts again.")
def work(name: str | None) -> None:
    """Print what is asked for until the process is ended (`igpath serve` starts a worker by itself).

    On many machines with one PostgreSQL database: as many of these as there are cores for them, and `igpath serve --letter-workers 0`.
    """
    if name and len(name) > LONGEST_NAME:
        stop(f"A name has at most {LONGEST_NAME} characters, such as worker-1.")
    with installation() as (instance, _):
        pass
    Worker(instance, name).run()


@jobs.command("list")
def list_jobs() -> None:
    """Every job that is kept, with its practice and how far it is."""
    with installation() as (_, session):
        rows = [
            (
                job.id,
                practice.name,
                job.state.value,
                f"{job.settled} of {job.total}",
                f"{job.created_at:%Y-%m-%d %H:%M}",
            )
            for practice in people.practices(session)
            for job in store.all_of(session, practice.id)
        ]
    click.echo(table(("Job", "Practice", "State", "Done", "Asked for (UTC)"), rows) if rows else "There is no job.")
