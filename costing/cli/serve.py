"""`igpath serve`: open or make the installation, then answer on one address."""

import errno
import os
import socket
import sys
from pathlib import Path

import click

from costing.cli.demo import SIGN_IN_FILE, demo_sign_in, load_demo_when_empty
from costing.cli.files import stop
from costing.cli.installation import installation
from costing.store.instance import FOLDER_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
THREADS = 8
REQUEST_SECONDS = 60


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to answer on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to answer on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
@click.option(
    "--letter-workers",
    default=1,
    show_default=True,
    type=click.IntRange(0, 64),
    help="Processes that print bulk letters.",
)
def serve(host: str, port: int, workers: int, letter_workers: int) -> None:
    """Serve the staff pages, the patient page and the API, and print the letters that the pages ask for."""
    _check_free(host, port)
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    with installation(_step) as (instance, session):
        _step(f"The installation is in {instance.folder}")
        if load_demo_when_empty(session, instance.folder):
            _step("Loaded a fictional demo practice with three cases")
        sign_in = demo_sign_in(session, instance.folder)
    _greet(address, sign_in, instance.folder)
    _become_server(address, workers, letter_workers, instance.folder)


def _step(said: str) -> None:
    click.echo(f"== {said}")


def _become_server(address: str, workers: int, letter_workers: int, folder: Path) -> None:
    """Turn this process into the small one that keeps gunicorn and the letters' workers. Gunicorn gets several processes
    with threads, since SQLite's readers wait for nobody.
    """
    options = {
        "bind": address,
        "workers": workers,
        "worker-class": "gthread",
        "threads": THREADS,
        "timeout": REQUEST_SECONDS,
        "log-level": "warning",
        "chdir": ROOT,
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    os.environ[FOLDER_VARIABLE] = str(folder)
    server = [sys.executable, "-m", "gunicorn", *arguments, "--preload", "--no-control-socket", "wsgi:app"]
    command = [sys.executable, "-m", "costing.jobs.keeper", str(letter_workers), *server]
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606  # no shell


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


def _greet(address: str, sign_in: str | None, folder: Path) -> None:
    click.echo(f"\nIgPath answers on http://{address}   (Ctrl+C ends it)")
    if sign_in:
        click.echo(f"{sign_in}\n(kept in {folder / SIGN_IN_FILE}; remove the file when you have people of your own)")
    else:
        click.echo("Sign in with your account; `igpath people add` makes one.")
