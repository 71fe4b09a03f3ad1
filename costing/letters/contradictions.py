"""What cannot be true at once in a case, found before a letter says it: days still to come, and days out of their order."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

from costing.case.request_shapes import LetterKind
from costing.case.shapes import Case
from costing.letters.gaps import CHART, PATIENT
from costing.letters.parts import Gap, Sentence
from costing.letters.said import OUTCOME_WORDS, label_of
from payer_rules.chart import Chart, Fact, Outcome, Trial
from payer_rules.message import long_date

ASKED_BEFORE = frozenset(
    (
        LetterKind.PRIOR_AUTHORIZATION, LetterKind.PREDETERMINATION, LetterKind.STEP_THERAPY_EXCEPTION,
        LetterKind.SITE_OF_CARE_EXCEPTION, LetterKind.NETWORK_GAP, LetterKind.PART_D_EXCEPTION,
    )
)  # fmt: skip
ORDER = "Order"
FACTS, TRIALS = "chart.facts", "chart.trials"
A_DAY = timedelta(days=1)  # one entry may end on the day on which the next begins


def contradictions(case: Case, today: date) -> tuple[Gap, ...]:
    """Both sides of each by name, to be corrected before a letter of `today` is sent."""
    found = (*_to_come(case, today), *_facts(case.chart), *_trials(case), *_twice(case.chart.trials, today))
    return tuple(dict.fromkeys(found))


def begun(case: Case, kind: LetterKind, today: date) -> Iterator[Sentence]:
    """What a sender should know before asking for days that have passed."""
    first = case.order.first_infusion if case.order else None
    if kind in ASKED_BEFORE and first and first < today:
        yield Sentence(
            f"The first infusion, {long_date(first)}, lies before this letter: correct it, or ask for a retroactive "
            "authorization of what was given."
        )


def _to_come(case: Case, today: date) -> Iterator[Gap]:
    """What is dated after the letter."""
    for what, day, where, field in _dated(case):
        if day is not None and day > today:
            yield Gap(f"{what} of {long_date(day)} comes after this letter: check its date.", where, field)


def _dated(case: Case) -> Iterator[tuple[str, date | None, str, str]]:
    patient = case.patient
    if patient:
        yield "The birth", patient.birth_date, PATIENT, "patient.birth_date"
        yield "The weight", patient.weight.on if patient.weight else None, PATIENT, "patient.weight.on"
    for change in case.order.changes if case.order else ():
        yield "The later weight", change.weight.on if change.weight else None, ORDER, "order.changes"
    for fact in case.chart.facts:
        yield fact.evidence.note, fact.evidence.on, CHART, FACTS
        yield label_of(fact.name), fact.on, CHART, FACTS
    for trial in case.chart.trials:
        yield trial.evidence.note, trial.evidence.on, CHART, TRIALS
        yield f"The start of {trial.drug}", trial.starts, CHART, TRIALS
        yield f"The end of {trial.drug}", trial.ends, CHART, TRIALS


def _facts(chart: Chart) -> Iterator[Gap]:
    """A value that is younger than the note which it stands in."""
    for fact in chart.facts:
        if fact.on and fact.evidence.on and fact.on > fact.evidence.on:
            yield Gap(_younger(label_of(fact.name), fact.on, fact), CHART, FACTS)


def _younger(what: str, day: date, known: Fact | Trial) -> str:
    note = known.evidence
    noted = long_date(note.on) if note.on else ""
    return f"{what} of {long_date(day)} stands in “{note.note}” of {noted}, which is older: correct one of the dates."


def _trials(case: Case) -> Iterator[Gap]:
    """A treatment before the patient's birth, ended and going on at once, or younger than the note that tells of it."""
    born = case.patient.birth_date if case.patient else None
    for trial in case.chart.trials:
        if trial.starts and born and trial.starts < born:
            said = (
                f"{trial.drug} began on {long_date(trial.starts)}, before the date of birth: correct one of the dates."
            )
            yield Gap(said, CHART, TRIALS)
        if trial.outcome is Outcome.ONGOING and trial.ends:
            said = f"{trial.drug} is ongoing, and ended on {long_date(trial.ends)}: keep what holds."
            yield Gap(said, CHART, TRIALS)
        for what, day in (("The start", trial.starts), ("The end", trial.ends)):
            if day and trial.evidence.on and day > trial.evidence.on:
                yield Gap(_younger(f"{what} of {trial.drug}", day, trial), CHART, TRIALS)


def _twice(trials: tuple[Trial, ...], today: date) -> Iterator[Gap]:
    """One drug over the same days with two outcomes."""
    for one, other in combinations(trials, 2):
        if (
            one.drug.casefold() == other.drug.casefold()
            and one.outcome is not other.outcome
            and _overlap(one, other, today)
        ):
            outcomes = f"{OUTCOME_WORDS[one.outcome]} and {OUTCOME_WORDS[other.outcome]}".lower()
            yield Gap(f"{one.drug} is entered twice over the same days, as {outcomes}: keep what holds.", CHART, TRIALS)


def _overlap(one: Trial, other: Trial, today: date) -> bool:
    if one.starts is None or other.starts is None:
        return False
    return one.starts + A_DAY < (other.ends or today) and other.starts + A_DAY < (one.ends or today)
