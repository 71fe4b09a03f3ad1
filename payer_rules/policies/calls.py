"""Documents that call each other: a tree that would come back to itself is refused before anybody reads it."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from payer_rules.criteria.asked import parts_of
from payer_rules.criteria.shapes import Criterion, DocumentOf, LabelOf
from payer_rules.files import BadFile
from payer_rules.policies.shapes import Policy

Node = tuple[str, str]
"""A policy's id and the name of its tree, whatever the version."""


def refuse_circles(versions: Iterable[tuple[Path, Policy]], others: Iterable[Policy] = ()) -> None:
    """Raise BadFile, at the line of the call, when a tree of `versions` calls itself by way of any of these policies."""
    own = tuple(versions)
    calls = _calls((*(policy for _, policy in own), *others))
    for path, policy in own:
        for name in policy.trees:
            circle = _circle((policy.id, name), calls)
            if circle:
                told = " calls ".join(f"{tree.replace('_', ' ')} of {document}" for document, tree in circle)
                raise BadFile(path.name, _line_of_call(path, circle[1]), f"goes in a circle: {told}")


def _calls(policies: tuple[Policy, ...]) -> dict[Node, set[Node]]:
    """Which trees each tree may call; a label is that of any product."""
    labels = [policy.id for policy in policies if policy.layer == "label"]
    calls: dict[Node, set[Node]] = {}
    for policy in policies:
        for name, tree in policy.trees.items():
            for one in _every(tree):
                if isinstance(one, DocumentOf):
                    calls.setdefault((policy.id, name), set()).add((one.document, one.tree))
                elif isinstance(one, LabelOf):
                    calls.setdefault((policy.id, name), set()).update((label, one.tree) for label in labels)
    return calls


def _every(criterion: Criterion) -> Iterator[Criterion]:
    yield criterion
    for part in parts_of(criterion):
        yield from _every(part)


def _circle(start: Node, calls: Mapping[Node, set[Node]]) -> tuple[Node, ...]:
    """The shortest way from a tree back to itself; empty when there is none."""
    ways: list[tuple[Node, ...]] = [(start,)]
    seen: set[Node] = set()
    for way in ways:  # grows while it is walked
        for called in sorted(calls.get(way[-1], ())):
            if called == start:
                return (*way, start)
            if called not in seen:
                seen.add(called)
                ways.append((*way, called))
    return ()


def _line_of_call(path: Path, called: Node) -> int | None:
    """The first line that names the called document, or the label."""
    lines = path.read_text("utf-8").splitlines()
    named = [number for number, text in enumerate(lines, 1) if called[0] in text and not text.startswith("id:")]
    asked = [number for number, text in enumerate(lines, 1) if "label:" in text and called[1] in text]
    return next(iter((*named, *asked)), None)
