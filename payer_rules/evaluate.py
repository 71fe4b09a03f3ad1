"""Judges a criterion against a chart and keeps every step, so that a letter can quote the trail."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from payer_rules.chart import Chart
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
from payer_rules.findings import Decider, Finding
from payer_rules.leaves import compared, documented, one_of, tried
from payer_rules.message import Message, say
from payer_rules.verdict import Cause, Verdict, all_of, at_least, negated

T = TypeVar("T")
Labels = Callable[[str, str, date], Criterion | None]
"""(product, tree, day) to that tree of the product's label, or None when no label is loaded."""


def no_labels(_product: str, _tree: str, _on: date) -> Criterion | None:
    """For readings without any label at hand."""
    return None


def evaluate(criterion: Criterion, chart: Chart, on: date, labels: Labels = no_labels) -> Finding:
    """Judge `criterion` on a day. Never raises for what a chart may hold."""
    match criterion:
        case Every() | AtLeast():
            return _combined(criterion, chart, on, labels)
        case Not():
            return _not(criterion, chart, on, labels)
        case When():
            return _when(criterion, chart, on, labels)
        case LabelOf():
            return _label(criterion, chart, on, labels)
        case Documented():
            return documented(criterion, chart)
        case IsOneOf():
            return one_of(criterion, chart)
        case Compare():
            return compared(criterion, chart)
        case Tried():
            return tried(criterion, chart, on)
        case Judgment():
            reason = say("The policy leaves this to a reviewer's judgment; the chart can support it, not settle it.")
            return _open(criterion, Cause.JUDGMENT, reason, Decider.PERSON)
        case NotLoaded():
            return _open(
                criterion, Cause.NOT_LOADED, say("The text of this part of the policy is not loaded."), Decider.POLICY
            )


def _open(criterion: Judgment | NotLoaded, cause: Cause, reason: Message, decider: Decider) -> Finding:
    words = criterion.words
    return Finding(words.text, words.cite, Verdict.OPEN, reason, causes=(cause,), decided_by=decider, note=words.note)


def _combined(criterion: Every | AtLeast, chart: Chart, on: date, labels: Labels) -> Finding:
    found = tuple(evaluate(part, chart, on, labels) for part in criterion.parts)
    verdicts = [finding.verdict for finding in found]
    if isinstance(criterion, Every):
        return _joined(criterion, all_of(verdicts), found, "every")
    return _joined(criterion, at_least(criterion.n, verdicts), found, "any_one" if criterion.n == 1 else "at_least")


def _not(criterion: Not, chart: Chart, on: date, labels: Labels) -> Finding:
    found = evaluate(criterion.part, chart, on, labels)
    return _joined(criterion, negated(found.verdict), (found,), "not")


def _when(criterion: When, chart: Chart, on: date, labels: Labels) -> Finding:
    condition = evaluate(criterion.condition, chart, on, labels)
    if condition.verdict is Verdict.MET:
        then = evaluate(criterion.then, chart, on, labels)
        return _joined(criterion, then.verdict, (condition, then), "when")
    applies = Verdict.OPEN if condition.verdict is Verdict.OPEN else Verdict.NOT_APPLICABLE
    return _joined(criterion, applies, (condition,), "when")


def _joined(criterion: Criterion, verdict: Verdict, parts: tuple[Finding, ...], combination: str) -> Finding:
    words = criterion.words
    still_open = [part for part in parts if part.verdict is Verdict.OPEN] if verdict is Verdict.OPEN else []
    return Finding(
        text=words.text,
        cite=words.cite,
        verdict=verdict,
        reason=_why(criterion, verdict, parts),
        combination=combination,
        parts=parts,
        causes=_once(cause for part in still_open for cause in part.causes),
        decided_by=parts[0].decided_by,
        needs=_once(need for part in still_open for need in part.needs),
        note=words.note,
    )


def _why(criterion: Criterion, verdict: Verdict, parts: tuple[Finding, ...]) -> Message:
    if verdict is Verdict.NOT_MET and criterion.words.otherwise:
        return say("{otherwise}", otherwise=criterion.words.otherwise)
    met = sum(part.verdict is Verdict.MET for part in parts)
    still_open = sum(part.verdict is Verdict.OPEN for part in parts)
    return say("{met} of {total} met, {still_open} open.", met=met, total=len(parts), still_open=still_open)


def _once(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))


def _label(criterion: LabelOf, chart: Chart, on: date, labels: Labels) -> Finding:
    """Ask the ordered product's label; where none is loaded, the fact that stands in for it."""
    ordered = chart.values("product")
    if not ordered:
        return _unlabeled(criterion, Cause.NOT_DOCUMENTED, say("The order names no product, so no label."), "product")
    tree = labels(str(ordered[-1].value), criterion.tree, on)
    if tree is not None:
        return _joined(criterion, (found := evaluate(tree, chart, on, labels)).verdict, (found,), "label")
    stands_in = criterion.otherwise_fact
    if stands_in and chart.values(stands_in):
        return documented(Documented(criterion.words, stands_in, Decider.POLICY), chart)
    reason = say("No label of the ordered product is loaded, and nothing in the chart answers for it.")
    return _unlabeled(criterion, Cause.NOT_LOADED, reason, *((stands_in,) if stands_in else ()))


def _unlabeled(criterion: LabelOf, cause: Cause, reason: Message, *needs: str) -> Finding:
    words = criterion.words
    return Finding(
        words.text,
        words.cite,
        Verdict.OPEN,
        reason,
        causes=(cause,),
        decided_by=Decider.POLICY,
        needs=needs,
        note=words.note,
    )
