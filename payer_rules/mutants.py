"""Each criterion of a tree removed or bent in turn: what a policy would be if somebody had forgotten or misread it."""

from collections.abc import Iterator
from dataclasses import replace

from payer_rules.criteria.shapes import AtLeast, Compare, Comparison, Criterion, Every, Not, Tried, When

STRICTER = {
    Comparison.AT_LEAST: Comparison.MORE_THAN,
    Comparison.AT_MOST: Comparison.LESS_THAN,
    Comparison.MORE_THAN: Comparison.AT_LEAST,
    Comparison.LESS_THAN: Comparison.AT_MOST,
}


def mutants(tree: Criterion) -> Iterator[tuple[str, Criterion]]:
    """What is missing or bent, and the changed tree: a criterion, a negation or the bound gone, every and any one confused."""
    match tree:
        case Every(parts=parts) | AtLeast(parts=parts):
            if len(parts) > 1:
                yield f"every and any one confused: {tree.words.text}", _confused(tree)
                yield from _without_one(tree)
            for place, part in enumerate(parts):
                for gone, changed in mutants(part):
                    yield gone, _with(tree, (*parts[:place], changed, *parts[place + 1 :]))
        case Not(part=part):
            yield f"not, of {part.words.text}", part
            for gone, changed in mutants(part):
                yield gone, replace(tree, part=changed)
        case When(condition=condition, then=then):
            yield condition.words.text, then
            for gone, changed in mutants(condition):
                yield gone, replace(tree, condition=changed)
            for gone, changed in mutants(then):
                yield gone, replace(tree, then=changed)
        case Compare(comparison=comparison):
            yield f"the bound itself of {tree.words.text}", replace(tree, comparison=STRICTER[comparison])
        case Tried(outcomes=outcomes) if outcomes:
            yield f"the outcomes of {tree.words.text}", replace(tree, outcomes=())


def _without_one(tree: Every | AtLeast) -> Iterator[tuple[str, Criterion]]:
    for place, part in enumerate(tree.parts):
        yield part.words.text, _with(tree, (*tree.parts[:place], *tree.parts[place + 1 :]))


def _confused(tree: Every | AtLeast) -> Criterion:
    return AtLeast(tree.words, 1, tree.parts) if isinstance(tree, Every) else Every(tree.words, tree.parts)


def _with(tree: Every | AtLeast, parts: tuple[Criterion, ...]) -> Criterion:
    if isinstance(tree, AtLeast):
        return replace(tree, parts=parts, n=min(tree.n, max(1, len(parts))))
    return replace(tree, parts=parts)
