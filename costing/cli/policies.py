"""`igpath policies list|show`: the collection of payer policies, and the group of the commands that write them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from costing.cli.files import printable, stop
from costing.cli.told import table
from payer_rules.criteria.asked import asked, parts_of
from payer_rules.criteria.shapes import Criterion
from payer_rules.dated import Provenance
from payer_rules.files import BadFile
from payer_rules.policies import Entry, Policy, state_of
from payer_rules.policies import policies as collection
from payer_rules.policies.load import load_policy


@click.group()
def policies() -> None:
    """The payer policies that can be read."""


@policies.command("list")
def list_policies() -> None:
    """Every policy with its payer, dates and what is loaded of it; then the documents that are only known to exist."""
    rows = [
        (
            one.id,
            one.payer,
            one.layer if not one.office_own else f"{one.layer}, own",
            str(one.starts),
            one.provenance.status,
            state_of(one),
            ", ".join(one.trees) or "-",
        )
        for one in collection().all()
    ]
    known = [(one.id, one.payer, one.layer, "-", one.provenance.status, one.state, "-") for one in collection().entries]
    click.echo(table(("Policy", "Payer", "Layer", "From", "Status", "State", "Trees"), rows + known))
    if problem := collection().problem:
        stop(f"The office's own policies are not as their folder holds them: {problem}")


@policies.command("show")
@click.argument("policy_id", metavar="ID|FILE")
def show_policy(policy_id: str) -> None:
    """One policy, by id or file: whom it is about, since when, its source, and every criterion with its citation."""
    if policy_id.endswith(".yaml"):
        click.echo(printable(told_policy(policy_in(Path(policy_id)))))
        return
    versions = collection().get(policy_id)
    if entry := collection().entry(policy_id):
        click.echo(printable("\n".join(_entry(entry))))
        return
    if not versions:
        stop(f"No policy has the id {policy_id!r}. `igpath policies list` shows them all.")
    click.echo(printable("\n\n".join(map(told_policy, reversed(versions)))))


def _entry(entry: Entry) -> Iterator[str]:
    """A document whose criteria are not loaded."""
    yield f"{entry.title} [{entry.id}]"
    yield f"Payer: {entry.payer} ({entry.layer})"
    yield from _described("Number", (entry.number,) if entry.number else ())
    yield from _described("Lines of business", entry.lines_of_business)
    yield from _described("States", entry.states)
    yield from _described("Dates", entry.dates)
    yield from _source(entry.provenance)
    yield from _described("Seen", entry.seen)
    yield from _described("Not loaded", entry.not_loaded)
    yield from (f"Note: {note}" for note in entry.notes)


def _described(name: str, said: Iterable[str]) -> Iterator[str]:
    if told := "; ".join(said):
        yield f"{name}: {told}"


def policy_in(path: Path) -> Policy:
    """The policy of a file, or a sentence and exit code 2."""
    try:
        return load_policy(path)
    except BadFile as bad:
        stop(f"Refused: {bad}")


def told_policy(policy: Policy) -> str:
    """The whole policy as lines."""
    trees = ("\n".join((_words(name), *_tree(tree, depth=1))) for name, tree in policy.trees.items())
    missing = [f"Not loaded: {_listed(policy.not_loaded)}"] if policy.not_loaded else []
    notes = [f"Note: {note}" for note in policy.notes]
    return "\n\n".join(block for block in ("\n".join(_head(policy)), *trees, "\n".join((*missing, *notes))) if block)


def _head(policy: Policy) -> Iterator[str]:
    yield f"{policy.title} [{policy.id}]"
    yield f"Payer: {policy.payer} ({policy.layer})"
    yield from _described("Number", (policy.number,) if policy.number else ())
    yield from _described("Lines of business", policy.lines_of_business)
    yield from _described("States", policy.states)
    clock = "date of service" if policy.by_date_of_service else "date of the request"
    ends = f" to {policy.ends}" if policy.ends else ""
    if policy.office_own or policy.draft:
        own = "the office's own, verified by nobody else" if policy.office_own else ""
        yield f"Mark: {', '.join(mark for mark in ('draft' if policy.draft else '', own) if mark)}"
    yield f"In force: from {policy.starts}{ends}, by the {clock}"
    if policy.starts_reason:
        yield f"  {policy.starts_reason}"
    if policy.ends_reason:
        yield f"  {policy.ends_reason}"
    yield from _source(policy.provenance)
    yield from _scope(policy)
    yield from _authorization(policy)


def _source(provenance: Provenance) -> Iterator[str]:
    yield f"Status: {provenance.status}{f' ({provenance.reason})' if provenance.reason else ''}"
    if source := provenance.source:
        yield f"Source: {source.title}; read {source.read}"
        yield from (f"  {said}" for said in (source.url, source.where) if said)


def _scope(policy: Policy) -> Iterator[str]:
    scope = policy.scope
    asked_of = (
        ("insurance", sorted(scope.insurance_kinds)),
        ("products", sorted(scope.products)),
        ("diagnosis codes", scope.diagnoses),
        ("only at", sorted(scope.sites)),
        ("not at", sorted(scope.not_sites)),
        ("states", [state.upper() for state in sorted(scope.states)]),
        ("routes", sorted(scope.routes)),
    )
    said = [f"  {name}: {_listed(wanted)}" for name, wanted in asked_of if wanted]
    yield f"About:{'' if said else ' every case'}"
    yield from said


def _listed(words: Iterable[str]) -> str:
    return ", ".join(map(_words, words))


def _words(name: str) -> str:
    return name.replace("_", " ")


def _authorization(policy: Policy) -> Iterator[str]:
    rule = policy.authorization
    if rule is None:
        yield "Authorization: this policy does not say"
        return
    cite = f" [{rule.cite}]" if rule.cite else ""
    yield f"Authorization: {_words(rule.required)}. {rule.why}{cite}"
    yield f"  Next: {rule.next_step}"


def _tree(criterion: Criterion, depth: int) -> Iterator[str]:
    indent, words = "  " * depth, criterion.words
    cite = f" [{words.cite}{f', page {words.page}' if words.page else ''}]" if words.cite else ""
    yield f"{indent}{words.text}{cite} ({asked(criterion)})"
    if words.note:
        yield f"{indent}  Note: {words.note}"
    for part in parts_of(criterion):
        yield from _tree(part, depth + 1)
