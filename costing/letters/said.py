"""Facts and treatments in words: the value with its unit and day; where it stands is said beside it."""

from collections.abc import Iterator

from costing.letters.figures import fact_text, numeric_date
from payer_rules.chart import Fact, Outcome, Trial
from payer_rules.facts import facts as fact_kinds

OUTCOME_WORDS = {
    Outcome.INADEQUATE: "Inadequate response",
    Outcome.INTOLERANT: "Not tolerated",
    Outcome.CONTRAINDICATED: "Contraindicated",
    Outcome.STOPPED: "Stopped",
    Outcome.ONGOING: "Ongoing",
}
SILENT = "not documented"
TRIALS = "trials"  # the name under which a policy asks for earlier treatment
EARLIER_TREATMENT = "earlier treatment"


def label_of(name: str) -> str:
    """The printed name of a fact."""
    if name == TRIALS:
        return EARLIER_TREATMENT
    kind = fact_kinds().get(name)
    return kind.label if kind else name.replace("_", " ")


def question_for(name: str) -> str | None:
    """What to ask a person for that fact."""
    if name == TRIALS:
        return "Enter the earlier treatment: drug, dose, dates and outcome, with note, date and page."
    kind = fact_kinds().get(name)
    return kind.question if kind else None


def fact_said(fact: Fact) -> str:
    """A fact as a phrase: `Creatine kinase: 4,200 U/L (12/10/2025)`."""
    day = f" ({numeric_date(fact.on)})" if fact.on else ""
    return f"{label_of(fact.name)}: {fact_text(fact)}{day}"


def trial_said(trial: Trial) -> str:
    """A treatment as a phrase: drug, dose, dates, outcome with its reason."""
    return ", ".join(_trial_parts(trial))


def _trial_parts(trial: Trial) -> Iterator[str]:
    yield trial.drug
    if trial.dose:
        yield trial.dose
    if trial.starts or trial.ends:
        yield dates_said(trial)
    result = outcome_said(trial)
    yield result[0].lower() + result[1:]


def outcome_said(trial: Trial) -> str:
    """How it ended, and why: `Not tolerated: liver enzymes rose`."""
    outcome = OUTCOME_WORDS[trial.outcome]
    return f"{outcome}: {trial.reason}" if trial.reason else outcome


def dates_said(trial: Trial) -> str:
    """From when to when; what is not documented is said so."""
    if trial.outcome is Outcome.CONTRAINDICATED and trial.starts is None:
        return "not given"
    starts = numeric_date(trial.starts) if trial.starts else SILENT
    if trial.ends is None:
        return f"{starts}, continuing" if trial.outcome is Outcome.ONGOING else f"{starts} to: {SILENT}"
    return f"{starts} to {numeric_date(trial.ends)}"
