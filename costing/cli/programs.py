"""`igpath programs CASE.json`: who may help to pay; and its subcommands: the collection, its review, and programs of one's own."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import click

from costing.cli.files import case_from, printable, refusals, show, stop
from costing.cli.told import dollars, table, told_programs
from costing.questions import programs as ask_programs
from costing.questions.help_course import HelpCourse, help_course
from costing.store.instance import programs_folder
from payer_rules.cases import cases_path
from payer_rules.files import BadFile
from payer_rules.programs import SHIPPED, shipped
from payer_rules.programs import programs as collection
from payer_rules.programs.answering import told
from payer_rules.programs.load import KINDS_FILE, load_kinds, own_files, program_files
from payer_rules.programs.proving import prove
from payer_rules.programs.review import Review, review
from payer_rules.programs.schema import program_schema
from payer_rules.programs.shapes import Program
from payer_rules.programs.skeleton import write_skeleton
from payer_rules.proof import Proof

FILE = click.argument("file", metavar="FILE.yaml", type=click.Path(path_type=Path))
CASE = click.argument("case_file", metavar="CASE.json", type=click.Path(path_type=Path))
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
DAY = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day that counts as today, such as 2027-03-01.")
DEFAULT, NOT_PROVED = "match", 1


class CaseOrCommand(click.Group):
    """A group whose first word may be a case file instead of a command: `igpath programs CASE.json` asks of the case."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command in front of anything that is no command and no call for help."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


@click.group(cls=CaseOrCommand)
def programs() -> None:
    """Who may help to pay: of a case (`igpath programs CASE.json`), or the collection and programs of your own."""


@programs.command(DEFAULT)
@CASE
@AS_JSON
@DAY
def match(case_file: Path, as_json: bool, on: datetime | None) -> None:
    """List assistance programs for a case: which fit today, which do not, and why."""
    case = case_from(case_file)
    with refusals(case_file):
        show(ask_programs(case, on=on.date() if on else date.today()), as_json, told_programs)


@programs.command()
@CASE
@AS_JSON
def money(case_file: Path, as_json: bool) -> None:
    """What the chosen help of a case changes, month by month, and when it runs out."""
    case = case_from(case_file)
    with refusals(case_file):
        show(help_course(case), as_json, told_course)


def told_course(course: HelpCourse) -> str:
    """Both years side by side, then each program."""
    head = ("Month", "Without help", "Programs pay", "With help", "So far without", "So far with")
    rows = [
        (
            f"{month.starts:%b %Y}",
            *map(dollars, (month.before, month.help_paid, month.after, month.before_so_far, month.after_so_far)),
        )
        for month in course.months
    ]
    rows.append(("Course", dollars(course.before), dollars(course.help_paid), dollars(course.after), "", ""))
    said = [str(one.sentence) for one in course.programs] + [str(note) for note in course.notes]
    if course.at_least is not None:
        said.append(
            f"If programs of unknown limit never stopped paying, the patient would owe {dollars(course.at_least)}."
        )
    return "\n".join([table(head, rows, range(1, 6)), *said])


@programs.command("list")
def list_programs() -> None:
    """Every program in the order in which to try them, and how much of it is known."""
    reviews = {one.program.id: one for one in review(collection(), date.today())}
    rows = [
        (one.id, one.kind.name, reviews[one.id].grasp, str(one.verified), one.provenance.status) for one in collection()
    ]
    click.echo(table(("Program", "Kind", "Terms", "Verified", "Status"), rows))


@programs.command("show")
@click.argument("program_id", metavar="ID")
def show_program(program_id: str) -> None:
    """One program: its source and every term as it is known."""
    found = next((one for one in collection() if one.id == program_id), None)
    if found is None:
        stop(f"No program has the id {program_id!r}. `igpath programs list` shows them all.")
    click.echo(printable("\n".join(_told(found))))


def _told(program: Program) -> Iterator[str]:
    yield f"{program.name} [{program.id}], {program.sponsor}"
    yield f"Verified {program.verified}, status {program.provenance.status}"
    sources = (*((program.provenance.source,) if program.provenance.source else ()), *program.also)
    yield from (f"Source: {one.title}{f', {one.url}' if one.url else ''}; read {one.read}" for one in sources)
    yield from (f"  {name.replace('_', ' ')}: {told(term, date.today())}" for name, term in program.terms.items())
    yield f"Next: {program.next_step}"
    yield from (f"Note: {note}" for note in program.notes)


