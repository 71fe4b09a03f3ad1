"""The appeal: names the decision, answers its reason from the chart, the policy and the evidence, and asks to change it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from costing.case.request_shapes import AppealLevel, Denial, DenialReason, LetterKind
from costing.domain.coverage import PlanKind
from costing.letters.backing import case_field
from costing.letters.deadlines import Clock, clock_for
from costing.letters.diagnosis import has_dermatomyositis
from costing.letters.figures import listed
from costing.letters.kinds.answers import ANSWERS, answered
from costing.letters.kinds.request import asking, expedited, expedited_gaps, standing, titled
from costing.letters.matter import Matter, Words, compose
from costing.letters.own_words import Asked
from costing.letters.parts import Gap, Letter, Origin, Sentence
from costing.letters.people import callback_phone, patient_name
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
NO_DENIAL = "Enter the denial from its notice: date, reason, level and where appeals go."
NOTHING_TO_ANSWER = (NO_DENIAL, "Request", "request.denial.on")
APPROVE = "I ask that the decision be changed and the treatment approved as ordered."
PAY = "I ask that the decision be changed and the claim paid."


def build(matter: Matter) -> Letter:
    """Write the appeal; what its level wants is said by the level's own record."""
    denial = matter.request.denial if matter.request else None
    clock = clock_for(matter.case, LetterKind.APPEAL, matter.today)
    title = titled(matter, _level(denial, clock))
    number = denial.number if denial else None
    sections, asked = answered(matter, denial.reason) if denial else ((), None)
    words = Words(
        title,
        f"{title}; denial {number}" if number else title,
        tuple(_opening(matter, denial, clock)),
        tuple(_closing(matter, clock)),
        "Sincerely,",
        sections,
        (*((asked,) if asked else ()), *_lateness(matter, denial, clock)),
        (*_gaps(matter, denial, clock), *(() if _is_claim(matter) else expedited_gaps(matter))),
    )
    letter = compose(matter, words)
    if denial is None:
        return letter
    to = (clock.to, *letter.recipient[2:]) if clock and clock.to else letter.recipient
    return replace(letter, recipient=to, enclosures=(*_enclosed(denial, clock), *letter.enclosures))


def _level(denial: Denial | None, clock: Clock | None) -> str:
    """The level as the payer calls it, where its time limits are loaded."""
    level = LEVEL_WORDS[denial.level if denial else AppealLevel.FIRST]
    if clock is None or clock.title.lower().startswith(level.lower()):
        return clock.title if clock else level
    return f"{level} ({clock.title[0].lower()}{clock.title[1:]})"


def _opening(matter: Matter, denial: Denial | None, clock: Clock | None) -> Iterator[Sentence]:
    of = f"the decision of {long_date(denial.on)}" if denial else "the decision"
    yield asking(matter, f"I appeal {of} against {{drug}} for {{who}}: {{course}}.")
    if denial:
        yield from _decision(matter, denial, clock)
    yield from standing(matter.readings)
    if not _is_claim(matter):
        yield from expedited(matter)
    yield Sentence(_asks(matter, denial))


def _asks(matter: Matter, denial: Denial | None) -> str:
    """What the answer to the reason asks; Original Medicare decides on claims only."""
    if _is_claim(matter):
        return PAY
    return ANSWERS[denial.reason].asks if denial else APPROVE


def _is_claim(matter: Matter) -> bool:
    coverage = matter.case.coverage
    return coverage is not None and coverage.primary.kind is PlanKind.MEDICARE_PART_B


def _days_given(matter: Matter, denial: Denial) -> tuple[date, ...]:
    """The infusion days that the decision can be about: documented, and before it."""
    return tuple(sorted(visit.on for visit in matter.order.visits if visit.on <= denial.on))


def _decision(matter: Matter, denial: Denial, clock: Clock | None) -> Iterator[Sentence]:
    """Who agreed to the appeal, what the notice says, and until when it allows one."""
    backing = (case_field(Origin.COVERAGE, "request.denial"),)
    if denial.consented_on and clock and clock.needs_consent:
        name = patient_name(matter.case.patient) or "The patient"
        yield Sentence(f"{name} consented to this appeal in writing on {long_date(denial.consented_on)}.", backing)
    if days := _days_given(matter, denial):
        given = listed(tuple(map(long_date, days)))
        yield Sentence(f"The infusions already given were on {given}.", (case_field(Origin.ORDER, "order.visits"),))
    codes = f", codes {denial.codes}" if denial.codes else ""
    yield Sentence(f"The reason given is: {REASON_WORDS[denial.reason]}{codes}.", backing)
    if denial.words:
        yield Sentence(f"The notice says: “{denial.words}”", backing)
    if denial.appeal_by:
        yield Sentence(f"The notice allows an appeal until {long_date(denial.appeal_by)}.", backing)


def _closing(matter: Matter, clock: Clock | None) -> Iterator[Sentence]:
    """What a fair review needs; outside the plan there is no peer to call."""
    phone, outside = callback_phone(matter.case.practice), clock and clock.to
    if phone:
        offer = "I can be reached for questions at" if outside else "I am available for a peer-to-peer conversation at"
        yield Sentence(f"{offer} {phone}.", (case_field(Origin.PRACTICE, "practice.phone"),))
    if not outside:
        able = (
            "with experience in treating dermatomyositis"
            if has_dermatomyositis(matter.case)
            else "of the same specialty"
        )
        yield Sentence(
            f"Please have the appeal decided by a physician {able} who took no part in the earlier decision."
        )
    yield Sentence(
        "Please send the decision in writing; if the denial is upheld, name each criterion that is found not met, and the record."
    )


def _lateness(matter: Matter, denial: Denial | None, clock: Clock | None) -> Iterator[Asked]:
    """After the last day an appeal needs its excuse."""
    last = (denial.appeal_by or (clock.last_day(denial) if clock else None)) if denial else None
    if last and last < matter.today:
        yield Asked(
            "late",
            "Why this appeal comes after its last day",
            "What kept it from being sent in time? Say only what can be shown.",
            f"Say why the appeal comes after {long_date(last)}, its last day, or do not send it.",
        )


def _gaps(matter: Matter, denial: Denial | None, clock: Clock | None) -> Iterator[Gap]:
    if denial is None:
        yield Gap(*NOTHING_TO_ANSWER)
        return
    if denial.on > matter.today:
        said = f"The denial of {long_date(denial.on)} comes after this letter: check the date of its notice."
        yield Gap(said, "Request", "request.denial.on")
    if not denial.appeal_to:
        what = "Enter where the notice says appeals go: address or fax number."
        yield Gap(what, "Request", "request.denial.appeal_to")
    if clock and clock.needs_consent and not denial.consented_on:
        what = f"Enter the day on which the patient consented in writing. Who may ask: {clock.who}"
        yield Gap(what, "Request", "request.denial.consented_on")
    if _is_claim(matter) and not _days_given(matter, denial):
        what = "Enter the infusion days that the denied claim is about, with their documented times: an appeal names its dates of service."
        yield Gap(what, "Order", "order.visits")
    yield from ANSWERS[denial.reason].gaps(matter)


def _enclosed(denial: Denial, clock: Clock | None) -> Iterator[Sentence]:
    """The notice itself, and the consent where the level wants one."""
    backing = (case_field(Origin.COVERAGE, "request.denial"),)
    yield Sentence(f"Notice of the decision, {long_date(denial.on)}", backing)
    if clock and clock.needs_consent and denial.consented_on:
        yield Sentence(f"Consent of the patient, {long_date(denial.consented_on)}", backing)
