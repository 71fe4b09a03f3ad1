"""Judges a criterion against a chart and keeps every step, so that a letter can quote the trail."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from payer_rules.changes import changed, elapsed, rolling
from payer_rules.chart import Chart
from payer_rules.criteria.asked import asked
from payer_rules.criteria.shapes import (
    AtLeast,
    Change,
    Compare,
    Courses,
    Criterion,
    Documented,
    DocumentOf,
    EachOf,
    Elapsed,
    Enclosed,
    Every,
    IsOneOf,
    Judgment,
    LabelOf,
    Not,
    NotLoaded,
    Rolling,
    Score,
    Tried,
    When,
)
from payer_rules.findings import Decider, Finding
from payer_rules.leaves import compared, documented, enclosed, of_words, one_of, still_open
from payer_rules.message import Message, say
from payer_rules.scores import rows_that_count, scored
from payer_rules.trials import courses, tried
from payer_rules.verdict import Cause, Verdict, all_of, at_least, negated

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Consulted:
    """A tree of another document, with the document's title and version."""

    criterion: Criterion
    document: str


Library = Callable[[str, str, date], Consulted | None]
"""(product or document id, tree, day) to that tree of the product's label or of the document; None when it is not loaded."""


def no_library(_document: str, _tree: str, _on: date) -> Consulted | None:
    """For readings without any other document at hand."""
    return None


def evaluate(criterion: Criterion, chart: Chart, on: date, library: Library = no_library) -> Finding:
    """Judge `criterion` on a day. Never raises for what a chart may hold."""
    found = JUDGES[type(criterion)](criterion, Setting(chart, on, library))
    return replace(found, asked=asked(criterion)) if found.verdict is Verdict.OPEN and not found.parts else found


@dataclass(frozen=True, slots=True)
class Setting:
    """What a criterion is judged by."""

    chart: Chart
    on: date
    library: Library

    def judge(self, criterion: Criterion) -> Finding:
        """Judge a part in the same setting."""
        return evaluate(criterion, self.chart, self.on, self.library)


def _every(criterion: Every, setting: Setting) -> Finding:
    found = tuple(map(setting.judge, criterion.parts))
    return _joined(criterion, all_of(one.verdict for one in found), found, "every")


def _at_least(criterion: AtLeast, setting: Setting) -> Finding:
    found = tuple(map(setting.judge, criterion.parts))
    verdict = at_least(criterion.n, (one.verdict for one in found))
    return _joined(criterion, verdict, found, "any_one" if criterion.n == 1 else "at_least", criterion.n)


def _each_of(criterion: EachOf, setting: Setting) -> Finding:
    """The set as it stands on the day; who is not in it drops out."""
    found = tuple(setting.judge(member.criterion) for member in criterion.members if member.covers(setting.on))
    verdicts = [one.verdict for one in found]
    verdict = all_of(verdicts) if criterion.n is None else at_least(criterion.n, verdicts)
    return _joined(criterion, verdict, found, "each_of", criterion.n)


def _not(criterion: Not, setting: Setting) -> Finding:
    found = setting.judge(criterion.part)
    return _joined(criterion, negated(found.verdict), (found,), "not")


def _when(criterion: When, setting: Setting) -> Finding:
    """What follows is judged too while the condition is open, so that a reader sees what it would take."""
    condition = setting.judge(criterion.condition)
    if condition.verdict in (Verdict.MET, Verdict.OPEN):
        then = setting.judge(criterion.then)
        verdict = then.verdict if condition.verdict is Verdict.MET else Verdict.OPEN
        return _joined(criterion, verdict, (condition, then), "when")
    reason = say("This does not apply: the condition is not met.")
    return replace(_joined(criterion, Verdict.NOT_APPLICABLE, (condition,), "when"), reason=reason)


def _joined(
    criterion: Criterion, verdict: Verdict, parts: tuple[Finding, ...], combination: str, n: int | None = None
) -> Finding:
    waiting = [part for part in parts if part.verdict is Verdict.OPEN] if verdict is Verdict.OPEN else []
    return of_words(
        criterion.words,
        verdict,
        _count(parts),
        combination=combination,
        parts=parts,
        causes=_once(cause for part in waiting for cause in part.causes),
        decided_by=parts[0].decided_by if parts else Decider.POLICY,
        needs=_once(need for part in waiting for need in part.needs),
        n=n,
    )


def _count(parts: tuple[Finding, ...]) -> Message:
    met = sum(part.verdict is Verdict.MET for part in parts)
    waiting = sum(part.verdict is Verdict.OPEN for part in parts)
    return say("{met} of {total} met, {still_open} open.", met=met, total=len(parts), still_open=waiting)


def _once(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))


