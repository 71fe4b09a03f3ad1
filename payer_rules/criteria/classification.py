"""Shared diagnosis atoms, and the published classifications that count or weigh them, as criteria by name."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from payer_rules.criteria.parse import Shared, criterion
from payer_rules.criteria.parse_leaves import number
from payer_rules.criteria.shapes import Column, Criterion, Every, Item, Score, Words
from payer_rules.files import Block, provenance_from, read_yaml

COLLECTION = Path(__file__).parent.parent / "collection"
HEAD = ("id", "title", "status", "source", "reason", "notes")


@cache
def shared() -> Shared:
    """The shipped atoms and classifications."""
    return load_shared(COLLECTION / "atoms.yaml", COLLECTION / "classifications")


def load_shared(atoms: Path, folder: Path) -> Shared:
    """Read the atoms of a file and every classification of a folder. Raises BadFile with the line of a mistake."""
    top = read_yaml(atoms)
    known = Shared(atoms={name: criterion(top.block(name)) for name in top})
    paths = sorted(path for path in folder.glob("*.yaml") if not path.name.endswith(".cases.yaml"))
    classes = dict(_classification(read_yaml(path), known) for path in paths)
    return Shared(atoms=known.atoms, classes=classes)


def _classification(block: Block, known: Shared) -> tuple[str, dict[str, Criterion]]:
    block.only(*HEAD, "classes", "gate", "chooser", "columns", "items")
    provenance_from(block)
    return block.text("id"), _scores(block, known) if "items" in block else _counts(block.block("classes"), known)


def _counts(classes: Block, known: Shared) -> dict[str, Criterion]:
    """A class is a criterion over the atoms."""
    return {name: criterion(classes.block(name), known) for name in classes}


def _scores(block: Block, known: Shared) -> dict[str, Criterion]:
    """A class is the gate and a score that its columns need."""
    columns, classes = block.block("columns"), block.block("classes")
    gate = tuple(criterion(one, known) for one in block.blocks("gate"))
    chooser = criterion(block.block("chooser"), known)
    items = tuple(_item(one, tuple(columns), known) for one in block.blocks("items"))
    made: dict[str, Criterion] = {}
    for name in classes:
        one = classes.block(name)
        one.only(*columns, "note")
        words = Words(f"{block.text('title')}: {name} or surer", note=one.maybe_text("note"))
        score = Score(words, chooser, tuple(_column(columns, one, column) for column in columns), items)
        made[name] = Every(words, (*gate, score)) if gate else score
    return made


def _column(columns: Block, needed: Block, name: str) -> Column:
    if columns[name] not in (True, False):
        raise columns.bad(f"{name} must be true or false: what the chooser must say", name)
    return Column(name.replace("_", " "), columns[name], number(needed, name))


def _item(block: Block, columns: tuple[str, ...], known: Shared) -> Item:
    block.only("points", "group", "atom")
    points = block.block("points")
    points.only(*columns)
    own: Mapping[str, Decimal] = {name: number(points, name) for name in points}
    bare = Block({"atom": block.need("atom")})
    bare.path, bare.line, bare.lines = block.path, block.line, block.lines
    return Item(criterion(bare, known), tuple(own.get(name) for name in columns), block.maybe_text("group"))
