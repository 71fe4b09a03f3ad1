"""Policies that are known to exist: what was seen of each, what is not loaded, and how far every loaded one can be read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from payer_rules.criteria.asked import parts_of
from payer_rules.criteria.shapes import Criterion, NotLoaded
from payer_rules.dated import Provenance
from payer_rules.facts import facts
from payer_rules.files import Block, provenance_from, read_yaml
from payer_rules.findings import Reading
from payer_rules.message import say
from payer_rules.policies.load import CATALOGUE
from payer_rules.policies.shapes import Policy

LAYERS = ("plan", "local")
KEYS = (
    "id", "title", "number", "layer", "insurance_kinds", "lines_of_business", "states", "dates", "status", "source",
    "reason", "seen", "not_loaded", "notes",
)  # fmt: skip


class State(StrEnum):
    """How far a policy can be read."""

    EXECUTABLE = "executable"
    PARTLY = "partly"  # some of its text is not loaded
    CATALOGUE = "catalogue"  # it exists; its criteria are not loaded


@dataclass(frozen=True, slots=True)
class Entry:
    """One policy document without criteria that can be read. `dates` are as printed; `not_loaded` says in words what is missing."""

    id: str
    title: str
    payer: str
    payer_id: str
    layer: str
    number: str | None
    insurance_kinds: frozenset[str]
    lines_of_business: tuple[str, ...]
    states: tuple[str, ...]
    dates: tuple[str, ...]
    provenance: Provenance
    seen: tuple[str, ...]
    not_loaded: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def state(self) -> State:
        """Known, not readable."""
        return State.CATALOGUE


def load_catalogue(folder: Path) -> tuple[Entry, ...]:
    """Every entry below a folder, by id. Raises BadFile for a mistake or a repeated id."""
    found: dict[str, Entry] = {}
    for path in sorted(folder.rglob(CATALOGUE)):
        top = read_yaml(path)
        top.only("payer", "payer_id", "entries")
        for block in top.blocks("entries"):
            entry = _entry(block, top)
            if entry.id in found:
                raise block.bad(f"the id {entry.id} stands here twice", "id")
            found[entry.id] = entry
    return tuple(found[name] for name in sorted(found))


def _entry(block: Block, top: Block) -> Entry:
    block.only(*KEYS)
    layer = block.maybe_text("layer") or "plan"
    if layer not in LAYERS:
        raise block.bad(f"layer must be one of {', '.join(LAYERS)}", "layer")
    kinds, known = block.texts("insurance_kinds"), facts()["insurance_kind"].choices
    if unknown := set(kinds) - set(known):
        raise block.bad(
            f"insurance_kind is never {min(unknown)!r}; expected one of {', '.join(known)}", "insurance_kinds"
        )
    if not block.texts("not_loaded"):
        raise block.bad("not_loaded must say what is missing", "not_loaded")
    return Entry(
        id=block.text("id"),
        title=block.text("title"),
        payer=top.text("payer"),
        payer_id=top.text("payer_id"),
        layer=layer,
        number=block.maybe_text("number"),
        insurance_kinds=frozenset(kinds),
        lines_of_business=block.texts("lines_of_business"),
        states=block.texts("states"),
        dates=block.texts("dates"),
        provenance=provenance_from(block),
        seen=block.texts("seen"),
        not_loaded=block.texts("not_loaded"),
        notes=block.texts("notes"),
    )


def state_of(policy: Policy) -> State:
    """Whether all that the policy asks can be read, a part of it, or nothing."""
    if not policy.trees and policy.authorization is None:
        return State.CATALOGUE
    gaps = any(isinstance(one, NotLoaded) for tree in policy.trees.values() for one in _all(tree))
    return State.PARTLY if policy.not_loaded or gaps else State.EXECUTABLE


def _all(criterion: Criterion) -> Iterator[Criterion]:
    yield criterion
    for part in parts_of(criterion):
        yield from _all(part)


def known_of(entries: Iterable[Entry], payer_id: str | None, insurance_kind: str, tree: str) -> Iterator[Reading]:
    """A payer's own documents that speak of this kind of insurance, each read as not loaded."""
    for entry in entries:
        if entry.layer == "plan" and entry.payer_id == payer_id and insurance_kind in entry.insurance_kinds:
            yield not_read(entry, tree)


def not_read(entry: Entry, tree: str) -> Reading:
    """The reading of a document of which we have no criteria."""
    numbered = f" ({entry.number})" if entry.number else ""
    return Reading(
        policy_id=entry.id,
        title=entry.title,
        payer=entry.payer,
        layer=entry.layer,
        tree=tree,
        applies=True,
        finding=None,
        why_not=say(
            "{payer} has this document{numbered}; not loaded: {missing}. Obtain it from the payer. The chart is not at fault.",
            payer=entry.payer,
            numbered=numbered,
            missing="; ".join(entry.not_loaded),
        ),
        not_loaded=True,
        provenance=entry.provenance,
        notes=entry.notes,
    )