def _score(criterion: Score, setting: Setting) -> Finding:
    chooser = setting.judge(criterion.chooser)
    counting = rows_that_count(criterion, chooser)
    found = scored(counting, chooser, tuple(setting.judge(item.criterion) for item in counting.items))
    joined = _joined(criterion, found.verdict, found.parts, "score")
    return replace(found, causes=joined.causes, needs=joined.needs, decided_by=joined.decided_by)


def _label(criterion: LabelOf, setting: Setting) -> Finding:
    """Ask the ordered product's label; where none is loaded, the fact that stands in for it."""
    words, ordered = criterion.words, setting.chart.values("product")
    if not ordered:
        reason = say("The order names no product, so no label.")
        return still_open(words, Decider.POLICY, Cause.NOT_DOCUMENTED, reason, "product")
    consulted = setting.library(str(ordered[-1].value), criterion.tree, setting.on)
    if consulted is not None:
        found = _by_document(criterion, consulted, setting, "label")
        return _contradicted(criterion, found, setting.chart) or found
    stands_in = criterion.otherwise_fact
    if stands_in and setting.chart.values(stands_in):
        return documented(Documented(words, stands_in, Decider.POLICY), setting.chart)
    reason = say("No label of the ordered product is loaded, and nothing in the chart answers for it.")
    needs = (stands_in,) if stands_in else ()
    return still_open(words, Decider.POLICY, Cause.NOT_LOADED, reason, *needs)


CONTRAINDICATION = "contraindication"  # a tree of labels


def _contradicted(criterion: LabelOf, found: Finding, chart: Chart) -> Finding | None:
    """A contraindication that the chart documents, though the label's list as it is loaded names none of the patient's."""
    name = criterion.otherwise_fact
    charted = chart.newest(name) if name and criterion.tree == CONTRAINDICATION else ()
    if name is None or found.verdict is not Verdict.NOT_MET or not any(one.value is True for one in charted):
        return None
    reason = say(
        "Nothing on the label’s list is found, but a labeled contraindication is documented. Check which holds."
    )
    return still_open(criterion.words, found.decided_by, Cause.CONFLICT, reason, name, facts=charted)


def _document(criterion: DocumentOf, setting: Setting) -> Finding:
    consulted = setting.library(criterion.document, criterion.tree, setting.on)
    if consulted is not None:
        return _by_document(criterion, consulted, setting, "document")
    reason = say("{document} is not loaded for {day}.", document=criterion.document, day=setting.on)
    return still_open(criterion.words, Decider.POLICY, Cause.NOT_LOADED, reason)


def _by_document(criterion: LabelOf | DocumentOf, consulted: Consulted, setting: Setting, combination: str) -> Finding:
    found = setting.judge(consulted.criterion)
    return replace(_joined(criterion, found.verdict, (found,), combination), document=consulted.document)


SUPPORT = {
    Verdict.MET: say("The policy leaves this to a reviewer's judgment; the chart supports it, and cannot settle it."),
    Verdict.NOT_MET: say("The policy leaves this to a reviewer's judgment; what the chart says does not support it."),
}
UNSUPPORTED = say("The policy leaves this to a reviewer's judgment; the chart can support it, not settle it.")


def _judgment(criterion: Judgment, setting: Setting) -> Finding:
    """Always open: a person decides. What the chart says for it stands below."""
    words = criterion.words
    if criterion.support is None:
        return still_open(words, Decider.PERSON, Cause.JUDGMENT, UNSUPPORTED)
    support = setting.judge(criterion.support)
    reason = SUPPORT.get(support.verdict, UNSUPPORTED)
    return still_open(
        words, Decider.PERSON, Cause.JUDGMENT, reason, *support.needs, combination="judgment", parts=(support,)
    )


def _not_loaded(criterion: NotLoaded, _: Setting) -> Finding:
    reason = say("The text of this part of the policy is not loaded.")
    return still_open(criterion.words, Decider.POLICY, Cause.NOT_LOADED, reason)


JUDGES: Mapping[type, Callable[[Any, Setting], Finding]] = {
    Every: _every,
    AtLeast: _at_least,
    EachOf: _each_of,
    Not: _not,
    When: _when,
    Score: _score,
    LabelOf: _label,
    DocumentOf: _document,
    Judgment: _judgment,
    NotLoaded: _not_loaded,
    Documented: lambda criterion, setting: documented(criterion, setting.chart),
    IsOneOf: lambda criterion, setting: one_of(criterion, setting.chart),
    Compare: lambda criterion, setting: compared(criterion, setting.chart),
    Enclosed: lambda criterion, setting: enclosed(criterion, setting.chart),
    Change: lambda criterion, setting: changed(criterion, setting.chart),
    Elapsed: lambda criterion, setting: elapsed(criterion, setting.chart),
    Rolling: lambda criterion, setting: rolling(criterion, setting.chart),
    Tried: lambda criterion, setting: tried(criterion, setting.chart, setting.on),
    Courses: lambda criterion, setting: courses(criterion, setting.chart, setting.on),
}