@programs.command("review")
@DAY
def review_programs(on: datetime | None) -> None:
    """Programs that nobody has verified for 90 days; the exit code is 1 when there is one."""
    found = review(collection(), on.date() if on else date.today())
    old = [one for one in found if one.stale]
    if not old:
        click.echo(f"All {len(found)} programs were verified in the last 90 days; the oldest {found[0].days} days ago.")
        return
    click.echo(printable(table(("Program", "Days", "Verified", "Reach it"), [_row(one) for one in old])))
    raise SystemExit(NOT_PROVED)


def _row(one: Review) -> tuple[str, ...]:
    terms = one.program.terms
    reach = "; ".join(said for name in ("contact", "link") if (said := terms[name].value))
    return one.program.id, str(one.days), str(one.program.verified), reach or "not known"


@programs.command("new")
@FILE
@click.option("--id", "program_id", required=True, help="Such as my-foundation.")
@click.option("--kind", default="foundation", show_default=True, help="As in `igpath programs schema`.")
def new(file: Path, program_id: str, kind: str) -> None:
    """Write a program's file and its cases to fill in; nothing is written over."""
    kinds = load_kinds(SHIPPED / KINDS_FILE)
    if kind not in kinds:
        stop(f"There is no kind {kind!r}. Take one of {', '.join(kinds)}.")
    try:
        written = write_skeleton(file, program_id, kind, date.today())
    except FileExistsError as exists:
        stop(f"{exists}: is there already. Give another name.")
    except OSError as error:
        stop(f"{file}: cannot be written: {error.strerror}.")
    click.echo("\n".join(f"Written: {path}" for path in written))


@programs.command("check")
@FILE
def check(file: Path) -> None:
    """Read a program's file and its cases; a mistake is named with its line."""
    click.echo(f"{file}: can be read, with {_proof(file).cases} cases.")


@programs.command("test")
@click.argument("file", metavar="[FILE.yaml]", required=False, type=click.Path(path_type=Path))
def test(file: Path | None) -> None:
    """Answer the cases of a file, or of the whole collection, and name each criterion that no case notices."""
    paths = [file] if file else [*program_files(SHIPPED), *own_files(programs_folder())]
    proofs = [_proof(path) for path in paths]
    click.echo(printable("\n".join(line for proof in proofs for line in _shown(proof))))
    if not all(proof.holds for proof in proofs):
        raise SystemExit(NOT_PROVED)


@programs.command("add")
@FILE
def add(file: Path) -> None:
    """Put a program of your own beside those that ship, once its cases prove it."""
    proof = _proof(file)
    if not proof.holds:
        stop("\n".join(["Nothing was added: the cases do not prove the program yet.", *_shown(proof)]))
    if proof.subject in {one.id for one in shipped()}:
        stop(f"A shipped program has the id {proof.subject!r}. Give yours another one.")
    folder = programs_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{proof.subject}.yaml"
    shutil.copyfile(cases_path(file), cases_path(target))
    shutil.copyfile(file, target)
    click.echo(f"Added: {target}. Every case is read against it from now on; to take it back, remove the file.")


@programs.command("schema")
def schema() -> None:
    """Print the JSON Schema of a program's file, for an editor that completes."""
    click.echo(program_schema())


def _proof(file: Path) -> Proof:
    try:
        return prove(file, load_kinds(SHIPPED / KINDS_FILE))
    except BadFile as bad:
        stop(str(bad))


def _shown(proof: Proof) -> Iterator[str]:
    yield f"{proof.subject}: {proof.cases} cases, {'proved' if proof.holds else 'not proved'}"
    for failure in proof.failures:
        yield f"  line {failure.line}, {failure.case}:"
        yield f"    expected {failure.expected}"
        yield f"    answered {failure.given}"
    yield from (f"  no case notices when this is missing or bent: {gone}" for gone in proof.unnoticed)
