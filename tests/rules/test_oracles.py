"""Our logic against three that somebody else wrote or that were written apart: SQLite's NULL, FHIRPath's empty, and counting worlds.

A decided verdict of a tree is what every way to answer its open leaves agrees on, as far as leaves are answered apart.
"""

import random
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, product

import pytest
from fhirpathpy import evaluate as fhirpath

from payer_rules.verdict import Verdict, all_of, any_of, at_least, negated

KNOWN = {Verdict.MET: True, Verdict.NOT_MET: False, Verdict.OPEN: None}
VERDICTS = {said: verdict for verdict, said in KNOWN.items()}
NAMES = ("a", "b", "c", "d", "e")


@dataclass(frozen=True)
class Tree:
    """`how` is a name of a leaf, or every, not, or a number: at least so many of the parts."""

    how: str | int
    parts: tuple["Tree", ...] = ()


def seeded(number: int) -> random.Random:
    """The same trees in every run."""
    return random.Random(number)  # noqa: S311  # no secret hangs on it


def grown(chance: random.Random, depth: int) -> Tree:
    """A random tree; a leaf may stand in it several times."""
    if depth == 0 or chance.random() < 0.2:
        return Tree(chance.choice(NAMES))
    how = chance.choice(("every", "not", "some"))
    if how == "not":
        return Tree("not", (grown(chance, depth - 1),))
    parts = tuple(grown(chance, depth - 1) for _ in range(chance.randint(1, 4)))
    return Tree("every" if how == "every" else chance.randint(1, len(parts)), parts)


def ours(tree: Tree, held: dict[str, Verdict]) -> Verdict:
    """The verdict by payer_rules."""
    found = [ours(part, held) for part in tree.parts]
    match tree.how:
        case "every":
            return all_of(found)
        case "not":
            return negated(found[0])
        case int():
            return at_least(tree.how, found)
    return held[str(tree.how)]


def written(tree: Tree, true: str = "{}", negation: str = "(NOT {})") -> str:
    """The tree in a language that has only and, or, not: at least n are the ways to choose n of them, joined by or."""
    parts = [written(part, true, negation) for part in tree.parts]
    match tree.how:
        case "every":
            return f"({' AND '.join(parts)})"
        case "not":
            return negation.format(parts[0])
        case int():
            ways = (f"({' AND '.join(some)})" for some in combinations(parts, tree.how))
            return f"({' OR '.join(ways)})"
    return true.format(tree.how)


def charts(chance: random.Random) -> dict[str, Verdict]:
    return {name: chance.choice(list(KNOWN)) for name in NAMES}


def test_five_thousand_trees_agree_with_sqlite():
    """SQL's NULL is Kleene's unknown."""
    chance, base = seeded(1), sqlite3.connect(":memory:")
    differ = []
    for _ in range(5_000):
        tree, held = grown(chance, 3), charts(chance)
        sql = written(tree, ":{}")
        (said,) = base.execute(f"SELECT {sql}", {name: KNOWN[verdict] for name, verdict in held.items()}).fetchone()
        if VERDICTS[None if said is None else bool(said)] is not ours(tree, held):
            differ.append((sql, held))
    base.close()
    assert differ == []


def test_a_thousand_trees_agree_with_fhirpath():
    """FHIRPath's empty collection is unknown."""
    chance, differ = seeded(2), []
    for _ in range(1_000):
        tree, held = grown(chance, 2), charts(chance)
        resource = {name: KNOWN[verdict] for name, verdict in held.items() if KNOWN[verdict] is not None}
        path = written(tree, "{}", "({}.not())").replace("AND", "and").replace("OR", "or")
        said = fhirpath(resource, path)
        if VERDICTS[said[0] if said else None] is not ours(tree, held):
            differ.append((path, held))
    assert differ == []


def worlds(tree: Tree, held: dict[str, Verdict]) -> set[bool]:
    """What the tree says in every world that answers the open leaves, by counting."""
    waiting = [name for name in NAMES if held[name] is Verdict.OPEN]
    known = {name: KNOWN[verdict] is True for name, verdict in held.items()}
    return {
        _true(tree, known | dict(zip(waiting, one, strict=True))) for one in product((True, False), repeat=len(waiting))
    }


def _true(tree: Tree, world: dict[str, bool]) -> bool:
    told = [_true(part, world) for part in tree.parts]
    match tree.how:
        case "every":
            return all(told)
        case "not":
            return not told[0]
        case int():
            return sum(told) >= tree.how
    return world[str(tree.how)]


def test_five_thousand_decided_verdicts_hold_in_every_world():
    """Kleene's logic decides nothing that some answer could overturn."""
    chance, decided = seeded(3), 0
    for _ in range(5_000):
        tree, held = grown(chance, 3), charts(chance)
        verdict = ours(tree, held)
        if verdict is not Verdict.OPEN:
            decided += 1
            assert worlds(tree, held) == {KNOWN[verdict]}, tree
    assert decided > 1_000


def test_where_each_leaf_stands_once_every_open_verdict_could_go_both_ways():
    """Nor does it leave open what all worlds agree on, as long as a leaf stands in the tree only once."""
    chance, seen = seeded(4), 0
    while seen < 2_000:
        tree, held = grown(chance, 3), charts(chance)
        leaves = _leaves(tree)
        if len(leaves) == len(set(leaves)) and ours(tree, held) is Verdict.OPEN:
            seen += 1
            assert worlds(tree, held) == {True, False}, tree


def _leaves(tree: Tree) -> list[str]:
    return [leaf for part in tree.parts for leaf in _leaves(part)] if tree.parts else [str(tree.how)]


@pytest.mark.parametrize("one", KNOWN)
@pytest.mark.parametrize("other", KNOWN)
def test_the_tables_of_kleene(one: Verdict, other: Verdict):
    """And is the lesser, or the greater, of not met < open < met."""
    order = (Verdict.NOT_MET, Verdict.OPEN, Verdict.MET)
    assert all_of((one, other)) is min((one, other), key=order.index)
    assert any_of((one, other)) is max((one, other), key=order.index)
    assert negated(one) is order[2 - order.index(one)]


@pytest.mark.parametrize("verdicts", list(product(KNOWN, repeat=4)))
def test_at_least_n_by_the_rule_of_the_trade(verdicts: Sequence[Verdict]):
    """Met when n are met; not met when met and open together are fewer than n; else open."""
    met, waiting = verdicts.count(Verdict.MET), verdicts.count(Verdict.OPEN)
    for n in range(1, 5):
        wanted = Verdict.MET if met >= n else Verdict.NOT_MET if met + waiting < n else Verdict.OPEN
        assert at_least(n, verdicts) is wanted
    assert reduce(lambda one, other: all_of((one, other)), verdicts) is at_least(4, verdicts)
