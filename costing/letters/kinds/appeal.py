"""The appeal: names the decision, answers its reason from the chart, the policy and the evidence, and asks to change it."""

from collections.abc import Callable, Iterator, Mapping

from costing.case.request_shapes import AppealLevel, Denial, DenialReason, LetterKind
from costing.letters.backing import case_field, sourced
from costing.letters.course import dose_text
from costing.letters.deadlines import clock_for
from costing.letters.figures import counted, tenths
from costing.letters.kinds.asks import REASON, SITE_REASON
from costing.letters.kinds.grounds import failed_steps, site_asked
from costing.letters.kinds.request import asking, closing, expedited, expedited_gaps, standing, titled
from costing.letters.matter import Matter, Words, compose
from costing.letters.own_words import Asked
from costing.letters.parts import Gap, Letter, Origin, Paragraph, Section, Sentence
from costing.letters.regimen import computed
from payer_rules.message import long_date

REASON_WORDS = {
    DenialReason.NOT_MEDICALLY_NECESSARY: "not medically necessary",
    DenialReason.EXPERIMENTAL: "experimental or investigational",
    DenialReason.STEP_THERAPY: "another drug first",
    DenialReason.SITE_OF_CARE: "another site of care",
    DenialReason.DOSE_OR_QUANTITY: "dose or quantity",
    DenialReason.NOT_ON_LABEL: "not on the label",
    DenialReason.DOCUMENTATION: "documents missing",
    DenialReason.NO_AUTHORIZATION: "no authorization",
    DenialReason.OUT_OF_NETWORK: "out of network",
    DenialReason.OTHER: "another reason",
}
LEVEL_WORDS = {
    AppealLevel.FIRST: "First-level appeal",
    AppealLevel.SECOND: "Second-level appeal",
    AppealLevel.EXTERNAL: "External review",
    AppealLevel.HEARING: "Hearing",
}
ANYTHING_ELSE = Asked(
    REASON,
    "What else the reviewer should know",
    "What else answers the reason of the denial? Say what the chart supports.",
)
MUST_SAY = Asked(
    REASON,
    "Answer to the reason",
    "What answers the reason of the denial?",
    "Answer the reason of the denial in your own words.",
)
ASKED = {DenialReason.SITE_OF_CARE: SITE_REASON, DenialReason.OUT_OF_NETWORK: MUST_SAY, DenialReason.OTHER: MUST_SAY}
NO_DENIAL = "Enter the denial from its notice: date, reason, level and where appeals go."


def build(matter: Matter) -> Letter:
    """Write the appeal."""
    denial = matter.request.denial if matter.request else None
    title = titled(matter, _level(matter, denial))
    number = denial.number if denial else None
    subject = f"{title}; denial {number}" if number else title
    asked = (ASKED.get(denial.reason, ANYTHING_ELSE),) if denial else ()
    gaps = (*_gaps(matter, denial), *expedited_gaps(matter))
    words = Words(
        title,
        subject,
        tuple(_opening(matter, denial)),
        tuple(closing(matter)),
        "Sincerely,",
        _sections(matter, denial),
        asked,
        gaps,
    )
    return compose(matter, words)


def _level(matter: Matter, denial: Denial | None) -> str:
    """The level as the payer calls it, where its time limits are loaded."""
    clock = clock_for(matter.case, LetterKind.APPEAL, matter.today)
    level = LEVEL_WORDS[denial.level if denial else AppealLevel.FIRST]
    return (
        f"{level} ({clock.title[0].lower()}{clock.title[1:]})"
        if clock and clock.title.lower() not in level.lower()
        else level
    )


def _opening(matter: Matter, denial: Denial | None) -> Iterator[Sentence]:
    of = f"the decision of {long_date(denial.on)}" if denial else "the decision"
    yield asking(matter, f"I appeal {of} against {{drug}} for {{who}}: {{course}}.")
    if denial:
        backing = (case_field(Origin.COVERAGE, "request.denial"),)
        codes = f", codes {denial.codes}" if denial.codes else ""
        yield Sentence(f"The reason given is: {REASON_WORDS[denial.reason]}{codes}.", backing)
        if denial.words:
            yield Sentence(f"The notice says: “{denial.words}”", backing)
        if denial.appeal_by:
            yield Sentence(f"The notice allows an appeal until {long_date(denial.appeal_by)}.", backing)
    yield from standing(matter.readings)
    yield from expedited(matter)
    yield Sentence("I ask that the decision be changed and the treatment approved as ordered.")


