"""YAML to criteria; every mistake is named with its file and line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from payer_rules.criteria.parse_leaves import LEAF_KEYS, LEAF_READERS, tried_of, whole
from payer_rules.criteria.shapes import (
    AtLeast,
    Courses,
    Criterion,
    EachOf,
    Every,
    Judgment,
    Member,
    Not,
    Tried,
    When,
    Words,
)
from payer_rules.files import Block

WORD_KEYS = ("text", "cite", "page", "note", "otherwise")
TEXT_OF = {"every": "All of these", "any_one": "At least one of these"}
MEMBER_KINDS = ("product", "drug_class", "drug")


@dataclass(frozen=True, slots=True)
class SetMember:
    """One line of a named set: a product, drug class or drug, and from when to when it belongs to it."""

    kind: str
    value: str
    starts: date | None
    ends: date | None


@dataclass(frozen=True, slots=True)
class Shared:
    """What a criterion may name instead of saying it again: sets of its file, shared atoms, classifications by class."""

    sets: Mapping[str, tuple[SetMember, ...]] = field(default_factory=dict)
    atoms: Mapping[str, Criterion] = field(default_factory=dict)
    classes: Mapping[str, Mapping[str, Criterion]] = field(default_factory=dict)


NOTHING_SHARED = Shared()


def criterion(block: Block, shared: Shared = NOTHING_SHARED) -> Criterion:
    """Read one criterion: a mapping with its words and exactly one of the vocabulary's keys."""
    kinds = [key for key in block if key in KINDS and not (key == "at_least" and "of" not in block)]
    if len(kinds) != 1:
        raise block.bad(f"a criterion needs exactly one of {', '.join(KINDS)}{_found(block, kinds)}")
    kind = kinds[0]
    block.only(*WORD_KEYS, *KEYS_BESIDE.get(kind, ()), kind)
    if kind in NAMED:
        return NAMED[kind](block, shared)
    words = _words(block, kind)
    return LEAF_READERS[kind](block, words) if kind in LEAF_READERS else COMBINATIONS[kind](block, words, shared)


def _found(block: Block, kinds: list[str]) -> str:
    """What the block has instead, for the end of a sentence."""
    if kinds:
        return f"; this one has {' and '.join(kinds)}"
    others = [key for key in block if key not in WORD_KEYS]
    return f"; this one has {', '.join(others)}" if others else "; this one has none"


def _words(block: Block, kind: str) -> Words:
    text = block.maybe_text("text") or TEXT_OF.get(kind)
    if text is None:
        raise block.bad("text is missing: say the criterion in plain words, such as text: The diagnosis is confirmed")
    rest = (block.maybe_text(key) for key in ("cite", "note", "otherwise", "page"))
    return Words(text, *rest)


def _parts(block: Block, key: str, shared: Shared) -> tuple[Criterion, ...]:
    parts = block.blocks(key)
    if not parts:
        raise block.bad(f"{key} needs at least one criterion", key)
    return tuple(criterion(part, shared) for part in parts)


def _every(block: Block, words: Words, shared: Shared) -> Criterion:
    return Every(words, _parts(block, "every", shared))


def _any_one(block: Block, words: Words, shared: Shared) -> Criterion:
    return AtLeast(words, 1, _parts(block, "any_one", shared))


def _at_least(block: Block, words: Words, shared: Shared) -> Criterion:
    parts = _parts(block, "of", shared)
    return AtLeast(words, whole(block, "at_least", most=len(parts)), parts)


def _not(block: Block, words: Words, shared: Shared) -> Criterion:
    return Not(words, criterion(block.block("not"), shared))


def _when(block: Block, words: Words, shared: Shared) -> Criterion:
    return When(words, criterion(block.block("when"), shared), criterion(block.block("then"), shared))


def _each_of(block: Block, words: Words, shared: Shared) -> Criterion:
    asked = block.block("each_of")
    asked.only("set", "tried", "at_least")
    name = asked.text("set")
    if name not in shared.sets:
        known = ", ".join(shared.sets) or "none"
        raise asked.bad(f"this file has no set named {name!r}; its sets: {known}", "set")
    members = shared.sets[name]
    n = whole(asked, "at_least", most=len(members)) if "at_least" in asked else None
    template = tried_of(asked.block("tried"), words, of_a_set=True)
    return EachOf(words, name, tuple(_member(one, template) for one in members), n)


