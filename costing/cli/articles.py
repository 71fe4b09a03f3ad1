"""`igpath policies articles`: billing articles from Medicare's own export, written in the form of the collection."""

from datetime import date
from pathlib import Path
from typing import Any

import click
import yaml

from costing.cli.files import stop
from costing.importers.coverage import Export, Revision, read_export
from costing.importers.files import Refused
from costing.reference.load import reference

PAGE = "https://www.cms.gov/medicare-coverage-database/downloads/downloads.aspx"
ADDRESS = "https://www.cms.gov/medicare-coverage-database/view/article.aspx?articleId={}"
DIAGNOSES = ("M33", "M36.0")


@click.command("articles")
@click.argument("file", metavar="FILE.zip", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--diagnosis",
    "diagnoses",
    multiple=True,
    default=DIAGNOSES,
    show_default=True,
    help="How the codes begin that are kept.",
)
@click.option(
    "-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder to write to."
)
def articles(file: Path, diagnoses: tuple[str, ...], output: Path) -> None:
    """Read the export of current articles of the Medicare coverage database, and write those that bill an immune globulin."""
    drugs = frozenset(product.hcpcs for product in reference().products.values())
    try:
        found = read_export(file, file.name, drugs, diagnoses)
    except Refused as refused:
        stop("\n".join(str(problem) for problem in refused.problems))
    output.mkdir(parents=True, exist_ok=True)
    for one in found.revisions:
        if not one.contract_numbers:
            click.echo(f"{one.number}: left out, since the export names no contract number of its contractor.")
            continue
        path = output / f"{one.number}-{one.version}-{one.known_from}.yaml"
        path.write_text(
            yaml.safe_dump(_document(one, found, file.name, diagnoses), sort_keys=False, allow_unicode=True, width=140),
            "utf-8",
        )
        codes = sum(len(group.codes) for group in one.groups)
        click.echo(f"{path}: {one.contractor}, {codes} codes in {len(one.groups)} groups, known from {one.known_from}")
    for why in found.left_out:
        click.echo(f"Left out: {why}")


def _document(one: Revision, found: Export, name: str, diagnoses: tuple[str, ...]) -> dict[str, Any]:
    """A group whose paragraph says anything has a condition that people must read: it stands among the notes."""
    return {
        "number": one.number,
        "title": one.title,
        "contractor": one.contractor or "not named in the export",
        "determination": one.determinations[0] if one.determinations else "none named",
        "starts": one.known_from,
        **({"ends": one.ends} if one.ends else {}),
        "status": "published",
        "source": {
            "title": "Medicare coverage database, export of current articles",
            "url": ADDRESS.format(one.number[1:]),
            "where": f"{name}, SHA-256 {found.sha256}, from {PAGE}; version {one.version}",
            "read": date.today(),
        },
        "contract_numbers": list(one.contract_numbers),
        "read_for": list(diagnoses),
        "groups": [
            {
                "group": group.number,
                "condition": "not_loaded" if group.paragraph else "none_seen",
                "codes": list(group.codes),
            }
            for group in one.groups
        ],
        "notes": [*_notes(one)],
    }


def _notes(one: Revision) -> list[str]:
    began = f"The article began to hold on {one.effective}; its record was last changed on {one.known_from}, from when its list is known."
    paragraphs = [f"Group {group.number}: {group.paragraph}" for group in one.groups if group.paragraph]
    others = [f"Related determinations: {', '.join(one.determinations)}"] if len(one.determinations) > 1 else []
    return [*([began] if one.known_from != one.effective else []), *paragraphs, *others]
