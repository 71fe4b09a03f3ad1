"""The leaves about time: change from a baseline, time between two days, and what is given in any days in a row."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from payer_rules.chart import Chart, Fact
from payer_rules.criteria.shapes import PERCENT, Change, Elapsed, Rolling, SpanUnit
from payer_rules.findings import Finding
from payer_rules.leaves import (
    day_of,
    disagreeing,
    holds,
    in_unit,
    label_of,
    newest,
    of_words,
    silent,
    still_open,
    with_places,
)
from payer_rules.message import long_date, say
from payer_rules.months import whole_months
from payer_rules.verdict import Cause, Verdict

SHOWN_TO = Decimal("0.1")


def changed(criterion: Change, chart: Chart) -> Finding:
    """Baseline against follow-up; a missing one is not documented, two scales are a conflict."""
    words, decider = criterion.words, criterion.decided_by
    since, values = day_of(criterion.since, chart), chart.values(criterion.fact)
    if since is None:
        return silent(words, decider, criterion.since, *(() if values else (criterion.fact,)))
    dated = tuple(fact for fact in values if fact.on)
    before = tuple(fact for fact in dated if fact.on and fact.on <= since)
    later = tuple(fact for fact in dated if fact.on and fact.on > since)
    if not before or not later:
        return _one_sided(criterion, since, before, later)
    return _between(criterion, newest(before), newest(later))


def _one_sided(criterion: Change, since: date, before: tuple[Fact, ...], later: tuple[Fact, ...]) -> Finding:
    label = label_of(criterion.fact)
    missing = (
        say("Not documented: a baseline of {label} up to {day}.", label=label, day=since)
        if not before
        else say("Not documented: a follow-up of {label} after {day}.", label=label, day=since)
    )
    held = (*before, *later)
    return still_open(criterion.words, criterion.decided_by, Cause.NOT_DOCUMENTED, missing, criterion.fact, facts=held)


def _between(criterion: Change, before: tuple[Fact, ...], later: tuple[Fact, ...]) -> Finding:
    words, decider, name = criterion.words, criterion.decided_by, criterion.fact
    for several in (before, later):
        if len({(fact.value, fact.unit) for fact in several}) > 1:
            return disagreeing(words, decider, name, several)
    pair = (before[0], later[0])
    fall = _fall(criterion, *pair)
    if fall is None:
        reason = say("{label}: no change follows from {values}.", label=label_of(name), values=with_places(pair))
        return still_open(words, decider, Cause.CONFLICT, reason, name, facts=pair)
    change = fall if criterion.falls else -fall
    reason = say(
        "{label}: {way} by {change} {unit}, from {values}.",
        label=label_of(name),
        way="fell" if fall > 0 else "rose" if fall < 0 else "changed",
        change=f"{abs(fall).quantize(SHOWN_TO).normalize():f}",
        unit=criterion.unit,
        values=with_places(pair),
    )
    verdict = Verdict.MET if change >= criterion.bound else Verdict.NOT_MET
    return of_words(words, verdict, reason, decided_by=decider, facts=pair)


def _fall(criterion: Change, before: Fact, later: Fact) -> Decimal | None:
    """How far the value fell, below 0 when it rose; None when the scales differ or a percent would be of nothing."""
    unit = (before.unit or "") if criterion.unit == PERCENT else criterion.unit
    first, last = in_unit(before, unit), in_unit(later, unit)
    if first is None or last is None:
        return None
    if criterion.unit != PERCENT:
        return first - last
    return (first - last) * 100 / first if first else None


def elapsed(criterion: Elapsed, chart: Chart) -> Finding:
    """Days or whole months from one day to another against the bound."""
    words, decider = criterion.words, criterion.decided_by
    names = (criterion.since, criterion.until)
    for name in names:
        values = chart.values(name)
        if values and day_of(name, chart) is None:
            return disagreeing(words, decider, name, newest(values))
    since, until = (day_of(name, chart) for name in names)
    if since is None or until is None:
        missing = [name for name, day in zip(names, (since, until), strict=True) if day is None]
        return silent(words, decider, *missing)
    passed = (until - since).days if criterion.unit is SpanUnit.DAYS else whole_months(since, until)
    reason = say(
        "From {since} to {until}: {passed} {unit}.", since=since, until=until, passed=passed, unit=criterion.unit.value
    )
    used = tuple(fact for name in names for fact in newest(chart.values(name)))
    verdict = Verdict.MET if holds(criterion.comparison, passed, criterion.bound) else Verdict.NOT_MET
    return of_words(words, verdict, reason, decided_by=decider, facts=used)


def rolling(criterion: Rolling, chart: Chart) -> Finding:
    """The most that is given in so many days in a row; what is given without a date or in another unit cannot be summed."""
    words, decider, name = criterion.words, criterion.decided_by, criterion.fact
    values = chart.values(name)
    if not values:
        return silent(words, decider, name)
    given = [(fact.on, in_unit(fact, criterion.unit)) for fact in values]
    known = [(day, amount) for day, amount in given if day is not None and amount is not None]
    if len(known) < len(given):
        reason = say("{label}: not every amount has a day and is in {unit}.", label=label_of(name), unit=criterion.unit)
        return still_open(words, decider, Cause.CONFLICT, reason, name)
    most, first = _most(known, criterion.days)
    reason = say(
        "{label}: at most {most} {unit} in {days} days, from {first} to {last}.",
        label=label_of(name),
        most=f"{most.normalize():f}",
        unit=criterion.unit,
        days=criterion.days,
        first=long_date(first),
        last=long_date(first + timedelta(criterion.days - 1)),
    )
    verdict = Verdict.MET if most <= criterion.bound else Verdict.NOT_MET
    return of_words(words, verdict, reason, decided_by=decider)


def _most(given: Sequence[tuple[date, Decimal]], days: int) -> tuple[Decimal, date]:
    """The largest sum of any `days` days in a row, and their first day. `given` is in the order of the days."""
    most, first, total, start = Decimal(0), given[0][0], Decimal(0), 0
    for day, amount in given:
        total += amount
        while (day - given[start][0]).days >= days:
            total -= given[start][1]
            start += 1
        if total > most:
            most, first = total, given[start][0]
    return most, first
