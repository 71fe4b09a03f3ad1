"""What a Good Faith Estimate of a case would lack: each required element that is not there, by the field that gives it."""

from collections.abc import Iterator
from datetime import date

from costing.case.request_shapes import GoodFaith
from costing.domain.coverage import PlanKind
from costing.letters.good_faith import terms
from costing.letters.matter import Matter
from payer_rules.message import long_date

NOT_UNINSURED = (
    "A Good Faith Estimate is for a patient without insurance, or who does not use it. "
    "For an insured patient print the estimate for the patient."
)


def find(matter: Matter) -> dict[str, list[str]]:
    """Sentences by field; empty when every required element is there."""
    found: dict[str, list[str]] = {}
    for field, sentence in _missing(matter):
        found.setdefault(field, []).append(sentence)
    return found


def _missing(matter: Matter) -> Iterator[tuple[str, str]]:
    coverage = matter.case.coverage
    if coverage is None or coverage.primary.kind is not PlanKind.SELF_PAY or coverage.changes:
        yield "coverage.primary.kind", NOT_UNINSURED
        return
    yield from _patient(matter)
    yield from _practice(matter)
    if not matter.case.chart.values("diagnosis"):
        yield "chart.facts", "Enter the diagnosis code and the note that documents it."
    yield from _charges(matter)
    yield from _others((matter.request.good_faith if matter.request else None) or GoodFaith())
    yield from _span(matter)


def _patient(matter: Matter) -> Iterator[tuple[str, str]]:
    patient = matter.case.patient
    if patient is None or not patient.given_name:
        yield "patient.given_name", "Enter the given name of the patient."
    if patient is None or not patient.family_name:
        yield "patient.family_name", "Enter the family name of the patient."
    if patient is None or patient.birth_date is None:
        yield "patient.birth_date", "Enter the date of birth."


def _practice(matter: Matter) -> Iterator[tuple[str, str]]:
    practice = matter.case.practice
    if practice is None:
        yield "practice", "Enter the practice: name, address, phone, NPI and tax number."
        return
    for value, field, what in (
        (practice.address, "address", "the address of the practice, where the service is given"),
        (practice.npi, "npi", "the NPI of the practice"),
        (practice.tin, "tin", "the tax number of the practice"),
        (practice.phone, "phone", "the phone number for questions"),
    ):
        if not value:
            yield f"practice.{field}", f"Enter {what}."


def _charges(matter: Matter) -> Iterator[tuple[str, str]]:
    """Every line has its expected charge."""
    if matter.estimate is None:
        yield "fees", "Price the case first: enter the practice's cash prices."
        return
    lines = (settled.line for visit in matter.estimate.visits for settled in visit.lines)
    for code in dict.fromkeys(line.code for line in lines if line.allowed is None):
        yield "fees", f"Enter the cash price of {code} for all infusion days."


def _others(given: GoodFaith) -> Iterator[tuple[str, str]]:
    if not given.items and given.alone is None:
        yield (
            "request.good_faith.alone",
            "Say whether anybody else bills the patient for this treatment, such as a laboratory.",
        )
    if given.alone is False and not given.items:
        yield (
            "request.good_faith.items",
            "Enter the items that others bill, each with its provider and expected charge.",
        )
    if not given.separate_items and not given.nothing_separate:
        yield "request.good_faith.separate_items", "List what has to be scheduled separately, or say that nothing has."
    if given.asked_on is None:
        yield (
            "request.good_faith.asked_on",
            "Enter the day on which the treatment was scheduled or the estimate asked for.",
        )
    if given.replaces_number and given.replaces_on is None:
        yield "request.good_faith.replaces_on", "Enter the date of the estimate that this one replaces."


def _span(matter: Matter) -> Iterator[tuple[str, str]]:
    """Recurring care of at most twelve months."""
    first, last = matter.course.first, matter.course.phases[-1].last
    end = _a_year_after(first)
    if last >= end:
        months = terms()["months"].value
        yield (
            "order.cycles",
            f"One estimate covers at most {months} months: end the order before {long_date(end)}, and give another one then.",
        )


def _a_year_after(day: date) -> date:
    return date(day.year + 1, day.month, day.day) if (day.month, day.day) != (2, 29) else date(day.year + 1, 3, 1)
