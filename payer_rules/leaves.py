"""The leaves: one question to the chart each, answered with the value, its date and where it is documented."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from payer_rules.chart import Chart, Evidence, Fact, Outcome, Trial
from payer_rules.criteria.shapes import Compare, Comparison, Documented, IsOneOf, Tried, Which, Words
from payer_rules.facts import facts
from payer_rules.findings import Decider, Finding
from payer_rules.message import Message, long_date, say
from payer_rules.verdict import Cause, Verdict

U_PER_L_IN_MICROKAT = Decimal(60)  # 1 microkat/L is 60 U/L by definition of the katal
CONVERSIONS = {("microkat/L", "U/L"): U_PER_L_IN_MICROKAT}


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
    if isinstance(fact.value, bool):
        value = "yes" if fact.value else "no"
    else:
        value = f"{fact.value.normalize():f}" if isinstance(fact.value, Decimal) else str(fact.value)
    unit = f" {fact.unit}" if fact.unit else ""
    return f"{value}{unit}{f' on {long_date(fact.on)}' if fact.on else ''}"


def _latest(values: Sequence[Fact]) -> tuple[Fact, ...]:
    """The values of the newest day; several when one day has several, all when none is dated."""
    newest = values[-1].on
    return tuple(fact for fact in values if fact.on == newest)


def _silent(words: Words, decider: Decider, *names: str) -> Finding:
    labels = ", ".join(facts()[name].label for name in names)
    reason = say("Not documented: {labels}.", labels=labels)
    return Finding(
        words.text,
        words.cite,
        Verdict.OPEN,
        reason,
        causes=(Cause.NOT_DOCUMENTED,),
        decided_by=decider,
        needs=names,
        note=words.note,
    )


def _conflict(words: Words, decider: Decider, name: str, values: tuple[Fact, ...]) -> Finding:
    reason = say("{label}: the values disagree: {both}.", label=facts()[name].label, both=_with_places(values))
    return _contested(words, decider, name, values, reason)


def _other_scale(criterion: Compare, values: tuple[Fact, ...]) -> Finding:
    reason = say(
        "{label}: the policy asks for a value in {unit}, which does not follow from {values}.",
        label=facts()[criterion.fact].label,
        unit=criterion.unit,
        values=_with_places(values),
    )
    return _contested(criterion.words, criterion.decided_by, criterion.fact, values, reason)


def _with_places(values: Iterable[Fact]) -> str:
    return "; ".join(f"{shown(fact)} ({place(fact.evidence)})" for fact in values)


def _contested(words: Words, decider: Decider, name: str, values: tuple[Fact, ...], reason: Message) -> Finding:
    return Finding(
        words.text,
        words.cite,
        Verdict.OPEN,
        reason,
        causes=(Cause.CONFLICT,),
        decided_by=decider,
        facts=values,
        needs=(name,),
        note=words.note,
    )


def _settled(words: Words, decider: Decider, name: str, met: bool, used: tuple[Fact, ...]) -> Finding:
    reason = say("{label}: {said}.", label=facts()[name].label, said=_with_places(used))
    if not met and words.otherwise:
        reason = say("{otherwise}", otherwise=words.otherwise)
    return Finding(
        words.text,
        words.cite,
        Verdict.MET if met else Verdict.NOT_MET,
        reason,
        decided_by=decider,
        facts=used,
        note=words.note,
    )


def documented(criterion: Documented, chart: Chart) -> Finding:
    """Yes or no by the newest documented answer; two answers of one day conflict."""
    values = chart.values(criterion.fact)
    if not values:
        return _silent(criterion.words, criterion.decided_by, criterion.fact)
    newest = _latest(values)
    if len({fact.value for fact in newest}) > 1:
        return _conflict(criterion.words, criterion.decided_by, criterion.fact, newest)
    return _settled(criterion.words, criterion.decided_by, criterion.fact, newest[0].value is True, newest)


def one_of(criterion: IsOneOf, chart: Chart) -> Finding:
    """Any documented value may match, since a patient can carry several codes."""
    values = chart.values(criterion.fact)
    if not values:
        return _silent(criterion.words, criterion.decided_by, criterion.fact)
    matching = tuple(fact for fact in values if _matches(criterion, str(fact.value)))
    return _settled(criterion.words, criterion.decided_by, criterion.fact, bool(matching), matching or values)


def _matches(criterion: IsOneOf, value: str) -> bool:
    return value in criterion.values or any(value.startswith(prefix) for prefix in criterion.prefixes)


def compared(criterion: Compare, chart: Chart) -> Finding:
    """The latest, any or all values against the bound, in the criterion's unit; another scale is a conflict, not a number."""
    values = chart.values(criterion.fact)
    if not values:
        return _silent(criterion.words, criterion.decided_by, criterion.fact)
    used = _latest(values) if criterion.which is Which.LATEST else values
    numbers = [in_unit(fact, criterion.unit) for fact in used]
    if any(number is None for number in numbers):
        return _other_scale(criterion, used)
    holds = [_holds(criterion, number) for number in numbers if number is not None]
    if criterion.which is Which.LATEST and len(set(holds)) > 1:
        return _conflict(criterion.words, criterion.decided_by, criterion.fact, used)
    met = any(holds) if criterion.which is Which.ANY else all(holds)
    return _settled(criterion.words, criterion.decided_by, criterion.fact, met, used)


