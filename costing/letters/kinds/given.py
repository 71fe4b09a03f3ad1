"""A retroactive request: the infusion days already given, what was given on each, and the rest of the order."""

from collections.abc import Iterator
from datetime import date

from costing.case.phases import ordered_phases
from costing.case.shapes import DocumentedVisit
from costing.letters.backing import case_field
from costing.letters.course import Doses
from costing.letters.figures import counted
from costing.letters.kinds.compared import earlier
from costing.letters.kinds.request import asking
from costing.letters.matter import Matter
from costing.letters.parts import Gap, Grid, Origin, Section, Sentence
from costing.letters.regimen import computed, course_phrase
from payer_rules.message import long_date


def asked(matter: Matter) -> Iterator[Sentence]:
    """Asks for the days that were given, then for the rest of the order where there is one."""
    days = tuple(visit.on for visit in _visits(matter))
    if not days:
        yield asking(matter, "I request retroactive authorization of {drug} for {who}: {course}.")
        return
    span = f"the infusion of {long_date(days[0])}"
    if len(days) > 1:
        span = f"the {len(days)} infusion days from {long_date(days[0])} to {long_date(days[-1])}"
    yield asking(
        matter,
        f"I request retroactive authorization of {{drug}} for {{who}}, for {span}, given before authorization was asked for.",
    )
    order = (case_field(Origin.ORDER, "order"), computed())
    if days[-1] < matter.course.phases[-1].last:
        text = (
            f"Please authorize the remaining infusion days of the same order as well: {course_phrase(matter.course)}."
        )
    else:
        text = f"The order is {course_phrase(matter.course)}."
    yield Sentence(text, order)


def _visits(matter: Matter) -> tuple[DocumentedVisit, ...]:
    return tuple(sorted(matter.order.visits, key=lambda one: one.on))


def days_given(matter: Matter) -> Iterator[Section]:
    """The infusion days that the chart documents, with their units."""
    visits = _visits(matter)
    if visits:
        doses = _doses_by_day(matter)
        rows = tuple(_given(visit, doses.get(visit.on)) for visit in visits)
        grid = Grid("given", "Infusions already given", ("Date", "Documented time", "Units ordered for the day"), rows)
        yield Section("Infusions already given", "given", grids=(grid,))
    yield from earlier(matter)


def _doses_by_day(matter: Matter) -> dict[date, Doses | None]:
    parts = ordered_phases(matter.order, matter.case.patient)
    phases = zip(parts, matter.course.phases, strict=True)
    return {day.on: phase.doses for part, phase in phases for day in part.phase.days()}


def _given(visit: DocumentedVisit, doses: Doses | None) -> tuple[Sentence, ...]:
    backing = (case_field(Origin.ORDER, "order.visits"),)
    time = f"{visit.began:%H:%M} to {visit.ended:%H:%M}"
    units = counted(doses.units_per_day, "unit") if doses else "not an ordered day"
    return Sentence(long_date(visit.on), backing), Sentence(time, backing), Sentence(units, (computed(),))


def given_gaps(matter: Matter) -> Iterator[Gap]:
    """Only what is documented was given, and nothing yet to come."""
    if not matter.order.visits:
        yield Gap("Enter the documented infusion times of the days that were given.", "Order", "order.visits")
    for visit in _visits(matter):
        if visit.on > matter.today:
            what = f"The infusion of {long_date(visit.on)} comes after this letter: check its date."
            yield Gap(what, "Order", "order.visits")
