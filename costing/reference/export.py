"""Writes what is loaded in the form of the files that ship, so that a maintainer can commit it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from costing.reference.load import DATA, loaded_now, rows_of_table
from costing.reference.overlay import Loaded
from costing.reference.tables import TABLES
from costing.reference.versions import as_csv
from payer_rules.files import Block, read_yaml

DATED = ("unit", "starts", "ends", "status", "source", "reason")


def export_tables(folder: Path) -> tuple[Path, ...]:
    """Write each table that something is loaded in, whole, and `sources.yaml` with the new sources; the paths written.

    Raises Damaged, FileExistsError when the folder exists, OSError.
    """
    loaded = loaded_now()
    names = sorted({one.part.table for one in loaded})
    if not names:
        return ()
    if folder.exists():
        raise FileExistsError(f"{folder} exists already. Give a new folder, such as prices-2027.")
    folder.mkdir(parents=True)
    used: set[str] = set()
    for name in names:
        rows = rows_of_table(name)
        used |= {row["source"] for row in rows if "source" in row}
        (folder / f"{name}.csv").write_bytes(as_csv(_plain(rows, TABLES[name].key), (*TABLES[name].columns, *DATED)))
    sources = (DATA / "sources.yaml").read_text("utf-8") + "".join(map(_source, loaded))
    (folder / "sources.yaml").write_text(sources, "utf-8")
    read_yaml(folder / "sources.yaml")
    return tuple(sorted(folder.iterdir()))


def _plain(rows: Sequence[Block], key: tuple[str, ...]) -> list[Mapping[str, str]]:
    ordered = sorted(rows, key=lambda row: (*(row.get(column, "") for column in key), row["starts"]))
    return [{column: str(value) for column, value in row.items()} for row in ordered]


def _source(one: Loaded) -> str:
    source = one.source
    said = {"title": source.title, "url": source.url, "where": source.where}
    lines = [f"  {name}: '{value.replace(chr(39), chr(39) * 2)}'" for name, value in said.items() if value]
    return "\n".join([f"{one.source_id}:", *lines, f"  read: {source.read}", ""])
