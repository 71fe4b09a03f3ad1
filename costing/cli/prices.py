"""`igpath prices load|undo|status|export`: official files in, what they change first; taken back; and what is loaded until when."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import click

from costing.cli.files import printable, stop
from costing.cli.installation import installation
from costing.cli.told import table
from costing.questions.freshness import Freshness, State, freshness
from costing.questions.loading import (
    Busy,
    Change,
    Damaged,
    Period,
    Prepared,
    Preview,
    Refused,
    keep_prepared,
    prepare,
    take_back,
)
from costing.questions.repricing import Moved, keep_anew, moved_estimates
from costing.reference.export import export_tables
from costing.reference.versions import Load, read_loads
from costing.store import audit, people
from costing.store.instance import prices_folder

MOST_SHOWN = 40
CONSOLE = "the console"
MOVED_HEAD = ("Case", "Allowed, kept", "Allowed, now", "Patient, kept", "Patient, now")
STATES = {
    State.NOT_LOADED: "can be loaded",
    State.CURRENT: "",
    State.ENDS_SOON: "next file is due",
    State.ENDED: "file is due",
}
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def prices() -> None:
    """Load official price files, take them back, and see what is loaded."""


@prices.command("load")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--yes", is_flag=True, help="Load without asking.")
@click.option("--from", "starts", type=DAY, help="First day, for a file that does not print its period: 2026-10-01.")
@click.option("--to", "ends", type=DAY, help="Last day, for a file that does not print its period: 2026-12-31.")
def load(files: tuple[Path, ...], yes: bool, starts: datetime | None, ends: datetime | None) -> None:
    """Load official files (.zip, .csv, .txt): first what would change, then, when you say yes, all of it or nothing."""
    folder = prices_folder()
    try:
        prepared = prepare([(path, path.name) for path in files], folder, _period(starts, ends))
        click.echo(printable(_told(prepared)))
        if not yes and not click.confirm("\nLoad this?"):
            stop("Nothing was loaded.")
        kept = keep_prepared(prepared, folder, date.today(), CONSOLE)
    except Refused as refused:
        stop("\n".join(["Nothing was loaded.", *(f"  {problem}" for problem in refused.problems)]))
    except (Busy, Damaged) as error:
        stop(f"Nothing was loaded. {error}")
    click.echo(f"Loaded as number {kept.id}. Take it back with: igpath prices undo")


@prices.command("undo")
@click.option("--yes", is_flag=True, help="Take it back without asking.")
def take_newest_back(yes: bool) -> None:
    """Take the newest load back; its files are kept."""
    if not yes and not click.confirm("Take the newest load back?"):
        stop("Nothing was changed.")
    try:
        taken = take_back(prices_folder(), date.today())
    except (Busy, Damaged) as error:
        stop(f"Nothing was changed. {error}")
    if taken is None:
        stop("Nothing is loaded, so there is nothing to take back.")
    click.echo(f"Number {taken.id} is taken back: {', '.join(part.file for part in taken.parts)}.")


@prices.command("export")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="A new folder for the files.")
def export(output: Path) -> None:
    """Write what is loaded as the files that come with the program: the tables, and their sources."""
    try:
        written = export_tables(output)
    except (Damaged, FileExistsError) as error:
        stop(str(error))
    except OSError as error:
        stop(f"{output}: cannot be written: {error.strerror}. Give a new folder, such as prices-2027.")
    click.echo("\n".join(map(str, written)) if written else "Nothing is loaded, so there is nothing to write.")


@prices.command("apply")
@click.option("--yes", is_flag=True, help="Keep the new estimates without asking.")
def apply(yes: bool) -> None:
    """Price the kept estimates again with what is loaded now, and keep the new ones beside the old."""
    with installation() as (_, session):
        moved = [
            (office.id, one) for office in people.practices(session) for one in moved_estimates(session, office.id)
        ]
        rows = [(one.saved.id, *map(_dollars, _sums(one))) for _, one in moved]
        click.echo(table(MOVED_HEAD, rows, range(1, 5)) if rows else "No kept estimate moves.")
        if not moved or (not yes and not click.confirm("\nKeep the new estimates too?")):
            return
        for practice_id, one in moved:
            audit.record(session, practice_id, None, "answer kept", keep_anew(session, practice_id, one, CONSOLE).id)
    click.echo(f"{len(moved)} kept. The old ones stay.")


def _sums(one: Moved) -> tuple[Decimal | None, ...]:
    return one.now.allowed_before, one.now.allowed, one.now.patient_before, one.now.patient


def _dollars(amount: Decimal | None) -> str:
    return "unknown" if amount is None else f"{amount:,.2f}"


@prices.command("status")
def status() -> None:
    """Say until when each kind of price is loaded, what is missing, and where the official file is found."""
    try:
        found, loads = freshness(date.today()), read_loads(prices_folder())
    except Damaged as error:
        stop(str(error))
    click.echo(table(("Prices", "Loaded until", "", "Missing before", "Where the file is"), map(_status, found)))
    click.echo(
        "\n".join(["", *map(_load, loads)] if loads else ["", "No official file is loaded: what ships is used."])
    )


def _status(one: Freshness) -> tuple[str, ...]:
    missing = "; ".join(f"{span.starts} to {span.ends}" for span in one.missing)
    until = one.until.isoformat() if one.until else "-"
    return str(one.kind), until, STATES[one.state], missing, f"{one.page}, {one.url}"


def _load(load: Load) -> str:
    undone = f", taken back {load.undone}" if load.undone else ""
    lines = [f"Number {load.id}, loaded {load.on} by {load.by}{undone}"]
    lines += [
        f"  {part.file}: {part.starts} to {part.ends}, {part.rows} rows, SHA-256 {part.file_sha256[:12]}"
        for part in load.parts
    ]
    return "\n".join(lines)


def _period(starts: datetime | None, ends: datetime | None) -> Period | None:
    if starts is None and ends is None:
        return None
    if starts is None or ends is None or ends < starts:
        stop("Name the first and the last day together, such as --from 2026-10-01 --to 2026-12-31.")
    return Period(starts.date(), ends.date())


def _told(prepared: Prepared) -> str:
    unread = [f"{name}: not a file that is loaded; left aside." for name in prepared.unread]
    return "\n\n".join([*map(_table, prepared.previews), *unread])


def _table(preview: Preview) -> str:
    part, lines = preview.part, []
    lines.append(f"{preview.kind}: {preview.sheet}")
    lines.append(f"  In effect {part.starts} to {part.ends}; {part.rows} rows. {_against(preview)}")
    new = sum(1 for one in preview.changes if not one.before)
    gone = sum(1 for one in preview.changes if not one.after)
    moved = len(preview.changes) - new - gone
    lines.append(f"  {preview.same} the same, {moved} changed, {new} new, {gone} gone.")
    lines += [f"  {note}" for note in preview.notes]
    lines += [f"  Line {odd.line}: {odd.why}" for odd in preview.odd[:MOST_SHOWN]]
    if preview.ours:
        lines.append(
            table(("Code", "What", "Before", "After", "Change"), map(_row, preview.ours[:MOST_SHOWN]), (2, 3, 4))
        )
    return "\n".join(lines)


def _against(preview: Preview) -> str:
    if preview.instead_of is None:
        return "Nothing was loaded before."
    if preview.is_reissue:
        return "Values of these days stand already: these take their place."
    return f"Compared with {preview.instead_of.starts} to {preview.instead_of.ends}."


def _row(change: Change) -> tuple[str, ...]:
    moved = "new" if not change.before else "gone" if not change.after else ""
    percent = f"{change.percent:+}%" if change.percent is not None else moved
    return change.key, change.name[:48], _said(change.before), _said(change.after), percent


def _said(values: Mapping[str, str]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in values.items())
