"""YAML to leaves: the facts they name are in the dictionary, with the type and the units that are asked."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from payer_rules.chart import Outcome, TrialSource
from payer_rules.criteria.shapes import (
    PERCENT,
    Change,
    Compare,
    Comparison,
    Criterion,
    Documented,
    DocumentOf,
    Dose,
    Elapsed,
    Enclosed,
    IsOneOf,
    LabelOf,
    NotLoaded,
    Rolling,
    SpanUnit,
    Tried,
    Which,
    Window,
    Words,
)
from payer_rules.facts import FactKind, FactType, GivenBy, facts
from payer_rules.files import Block
from payer_rules.findings import Decider
from payer_rules.leaves import DOCUMENT

W = TypeVar("W", bound=StrEnum)
ORDER_FACTS = frozenset(
    {
        "product", "hcpcs", "route", "site", "dose_g_per_kg_per_cycle", "days_per_cycle", "interval_days",
        "infusion_grams", "infusion_units", "infusion_g_per_kg",
    }
)  # fmt: skip
CLAIM_FACTS = frozenset({"diagnosis"})
LONGEST = 1_200  # months, days or treatments: a hundred years of months
TRIED_KEYS = (
    "products",
    "drug_classes",
    "drugs",
    "outcomes",
    "months",
    "weeks",
    "dose",
    "sources",
    "different",
    "within",
)


def whole(block: Block, key: str, most: int = LONGEST) -> int:
    """A whole number from 1."""
    number = block.need(key)
    if type(number) is not int or not 1 <= number <= most:
        raise block.bad(f"{key} must be a whole number from 1 to {most}, such as {min(3, most)}", key)
    return number


def number(block: Block, key: str) -> Decimal:
    """An exact number in quotes."""
    try:
        found = Decimal(block.text(key))
    except InvalidOperation:
        raise block.bad(f"{key} must be a number in quotes, such as '0.4'", key) from None
    if not found.is_finite() or abs(found) > 10**12 or found.as_tuple().exponent < -12:  # type: ignore[operator]  # finite
        raise block.bad(f"{key} must be a number in quotes, such as '0.4'", key)
    return found


def fact_at(block: Block, key: str, *types: FactType) -> FactKind:
    """The fact named at `key`, of one of the types."""
    name = block.text(key)
    kind = facts().get(name)
    if kind is None:
        raise block.bad(f"no fact is named {name!r}: correct the name, or add the fact to facts.yaml{_like(name)}", key)
    if kind.type not in types:
        raise block.bad(f"{name} is a {kind.type}, not a {' or '.join(types)}", key)
    return kind


def _like(name: str) -> str:
    near = [known for known in facts() if name in known or known in name][:3]
    return f"; did you mean {' or '.join(near)}?" if near else ""


def decider(kind: FactKind) -> Decider:
    """What settles a criterion about this fact."""
    if kind.name in CLAIM_FACTS:
        return Decider.CLAIM_CODE
    if kind.name in ORDER_FACTS:
        return Decider.ORDER
    return Decider.CHART if kind.given_by is GivenBy.CHART else Decider.POLICY


def _word(block: Block, key: str, words: type[W]) -> W:
    given = block.text(key)
    if given not in list(words):
        raise block.bad(f"{key} must be one of {', '.join(words)}", key)
    return words(given)


def _which(block: Block, default: Which) -> Which:
    return _word(block, "which", Which) if "which" in block else default


def _window(block: Block) -> Window | None:
    """`within: {days: 45, before: request_date}`: exactly one span, and one day to count from."""
    if "within" not in block:
        return None
    asked = block.block("within")
    asked.only(*SpanUnit, "before", "after")
    units, ways = [unit for unit in SpanUnit if unit in asked], [way for way in ("before", "after") if way in asked]
    if len(units) != 1 or len(ways) != 1:
        raise asked.bad("within needs days or months, and before or after, such as {days: 45, before: request_date}")
    anchor = fact_at(asked, ways[0], FactType.DAY)
    return Window(whole(asked, units[0], most=36_500), units[0], anchor.name, ways[0] == "before")


def _documented(block: Block, words: Words) -> Criterion:
    kind = fact_at(block, "documented", FactType.BOOLEAN)
    return Documented(words, kind.name, decider(kind), _which(block, Which.LATEST), _window(block))


def _is_one_of(block: Block, words: Words) -> Criterion:
    kind = fact_at(block, "fact", FactType.CODE, FactType.CHOICE, FactType.TEXT)
    values, prefixes = block.texts("is_one_of"), block.texts("starts_with")
    if not values and not prefixes:
        raise block.bad("fact needs is_one_of or starts_with")
    must_be_choices(block, kind, "is_one_of", values)
    return IsOneOf(words, kind.name, values, prefixes, decider(kind), _which(block, Which.ANY), _window(block))


def must_be_choices(block: Block, kind: FactKind, key: str, values: tuple[str, ...]) -> None:
    """Refuse a value that the fact never has."""
    if unknown := [value for value in values if kind.choices and value not in kind.choices]:
        raise block.bad(f"{kind.name} is never {unknown[0]!r}; expected one of {', '.join(kind.choices)}", key)


def _sign(block: Block, of: str) -> Comparison:
    signs = [sign for sign in Comparison if sign in block]
    if len(signs) != 1:
        raise block.bad(f"{of} needs exactly one of {', '.join(Comparison)}")
    return signs[0]


def _unit(block: Block, kind: FactKind, *more: str) -> str:
    unit = block.maybe_text("unit") or kind.units[0]
    if unit not in (*kind.units, *more):
        raise block.bad(f"{kind.name} is in {' or '.join(kind.units)}, not in {unit}", "unit")
    return unit


def _compare(block: Block, words: Words) -> Criterion:
    kind = fact_at(block, "compare", FactType.QUANTITY)
    sign = _sign(block, "compare")
    bound, unit, which = number(block, sign), _unit(block, kind), _which(block, Which.LATEST)
    return Compare(words, kind.name, sign, bound, unit, which, decider(kind), _window(block))


def _change(block: Block, words: Words) -> Criterion:
    kind = fact_at(block, "change", FactType.QUANTITY)
    ways = [way for way in ("falls_by", "rises_by") if way in block]
    if len(ways) != 1:
        raise block.bad("change needs exactly one of falls_by, rises_by")
    since = fact_at(block, "since", FactType.DAY)
    bound, unit = number(block, ways[0]), _unit(block, kind, PERCENT)
    return Change(words, kind.name, since.name, ways[0] == "falls_by", bound, unit, decider(kind))


def _elapsed(block: Block, words: Words) -> Criterion:
    asked = block.block("elapsed")
    asked.only("since", "until", "unit", *Comparison)
    since, until = fact_at(asked, "since", FactType.DAY), fact_at(asked, "until", FactType.DAY)
    sign = _sign(asked, "elapsed")
    return Elapsed(
        words,
        since.name,
        until.name,
        sign,
        whole(asked, sign, most=36_500),
        _word(asked, "unit", SpanUnit),
        decider(since),
    )


def _rolling(block: Block, words: Words) -> Criterion:
    asked = block.block("rolling")
    asked.only("fact", "days", "at_most", "unit")
    kind = fact_at(asked, "fact", FactType.QUANTITY)
    unit, days = _unit(asked, kind), whole(asked, "days", most=3_660)
    return Rolling(words, kind.name, days, number(asked, "at_most"), unit, decider(kind))


def _tried(block: Block, words: Words) -> Criterion:
    return tried_of(block.block("tried"), words)


def tried_of(asked: Block, words: Words, of_a_set: bool = False) -> Tried:
    """Read what is asked of a treatment; of a named set, the set says which drugs."""
    named = ("products", "drug_classes", "drugs")
    asked.only(*(key for key in TRIED_KEYS if not (of_a_set and key in named)))
    products, classes, drugs = (asked.texts(key) for key in named)
    if not (products or classes or drugs or of_a_set):
        raise asked.bad("tried needs products, drug_classes or drugs")
    return Tried(
        words,
        products,
        classes,
        _words_of(asked, "outcomes", Outcome),
        whole(asked, "months") if asked.get("months") is not None else None,
        tuple(drug.strip().lower() for drug in drugs),
        whole(asked, "weeks") if asked.get("weeks") is not None else None,
        _dose(asked.block("dose")) if "dose" in asked else None,
        _words_of(asked, "sources", TrialSource),
        whole(asked, "different", most=20) if "different" in asked else 1,
        _window(asked),
    )


def _words_of(block: Block, key: str, words: type[W]) -> tuple[W, ...]:
    given = block.texts(key)
    if unknown := [word for word in given if word not in list(words)]:
        raise block.bad(f"{key} are never {unknown[0]!r}; expected {', '.join(words)}", key)
    return tuple(words(word) for word in given)


def _dose(block: Block) -> Dose:
    block.only("at_least", "unit")
    return Dose(number(block, "at_least"), block.text("unit"))


def _label_of(block: Block, words: Words) -> Criterion:
    asked = block.block("label")
    asked.only("tree", "otherwise_fact")
    if "otherwise_fact" in asked:
        fact_at(asked, "otherwise_fact", FactType.BOOLEAN)
    return LabelOf(words, asked.text("tree"), asked.maybe_text("otherwise_fact"))


def _document_of(block: Block, words: Words) -> Criterion:
    asked = block.block("document")
    asked.only("id", "tree")
    return DocumentOf(words, asked.text("id"), asked.text("tree"))


def _enclosed(block: Block, words: Words) -> Criterion:
    kind = block.text("enclosed")
    must_be_choices(block, facts()[DOCUMENT], "enclosed", (kind,))
    return Enclosed(words, kind, _window(block))


def _not_loaded(block: Block, words: Words) -> Criterion:
    if block["not_loaded"] is not True:
        raise block.bad("not_loaded must be true", "not_loaded")
    return NotLoaded(words)


LEAF_READERS: dict[str, Callable[[Block, Words], Criterion]] = {
    "documented": _documented,
    "fact": _is_one_of,
    "compare": _compare,
    "change": _change,
    "elapsed": _elapsed,
    "rolling": _rolling,
    "tried": _tried,
    "label": _label_of,
    "document": _document_of,
    "enclosed": _enclosed,
    "not_loaded": _not_loaded,
}
LEAF_KEYS: dict[str, tuple[str, ...]] = {
    "documented": ("which", "within"),
    "fact": ("is_one_of", "starts_with", "which", "within"),
    "compare": (*Comparison, "unit", "which", "within"),
    "change": ("since", "falls_by", "rises_by", "unit"),
    "enclosed": ("within",),
}
