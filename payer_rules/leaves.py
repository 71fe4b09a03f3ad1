"""The leaves about facts: one question to the chart each, answered with the value, its date and where it is documented."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from payer_rules.chart import Chart, Evidence, Fact
from payer_rules.criteria.shapes import (
    Compare,
    Comparison,
    Documented,
    Enclosed,
    IsOneOf,
    SpanUnit,
    Which,
    Window,
    Words,
)
from payer_rules.facts import facts
from payer_rules.findings import Decider, Finding
from payer_rules.message import Message, long_date, say
from payer_rules.months import after
from payer_rules.verdict import Cause, Verdict

BASE_UNITS = {
    "microkat/L": ("U/L", Decimal(60)),  # by definition of the katal
    "lb": ("kg", Decimal("0.45359237")),  # by definition of the pound
    "in": ("cm", Decimal("2.54")),  # by definition of the inch
}
DOCUMENT = "document"  # the fact whose values are kinds of documents at hand


def place(evidence: Evidence) -> str:
    """Where a value stands: the note, its date and page."""
    parts = [evidence.note]
    if evidence.on:
        parts.append(long_date(evidence.on))
    if evidence.page:
        parts.append(f"page {evidence.page}")
    return ", ".join(parts)


def shown(fact: Fact) -> str:
    """A value with its unit and day."""
    match fact.value:
        case bool():
            value = "yes" if fact.value else "no"
        case Decimal():
            value = f"{fact.value.normalize():f}"
        case date():
            value = long_date(fact.value)
        case _:
            value = str(fact.value)
    unit = f" {fact.unit}" if fact.unit else ""
    return f"{value}{unit}{f' on {long_date(fact.on)}' if fact.on else ''}"


def with_places(values: Iterable[Fact]) -> str:
    """Values with where each is documented."""
    return "; ".join(f"{shown(fact)} ({place(fact.evidence)})" for fact in values)


def label_of(name: str) -> str:
    """The printed name of a fact."""
    return facts()[name].label


def of_words(words: Words, verdict: Verdict, reason: Message, **more: Any) -> Finding:
    """A finding with the criterion's own words; not met, its own sentence says so."""
    if verdict is Verdict.NOT_MET and words.otherwise:
        reason = say("{otherwise}", otherwise=words.otherwise)
    return Finding(words.text, words.cite, verdict, reason, note=words.note, page=words.page, **more)


def still_open(words: Words, decider: Decider, cause: Cause, reason: Message, *needs: str, **more: Any) -> Finding:
    """An open finding with its cause and the facts that would settle it."""
    return of_words(words, Verdict.OPEN, reason, causes=(cause,), decided_by=decider, needs=needs, **more)


def silent(words: Words, decider: Decider, *names: str) -> Finding:
    """The chart says nothing of these facts."""
    reason = say("Not documented: {labels}.", labels=", ".join(map(label_of, names)))
    return still_open(words, decider, Cause.NOT_DOCUMENTED, reason, *names)


def disagreeing(words: Words, decider: Decider, name: str, values: tuple[Fact, ...]) -> Finding:
    """The values that count do not agree: all are shown."""
    reason = say("{label}: the values disagree: {both}.", label=label_of(name), both=with_places(values))
    return still_open(words, decider, Cause.CONFLICT, reason, name, facts=values)


def settled(
    words: Words, decider: Decider, name: str, met: bool, used: tuple[Fact, ...], against: tuple[Fact, ...] = ()
) -> Finding:
    """Met or not met by these values; those `against` say otherwise and do not count."""
    reason = say("{label}: {said}.", label=label_of(name), said=with_places(used))
    verdict = Verdict.MET if met else Verdict.NOT_MET
    return of_words(words, verdict, reason, decided_by=decider, facts=used, against=against)


def newest(values: Sequence[Fact]) -> tuple[Fact, ...]:
    """The values of the newest day, and the undated ones, which may be as new."""
    last = values[-1].on
    return tuple(fact for fact in values if fact.on == last or fact.on is None)


@dataclass(frozen=True, slots=True)
class Question:
    """What the three leaves about values have in common; `holds` is None for a value that cannot be compared."""

    words: Words
    fact: str
    decided_by: Decider
    which: Which
    window: Window | None
    holds: Callable[[Fact], bool | None]
    unit: str = ""


def documented(criterion: Documented, chart: Chart) -> Finding:
    """Yes or no by the newest documented answer, by any or by all of them; two answers of one day conflict."""
    return _answered(_question(criterion, lambda fact: fact.value is True), chart)


def one_of(criterion: IsOneOf, chart: Chart) -> Finding:
    """Any documented value may match unless the criterion says otherwise, since a patient can carry several codes."""
    return _answered(_question(criterion, lambda fact: _matches(criterion, str(fact.value))), chart)


def compared(criterion: Compare, chart: Chart) -> Finding:
    """The latest, any or all values against the bound, in the criterion's unit; another scale is a conflict, not a number."""
    return _answered(_question(criterion, lambda fact: _within_bound(criterion, fact)), chart)


def _question(criterion: Documented | IsOneOf | Compare, holds: Callable[[Fact], bool | None]) -> Question:
    asked = criterion
    unit = asked.unit if isinstance(asked, Compare) else ""
    return Question(asked.words, asked.fact, asked.decided_by, asked.which, asked.window, holds, unit)


