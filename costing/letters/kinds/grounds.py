"""What exceptions rest on: failed steps, the treatment that goes on, the provider, and the laws about each."""

from collections.abc import Iterator

from costing.case.request_shapes import LetterKind
from costing.case.shapes import Practice
from costing.letters.backing import chart, entered
from costing.letters.kinds.compared import earlier
from costing.letters.laws import CHECK, About, current_treatment, law_said, laws_for
from costing.letters.matter import Matter
from costing.letters.parts import Block, Gap, Origin, Row, Section, Sentence
from costing.letters.people import letterhead
from costing.letters.regimen import at_site
from costing.letters.said import trial_said
from payer_rules.chart import Outcome, Trial
from payer_rules.leaves import place
from payer_rules.message import long_date

FAILED = (Outcome.INADEQUATE, Outcome.INTOLERANT, Outcome.CONTRAINDICATED)


def laws_cited(matter: Matter, about: About) -> Iterator[Sentence]:
    """The laws about it that bind this plan, each in a sentence."""
    yield from map(law_said, laws_for(matter.case, matter.kind, about, matter.today))


def failed_steps(matter: Matter) -> tuple[Sentence, ...]:
    """Every treatment that failed or may not be given, as the chart says it."""
    return tuple(_step(trial) for trial in matter.case.chart.trials if trial.outcome in FAILED)


def _step(trial: Trial) -> Sentence:
    said = trial_said(trial)
    return Sentence(f"{said[0].upper()}{said[1:]} ({place(trial.evidence)}).", (chart(trial.evidence),))


def steps(matter: Matter) -> Iterator[Section]:
    """The law, where one is read for this plan, and the failed steps."""
    about = About.EXCEPTION if matter.kind is LetterKind.PART_D_EXCEPTION else About.STEP_THERAPY
    found, prose = failed_steps(matter), tuple(laws_cited(matter, about))
    if found:
        prose = (
            *prose,
            Sentence("Earlier treatment that failed, harmed or may not be given, as the chart documents it:"),
        )
    if prose:
        yield Section("Grounds for the exception", "steps", prose, points=found)


def step_gaps(matter: Matter) -> Iterator[Gap]:
    """An exception from steps rests on a step that failed."""
    if not failed_steps(matter):
        what = (
            "Enter an earlier treatment that failed, was not tolerated or may not be given, with note, date and page."
        )
        yield Gap(what, "Chart", "chart.trials")


def step_advice(matter: Matter) -> Iterator[Sentence]:
    """A state's law has to be read before it is sent."""
    for law in laws_for(matter.case, matter.kind, About.STEP_THERAPY, matter.today):
        if law.state:
            yield Sentence(CHECK.format(cite=law.cite))


def site_asked(matter: Matter) -> Iterator[Section]:
    """Where the infusions are to be given."""
    site = f"The infusions are ordered {at_site(matter.order.site)}."
    yield Section("Site asked for", "site", (entered(site, Origin.ORDER, "order.site"),))


def continuing(matter: Matter) -> Iterator[Section]:
    """The treatment that goes on and when it is due again, the law, and the authorization that another payer gave."""
    found = tuple(map(_going_on, current_treatment(matter.case)))
    if found:
        due = entered(
            f"The next infusion is ordered for {long_date(matter.course.first)}.", Origin.ORDER, "order.first_infusion"
        )
        yield Section("Treatment that has begun", "current", (*found, due, *laws_cited(matter, About.CONTINUITY)))
    yield from earlier(matter)


def _going_on(trial: Trial) -> Sentence:
    dose = f" ({trial.dose})" if trial.dose else ""
    told = (
        f"has received {trial.drug}{dose} since {long_date(trial.starts)}"
        if trial.starts
        else f"receives {trial.drug}{dose}"
    )
    return Sentence(f"The patient {told}; documented: {place(trial.evidence)}.", (chart(trial.evidence),))


def continuing_gaps(matter: Matter) -> Iterator[Gap]:
    """Continuity needs something that goes on, and another plan before this one."""
    if not current_treatment(matter.case):
        what = "Enter the immune globulin that the patient receives now as an earlier treatment that is ongoing, with its note."
        yield Gap(what, "Chart", "chart.trials")
    given = matter.request.authorization if matter.request else None
    plan = matter.case.coverage.primary if matter.case.coverage else None
    if given and plan and given.payer and given.payer == plan.payer:
        what = f"The earlier authorization is of {given.payer} itself: enter the earlier plan, or ask for a renewal or a change."
        yield Gap(what, "Request", "request.authorization.payer")


def provider(matter: Matter) -> Iterator[Section]:
    """For whom the exception from the network is asked."""
    practice = matter.case.practice
    if practice:
        law = tuple(laws_cited(matter, About.NETWORK)) if matter.kind is LetterKind.NETWORK_GAP else ()
        block = Block("Provider", tuple(_provider(practice)))
        yield Section("Provider for whom it is asked", "provider", law, blocks=(block,))


def network_gaps(matter: Matter) -> Iterator[Gap]:
    """Who is in the network needs no exception from it."""
    plan = matter.case.coverage.primary if matter.case.coverage else None
    if plan and plan.practice_in_network:
        what = "The case says that the practice is in the plan's network: say that it is not, or choose another kind of letter."
        yield Gap(what, "Coverage", "coverage.primary.practice_in_network")


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


def part_d_gaps(matter: Matter) -> Iterator[Gap]:
    """The drug plan has a name."""
    part_d = matter.case.coverage.part_d if matter.case.coverage else None
    if part_d is None or not part_d.plan_name:
        yield Gap("Enter the name of the Medicare drug plan.", "Coverage", "coverage.part_d.plan_name")
