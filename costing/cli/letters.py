"""`igpath letters CASE.json... -o FOLDER`: a letter for each of many cases, with progress, and a reason where there is none."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from multiprocessing import get_context
from pathlib import Path

import click

from costing.case.request_shapes import LetterKind
from costing.case.strict_json import read_json
from costing.cli.cases import DATE
from costing.cli.files import LARGEST_FILE, printable, stop
from costing.cli.loaded import use_what_is_loaded
from costing.letters.intake import BadUpload
from costing.letters.logo import MOST_BYTES, Logo, clean_logo
from costing.letters.pdf import render_pdf
from costing.questions import Refused, read_case
from costing.questions import letter as ask_letter

FAILED = 1
TOLD_EVERY = 25
KIND = click.option(
    "--kind",
    type=click.Choice([kind.value for kind in LetterKind]),
    help="Another paper than the request, such as appeal.",
)
LOGO = click.option(
    "--logo", "logo_file", type=click.Path(path_type=Path), help="A PNG or SVG for the head of the letter."
)


@dataclass(frozen=True, slots=True)
class Job:
    """One letter to print: from which case file, to which PDF."""

    source: Path
    target: Path
    on: date
    kind: LetterKind | None
    logo: Logo | None


@dataclass(frozen=True, slots=True)
class Done:
    """One job done: whether the letter is a draft, or why there is none."""

    source: Path
    is_draft: bool = False
    refused: tuple[str, ...] = ()


@click.command()
@click.argument("cases", metavar="CASE.json...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The folder for the PDFs.")
@KIND
@LOGO
@click.option(
    "--workers", type=click.IntRange(1, 64), default=os.cpu_count() or 1, help="Processes (default: one a core)."
)
@DATE
def letters(
    cases: tuple[Path, ...], output: Path, kind: str | None, logo_file: Path | None, workers: int, on: datetime | None
) -> None:
    """Write the letter of each case file into a folder, as CASE.pdf.

    A case without a letter is reported with its reason, the others go on, and the exit code is 1. A letter is whole or not there.
    """
    twice = sorted({path.stem for path in cases if sum(path.stem == other.stem for other in cases) > 1})
    if twice:
        stop(
            f"Two case files are called {twice[0]}: one letter would be written over the other. Name them differently."
        )
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(f"{output}: cannot be a folder for letters: {error.strerror}. Give another path.")
    day, chosen = on.date() if on else date.today(), LetterKind(kind) if kind else None
    logo = logo_from(logo_file) if logo_file else None
    jobs = [Job(path, output / f"{path.stem}.pdf", day, chosen, logo) for path in cases]
    sys.exit(FAILED if _tell(jobs, workers, output) else 0)


def logo_from(path: Path) -> Logo:
    """Read and clean a logo. Ends the program with exit code 2 and a sentence when it is not taken."""
    try:
        with path.open("rb") as file:
            return clean_logo(file.read(MOST_BYTES + 1))[0]
    except OSError as error:
        stop(f"{path}: cannot be read: {error.strerror}.")
    except BadUpload as bad:
        stop(f"{path}: {bad}")


def _tell(jobs: Sequence[Job], workers: int, output: Path) -> int:
    """Print, and say how far it is; returns how many failed."""
    failed = drafts = 0
    for number, done in enumerate(_run(jobs, min(workers, len(jobs))), start=1):
        failed, drafts = failed + bool(done.refused), drafts + done.is_draft
        for reason in done.refused:
            click.echo(printable(f"{done.source}: {reason}"), err=True)
        if number % TOLD_EVERY == 0 and number < len(jobs):
            click.echo(f"{number} of {len(jobs)} done, {failed} not written", err=True)
    click.echo(f"{len(jobs) - failed} letters written to {output}, {drafts} of them drafts; {failed} not written.")
    return failed


def _run(jobs: Sequence[Job], workers: int) -> Iterator[Done]:
    """In the order of the cases."""
    with ExitStack() as held:
        if workers < 2:
            yield from map(write_letter, jobs)
            return
        pool = held.enter_context(get_context("spawn").Pool(workers, use_what_is_loaded))
        yield from pool.imap(write_letter, jobs)


def write_letter(job: Job) -> Done:
    """Print one letter to its file; a case without a letter never raises."""
    try:
        with job.source.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
        if len(raw) > LARGEST_FILE:
            return Done(job.source, refused=(f"is larger than {LARGEST_FILE:,} bytes, so it is not a case file.",))
        written = ask_letter(read_case(read_json(raw)), job.on, job.kind)
        half = job.target.with_suffix(".part")
        half.write_bytes(render_pdf(written, job.logo))
        half.replace(job.target)
    except Refused as refused:
        return Done(job.source, refused=tuple(f"{field}: {' '.join(said)}" for field, said in refused.messages.items()))
    except OSError as error:
        return Done(job.source, refused=(f"cannot be read or written: {error.strerror}.",))
    except ValueError as error:
        return Done(job.source, refused=(f"is not a case file: {error}.",))
    return Done(job.source, written.is_draft)