def _gaps(matter: Matter, denial: Denial | None) -> Iterator[Gap]:
    if denial is None:
        yield Gap(NO_DENIAL, "Request", "request.denial.on")
        return
    if denial.on > matter.today:
        said = f"The denial of {long_date(denial.on)} comes after this letter: check the date of its notice."
        yield Gap(said, "Request", "request.denial.on")
    if not denial.appeal_to:
        yield Gap(
            "Enter where the notice says appeals go: address or fax number.", "Request", "request.denial.appeal_to"
        )
    given = matter.request.authorization if matter.request else None
    if denial.reason is DenialReason.NO_AUTHORIZATION and not (given and given.number):
        yield Gap(
            "Enter the number of the authorization, or ask for one retroactively.",
            "Request",
            "request.authorization.number",
        )


def _sections(matter: Matter, denial: Denial | None) -> tuple[Section, ...]:
    if denial is None:
        return ()
    answer = ANSWERS.get(denial.reason)
    prose = tuple(answer(matter)) if answer else ()
    points = (
        failed_steps(matter)
        if denial.reason in (DenialReason.STEP_THERAPY, DenialReason.NOT_MEDICALLY_NECESSARY)
        else ()
    )
    if points:
        prose = (*prose, Sentence("Earlier treatment, as the chart documents it:"))
    sections = (Section("Answer to the reason of the denial", "answer", prose, points=points),) if prose else ()
    return (*sections, *site_asked(matter)) if denial.reason is DenialReason.SITE_OF_CARE else sections


def _necessary(matter: Matter) -> Iterator[Sentence]:
    yield from _labeled(matter)
    yield from _evidence(matter)


def _labeled(matter: Matter) -> Paragraph:
    backing = (sourced(Origin.PRODUCT, f"label of {matter.product.name}", matter.product.dm_label),)
    if matter.product.labelled_for_dm and matter.evidence.references and not matter.off_label:
        return (Sentence(f"{matter.product.name} is labeled for dermatomyositis in adults.", backing),)
    return ()


def _evidence(matter: Matter) -> Iterator[Sentence]:
    """Where the published evidence stands, when any may be cited for this case."""
    numbers = [str(one.number) for one in matter.evidence.references]
    if numbers:
        span = numbers[0] if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"
        backing = tuple(one.backing for one in matter.evidence.references)
        yield Sentence(f"The published evidence for this use is set out below and cited as {span}.", backing)


def _dose(matter: Matter) -> Iterator[Sentence]:
    doses, kg = matter.course.doses, matter.course.weight_kg
    if doses:
        weight = f" at {tenths(kg)} kg" if kg else ""
        text = (
            f"The order is {dose_text(matter.order)}{weight}: {tenths(doses.grams_per_cycle)} g per cycle, "
            f"{counted(doses.units_per_day, 'unit')} per infusion day and {counted(doses.units_per_cycle, 'unit')} per cycle."
        )
        yield Sentence(text, (computed(), case_field(Origin.ORDER, "patient.weight")))
    yield from _evidence(matter)


def _documents(_: Matter) -> Iterator[Sentence]:
    yield Sentence("The notes that document each criterion are listed under Enclosures with their dates and pages.")


def _authorized(matter: Matter) -> Iterator[Sentence]:
    given = matter.request.authorization if matter.request else None
    if given and given.number:
        span = f" from {long_date(given.starts)} to {long_date(given.ends)}" if given.starts and given.ends else ""
        backing = (case_field(Origin.COVERAGE, "request.authorization"),)
        yield Sentence(f"Authorization {given.number} was given{span}.", backing)


ANSWERS: Mapping[DenialReason, Callable[[Matter], Iterator[Sentence]]] = {
    DenialReason.NOT_MEDICALLY_NECESSARY: _necessary,
    DenialReason.EXPERIMENTAL: _necessary,
    DenialReason.NOT_ON_LABEL: _necessary,
    DenialReason.DOSE_OR_QUANTITY: _dose,
    DenialReason.DOCUMENTATION: _documents,
    DenialReason.NO_AUTHORIZATION: _authorized,
}
