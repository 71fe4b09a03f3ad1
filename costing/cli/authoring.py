"""`igpath policies new|check|test|add|diff|schema`: a policy written as a file, proved by its cases, put beside the shipped ones."""

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from difflib import unified_diff
from pathlib import Path

import click

from costing.cli.files import printable, stop
from costing.cli.policies import policy_in, told_policy
from costing.store.instance import policies_folder
from payer_rules.cases import cases_path
from payer_rules.criteria.asked import parts_of
from payer_rules.criteria.shapes import Criterion, DocumentOf
from payer_rules.files import BadFile
from payer_rules.policies import SHIPPED, Policy, shipped
from payer_rules.policies import policies as collection
from payer_rules.policies.json_schema import policy_json_schema
from payer_rules.policies.load import AN_ID, policy_files
from payer_rules.policies.office import add_own, own_files, with_own
from payer_rules.policies.proving import prove
from payer_rules.policies.skeleton import skeleton
from payer_rules.proof import Proof

FILE = click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
FAILED = 1
SCHEMA_FILE = "policy.schema.json"


def _schema() -> str:
    return f"{json.dumps(policy_json_schema(), indent=1)}\n"


@click.command("schema")
def schema() -> None:
    """Print the JSON Schema of a policy file, for an editor that completes it."""
    click.echo(_schema(), nl=False)


@click.command("new")
@click.argument("policy_id", metavar="ID")
@click.option("--payer", required=True, help="The payer's name, as on the document.")
@click.option("--title", help="The document's title.")
@click.option("--starts", type=click.DateTime(["%Y-%m-%d"]), help="The first day that it holds, such as 2026-10-01.")
@click.option("-o", "--output", default=".", type=click.Path(path_type=Path), help="The folder to write to.")
def new(policy_id: str, payer: str, title: str | None, starts: datetime | None, output: Path) -> None:
    """Write a policy file to fill in, its cases, and the schema that lets an editor complete it."""
    if not AN_ID.fullmatch(policy_id):
        stop(f"{policy_id!r} is no id: use small letters, digits and hyphens, such as my-plan-immune-globulin.")
    first = starts.date() if starts else date.today()
    policy, cases = skeleton(policy_id, title or f"Immune globulin policy of {payer}", payer, first, date.today())
    target = output / f"{policy_id}-{first}.yaml"
    written = {target: policy, cases_path(target): cases, output / SCHEMA_FILE: _schema()}
    for path in (target, cases_path(target)):
        if path.exists():
            stop(f"{path} is there already. Give another id, start or folder.")
    try:
        output.mkdir(parents=True, exist_ok=True)
        for path, text in written.items():
            path.write_text(text, "utf-8")
    except OSError as error:
        stop(f"{output}: cannot be written: {error.strerror}. Give a folder of yours.")
    click.echo("\n".join(str(path) for path in written))
    click.echo(f"Fill it in, then: igpath policies check {target}")


@click.command("check")
@FILE
def check(path: Path) -> None:
    """Say whether a file can be taken, alone and beside what is loaded; then what it says."""
    policy = policy_in(path)
    try:
        loaded = with_own(shipped(), (*(one for one in own_files(policies_folder()) if not _same(one, policy)), path))
    except BadFile as bad:
        stop(f"Refused: {bad}")
    click.echo(printable(told_policy(policy)))
    for warning in _warnings(policy, path, {one.id for one in loaded.all()}):
        click.echo(printable(f"Look at this: {warning}"))
    click.echo(f"\nIt can be taken. Prove it: igpath policies test {path}")


def _same(path: Path, policy: Policy) -> bool:
    return path.name == f"{policy.id}-{policy.starts}.yaml"


