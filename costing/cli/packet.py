"""`igpath packet CASE.json FILE...`: index, letter and enclosures in one PDF."""

from datetime import date, datetime
from pathlib import Path

import click

from costing.case.request_shapes import LetterKind
from costing.cli.cases import CASE, DATE
from costing.cli.files import case_from, printable, refusals, stop, write
from costing.cli.letters import KIND, LOGO, logo_from
from costing.letters.history import note_titles
from costing.letters.intake import MOST_BYTES, BadUpload, clean
from costing.letters.packet import MEGABYTE, BadTitle, Enclosed, Packet, TooLarge, make_packet, not_enclosed, title_of
from costing.questions import letter as ask_letter


@click.command()
@CASE
@click.argument("files", metavar="[[TITLE=]FILE]...", nargs=-1)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Where to write the packet.")
@click.option("--most-mb", type=click.FloatRange(0.1, 1000), help="What the payer takes, such as 20.")
@KIND
@LOGO
@DATE
def packet(
    case_file: Path,
    files: tuple[str, ...],
    output: Path,
    most_mb: float | None,
    kind: str | None,
    logo_file: Path | None,
    on: datetime | None,
) -> None:
    """Bind the letter of a case and PDF, PNG or JPEG files into one stamped PDF.

    A TITLE that is one of the chart's notes with its day, such as "Laboratory report, May 2, 2026=lab.pdf", lets the letter point at the
    file; without a title a file is named after itself.
    """
    case = case_from(case_file)
    enclosed = [_enclosed(given) for given in files]
    with refusals(case_file):
        written = ask_letter(case, on.date() if on else date.today(), LetterKind(kind) if kind else None)
    logo = logo_from(logo_file) if logo_file else None
    try:
        built = make_packet(written, enclosed, round(most_mb * MEGABYTE) if most_mb else None, logo)
    except TooLarge as large:
        stop(str(large))
    write(output, lambda: built.pdf, keep=case_file)
    _tell(built, not_enclosed(note_titles(case), [one.title for one in enclosed]), output)


def _enclosed(given: str) -> Enclosed:
    """A file with its title, cleaned. Ends the program with exit code 2 and a sentence when it is not taken."""
    title, _, name = given.rpartition("=") if "=" in given and not Path(given).exists() else ("", "", given)
    path = Path(name)
    try:
        with path.open("rb") as file:
            cleaned = clean(file.read(MOST_BYTES + 1))
        return Enclosed(title_of(title or path.stem), cleaned.pages, cleaned.pdf)
    except (OSError, ValueError) as error:
        known = isinstance(error, BadUpload | BadTitle)
        reason = error.strerror if isinstance(error, OSError) else str(error) if known else "this is not a path"
        stop(f"{path}: {reason}")


def _tell(built: Packet, missing: tuple[str, ...], output: Path) -> None:
    for entry in built.index.entries:
        lead = f"Encl. {entry.number}" if entry.number else "Letter"
        click.echo(printable(f"{lead}: {entry.title}, pages {entry.first} to {entry.last}"))
    for title in missing:
        click.echo(printable(f"Not enclosed: {title}"))
    draft = " The letter is a draft." if built.index.is_draft else ""
    click.echo(f"{built.index.pages} pages, {len(built.pdf) / MEGABYTE:.1f} MB.{draft} Written to {output}.")