def _matches(criterion: IsOneOf, value: str) -> bool:
    return value in criterion.values or any(value.startswith(prefix) for prefix in criterion.prefixes)


def _within_bound(criterion: Compare, fact: Fact) -> bool | None:
    number = in_unit(fact, criterion.unit)
    return None if number is None else holds(criterion.comparison, number, criterion.bound)


def _answered(question: Question, chart: Chart) -> Finding:
    values = chart.values(question.fact)
    if not values:
        return silent(question.words, question.decided_by, question.fact)
    if question.window:
        inside = in_window(question.window, values, chart)
        if isinstance(inside, Message):
            needs = question.fact if day_of(question.window.anchor, chart) else question.window.anchor
            return still_open(question.words, question.decided_by, Cause.NOT_DOCUMENTED, inside, needs, facts=values)
        values = inside
    return _by_values(question, values)


def _by_values(question: Question, values: tuple[Fact, ...]) -> Finding:
    """Let the latest, any or all values count; what says otherwise is shown beside it."""
    words, decider, name = question.words, question.decided_by, question.fact
    used = newest(values) if question.which is Which.LATEST else values
    told = [question.holds(fact) for fact in used]
    if None in told:
        return _other_scale(question, used)
    if question.which is Which.LATEST and len(set(told)) > 1:
        return disagreeing(words, decider, name, used)
    met = any(told) if question.which is Which.ANY else all(told)
    if question.which is Which.LATEST:
        against = tuple(fact for fact in values if fact not in used and question.holds(fact) is (not met))
    else:
        against = tuple(fact for fact, one in zip(used, told, strict=True) if one is not met)
        used = tuple(fact for fact, one in zip(used, told, strict=True) if one is met)
    if name == "diagnosis":  # a patient has several; another code says nothing against one
        against = ()
    return settled(words, decider, name, met, used, against)


def _other_scale(question: Question, values: tuple[Fact, ...]) -> Finding:
    reason = say(
        "{label}: the policy asks for a value in {unit}, which does not follow from {values}.",
        label=label_of(question.fact),
        unit=question.unit,
        values=with_places(values),
    )
    return still_open(question.words, question.decided_by, Cause.CONFLICT, reason, question.fact, facts=values)


def in_unit(fact: Fact, unit: str) -> Decimal | None:
    """The value in `unit`; None when its own unit does not convert exactly."""
    if not isinstance(fact.value, Decimal):
        return None
    if fact.unit == unit:
        return fact.value
    (base, factor), (wanted, divisor) = (BASE_UNITS.get(one or "", (one, Decimal(1))) for one in (fact.unit, unit))
    return fact.value * factor / divisor if base == wanted else None


def holds(comparison: Comparison, number: Decimal | int, bound: Decimal | int) -> bool:
    """Whether the number keeps to the bound."""
    match comparison:
        case Comparison.AT_LEAST:
            return number >= bound
        case Comparison.AT_MOST:
            return number <= bound
        case Comparison.MORE_THAN:
            return number > bound
        case Comparison.LESS_THAN:
            return number < bound


def day_of(name: str, chart: Chart) -> date | None:
    """The one day that a day fact holds, by its newest answer; None when silent or in conflict."""
    values = chart.values(name)
    days = {fact.value for fact in newest(values) if isinstance(fact.value, date)} if values else set[date]()
    return days.pop() if len(days) == 1 else None


def span_of(window: Window, anchor: date) -> tuple[date, date]:
    """First and last day of a window, both included."""
    length = window.length if not window.before else -window.length
    try:
        other = after(anchor, length) if window.unit is SpanUnit.MONTHS else anchor + timedelta(length)
    except OverflowError:
        other = date.min if window.before else date.max
    return min(anchor, other), max(anchor, other)


def in_window(window: Window, values: tuple[Fact, ...], chart: Chart) -> tuple[Fact, ...] | Message:
    """The values dated within the window, or why none is known to be."""
    anchor = day_of(window.anchor, chart)
    if anchor is None:
        return say("Not documented: {label}.", label=label_of(window.anchor))
    first, last = span_of(window, anchor)
    inside = tuple(fact for fact in values if fact.on and first <= fact.on <= last)
    if inside:
        return inside
    return say(
        "No value from {first} to {last} is documented; there is {others}.",
        first=first,
        last=last,
        others=with_places(values),
    )


def enclosed(criterion: Enclosed, chart: Chart) -> Finding:
    """A document of the kind is at hand; one that is not has only not been entered yet."""
    words = criterion.words
    found = tuple(fact for fact in chart.values(DOCUMENT) if fact.value == criterion.kind)
    if not found:
        reason = say("Not at hand yet: {kind}.", kind=criterion.kind)
        return still_open(words, Decider.CHART, Cause.NOT_DOCUMENTED, reason, DOCUMENT)
    inside = in_window(criterion.window, found, chart) if criterion.window else found
    if isinstance(inside, Message):
        return still_open(words, Decider.CHART, Cause.NOT_DOCUMENTED, inside, DOCUMENT, facts=found)
    return settled(words, Decider.CHART, DOCUMENT, met=True, used=inside)