def _member(one: SetMember, template: Tried) -> Member:
    words = Words(
        f"{template.words.text}: {one.value.replace('_', ' ')}", template.words.cite, page=template.words.page
    )
    own = {kind: (one.value,) if kind == one.kind else () for kind in MEMBER_KINDS}
    asked = replace(template, words=words, products=own["product"], drug_classes=own["drug_class"], drugs=own["drug"])
    return Member(asked, one.starts, one.ends)


def _together(block: Block, words: Words, _: Shared) -> Criterion:
    months = whole(block, "months") if "months" in block else None
    return Courses(words, _courses(block, "together"), together=True, months=months)


def _in_turn(block: Block, words: Words, _: Shared) -> Criterion:
    return Courses(words, _courses(block, "in_turn"), together=False)


def _courses(block: Block, key: str) -> tuple[Tried, ...]:
    parts = block.blocks(key)
    if not 2 <= len(parts) <= 4:
        raise block.bad(f"{key} needs two to four treatments", key)
    return tuple(tried_of(part, _course_words(part)) for part in parts)


def _course_words(part: Block) -> Words:
    named = [name for key in ("products", "drug_classes", "drugs") for name in part.texts(key)]
    return Words(" or ".join(named).replace("_", " ") or "treatment")


def _judgment(block: Block, words: Words, shared: Shared) -> Criterion:
    if block["judgment"] is not True:
        raise block.bad("judgment must be true", "judgment")
    return Judgment(words, criterion(block.block("supported_by"), shared) if "supported_by" in block else None)


def _atom(block: Block, shared: Shared) -> Criterion:
    """A shared atom, under the words of the policy where it has its own."""
    name = block.text("atom")
    if name not in shared.atoms:
        raise block.bad(f"no atom is named {name!r}; expected one of {', '.join(shared.atoms) or 'none'}", "atom")
    return _reworded(block, shared.atoms[name])


def _classified(block: Block, shared: Shared) -> Criterion:
    """A class of a shipped classification."""
    name = block.text("classified")
    if name not in shared.classes:
        known = ", ".join(shared.classes) or "none"
        raise block.bad(f"no classification is named {name!r}; expected one of {known}", "classified")
    found = shared.classes[name].get(wanted := block.text("as"))
    if found is None:
        raise block.bad(f"{name} has no class {wanted!r}; expected one of {', '.join(shared.classes[name])}", "as")
    return _reworded(block, found)


def _reworded(block: Block, found: Criterion) -> Criterion:
    own = found.words
    words = Words(
        block.maybe_text("text") or own.text, *(block.maybe_text(key) for key in ("cite", "note", "otherwise", "page"))
    )
    return replace(found, words=replace(words, cite=words.cite or own.cite, note=words.note or own.note))


NAMED: dict[str, Callable[[Block, Shared], Criterion]] = {"atom": _atom, "classified": _classified}
COMBINATIONS: dict[str, Callable[[Block, Words, Shared], Criterion]] = {
    "every": _every,
    "any_one": _any_one,
    "at_least": _at_least,
    "not": _not,
    "when": _when,
    "each_of": _each_of,
    "together": _together,
    "in_turn": _in_turn,
    "judgment": _judgment,
}
KINDS = (*COMBINATIONS, *LEAF_READERS, *NAMED)
KEYS_BESIDE: dict[str, tuple[str, ...]] = {
    "at_least": ("of",),
    "when": ("then",),
    "together": ("months",),
    "judgment": ("supported_by",),
    "classified": ("as",),
    **LEAF_KEYS,
}


def sets_of(block: Block) -> dict[str, tuple[SetMember, ...]]:
    """The named sets of a file: `{preferred: [{product: octagam_10, starts: 2026-01-01}]}`."""
    return {name: tuple(_set_member(one) for one in block.blocks(name)) for name in block if _not_empty(block, name)}


def _not_empty(block: Block, name: str) -> bool:
    if not block.blocks(name):
        raise block.bad(f"the set {name} has no members", name)
    return True


def _set_member(block: Block) -> SetMember:
    block.only(*MEMBER_KINDS, "starts", "ends")
    kinds = [kind for kind in MEMBER_KINDS if kind in block]
    if len(kinds) != 1:
        raise block.bad(f"a member of a set is exactly one of {', '.join(MEMBER_KINDS)}")
    starts, ends = block.maybe_day("starts"), block.maybe_day("ends")
    if starts and ends and ends < starts:
        raise block.bad("ends before it starts", "ends")
    return SetMember(kinds[0], block.text(kinds[0]), starts, ends)
