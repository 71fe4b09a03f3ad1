"""What would settle an open tree: the smallest sets of answers that together turn it to met, as questions to ask."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations, islice

from payer_rules.findings import Ask, Finding, ScoreTold, Settling
from payer_rules.verdict import Cause, Verdict

Ways = tuple[frozenset[Ask], ...]
MOST_WAYS = 32  # kept at each step; a tree asks for far fewer
MOST_SUBSETS = 4_000
SHOWN = 6
DONE: Ways = (frozenset(),)
NEVER: Ways = ()


def settled_by(finding: Finding) -> tuple[Settling, ...]:
    """The smallest sets first; those that need more than the chart only where the chart alone cannot do it."""
    order = {ask: place for place, ask in enumerate(_asks(finding))}
    found = [Settling(tuple(sorted(way, key=lambda ask: order.get(ask, 0))), _by_chart(way)) for way in to_met(finding)]
    by_chart = [one for one in found if one.by_chart]
    return tuple((by_chart or found)[:SHOWN])


def _by_chart(way: Iterable[Ask]) -> bool:
    return all(ask.needs and ask.cause is not Cause.JUDGMENT for ask in way)


def _asks(finding: Finding) -> Iterator[Ask]:
    """Every ask at or below, in the order of the text."""
    for part in finding.parts:
        yield from _asks(part)
    if _is_leaf(finding):
        yield from (_ask(finding, holds=True), _ask(finding, holds=False))


def _is_leaf(finding: Finding) -> bool:
    return not finding.parts or finding.combination == "judgment"


def _ask(finding: Finding, holds: bool) -> Ask:
    cause = finding.causes[0] if finding.causes else Cause.NOT_DOCUMENTED
    said = finding.asked if finding.needs and finding.asked else finding.text
    return Ask(finding.needs, finding.text, finding.cite, said, holds, cause)


def to_met(finding: Finding) -> Ways:
    """The smallest sets of answers that make a finding met; one empty set when it is, none when nothing can."""
    if finding.verdict is not Verdict.OPEN:
        return DONE if finding.verdict is Verdict.MET else NEVER
    if _is_leaf(finding):
        return (frozenset({_ask(finding, holds=True)}),)
    match finding.combination:
        case "every":
            return _all_met(finding.parts)
        case "any_one" | "at_least" | "each_of":
            return _all_met(finding.parts) if finding.n is None else _some(finding.n, finding.parts, to_met)
        case "not":
            return to_unmet(finding.parts[0])
        case "when":
            return _joined(map(to_met, finding.parts))
        case "score":
            return _scored(finding)
    return to_met(finding.parts[0])


def to_unmet(finding: Finding) -> Ways:
    """The same, for not met: what a negation asks."""
    if finding.verdict is not Verdict.OPEN:
        return DONE if finding.verdict is Verdict.NOT_MET else NEVER
    if _is_leaf(finding):
        return (frozenset({_ask(finding, holds=False)}),)
    match finding.combination:
        case "every":
            return _some(1, finding.parts, to_unmet)
        case "any_one" | "at_least" | "each_of":
            applying = sum(part.verdict is not Verdict.NOT_APPLICABLE for part in finding.parts)
            needed = applying - (finding.n or applying) + 1
            return _some(needed, finding.parts, to_unmet)
        case "not":
            return to_met(finding.parts[0])
        case "when":
            condition, *then = finding.parts
            return _joined([to_met(condition), *map(to_unmet, then)])
        case "score":
            return _joined(to_unmet(part) for part in finding.parts[1:] if part.verdict is Verdict.OPEN)
    return to_unmet(finding.parts[0])


def _least(ways: Iterable[frozenset[Ask]]) -> Ways:
    """The smallest first, without those that hold another one or contradict themselves."""
    kept: list[frozenset[Ask]] = []
    several = tuple(dict.fromkeys(ways))
    if len(several) < 2:
        return tuple(way for way in several if not _contradicts(way))
    for way in sorted(several, key=len):
        if len(kept) == MOST_WAYS:
            break
        if not _contradicts(way) and not any(other <= way for other in kept):
            kept.append(way)
    return tuple(kept)


def _contradicts(way: frozenset[Ask]) -> bool:
    return len({(ask.needs, ask.asked) for ask in way}) < len(way)


def _joined(parts: Iterable[Ways]) -> Ways:
    """One way of each part, together."""
    ways = DONE
    for part in parts:
        if part != DONE:
            ways = _least(one | other for one in ways for other in part)
    return ways


def _all_met(parts: Sequence[Finding]) -> Ways:
    """Every part met or, where a condition can still fail, dropped out; at least one of them met."""
    met: Ways = NEVER
    dropped: Ways = DONE
    if not any(map(_dropped, parts)):
        return _joined(map(to_met, parts))
    for part in parts:
        out, in_ = _dropped(part), to_met(part)
        met = _least((*_pairs(met, (*in_, *out)), *_pairs(dropped, in_)))
        dropped = _least(_pairs(dropped, out))
    return met


def _pairs(ones: Ways, others: Ways) -> Iterator[frozenset[Ask]]:
    return (one | other for one in ones for other in others)


def _dropped(finding: Finding) -> Ways:
    """What makes a part not apply."""
    if finding.verdict is Verdict.NOT_APPLICABLE:
        return DONE
    if finding.combination == "when" and finding.verdict is Verdict.OPEN:
        return to_unmet(finding.parts[0])
    return NEVER


def _some(n: int, parts: Sequence[Finding], to: Callable[[Finding], Ways]) -> Ways:
    """Any `n` of the parts brought there."""
    options = [ways for ways in map(to, parts) if ways]
    done = sum(ways == DONE for ways in options)
    rest = [ways for ways in options if ways != DONE]
    if n <= done:
        return DONE
    chosen = islice(combinations(rest, n - done), MOST_SUBSETS)
    return _least(way for some in chosen for way in _joined(some))


def _scored(finding: Finding) -> Ways:
    """Rows that reach what a column needs, with the answer that picks the column; or that reach what every column needs."""
    chooser, rows = finding.parts[0], finding.parts[1:]
    ways = list(_joined_rows(rows, finding.scores))
    if chooser.verdict is Verdict.OPEN:
        for column in finding.scores:
            picks = to_met(chooser) if column.holds else to_unmet(chooser)
            ways += _pairs(picks, _joined_rows(rows, (column,)))
    return _least(ways)


def _joined_rows(rows: Sequence[Finding], columns: Sequence[ScoreTold]) -> Ways:
    waiting = [place for place, row in enumerate(rows) if row.verdict is Verdict.OPEN and to_met(row)]
    subsets = (some for size in range(len(waiting) + 1) for some in combinations(waiting, size))
    found: list[frozenset[int]] = []
    for some in islice(map(frozenset, subsets), MOST_SUBSETS):
        if not any(other <= some for other in found) and all(_reaches(one, rows, some) for one in columns):
            found.append(some)
    return _least(way for some in found for way in _joined(to_met(rows[place]) for place in some))


def _reaches(column: ScoreTold, rows: Sequence[Finding], some: frozenset[int]) -> bool:
    """Whether the score is enough with these rows met, one row a group."""
    best: dict[int, Decimal] = {}
    for place, (row, own, group) in enumerate(zip(rows, column.points, column.groups, strict=True)):
        if row.verdict is Verdict.MET or place in some:
            best[group] = max(own, best.get(group, own))
    return sum(best.values(), Decimal(0)) >= column.needed
