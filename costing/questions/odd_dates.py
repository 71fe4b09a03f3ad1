"""Dates of a case that are possible but rarely meant, so that a slip of the pen is seen before a payer sees it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from costing.case.request_shapes import Request, RequestKind
from costing.case.shapes import Case
from payer_rules.message import Message, say


@dataclass(frozen=True, slots=True)
class OddDate:
    """What stands out, and the field of the case document to check."""

    sentence: Message
    field: str


def odd_dates(case: Case, today: date) -> tuple[OddDate, ...]:
    """What stands out among the dates of a case; none of it is wrong for certain, so nothing is refused."""
    return (*_of_the_order(case), *_to_come(case, today), *_of_the_patient(case))


def _of_the_order(case: Case) -> Iterator[OddDate]:
    if case.order is None or case.request is None:
        return
    first, request = case.order.first_infusion, case.request
    if request.kind is RequestKind.INITIAL and first < request.on:
        yield OddDate(
            say(
                "The first infusion, {first}, lies before the date of the request, {asked}. Check both years.",
                first=first,
                asked=request.on,
            ),
            "order.first_infusion",
        )
    yield from _after_the_authorization(request, first)


def _after_the_authorization(request: Request, first: date) -> Iterator[OddDate]:
    ends = request.authorization.ends if request.authorization else None
    if request.kind is RequestKind.INITIAL and ends and ends < first:
        words = "The authorization ends on {ends}, before the first infusion, {first}."
        yield OddDate(say(words, ends=ends, first=first), "request.authorization.ends")


def _to_come(case: Case, today: date) -> Iterator[OddDate]:
    """Days that cannot have come yet: when somebody was weighed, when a note was written."""
    weighed = case.patient.weight.on if case.patient and case.patient.weight else None
    if weighed and weighed > today:
        yield OddDate(say("The weight is dated {day}, which is still to come.", day=weighed), "patient.weight.on")
    notes = {fact.evidence.on: fact.evidence.note for fact in case.chart.facts if fact.evidence.on}
    notes |= {trial.evidence.on: trial.evidence.note for trial in case.chart.trials if trial.evidence.on}
    for day, note in sorted(notes.items()):
        if day > today:
            words = "“{note}” is dated {day}, which is still to come."
            yield OddDate(say(words, note=note, day=day), "chart.facts")


def _of_the_patient(case: Case) -> Iterator[OddDate]:
    born = case.patient.birth_date if case.patient else None
    for trial in case.chart.trials:
        if born and trial.starts and trial.starts < born:
            words = "{drug} began on {day}, before the date of birth, {born}."
            yield OddDate(say(words, drug=trial.drug, day=trial.starts, born=born), "chart.trials")
