"""Scores over shared atoms: while rows are open, a score is an interval, never a zero."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from payer_rules.criteria.shapes import Column, Item, Score
from payer_rules.findings import Finding, ScoreTold
from payer_rules.leaves import of_words
from payer_rules.message import Message, say
from payer_rules.verdict import Verdict

NONE = Decimal(0)


def rows_that_count(criterion: Score, chooser: Finding) -> Score:
    """The score without the rows that give no points in any column still possible."""
    places = [place for place, column in enumerate(criterion.columns) if _is_possible(column, chooser)]
    counting = tuple(item for item in criterion.items if any(item.points[place] for place in places))
    return replace(criterion, items=counting)


def scored(criterion: Score, chooser: Finding, rows: tuple[Finding, ...]) -> Finding:
    """Met when the least it can be is enough in every column still possible, not met when the most is not."""
    told = tuple(
        _of_column(criterion, place, rows)
        for place, column in enumerate(criterion.columns)
        if _is_possible(column, chooser)
    )
    verdict = _verdict(told)
    return replace(
        of_words(criterion.words, verdict, _reason(told)),
        combination="score",
        parts=(chooser, *rows),
        scores=told,
    )


def _is_possible(column: Column, chooser: Finding) -> bool:
    return chooser.verdict is Verdict.OPEN or (chooser.verdict is Verdict.MET) == column.holds


def _verdict(told: Sequence[ScoreTold]) -> Verdict:
    if all(one.low >= one.needed for one in told):
        return Verdict.MET
    return Verdict.NOT_MET if all(one.high < one.needed for one in told) else Verdict.OPEN


def _of_column(criterion: Score, place: int, rows: tuple[Finding, ...]) -> ScoreTold:
    column, points = criterion.columns[place], tuple(item.points[place] or NONE for item in criterion.items)
    groups = _groups(criterion.items)
    counted = list(_spans(groups, points, rows))
    low, high = sum((low for low, _ in counted), NONE), sum((high for _, high in counted), NONE)
    return ScoreTold(column.name, low, high, column.needed, points, groups, column.holds)


def _groups(items: Sequence[Item]) -> tuple[int, ...]:
    """The place of the first row of each row's group; a row of no group is its own."""
    first: dict[str, int] = {}
    return tuple(first.setdefault(item.group, place) if item.group else place for place, item in enumerate(items))


def _spans(
    groups: Sequence[int], points: Sequence[Decimal], rows: Sequence[Finding]
) -> Iterator[tuple[Decimal, Decimal]]:
    """Least and most of each group."""
    gathered: dict[int, list[tuple[Decimal, Verdict]]] = {}
    for group, own, row in zip(groups, points, rows, strict=True):
        gathered.setdefault(group, []).append((own, row.verdict))
    for held in gathered.values():
        sure = max((own for own, verdict in held if verdict is Verdict.MET), default=NONE)
        yield sure, max((own for own, verdict in held if verdict in (Verdict.MET, Verdict.OPEN)), default=NONE)


def _reason(told: Sequence[ScoreTold]) -> Message:
    return say("Score {scores}.", scores="; ".join(map(_said, told)))


def _said(one: ScoreTold) -> str:
    span = f"{one.low}" if one.low == one.high else f"between {one.low} and {one.high}"
    return f"{one.column}: {span}, needed {one.needed}"
