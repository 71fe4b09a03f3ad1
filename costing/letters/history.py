"""What the chart says: diagnosis, findings and earlier treatments as sentences and tables, and the notes to enclose."""

import re
import sys
from collections.abc import Iterator
from itertools import chain

from costing.case.shapes import Case
from costing.letters.backing import chart
from costing.letters.diagnosis import diagnosis_words, treated
from costing.letters.figures import fact_text, numeric_date
from costing.letters.parts import Grid, Paragraph, Sentence
from costing.letters.said import SILENT, dates_said, label_of, outcome_said
from payer_rules.chart import Evidence, Fact, Trial
from payer_rules.leaves import place
from payer_rules.message import long_date

AS_NOTED = "as of the note"


def history(case: Case) -> Paragraph:
    """The diagnosis and where it stands; nothing when the chart gives none."""
    found = treated(case)
    if found is None:
        return ()
    text = f"The patient has {diagnosis_words(case)}; documented: {place(found.evidence)}."
    return (Sentence(text, (chart(found.evidence),)),)


def findings(case: Case) -> Grid | None:
    """Every other charted value with its date and place, grouped by what was measured, oldest first."""
    names = dict.fromkeys(fact.name for fact in case.chart.facts if fact.name != "diagnosis")
    rows = tuple(_finding(fact) for name in names for fact in case.chart.values(name))
    if not rows:
        return None
    return Grid("findings", "Clinical findings", ("Finding", "Value", "Date", "Where documented"), rows)


def _finding(fact: Fact) -> tuple[Sentence, ...]:
    backing = (chart(fact.evidence),)
    texts = (label_of(fact.name), fact_text(fact), _day(fact), place(fact.evidence))
    return tuple(Sentence(text, backing) for text in texts)


def _day(fact: Fact) -> str:
    """The date of a value; one without its own is as old as its note."""
    if fact.on:
        return numeric_date(fact.on)
    return AS_NOTED if fact.evidence.on else SILENT


def trials(case: Case) -> Grid | None:
    """Earlier treatments in the order they began; the undated first."""
    if not case.chart.trials:
        return None
    ordered = sorted(case.chart.trials, key=lambda trial: (trial.starts is not None, trial.starts))
    columns = ("Drug", "Dose and route", "Dates", "Outcome", "Where documented")
    return Grid("trials", "Earlier and current treatment", columns, tuple(map(_trial, ordered)))


def _trial(trial: Trial) -> tuple[Sentence, ...]:
    backing = (chart(trial.evidence),)
    drug = f"{trial.drug} ({trial.drug_class.replace('_', ' ')})"
    dose = ", ".join(part for part in (trial.dose, trial.route) if part) or SILENT
    texts = (drug, dose, dates_said(trial), outcome_said(trial), place(trial.evidence))
    return tuple(Sentence(text, backing) for text in texts)


def trials_note(case: Case) -> Paragraph:
    """That these are all treatments so far, when a note says so."""
    complete = case.chart.trials_complete
    if complete is None:
        return ()
    text = f"The chart states that these are all treatments so far ({place(complete)})."
    return (Sentence(text, (chart(complete),)),)


def enclosures(case: Case) -> tuple[Sentence, ...]:
    """The chart notes that the letter rests on, each once with its pages, in the order of their dates."""
    pages: dict[tuple[str, object], list[Evidence]] = {}
    for evidence in _all_evidence(case):
        pages.setdefault((evidence.note, evidence.on), []).append(evidence)
    found = sorted(pages.values(), key=lambda same: (same[0].on is None, same[0].on, same[0].note))
    return tuple(_enclosure(same) for same in found)


def note_titles(case: Case) -> tuple[str, ...]:
    """The titles of the chart notes that the letter rests on, in the order of its enclosures."""
    dated = sorted(_all_evidence(case), key=lambda one: (one.on is None, one.on, one.note))
    return tuple(dict.fromkeys(map(note_title, dated)))


def note_title(evidence: Evidence) -> str:
    """A note as a list of enclosures names it: `Rheumatology note, December 11, 2025`."""
    return f"{evidence.note}, {long_date(evidence.on)}" if evidence.on else evidence.note


def _all_evidence(case: Case) -> Iterator[Evidence]:
    facts = (fact.evidence for fact in case.chart.facts)
    complete = (case.chart.trials_complete,) if case.chart.trials_complete else ()
    return chain(facts, (trial.evidence for trial in case.chart.trials), complete)


def _enclosure(same: list[Evidence]) -> Sentence:
    text = note_title(same[0])
    pages = sorted({evidence.page for evidence in same if evidence.page}, key=_page_order)
    if pages:
        text = f"{text}, {'page' if len(pages) == 1 else 'pages'} {', '.join(pages)}"
    return Sentence(text, tuple(dict.fromkeys(map(chart, same))))


def _page_order(page: str) -> tuple[int, str]:
    """Pages by number; one without a number stands last."""
    first = re.search(r"\d+", page)
    return int(first[0]) if first else sys.maxsize, page
