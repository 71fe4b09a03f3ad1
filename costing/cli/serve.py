"""`igpath serve`: open or make the installation, then answer on one address."""

import errno
import os
import socket
import sys
from pathlib import Path

import click

from costing.cli.demo import SIGN_IN_FILE, load_demo_when_empty
from costing.cli.files import stop
from costing.store.database import make_engine, migrate, session_factory
from costing.store.instance import BadInstance, Instance, open_instance

ROOT = Path(__file__).resolve().parents[2]
THREADS = 8
REQUEST_SECONDS = 60


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to answer on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to answer on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the staff pages, the patient page and the API."""
    _check_free(host, port)
    try:
        instance = open_instance()
    except BadInstance as error:
        stop(str(error))
    _prepare(instance)
    _greet(instance, host, port)
    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker-class": "gthread",
        "threads": THREADS,
        "timeout": REQUEST_SECONDS,
        "log-level": "warning",
        "chdir": ROOT,
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    os.environ["IGPATH_INSTANCE"] = str(instance.folder)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments, "--no-control-socket", "wsgi:app"])  # noqa: S606  # no shell


def _check_free(host: str, port: int) -> None:
    """End with a sentence when the port is taken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                stop(f"Port {port} is taken by another program. Choose another one: igpath serve --port {port + 1}")
            stop(f"Cannot answer on {host}:{port}: {error.strerror}.")


def _prepare(instance: Instance) -> None:
    click.echo(f"== Opening the installation in {instance.folder}")
    engine = make_engine(instance.database_url)
    migrate(engine)
    with session_factory(engine, instance.keys.document_key).begin() as session:
        if load_demo_when_empty(session, instance.folder):
            click.echo("== Loaded a fictional demo practice with three cases")
    engine.dispose()


def _greet(instance: Instance, host: str, port: int) -> None:
    click.echo(f"\nIgPath answers on http://{host}:{port}   (Ctrl+C ends it)")
    sign_in = instance.folder / SIGN_IN_FILE
    if sign_in.exists():
        click.echo(f"{sign_in.read_text()}(kept in {sign_in}; remove the file when you have people of your own)")
    else:
        click.echo("Sign in with your account; `igpath people add` makes one.")
