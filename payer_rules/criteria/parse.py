"""YAML to criteria; every mistake is named with its file and line."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from payer_rules.chart import Outcome
from payer_rules.criteria.shapes import (
    AtLeast,
    Compare,
    Comparison,
    Criterion,
    Documented,
    Every,
    IsOneOf,
    Judgment,
    LabelOf,
    Not,
    NotLoaded,
    Tried,
    When,
    Which,
    Words,
)
from payer_rules.facts import FactKind, FactType, GivenBy, facts
from payer_rules.files import Block
from payer_rules.findings import Decider

WORD_KEYS = ("text", "cite", "note", "otherwise")
ORDER_FACTS = frozenset(
    {"product", "hcpcs", "route", "site", "dose_g_per_kg_per_cycle", "days_per_cycle", "interval_days"}
)
CLAIM_FACTS = frozenset({"diagnosis"})


def criterion(block: Block) -> Criterion:
    """Read one criterion: a mapping with its words and exactly one of the vocabulary's keys."""
    kinds = [key for key in block if key in READERS and not (key == "at_least" and "compare" in block)]
    if len(kinds) != 1:
        raise block.bad(f"a criterion needs exactly one of {', '.join(READERS)}")
    block.only(*WORD_KEYS, *KEYS_BESIDE.get(kinds[0], ()), kinds[0])
    return READERS[kinds[0]](block, _words(block, kinds[0]))


def _words(block: Block, kind: str) -> Words:
    text = block.maybe_text("text") or TEXT_OF.get(kind)
    if text is None:
        raise block.bad("text is missing: say the criterion in plain words")
    return Words(text, block.maybe_text("cite"), block.maybe_text("note"), block.maybe_text("otherwise"))


TEXT_OF = {"every": "All of these", "any_one": "At least one of these"}


def _parts(block: Block, key: str) -> tuple[Criterion, ...]:
    parts = block.blocks(key)
    if not parts:
        raise block.bad(f"{key} needs at least one criterion", key)
    return tuple(criterion(part) for part in parts)


def _every(block: Block, words: Words) -> Criterion:
    return Every(words, _parts(block, "every"))


def _any_one(block: Block, words: Words) -> Criterion:
    return AtLeast(words, 1, _parts(block, "any_one"))


def _at_least(block: Block, words: Words) -> Criterion:
    n, parts = block.need("at_least"), _parts(block, "of")
    if type(n) is not int or not 1 <= n <= len(parts):
        raise block.bad(f"at_least must be a whole number from 1 to {len(parts)}", "at_least")
    return AtLeast(words, n, parts)


def _not(block: Block, words: Words) -> Criterion:
    return Not(words, criterion(block.block("not")))


def _when(block: Block, words: Words) -> Criterion:
    return When(words, criterion(block.block("when")), criterion(block.block("then")))


def _kind(block: Block, key: str, *types: FactType) -> FactKind:
    name = block.text(key)
    kind = facts().get(name)
    if kind is None:
        raise block.bad(f"no fact is named {name!r}: add it to facts.yaml or correct the name", key)
    if kind.type not in types:
        raise block.bad(f"{name} is a {kind.type}, not a {' or '.join(types)}", key)
    return kind


def _decider(kind: FactKind) -> Decider:
    if kind.name in CLAIM_FACTS:
        return Decider.CLAIM_CODE
    if kind.name in ORDER_FACTS:
        return Decider.ORDER
    return Decider.CHART if kind.given_by is GivenBy.CHART else Decider.POLICY


def _documented(block: Block, words: Words) -> Criterion:
    kind = _kind(block, "documented", FactType.BOOLEAN)
    return Documented(words, kind.name, _decider(kind))


def _is_one_of(block: Block, words: Words) -> Criterion:
    kind = _kind(block, "fact", FactType.CODE, FactType.CHOICE, FactType.TEXT)
    values, prefixes = block.texts("is_one_of"), block.texts("starts_with")
    if not values and not prefixes:
        raise block.bad("fact needs is_one_of or starts_with")
    if unknown := [value for value in values if kind.choices and value not in kind.choices]:
        raise block.bad(f"{kind.name} is never {unknown[0]!r}; expected one of {', '.join(kind.choices)}", "is_one_of")
    return IsOneOf(words, kind.name, values, prefixes, _decider(kind))


def _compare(block: Block, words: Words) -> Criterion:
    kind = _kind(block, "compare", FactType.QUANTITY)
    signs = [sign for sign in Comparison if sign in block]
    if len(signs) != 1:
        raise block.bad(f"compare needs exactly one of {', '.join(Comparison)}")
    unit = block.maybe_text("unit") or kind.units[0]
    if unit not in kind.units:
        raise block.bad(f"{kind.name} is in {' or '.join(kind.units)}, not in {unit}", "unit")
    which = block.maybe_text("which") or Which.LATEST
    if which not in list(Which):
        raise block.bad(f"which must be one of {', '.join(Which)}", "which")
    return Compare(words, kind.name, signs[0], _number(block, signs[0]), unit, Which(which), _decider(kind))


def _number(block: Block, key: str) -> Decimal:
    try:
        number = Decimal(block.text(key))
    except InvalidOperation:
        raise block.bad(f"{key} must be a number in quotes", key) from None
    if not number.is_finite():
        raise block.bad(f"{key} must be a number in quotes", key)
    return number


def _tried(block: Block, words: Words) -> Criterion:
    asked = block.block("tried")
    asked.only("products", "drug_classes", "outcomes", "months")
    try:
        outcomes = tuple(Outcome(word) for word in asked.texts("outcomes"))
    except ValueError as error:
        raise asked.bad(f"{error}; expected {', '.join(Outcome)}", "outcomes") from None
    products, classes, months = asked.texts("products"), asked.texts("drug_classes"), asked.get("months")
    if not products and not classes:
        raise asked.bad("tried needs products or drug_classes")
    if months is not None and (type(months) is not int or months < 1):
        raise asked.bad("months must be a whole number such as 3", "months")
    return Tried(words, products, classes, outcomes, months)


def _label_of(block: Block, words: Words) -> Criterion:
    asked = block.block("label")
    asked.only("tree", "otherwise_fact")
    if "otherwise_fact" in asked:
        _kind(asked, "otherwise_fact", FactType.BOOLEAN)
    return LabelOf(words, asked.text("tree"), asked.maybe_text("otherwise_fact"))


def _judgment(block: Block, words: Words) -> Criterion:
    if block["judgment"] is not True:
        raise block.bad("judgment must be true", "judgment")
    return Judgment(words)


def _not_loaded(block: Block, words: Words) -> Criterion:
    if block["not_loaded"] is not True:
        raise block.bad("not_loaded must be true", "not_loaded")
    return NotLoaded(words)


READERS: dict[str, Callable[[Block, Words], Criterion]] = {
    "every": _every,
    "any_one": _any_one,
    "at_least": _at_least,
    "not": _not,
    "when": _when,
    "documented": _documented,
    "fact": _is_one_of,
    "compare": _compare,
    "tried": _tried,
    "label": _label_of,
    "judgment": _judgment,
    "not_loaded": _not_loaded,
}
KEYS_BESIDE: dict[str, tuple[str, ...]] = {
    "at_least": ("of",),
    "when": ("then",),
    "fact": ("is_one_of", "starts_with"),
    "compare": (*Comparison, "unit", "which"),
}
