"""Loading official files: what would change is shown first, then all of it holds or none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from pathlib import Path

from costing.importers.files import Refused
from costing.importers.kinds import Read, name_of_unread, read_files
from costing.importers.official import Asked, OddRow, Period
from costing.reference.load import DATA, load, reference, rows_of_table
from costing.reference.overlay import loaded_parts, rows_of_part
from costing.reference.prices import MEDICARE
from costing.reference.tables import TABLES, Table
from costing.reference.versions import Busy, Damaged, Load, Part, as_csv, keep, read_loads, standing, undo, writing
from payer_rules.files import BadFile, Block
from payer_rules.message import Message, say

BESIDE = ("unit", "status", "reason")
TENTH = Decimal("0.1")
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Change:
    """One record that is new (`before` is empty), gone (`after` is empty) or different; `percent` is how far its first
    amount moves. `name` says which product or service of ours it prices, empty for any other code.
    """

    key: str
    name: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What one table of a file would change. `instead_of` is the period it is compared with; the file's own: a re-issue."""

    part: Part
    kind: Message
    sheet: str
    instead_of: Period | None
    same: int
    changes: tuple[Change, ...]
    odd: tuple[OddRow, ...]
    notes: tuple[Message, ...]

    @property
    def is_reissue(self) -> bool:
        """Whether values of the same days stand already."""
        return self.instead_of is not None and self.instead_of.starts <= self.part.starts <= self.instead_of.ends

    @property
    def ours(self) -> tuple[Change, ...]:
        """The changes of what we price."""
        return tuple(change for change in self.changes if change.name)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Files that were read and fit what is loaded: what they would change, and what `keep_prepared` would keep."""

    previews: tuple[Preview, ...]
    parts: tuple[tuple[Part, bytes], ...]
    unread: tuple[str, ...]


def prepare(files: Sequence[tuple[Path, str]], folder: Path, period: Period | None = None) -> Prepared:
    """Read files (where each lies, and its name) and say what loading them would change. Raises Refused, Damaged.

    `period` is what the person names, for files that print none.
    """
    found, unread = read_files(files, _asked(period))
    parts = tuple(_part(one) for one in found)
    _refuse_twice(found)
    loads = standing(read_loads(folder))
    _refuse_loaded(found, parts, loads)
    previews = tuple(_preview(one, part) for one, (part, _) in zip(found, parts, strict=True))
    _refuse_unfit(folder, loads, parts)
    return Prepared(previews, parts, tuple(name_of_unread(sheet) for sheet in unread))


def _asked(period: Period | None) -> Asked:
    known = reference()
    drugs = frozenset(product.hcpcs for product in known.products.values())
    return Asked(frozenset(known.administration), period, drugs, frozenset(MEDICARE))


def keep_prepared(prepared: Prepared, folder: Path, on: date, by: str) -> Load:
    """Make it hold from now on. Raises Busy, Damaged, OSError; then nothing has changed."""
    with writing(folder):
        return keep(folder, prepared.parts, on, by)


def take_back(folder: Path, on: date) -> Load | None:
    """Take the newest load back; None when nothing is loaded. Raises Busy, Damaged."""
    with writing(folder):
        return undo(folder, on)


def _part(read: Read) -> tuple[Part, bytes]:
    one, table = read.official, TABLES[read.official.table]
    raw = as_csv(one.rows, (*table.columns, *(name for name in BESIDE if any(name in row for row in one.rows))))
    part = Part(
        table.name, read.kind.id, one.title, read.sheet.name, read.sheet.sha256, one.period.starts, one.period.ends,
        one.scope, one.whole, len(one.rows), sha256(raw).hexdigest(), one.url or read.kind.url,
    )  # fmt: skip
    return part, raw


def _refuse_twice(found: Sequence[Read]) -> None:
    seen: dict[object, str] = {}
    for read in found:
        one = read.official
        key = (one.table, one.period, tuple(sorted(one.scope.items())), one.whole)
        if key in seen:
            said = "{first} and {second} say the same thing for the same days. Load one of them."
            raise Refused(say(said, first=seen[key], second=read.sheet.name))
        seen[key] = read.sheet.name


def _refuse_loaded(found: Sequence[Read], parts: Sequence[tuple[Part, bytes]], loads: Sequence[Load]) -> None:
    """Nothing new in any of them: say when it was loaded."""
    held = {_same(part): load for load in loads for part in load.parts}
    if all(_same(part) in held for part, _ in parts):
        load = held[_same(parts[0][0])]
        raise Refused(say("{file} is loaded already, since {on}.", file=found[0].sheet.name, on=load.on))


def _same(part: Part) -> tuple[object, ...]:
    return part.table, part.starts, part.ends, tuple(sorted(part.scope.items())), part.rows_sha256


def _refuse_unfit(folder: Path, loads: Sequence[Load], parts: Sequence[tuple[Part, bytes]]) -> None:
    """What all of it gives must be reference data that can be read."""
    new = [rows_of_part(part, raw, f"new-{number}", part.starts) for number, (part, raw) in enumerate(parts)]
    try:
        load(DATA, (*loaded_parts(folder, loads), *new))
    except BadFile as error:
        raise Refused(say("This does not fit what is loaded: {problem}.", problem=str(error))) from None


def _preview(read: Read, part: Part) -> Preview:
    table = TABLES[part.table]
    rows = [row for row in rows_of_table(part.table) if all(row.get(key) == value for key, value in part.scope.items())]
    instead_of = _compared_with(rows, part)
    before = {_key(row, table): row for row in rows if instead_of and _in_force(row, instead_of.starts)}
    after = {_key(row, table): row for row in read.official.rows}
    changes = tuple(sorted(_changes(before, after, table, part.whole), key=lambda one: (not one.name, one.key)))
    same = sum(1 for key in after if key in before) - sum(1 for one in changes if one.before and one.after)
    return Preview(
        part, read.kind.name, read.sheet.name, instead_of, same, changes, read.official.odd, read.official.notes
    )


def _compared_with(rows: Iterable[Block], part: Part) -> Period | None:
    """The days of the values that the new ones follow: those in force on its first day, else the newest before it."""
    spans = {Period(row["starts"], row.get("ends") or date.max) for row in rows}
    same = [span for span in spans if span.starts <= part.starts <= span.ends]
    earlier = [span for span in spans if span.ends < part.starts]
    if same:
        return max(same, key=lambda span: span.starts)
    return max(earlier, key=lambda span: (span.ends, span.starts), default=None)


def _in_force(row: Block, day: date) -> bool:
    return bool(row["starts"] <= day <= (row.get("ends") or date.max))


def _changes(
    before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]], table: Table, whole: bool
) -> Iterator[Change]:
    names = _our_names()
    for key in {**before, **after}:
        old, new = _values(before.get(key, {}), table), _values(after.get(key, {}), table)
        shown = _different(old, new)
        if shown and (new or whole):
            percent = _percent(old, new)
            old, new = ({one: side[one] for one in shown if one in side} for side in (old, new))
            yield Change(key, names.get(key.split(" ")[0], ""), old, new, percent)


def _our_names() -> dict[str, str]:
    """What each record of ours is: yearly amounts by name, products by billing code, then services."""
    known, names = reference(), dict[str, list[str]]()
    for product in known.products.values():
        names.setdefault(product.hcpcs, []).append(product.name)
    services = {code: one.label for code, one in known.administration.items()}
    yearly = {**MEDICARE, **dict.fromkeys(known.poverty, "federal poverty guideline, dollars a year")}
    return {**yearly, **services, **{code: ", ".join(sorted(own)) for code, own in names.items()}}


def _key(row: Mapping[str, str], table: Table) -> str:
    return " ".join(row[column] for column in table.key)


def _values(row: Mapping[str, str], table: Table) -> dict[str, str]:
    return {column: row[column] for column in table.values if row.get(column)}


def _different(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The columns that say another thing: 20 and 20.000 are the same."""
    return [one for one in {**before, **after} if _number(before.get(one)) != _number(after.get(one))]


def _number(cell: str | None) -> Decimal | str | None:
    try:
        return None if cell is None else Decimal(cell)
    except InvalidOperation:
        return cell


def _percent(before: Mapping[str, str], after: Mapping[str, str]) -> Decimal | None:
    """How far the first amount moves, to a tenth of a percent."""
    first = next(iter(before or after))
    old, new = _number(before.get(first)), _number(after.get(first))
    if not isinstance(old, Decimal) or not isinstance(new, Decimal) or not old:
        return None
    return ((new - old) / old * HUNDRED).quantize(TENTH)


__all__ = [
    "Busy",
    "Change",
    "Damaged",
    "Period",
    "Prepared",
    "Preview",
    "Refused",
    "keep_prepared",
    "prepare",
    "take_back",
]
