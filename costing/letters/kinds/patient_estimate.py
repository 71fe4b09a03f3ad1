"""The estimate for an insured patient: what may be owed and when, what it rests on, and that it is no bill."""

from collections.abc import Iterator

from costing.domain.coverage import PlanKind
from costing.domain.estimate import Estimate
from costing.letters.kinds import patient
from costing.letters.kinds.patient import ESTIMATE, dollars
from costing.letters.matter import Matter
from costing.letters.parts import Backing, Grid, Letter, Origin, Section, Sentence
from costing.letters.refusal import CannotWrite
from costing.letters.tongue import Language, Tongue

NOT_PRICED = "Price the case first: the page of the estimate says what to enter."
USE_GOOD_FAITH = "A patient without insurance, or who does not use it, gets a Good Faith Estimate. Choose that kind."


def build(matter: Matter) -> Letter:
    """Write the estimate. Raises CannotWrite without prices, or for a patient who pays alone."""
    estimate, plan = matter.estimate, matter.case.coverage.primary if matter.case.coverage else None
    if plan and plan.kind is PlanKind.SELF_PAY:
        raise CannotWrite({"coverage.primary.kind": [USE_GOOD_FAITH]})
    if estimate is None:
        raise CannotWrite({"order": [NOT_PRICED]})
    say = Tongue(matter.language)
    opening = (
        Sentence(say("This is an estimate and not a bill.")),
        Sentence(say("It says what you may owe for the infusions that are ordered for you.")),
        Sentence(say("What you owe in the end depends on what is given and on what your plan decides.")),
    )
    sections = (_amounts(estimate, say), _by_cycle(estimate, say), *_rests_on(estimate, say))
    return patient.written(matter, say("Estimate of what you may owe"), opening, sections)


def _amounts(estimate: Estimate, say: Tongue) -> Section:
    """The first day, the first cycle, and each plan year."""
    first, cycle = estimate.visits[0], estimate.cycles[0]
    rows = [
        (Sentence(say("First infusion day, {day}", day=first.on), (ESTIMATE,)), dollars(first.totals.patient, say)),
        (Sentence(say("First cycle"), (ESTIMATE,)), dollars(cycle.totals.patient, say)),
    ]
    for year in estimate.plan_years:
        label = say(
            "Plan year from {starts} to {ends}, infusion days: {days}",
            starts=year.starts,
            ends=year.ends,
            days=year.visits,
        )
        rows.append((Sentence(label, (ESTIMATE,)), dollars(year.totals.patient, say)))
    reached = tuple(
        Sentence(
            say(
                "From {day} on this estimate shows nothing more to pay in that plan year: its maximum is reached.",
                day=year.maximum_reached_on,
            ),
            (ESTIMATE,),
        )
        for year in estimate.plan_years
        if year.maximum_reached_on
    )
    grid = Grid("owed", say("What you may owe"), (say("Time"), say("You may owe")), tuple(rows))
    return Section(say("What you may owe"), "owed", grids=(grid,), points=reached)


def _by_cycle(estimate: Estimate, say: Tongue) -> Section:
    columns = (
        say("Cycle"),
        say("First day"),
        say("Plan pays"),
        say("Programs pay"),
        say("You may owe"),
        say("You, so far this plan year"),
    )
    rows = tuple(
        (
            Sentence(str(cycle.number), (ESTIMATE,)),
            Sentence(say.day(cycle.starts), (ESTIMATE,)),
            dollars(cycle.totals.plan, say),
            dollars(cycle.totals.help_paid, say),
            dollars(cycle.totals.patient, say),
            dollars(cycle.patient_so_far, say),
        )
        for cycle in estimate.cycles
    )
    return Section(say("Cycle by cycle"), "cycles", grids=(Grid("cycles", say("When it falls due"), columns, rows),))


def _rests_on(estimate: Estimate, say: Tongue) -> Iterator[Section]:
    """Assumptions and unknown prices, in the words of the estimate, which are English."""
    used = [one for one in estimate.assumptions if one.used]
    points = [
        *(
            Sentence(str(one.sentence), (Backing(Origin.COMPUTED, one.name, status=one.provenance.status),))
            for one in used
        ),
        *(Sentence(str(one.why), (ESTIMATE,)) for one in estimate.missing),
        *(Sentence(str(note), (ESTIMATE,)) for note in estimate.notes),
    ]
    if points:
        lead = (Sentence(say("These notes are in English.")),) if say.language is Language.SPANISH else ()
        yield Section(say("What this rests on"), "rests_on", lead, points=tuple(points))
