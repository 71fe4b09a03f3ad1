"""The leaves about earlier treatment: which trials are of the kind asked, lasted long enough, at the same time or in turn."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice, pairwise, permutations, product

from payer_rules.chart import Chart, Evidence, Outcome, Trial
from payer_rules.criteria.shapes import Courses, Tried, Window, Words
from payer_rules.findings import Decider, Finding
from payer_rules.leaves import day_of, of_words, place, span_of, still_open
from payer_rules.message import Message, long_date, say
from payer_rules.months import after
from payer_rules.verdict import Cause, Verdict

Known = bool | None  # None: the chart does not tell
TRIALS = "trials"
MOST_COMBINATIONS = 20_000  # of treatments given together or in turn: far more than a chart holds


def tried(criterion: Tried, chart: Chart, on: date) -> Finding:
    """Enough matching trials meet it; too few are open, unless a note says that the list is complete."""
    asked = tuple(trial for trial in chart.trials if _is_asked(criterion, trial))
    judged = [(trial, matches(criterion, trial, chart, on)) for trial in asked]
    matching = tuple(trial for trial, known in judged if known)
    possible = [trial for trial, known in judged if known is not False]
    if _different(matching) >= criterion.different:
        return _met(criterion.words, matching)
    if chart.trials_complete and _different(possible) < criterion.different:
        reason = _complete_without(asked, chart.trials_complete)
        return of_words(criterion.words, Verdict.NOT_MET, reason, trials=asked)
    near = [(trial, _lack(criterion, trial, chart, on)) for trial, known in judged if not known]
    return _untold(criterion.words, asked, near, *_missing_anchor(criterion.window, chart))


def _is_asked(criterion: Tried, trial: Trial) -> bool:
    return (
        trial.product in criterion.products
        or trial.drug_class in criterion.drug_classes
        or trial.drug.strip().lower() in criterion.drugs
    )


def matches(criterion: Tried, trial: Trial, chart: Chart, on: date) -> Known:
    """Whether a trial is all that is asked; None while the chart does not tell."""
    if not _is_asked(criterion, trial) or (criterion.outcomes and trial.outcome not in criterion.outcomes):
        return False
    return all_known(_known(criterion, trial, chart, on))


def _known(criterion: Tried, trial: Trial, chart: Chart, on: date) -> Iterator[Known]:
    """Whether it was long enough, strong enough, told by a source that counts, and recent enough."""
    yield _long_enough(trial, criterion, on)
    yield _strong_enough(trial, criterion)
    yield True if not criterion.sources else (trial.source in criterion.sources if trial.source else None)
    yield True if criterion.window is None else _ended_within(trial, criterion.window, chart, on)


def all_known(told: Iterable[Known]) -> Known:
    """All of them: no as soon as one is no, else unknown as soon as one is."""
    seen = list(told)
    return False if False in seen else None if None in seen else True


def _different(trials: Sequence[Trial]) -> int:
    return len({trial.product or trial.drug.strip().lower() for trial in trials})


def _met(words: Words, trials: tuple[Trial, ...]) -> Finding:
    return of_words(words, Verdict.MET, say("Documented: {trials}.", trials=_listed(trials)), trials=trials)


def _complete_without(asked: Sequence[Trial], complete: Evidence) -> Message:
    if not asked:
        return say("{place} lists all treatments, and this is not among them.", place=place(complete))
    return say(
        "{place} lists all treatments; these are not what is asked: {listed}.",
        place=place(complete),
        listed=_listed(asked),
    )


def _listed(trials: Iterable[Trial]) -> str:
    return "; ".join(map(told, trials))


LACKS = (
    ("how long it lasted", "it was too short"),
    ("its dose as a number in the unit asked", "its dose was too low"),
    ("who vouches for it", "its source does not count"),
    ("when it ended", "it did not end within the time asked"),
)


def _lack(criterion: Tried, trial: Trial, chart: Chart, on: date) -> str:
    """The first thing that a trial of the kind asked lacks."""
    if criterion.outcomes and trial.outcome not in criterion.outcomes:
        return "another outcome is asked"
    known = tuple(_known(criterion, trial, chart, on))
    lacking = [(one, said) for one, said in zip(known, LACKS, strict=True) if one is not True]
    one, (unknown, wrong) = min(lacking, key=lambda pair: pair[0] is None)
    return f"{unknown} is not documented" if one is None else wrong


def _untold(words: Words, asked: tuple[Trial, ...], near: Sequence[tuple[Trial, str]], *needs: str) -> Finding:
    lacks = "; ".join(f"{trial.drug}: {lack}" for trial, lack in near)
    if lacks:
        reason = say("Not documented as asked ({lacks}).", lacks=lacks)
    elif asked:
        reason = say("Not enough of them are documented.")
    else:
        reason = say("No such treatment is documented.")
    return still_open(words, Decider.CHART, Cause.NOT_DOCUMENTED, reason, TRIALS, *needs, trials=asked)


def _missing_anchor(window: Window | None, chart: Chart) -> tuple[str, ...]:
    return (window.anchor,) if window and day_of(window.anchor, chart) is None else ()


def told(trial: Trial) -> str:
    """A treatment in a few words: drug, dose, dates, outcome, place."""
    span = " to ".join(long_date(day) for day in (trial.starts, trial.ends) if day)
    parts = [trial.drug, trial.dose, span, trial.outcome.value, trial.reason]
    return f"{', '.join(part for part in parts if part)} ({place(trial.evidence)})"


def last_day(trial: Trial, on: date) -> date | None:
    """When it ended; an ongoing one lasts until the day of the reading."""
    return on if trial.ends is None and trial.outcome is Outcome.ONGOING else trial.ends


def _long_enough(trial: Trial, criterion: Tried, on: date) -> Known:
    """Whether it lasted so many whole months, and weeks; None when the dates do not tell."""
    if criterion.months is None and criterion.weeks is None:
        return True
    ends = last_day(trial, on)
    if trial.starts is None or ends is None:
        return None
    return _lasted(trial.starts, ends, criterion.months) and ends - trial.starts >= timedelta(
        weeks=criterion.weeks or 0
    )


def _lasted(starts: date, ends: date, months: int | None) -> bool:
    try:
        return after(starts, months or 0) <= ends
    except OverflowError:
        return False


def _strong_enough(trial: Trial, criterion: Tried) -> Known:
    """Whether the dose was high enough; None without a dose in the unit asked."""
    if criterion.dose is None:
        return True
    if trial.dose_amount is None or trial.dose_unit != criterion.dose.unit:
        return None
    return trial.dose_amount >= criterion.dose.amount


def _ended_within(trial: Trial, window: Window, chart: Chart, on: date) -> Known:
    anchor, ends = day_of(window.anchor, chart), last_day(trial, on)
    if anchor is None or ends is None:
        return None
    first, last = span_of(window, anchor)
    return first <= ends <= last


def courses(criterion: Courses, chart: Chart, on: date) -> Finding:
    """Different trials, one for each part, at the same time or one after another."""
    known = [(ways, one) for ways, one in islice(_assignments(criterion, chart, on), MOST_COMBINATIONS)]
    for trials, fits in known:
        if fits:
            return _met(criterion.words, trials)
    asked = tuple(trial for trial in chart.trials if any(_is_asked(part, trial) for part in criterion.parts))
    if chart.trials_complete and not any(fits is None for _, fits in known):
        reason = _complete_without(asked, chart.trials_complete)
        return of_words(criterion.words, Verdict.NOT_MET, reason, trials=asked)
    return _untold(criterion.words, asked, ())


def _assignments(criterion: Courses, chart: Chart, on: date) -> Iterator[tuple[tuple[Trial, ...], Known]]:
    """Every way to give each part a trial of its own, with whether it fits."""
    options = [[trial for trial in chart.trials if _is_asked(part, trial)] for part in criterion.parts]
    for trials in product(*options):
        if len(set(map(id, trials))) < len(trials):
            continue
        own = [matches(part, trial, chart, on) for part, trial in zip(criterion.parts, trials, strict=True)]
        timing = _overlap(trials, criterion.months, on) if criterion.together else _in_turn(trials, on)
        yield trials, all_known((*own, timing))


def _overlap(trials: Sequence[Trial], months: int | None, on: date) -> Known:
    """Whether all were given at once, for so many months; None when the dates do not tell."""
    starts = [trial.starts for trial in trials if trial.starts]
    ends = [day for day in (last_day(trial, on) for trial in trials) if day]
    if starts and ends and max(starts) > min(ends):
        return False
    if len(starts) < len(trials) or len(ends) < len(trials):
        return None
    return _lasted(max(starts), min(ends), months)


def _in_turn(trials: Sequence[Trial], on: date) -> Known:
    """Whether none began before another ended; None when the dates do not tell."""
    spans = [(trial.starts, last_day(trial, on)) for trial in trials]
    orders = (
        all_known(
            None if ends is None or starts is None else ends <= starts for (_, ends), (starts, _) in pairwise(one)
        )
        for one in permutations(spans)
    )
    found = list(orders)
    return True if True in found else None if None in found else False
