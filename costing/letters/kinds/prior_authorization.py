"""The request for prior authorization: asks in one sentence, answers the plan's own criteria, offers a call."""

from collections.abc import Iterator
from itertools import groupby

from costing.case.shapes import RequestKind
from costing.letters.backing import case_field, chart, sourced
from costing.letters.diagnosis import diagnoses, diagnosis_words, has_dermatomyositis
from costing.letters.matter import Matter, Words, compose
from costing.letters.parts import Backing, Letter, Origin, Sentence
from costing.letters.people import callback_phone, patient_name
from costing.letters.regimen import computed, course_phrase
from payer_rules.findings import Reading, Required
from payer_rules.verdict import Verdict, all_of

STANDING = {
    Verdict.MET: "The criteria of {title} are met; the table says where each is documented.",
    Verdict.NOT_MET: "Not every criterion of {title} is met; the table gives each finding as it stands.",
    Verdict.OPEN: "Criteria of {title} are still open; the table gives each finding as it stands.",
    Verdict.NOT_APPLICABLE: "No criterion of {title} concerns this request.",
}


def build(matter: Matter) -> Letter:
    """Write the request."""
    title = _title(matter)
    number = matter.case.request.case_number if matter.case.request else None
    subject = f"{title}; case {number}" if number else title
    return compose(matter, Words(title, subject, tuple(_opening(matter)), tuple(_closing(matter)), "Sincerely,"))


def _title(matter: Matter) -> str:
    renewal = matter.case.request is not None and matter.case.request.kind is RequestKind.RENEWAL
    what = "Renewal of prior authorization" if renewal else "Prior authorization request"
    indication = " for dermatomyositis" if has_dermatomyositis(matter.case) else ""
    return f"{what}: {matter.product.name}{indication}"


def _opening(matter: Matter) -> Iterator[Sentence]:
    yield _request(matter)
    yield from _standing(matter.readings)
    authorization = matter.answer.authorization
    if authorization.required is Required.UNKNOWN:
        backing = sourced(Origin.POLICY, "whether authorization is required", authorization.provenance)
        yield Sentence(
            "If no authorization is required, please confirm that in writing with a reference number.", (backing,)
        )


def _request(matter: Matter) -> Sentence:
    """The one sentence that asks."""
    words = diagnosis_words(matter.case)
    name = patient_name(matter.case.patient) or "my patient"
    who = f"{name}, who has {words}" if words else name
    renewal = matter.case.request is not None and matter.case.request.kind is RequestKind.RENEWAL
    asks = "renewal of the authorization" if renewal else "prior authorization"
    use = " This use of the product is off label." if matter.off_label else ""
    drug = f"{matter.product.name} ({matter.product.hcpcs})"
    text = f"I request {asks} of {drug} for {who}: {course_phrase(matter.course)}.{use}"
    return Sentence(text, _request_backing(matter))


def _request_backing(matter: Matter) -> tuple[Backing, ...]:
    charted = tuple(chart(fact.evidence) for fact in diagnoses(matter.case)[:1])
    return (
        *charted,
        case_field(Origin.ORDER, "order"),
        computed(),
        Backing(Origin.PRODUCT, f"product {matter.product.id}"),
    )


def _standing(readings: tuple[Reading, ...]) -> Iterator[Sentence]:
    """How the criteria of each of the plan's policies stand as a whole; nothing open or not met is glossed over."""
    own = [reading for reading in readings if reading.layer == "plan"]
    for title, trees in groupby(own, key=lambda reading: reading.title):
        read = tuple(trees)
        verdict = all_of(reading.finding.verdict for reading in read if reading.finding)
        backing = sourced(Origin.POLICY, title, read[0].provenance)
        yield Sentence(STANDING[verdict].format(title=title), (backing,))


def _closing(matter: Matter) -> Iterator[Sentence]:
    phone = callback_phone(matter.case.practice)
    if phone:
        backing = (case_field(Origin.PRACTICE, "practice.phone"),)
        yield Sentence(f"I am available for a peer-to-peer conversation at {phone}.", backing)
    yield Sentence("Please send the decision in writing, with the criteria it rests on.")
