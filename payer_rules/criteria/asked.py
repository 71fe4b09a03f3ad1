"""What a criterion asks, in a few words: how its parts combine, or which value of the chart settles it."""

from collections.abc import Iterable

from payer_rules.criteria.shapes import (
    AtLeast,
    Compare,
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
)
from payer_rules.facts import facts


def parts_of(criterion: Criterion) -> tuple[Criterion, ...]:
    """The criteria right below it, in the order of the text; a leaf has none."""
    match criterion:
        case Every() | AtLeast():
            return criterion.parts
        case Not():
            return (criterion.part,)
        case When():
            return (criterion.condition, criterion.then)
    return ()


def asked(criterion: Criterion) -> str:
    """How the parts combine, or what a leaf wants of the chart."""
    match criterion:
        case Every():
            return "all of these"
        case AtLeast(n=n):
            return "one of these" if n == 1 else f"at least {n} of these"
        case Not():
            return "this must not hold"
        case When():
            return "if the first holds, the second must"
        case LabelOf():
            return f"{criterion.tree} on the label of the ordered product"
        case Judgment():
            return "left to a person's judgment"
        case NotLoaded():
            return "not loaded"
        case Tried():
            return _tried(criterion)
    return _of_the_chart(criterion)


def _of_the_chart(criterion: Documented | IsOneOf | Compare) -> str:
    label = facts()[criterion.fact].label
    match criterion:
        case Documented():
            return f"{label}: yes"
        case IsOneOf():
            wanted = (*criterion.values, *(f"{prefix}..." for prefix in criterion.prefixes))
            return f"{label}: {_one_of(wanted)}"
        case Compare():
            return f"{label}, {criterion.which} value: {_spoken(criterion.comparison)} {criterion.bound:f} {criterion.unit}"


def _tried(criterion: Tried) -> str:
    wanted = _one_of((*criterion.products, *criterion.drug_classes))
    months = f" for {criterion.months} months" if criterion.months else ""
    return f"earlier treatment{months}: {wanted}; outcome: {_one_of(criterion.outcomes) or 'any'}"


def _one_of(words: Iterable[str]) -> str:
    return " or ".join(map(_spoken, words))


def _spoken(word: str) -> str:
    return word.replace("_", " ")