def _warnings(policy: Policy, path: Path, loaded: set[str]) -> Iterator[str]:
    if not cases_path(path).is_file() and policy.trees:
        yield f"there is no {cases_path(path).name}: no case proves it"
    if policy.draft:
        yield "it is a draft, and every page and letter will say so"
    for name, tree in policy.trees.items():
        yield from (f"{name}: {text!r} says not where it stands: add cite" for text in _uncited(tree))
        for one in _every(tree):
            if isinstance(one, DocumentOf) and one.document not in loaded:
                yield f"{name}: the document {one.document} is not loaded, so {one.words.text!r} stays open"


def _uncited(criterion: Criterion) -> Iterator[str]:
    """Leaves that neither say where they stand nor are part of something that does."""
    if criterion.words.cite is None:
        yield from [] if parts_of(criterion) else [criterion.words.text]
        for part in parts_of(criterion):
            yield from _uncited(part)


def _every(criterion: Criterion) -> Iterator[Criterion]:
    yield criterion
    for part in parts_of(criterion):
        yield from _every(part)


@click.command("test")
@click.argument("target", metavar="[ID|FILE]", required=False)
def test(target: str | None) -> None:
    """Answer the cases beside a policy (all of them without one), and name each criterion that no case notices."""
    paths = [Path(target)] if target and target.endswith(".yaml") else _paths(target)
    proofs = [_proved(path) for path in paths]
    for proof in proofs:
        click.echo(printable("\n".join(_told(proof))))
    if not all(proof.holds for proof in proofs):
        sys.exit(FAILED)


def _paths(policy_id: str | None) -> list[Path]:
    files = [*policy_files(SHIPPED), *own_files(policies_folder())]
    found = files if policy_id is None else [path for path in files if policy_in(path).id == policy_id]
    if not found:
        stop(f"No policy has the id {policy_id!r}. `igpath policies list` shows them all.")
    return found


def _proved(path: Path) -> Proof:
    try:
        return prove(path, collection().consult)
    except BadFile as bad:
        stop(f"Refused: {bad}")


def _told(proof: Proof) -> Iterator[str]:
    state = "proved" if proof.holds else "NOT PROVED"
    yield f"{state}: {proof.subject}, {proof.cases} cases"
    for failure in proof.failures:
        yield f"  line {failure.line}, {failure.case}: expected {failure.expected}, got {failure.given}"
    yield from (f"  no case notices without this: {gone}" for gone in proof.unnoticed)


@click.command("add")
@FILE
def add(path: Path) -> None:
    """Put an office's own policy, and the cases beside it, next to the shipped ones; a running service uses it at once."""
    try:
        target = add_own(path, policies_folder())
    except BadFile as bad:
        stop(f"Nothing was added. {bad}")
    except OSError as error:
        stop(f"Nothing was added. {policies_folder()} cannot be written: {error.strerror}.")
    click.echo(f"Added as {target}.")
    click.echo("It is read from the next answer on, marked as the office's own, verified by nobody else.")


@click.command("diff")
@click.argument("before", metavar="ID|FILE")
@click.argument("after", metavar="[ID|FILE]", required=False)
def diff(before: str, after: str | None) -> None:
    """What changed between two policies, line by line; with one id, between its two newest versions."""
    if after is None:
        versions = collection().get(before)
        if len(versions) < 2:
            stop(f"{before} has no two versions. Give two ids or files.")
        old, newer = versions[-2:]
    else:
        old, newer = _named(before), _named(after)
    first, second = (f"{one.id} from {one.starts}" for one in (old, newer))
    lines = unified_diff(
        told_policy(old).splitlines(), told_policy(newer).splitlines(), first, second, lineterm="", n=1
    )
    click.echo(printable("\n".join(lines)) or "They say the same.")


def _named(name: str) -> Policy:
    if name.endswith(".yaml"):
        return policy_in(Path(name))
    versions = collection().get(name)
    if not versions:
        stop(f"No policy has the id {name!r}. `igpath policies list` shows them all.")
    return versions[-1]


AUTHORING = (new, check, test, add, diff, schema)
