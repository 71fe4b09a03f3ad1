"""Each criterion of a tree removed in turn: what a policy or program would be if somebody had forgotten it."""

from collections.abc import Iterator
from dataclasses import replace

from payer_rules.criteria.shapes import AtLeast, Criterion, Every, Not, When


def mutants(tree: Criterion) -> Iterator[tuple[str, Criterion]]:
    """The words of what is missing, and the tree without it."""
    match tree:
        case Every(parts=parts) | AtLeast(parts=parts):
            for place, part in enumerate(parts):
                yield part.words.text, _with(tree, (*parts[:place], *parts[place + 1 :]))
                for gone, changed in mutants(part):
                    yield gone, _with(tree, (*parts[:place], changed, *parts[place + 1 :]))
        case Not(part=part):
            for gone, changed in mutants(part):
                yield gone, replace(tree, part=changed)
        case When(condition=condition, then=then):
            yield condition.words.text, then
            for gone, changed in mutants(condition):
                yield gone, replace(tree, condition=changed)
            for gone, changed in mutants(then):
                yield gone, replace(tree, then=changed)


def _with(tree: Every | AtLeast, parts: tuple[Criterion, ...]) -> Criterion:
    if isinstance(tree, AtLeast):
        return replace(tree, parts=parts, n=min(tree.n, max(1, len(parts))))
    return replace(tree, parts=parts)