def in_unit(fact: Fact, unit: str) -> Decimal | None:
    """The value in `unit`; None when its own unit does not convert exactly."""
    if not isinstance(fact.value, Decimal):
        return None
    if fact.unit == unit:
        return fact.value
    factor = CONVERSIONS.get((fact.unit or "", unit))
    return None if factor is None else fact.value * factor


def _holds(criterion: Compare, number: Decimal) -> bool:
    match criterion.comparison:
        case Comparison.AT_LEAST:
            return number >= criterion.bound
        case Comparison.AT_MOST:
            return number <= criterion.bound
        case Comparison.MORE_THAN:
            return number > criterion.bound
        case Comparison.LESS_THAN:
            return number < criterion.bound


def tried(criterion: Tried, chart: Chart, on: date) -> Finding:
    """A matching trial meets it; none is open, unless a note says that the list is complete."""
    words = criterion.words
    asked = tuple(
        trial
        for trial in chart.trials
        if trial.product in criterion.products or trial.drug_class in criterion.drug_classes
    )
    ended = [trial for trial in asked if not criterion.outcomes or trial.outcome in criterion.outcomes]
    lasted = [(trial, _long_enough(trial, criterion.months, on)) for trial in ended]
    if matching := tuple(trial for trial, enough in lasted if enough):
        reason = say("Documented: {trials}.", trials=_listed(matching))
        return Finding(words.text, words.cite, Verdict.MET, reason, trials=matching, note=words.note)
    if chart.trials_complete and not any(enough is None for _, enough in lasted):
        reason = _complete_without(words, asked, chart.trials_complete)
        return Finding(words.text, words.cite, Verdict.NOT_MET, reason, trials=asked, note=words.note)
    return _untold(words, asked)


def _complete_without(words: Words, asked: Sequence[Trial], complete: Evidence) -> Message:
    if words.otherwise:
        return say("{otherwise}", otherwise=words.otherwise)
    if not asked:
        return say("{place} lists all treatments, and this is not among them.", place=place(complete))
    return say(
        "{place} lists all treatments; these are not what is asked: {listed}.",
        place=place(complete),
        listed=_listed(asked),
    )


def _listed(trials: Iterable[Trial]) -> str:
    return "; ".join(map(told, trials))


def _untold(words: Words, asked: tuple[Trial, ...]) -> Finding:
    reason = (
        say("Not documented. Listed so far: {listed}.", listed=_listed(asked))
        if asked
        else say("No such treatment is documented.")
    )
    return Finding(
        words.text,
        words.cite,
        Verdict.OPEN,
        reason,
        causes=(Cause.NOT_DOCUMENTED,),
        trials=asked,
        needs=("trials",),
        note=words.note,
    )


def told(trial: Trial) -> str:
    """A treatment in a few words: drug, dose, dates, outcome, place."""
    span = " to ".join(long_date(day) for day in (trial.starts, trial.ends) if day)
    parts = [trial.drug, trial.dose, span, trial.outcome.value, trial.reason]
    return f"{', '.join(part for part in parts if part)} ({place(trial.evidence)})"


def _long_enough(trial: Trial, months: int | None, on: date) -> bool | None:
    """Whether it lasted that many whole months; None when the dates do not tell."""
    if months is None:
        return True
    ends = on if trial.ends is None and trial.outcome is Outcome.ONGOING else trial.ends
    if trial.starts is None or ends is None:
        return None
    whole = (ends.year - trial.starts.year) * 12 + ends.month - trial.starts.month - (ends.day < trial.starts.day)
    return whole >= months
