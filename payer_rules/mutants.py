"""Each criterion of a tree removed or bent in turn: what a policy would be if somebody had forgotten or misread it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from payer_rules.criteria.shapes import (
    AtLeast,
    Change,
    Compare,
    Comparison,
    Courses,
    Criterion,
    Documented,
    EachOf,
    Elapsed,
    Enclosed,
    Every,
    IsOneOf,
    Not,
    Rolling,
    Score,
    Tried,
    When,
)

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
        case EachOf() | Score() | Courses():
            yield from _of_several(tree)
        case _:
            yield from _of_a_leaf(tree)


def _of_several(tree: EachOf | Score | Courses) -> Iterator[tuple[str, Criterion]]:
    match tree:
        case EachOf(members=members):
            for place, member in enumerate(members):
                rest = (*members[:place], *members[place + 1 :])
                n = min(tree.n, max(1, len(rest))) if tree.n else None
                yield member.criterion.words.text, replace(tree, members=rest, n=n)
                for gone, changed in mutants(member.criterion):
                    own = (*members[:place], replace(member, criterion=changed), *members[place + 1 :])
                    yield gone, replace(tree, members=own)
        case Score(items=items):
            for place, item in enumerate(items):
                yield item.criterion.words.text, replace(tree, items=(*items[:place], *items[place + 1 :]))
        case Courses(together=together):
            yield f"at the same time or in turn, of {tree.words.text}", replace(tree, together=not together)
            if tree.months:
                yield f"the months of {tree.words.text}", replace(tree, months=None)


WITHOUT: tuple[tuple[str, object], ...] = (
    ("outcomes", ()),
    ("months", None),
    ("weeks", None),
    ("dose", None),
    ("sources", ()),
    ("different", 1),
    ("window", None),
)


def _of_a_leaf(tree: Criterion) -> Iterator[tuple[str, Criterion]]:
    if isinstance(tree, Compare | Elapsed):
        yield f"the bound itself of {tree.words.text}", replace(tree, comparison=STRICTER[tree.comparison])
    if isinstance(tree, Change):
        yield f"the direction of {tree.words.text}", replace(tree, falls=not tree.falls)
        yield f"the bound of {tree.words.text}", replace(tree, bound=tree.bound / 2)
    if isinstance(tree, Rolling):
        yield f"the limit of {tree.words.text}", replace(tree, bound=tree.bound * 2)
        yield f"the days of {tree.words.text}", replace(tree, days=1)
    if isinstance(tree, Tried | Documented | IsOneOf | Compare | Enclosed):
        for name, nothing in WITHOUT:
            if getattr(tree, name, nothing) != nothing:
                changes: dict[str, Any] = {name: nothing}
                yield f"the {name} of {tree.words.text}", replace(tree, **changes)


def _without_one(tree: Every | AtLeast) -> Iterator[tuple[str, Criterion]]:
    for place, part in enumerate(tree.parts):
        yield part.words.text, _with(tree, (*tree.parts[:place], *tree.parts[place + 1 :]))


def _confused(tree: Every | AtLeast) -> Criterion:
    return AtLeast(tree.words, 1, tree.parts) if isinstance(tree, Every) else Every(tree.words, tree.parts)


def _with(tree: Every | AtLeast, parts: tuple[Criterion, ...]) -> Criterion:
    if isinstance(tree, AtLeast):
        return replace(tree, parts=parts, n=min(tree.n, max(1, len(parts))))
    return replace(tree, parts=parts)
