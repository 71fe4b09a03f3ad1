"""What answers each reason of a denial from the chart, the order and the evidence, and what only a person can say."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from costing.case.request_shapes import DenialReason
from costing.letters.backing import case_field, sourced
from costing.letters.course import dose_text
from costing.letters.figures import counted, tenths
from costing.letters.kinds.asks import REASON, SITE_REASON
from costing.letters.kinds.grounds import failed_steps, laws_cited, provider, site_asked
from costing.letters.laws import About
from costing.letters.matter import Matter
from costing.letters.own_words import Asked
from costing.letters.parts import Gap, Origin, Paragraph, Section, Sentence
from costing.letters.regimen import computed
from payer_rules.message import long_date

ANYTHING_ELSE = Asked(
    REASON,
    "What else the reviewer should know",
    "What else answers the reason of the denial? Say what the chart supports.",
)
MUST_SAY = Asked(
    REASON,
    "Answer to the reason",
    "What answers the reason of the denial?",
    "Answer the reason of the denial in your own words: nothing in the chart, the order or the evidence does.",
)
Said = Callable[[Matter], Iterator[Sentence]]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one reason: prose, listed treatments, sections of its own, what is asked, what a person must add, what is missing."""

    prose: Said
    asks: str = "I ask that the decision be changed and the treatment approved as ordered."
    lists_steps: bool = False
    sections: Callable[[Matter], Iterator[Section]] = lambda _: iter(())
    asked: Asked = ANYTHING_ELSE
    gaps: Callable[[Matter], Iterator[Gap]] = lambda _: iter(())


def answered(matter: Matter, reason: DenialReason) -> tuple[tuple[Section, ...], Asked]:
    """The sections that answer the reason, and the question to the writer, who has to answer where the case does not."""
    answer = ANSWERS[reason]
    points = failed_steps(matter) if answer.lists_steps else ()
    prose: Paragraph = tuple(answer.prose(matter))
    if points:
        prose = (*prose, Sentence("Earlier treatment, as the chart documents it:"))
    own = (Section("Answer to the reason of the denial", "answer", prose, points=points),) if prose else ()
    silent = not prose and not any(True for _ in answer.gaps(matter))
    return (*own, *answer.sections(matter)), MUST_SAY if silent and answer.asked is ANYTHING_ELSE else answer.asked


def _necessary(matter: Matter) -> Iterator[Sentence]:
    yield from _labeled(matter)
    yield from _evidence(matter)


def _labeled(matter: Matter) -> Paragraph:
    backing = (sourced(Origin.PRODUCT, f"label of {matter.product.name}", matter.product.dm_label),)
    if matter.product.labelled_for_dm and matter.evidence.references and not matter.off_label:
        return (
            Sentence(
                f"{matter.product.name} is labeled for dermatomyositis in adults, so this use is on its label.", backing
            ),
        )
    return ()


def _evidence(matter: Matter) -> Iterator[Sentence]:
    """Where the published evidence stands, when any may be cited for this case."""
    numbers = [str(one.number) for one in matter.evidence.references]
    if numbers:
        span = numbers[0] if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"
        backing = tuple(one.backing for one in matter.evidence.references)
        yield Sentence(f"The published evidence for this use is set out below and cited as {span}.", backing)


def _steps(matter: Matter) -> Iterator[Sentence]:
    yield from laws_cited(matter, About.STEP_THERAPY)
    failed = failed_steps(matter)
    if failed:
        yield Sentence(
            f"The chart documents {counted(len(failed), 'earlier treatment')} that failed, harmed or may not be given.",
            tuple(backing for one in failed for backing in one.backing),
        )


def _dose(matter: Matter) -> Iterator[Sentence]:
    doses, kg = matter.course.doses, matter.course.weight_kg
    if doses:
        weight = f" at {tenths(kg)} kg" if kg else ""
        text = (
            f"The order is {dose_text(matter.order)}{weight}: {tenths(doses.grams_per_cycle)} g per cycle, "
            f"{counted(doses.units_per_day, 'unit')} per infusion day and {counted(doses.units_per_cycle, 'unit')} per cycle, "
            f"which is {tenths(doses.grams_per_28_days)} g in 28 days."
        )
        yield Sentence(text, (computed(), case_field(Origin.ORDER, "patient.weight")))
    yield from _evidence(matter)


def _documents(_: Matter) -> Iterator[Sentence]:
    yield Sentence(
        "The notes that document each criterion are listed under Enclosures; the table names the note and page for each."
    )


def _authorized(matter: Matter) -> Iterator[Sentence]:
    given = matter.request.authorization if matter.request else None
    if given and given.number:
        span = f" from {long_date(given.starts)} to {long_date(given.ends)}" if given.starts and given.ends else ""
        backing = (case_field(Origin.COVERAGE, "request.authorization"),)
        yield Sentence(f"Authorization {given.number} was given{span}.", backing)
        if span and _within(matter, given.starts, given.ends):
            yield Sentence("All infusion days of this order lie within it.", (*backing, computed()))


def _within(matter: Matter, starts: date | None, ends: date | None) -> bool:
    first, last = matter.course.first, matter.course.phases[-1].last
    return starts is not None and ends is not None and starts <= first and last <= ends


def _authorization_gaps(matter: Matter) -> Iterator[Gap]:
    given = matter.request.authorization if matter.request else None
    if not (given and given.number):
        what = "Enter the number of the authorization, or ask for one retroactively."
        yield Gap(what, "Request", "request.authorization.number")
    elif given.starts and given.ends and not _within(matter, given.starts, given.ends):
        what = (
            f"Authorization {given.number} does not cover all infusion days of the order: compare its span, "
            "{} to {}, with the days that were denied.".format(long_date(given.starts), long_date(given.ends))
        )
        yield Gap(what, "Request", "request.authorization.starts")


def _network(matter: Matter) -> Iterator[Sentence]:
    yield from laws_cited(matter, About.NETWORK)


def _nothing(_: Matter) -> Iterator[Sentence]:
    return iter(())


ANSWERS: Mapping[DenialReason, Answer] = {
    DenialReason.NOT_MEDICALLY_NECESSARY: Answer(_necessary, lists_steps=True),
    DenialReason.EXPERIMENTAL: Answer(_necessary),
    DenialReason.NOT_ON_LABEL: Answer(_necessary),
    DenialReason.STEP_THERAPY: Answer(
        _steps,
        "I ask that the decision be changed and the treatment approved without another drug first.",
        lists_steps=True,
    ),
    DenialReason.SITE_OF_CARE: Answer(
        _nothing,
        "I ask that the decision be changed and the treatment approved at the ordered site.",
        sections=site_asked,
        asked=SITE_REASON,
    ),
    DenialReason.DOSE_OR_QUANTITY: Answer(
        _dose, "I ask that the decision be changed and the ordered dose and number of units approved."
    ),
    DenialReason.DOCUMENTATION: Answer(_documents),
    DenialReason.NO_AUTHORIZATION: Answer(
        _authorized,
        "I ask that the decision be changed and the infusions covered under that authorization.",
        gaps=_authorization_gaps,
    ),
    DenialReason.OUT_OF_NETWORK: Answer(
        _network,
        "I ask that the decision be changed and the treatment covered with this provider as if it were in the network.",
        sections=provider,
        asked=MUST_SAY,
    ),
    DenialReason.OTHER: Answer(_nothing, asked=MUST_SAY),
}
