"""`igpath letter CASE.json`: the paper that a case asks for, as a PDF."""

from datetime import date, datetime
from pathlib import Path

import click

from costing.case.request_shapes import LetterKind
from costing.cli.cases import AS_JSON, CASE, DATE
from costing.cli.files import case_from, refusals, show, write
from costing.cli.told import told_letter
from costing.letters.pdf import render_pdf
from costing.letters.tongue import Language
from costing.questions import letter as ask_letter

OUTPUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Where to write the PDF (default: CASE.pdf, here)."
)


@click.command()
@CASE
@AS_JSON
@OUTPUT
@DATE
@click.option(
    "--kind", type=click.Choice([str(kind) for kind in LetterKind]), help="Another kind of paper, such as appeal."
)
@click.option("--spanish", is_flag=True, help="A paper for the patient in Spanish.")
def letter(
    case_file: Path, as_json: bool, output: Path | None, on: datetime | None, kind: str | None, spanish: bool
) -> None:
    """Write the prior-authorization letter as a PDF, or a medical-necessity record where no authorization exists.

    With --kind it is another paper of the case, such as an appeal.

    With --json the letter is printed as plain data, and a PDF is written only where -o says.
    """
    case = case_from(case_file)
    with refusals(case_file):
        day, language = on.date() if on else date.today(), Language.SPANISH if spanish else Language.ENGLISH
        written = ask_letter(case, day, LetterKind(kind) if kind else None, language)
    target = output or (None if as_json else Path(f"{case_file.stem}.pdf"))
    if target:
        write(target, lambda: render_pdf(written), keep=case_file)
    show(written, as_json, lambda shown: told_letter(shown, target))
