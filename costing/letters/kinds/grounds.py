"""What exceptions and later requests rest on: failed steps, the current treatment, the provider, the days already given."""

from collections.abc import Iterator
from datetime import date

from costing.case.phases import ordered_phases
from costing.case.shapes import DocumentedVisit, Practice
from costing.letters.backing import case_field, chart, entered
from costing.letters.course import Doses
from costing.letters.figures import counted
from costing.letters.kinds.compared import IMMUNE_GLOBULIN, earlier
from costing.letters.matter import Matter
from costing.letters.parts import Block, Gap, Grid, Origin, Row, Section, Sentence
from costing.letters.people import letterhead
from costing.letters.regimen import at_site, computed
from costing.letters.said import trial_said
from costing.letters.step_laws import law_for, law_said
from payer_rules.chart import Outcome, Trial
from payer_rules.leaves import place
from payer_rules.message import long_date

FAILED = (Outcome.INADEQUATE, Outcome.INTOLERANT, Outcome.CONTRAINDICATED)


def failed_steps(matter: Matter) -> tuple[Sentence, ...]:
    """Every treatment that failed or may not be given, as the chart says it."""
    return tuple(_step(trial) for trial in matter.case.chart.trials if trial.outcome in FAILED)


def _step(trial: Trial) -> Sentence:
    said = trial_said(trial)
    return Sentence(f"{said[0].upper()}{said[1:]} ({place(trial.evidence)}).", (chart(trial.evidence),))


def steps(matter: Matter) -> Iterator[Section]:
    """The failed steps, and the state's law where the plan is insured."""
    found = failed_steps(matter)
    law = law_for(matter.case, matter.today)
    prose = (law_said(law),) if law else ()
    if found or prose:
        yield Section("Grounds for the exception", "steps", prose, points=found)


def step_gaps(matter: Matter) -> Iterator[Gap]:
    """An exception from steps rests on a step that failed."""
    if not failed_steps(matter):
        what = (
            "Enter an earlier treatment that failed, was not tolerated or may not be given, with note, date and page."
        )
        yield Gap(what, "Chart", "chart.trials")


def site_asked(matter: Matter) -> Iterator[Section]:
    """Where the infusions are to be given."""
    site = f"The infusions are ordered {at_site(matter.order.site)}."
    yield Section("Site asked for", "site", (entered(site, Origin.ORDER, "order.site"),))


def continuing(matter: Matter) -> Iterator[Section]:
    """The treatment that goes on, and the authorization that another payer gave."""
    found = tuple(_going_on(trial) for trial in _current(matter))
    if found:
        yield Section("Treatment that has begun", "current", found)
    yield from earlier(matter)


def _current(matter: Matter) -> tuple[Trial, ...]:
    trials = matter.case.chart.trials
    return tuple(one for one in trials if one.drug_class == IMMUNE_GLOBULIN and one.outcome is Outcome.ONGOING)


def _going_on(trial: Trial) -> Sentence:
    since = f" since {long_date(trial.starts)}" if trial.starts else ""
    dose = f" ({trial.dose})" if trial.dose else ""
    return Sentence(
        f"The patient receives {trial.drug}{dose}{since}; documented: {place(trial.evidence)}.",
        (chart(trial.evidence),),
    )


def continuing_gaps(matter: Matter) -> Iterator[Gap]:
    """Continuity needs something that goes on."""
    if not _current(matter):
        what = "Enter the immune globulin that the patient receives now as an earlier treatment that is ongoing, with its note."
        yield Gap(what, "Chart", "chart.trials")


def provider(matter: Matter) -> Iterator[Section]:
    """For whom the exception from the network is asked."""
    practice = matter.case.practice
    if practice:
        yield Section(
            "Provider for whom it is asked", "provider", blocks=(Block("Provider", tuple(_provider(practice))),)
        )


def _provider(practice: Practice) -> Iterator[Row]:
    yield Row("Name", entered(practice.name, Origin.PRACTICE, "practice.name"))
    for line in letterhead(practice).address:
        yield Row("Address", entered(line, Origin.PRACTICE, "practice.address"))
    for label, value, field in (
        ("NPI", practice.npi, "npi"),
        ("Tax ID", practice.tin, "tin"),
        ("Phone", practice.phone, "phone"),
    ):
        if value:
            yield Row(label, entered(value, Origin.PRACTICE, f"practice.{field}"))


def days_given(matter: Matter) -> Iterator[Section]:
    """The infusion days that the chart documents, with their units."""
    visits = matter.order.visits
    if visits:
        doses = _doses_by_day(matter)
        rows = tuple(_given(visit, doses.get(visit.on)) for visit in sorted(visits, key=lambda one: one.on))
        grid = Grid("given", "Infusions already given", ("Date", "Documented time", "Units"), rows)
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
    """Only what is documented was given."""
    if not matter.order.visits:
        yield Gap("Enter the documented infusion times of the days that were given.", "Order", "order.visits")


def part_d_gaps(matter: Matter) -> Iterator[Gap]:
    """The drug plan has a name."""
    part_d = matter.case.coverage.part_d if matter.case.coverage else None
    if part_d is None or not part_d.plan_name:
        yield Gap("Enter the name of the Medicare drug plan.", "Coverage", "coverage.part_d.plan_name")
