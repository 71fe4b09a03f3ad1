"""What every request to a payer shares: asks in one sentence, says how the plan's own criteria stand, offers a call."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from costing.letters.backing import case_field, chart, sourced
from costing.letters.deadlines import decide_by
from costing.letters.diagnosis import diagnosis_words, has_dermatomyositis, treated
from costing.letters.figures import listed
from costing.letters.matter import Matter, Words, compose
from costing.letters.own_words import Asked
from costing.letters.parts import Backing, Gap, Letter, Origin, Section, Sentence
from costing.letters.people import callback_phone, patient_name
from costing.letters.regimen import computed, course_phrase
from costing.letters.said import label_of
from payer_rules.chart import Fact
from payer_rules.findings import Reading, Required
from payer_rules.leaves import place
from payer_rules.verdict import Verdict, all_of

STANDING = {
    Verdict.MET: "The criteria of {title} are met; the table says where each is documented.",
    Verdict.NOT_MET: "Not every criterion of {title} is met; the table gives each finding as it stands.",
    Verdict.OPEN: "Criteria of {title} are still open; the table gives each finding as it stands.",
    Verdict.NOT_APPLICABLE: "No criterion of {title} concerns this request.",
}
URGENT = ("dysphagia", "interstitial_lung_disease", "rapidly_progressive")  # what makes waiting a danger
NOT_URGENT = (
    "The chart does not support an expedited request: enter a finding such as trouble swallowing, lung disease or rapid "
    "progression with its note, or ask for a standard decision."
)


def nothing(_: Matter) -> Iterator[Section]:
    """No section of its own."""
    return iter(())


def no_gaps(_: Matter) -> Iterator[Gap]:
    """Nothing more is needed."""
    return iter(())


def no_advice(_: Matter) -> Iterator[Sentence]:
    """Nothing more to know before it is sent."""
    return iter(())


@dataclass(frozen=True, slots=True)
class Ask:
    """One kind of request: its title, what it asks `of` a drug, its own sections, questions to a person and gaps."""

    title: str
    asks: str
    sections: Callable[[Matter], Iterator[Section]] = nothing
    asked: tuple[Asked, ...] = ()
    gaps: Callable[[Matter], Iterator[Gap]] = no_gaps
    remark: str | None = None  # a sentence behind the request
    opening: Callable[[Matter], Iterator[Sentence]] | None = None  # instead of the one sentence that asks
    advice: Callable[[Matter], Iterator[Sentence]] = no_advice  # to the sender


def build(matter: Matter, ask: Ask) -> Letter:
    """Write the request."""
    title = titled(matter, ask.title)
    gaps = (*ask.gaps(matter), *expedited_gaps(matter))
    said = tuple(_opening(matter, ask)), tuple(closing(matter))
    sections = tuple(ask.sections(matter))
    letter = compose(matter, Words(title, _subject(matter, title), *said, "Sincerely,", sections, ask.asked, gaps))
    return replace(letter, advice=(*letter.advice, *ask.advice(matter)))


def titled(matter: Matter, what: str) -> str:
    """What is asked, of which drug, for what."""
    indication = " for dermatomyositis" if has_dermatomyositis(matter.case) else ""
    return f"{what}: {matter.product.name}{indication}"


def _subject(matter: Matter, title: str) -> str:
    number = matter.request.case_number if matter.request else None
    return f"{title}; case {number}" if number else title


def _opening(matter: Matter, ask: Ask) -> Iterator[Sentence]:
    if ask.opening:
        yield from ask.opening(matter)
    else:
        yield asking(matter, f"I request {ask.asks} {{drug}} for {{who}}: {{course}}.")
    if ask.remark:
        yield Sentence(ask.remark)
    yield from standing(matter.readings)
    yield from expedited(matter)
    authorization = matter.answer.authorization
    if authorization.required is Required.UNKNOWN:
        backing = sourced(Origin.POLICY, "whether authorization is required", authorization.provenance)
        yield Sentence(
            "If no authorization is required, please confirm that in writing with a reference number.", (backing,)
        )


def asking(matter: Matter, template: str) -> Sentence:
    """The one sentence that asks, of {drug}, {who} and {course}; an off-label use is said in the same breath."""
    words = diagnosis_words(matter.case)
    name = patient_name(matter.case.patient) or "my patient"
    who = f"{name}, who has {words}" if words else name
    use = " This use of the product is off label." if matter.off_label else ""
    drug = f"{matter.product.name} ({matter.product.hcpcs})"
    asked = template.format(drug=drug, who=who, course=course_phrase(matter.course))
    return Sentence(f"{asked}{use}", asking_backing(matter))


def asking_backing(matter: Matter) -> tuple[Backing, ...]:
    """What stands behind diagnosis, order and drug."""
    diagnosis = treated(matter.case)
    return (
        *((chart(diagnosis.evidence),) if diagnosis else ()),
        case_field(Origin.ORDER, "order"),
        computed(),
        Backing(Origin.PRODUCT, f"product {matter.product.id}"),
    )


def standing(readings: tuple[Reading, ...]) -> Iterator[Sentence]:
    """How the criteria of each of the plan's policies stand as a whole; nothing open or not met is glossed over."""
    own = [reading for reading in readings if reading.layer == "plan"]
    for title, trees in groupby(own, key=lambda reading: reading.title):
        read = tuple(trees)
        verdict = all_of(reading.finding.verdict for reading in read if reading.finding)
        backing = sourced(Origin.POLICY, title, read[0].provenance)
        yield Sentence(STANDING[verdict].format(title=title), (backing,))


def urgent_facts(matter: Matter) -> tuple[Fact, ...]:
    """What the chart says that makes waiting a danger: the newest value of each, where it says one thing."""
    newest = [matter.case.chart.newest(name) for name in URGENT]
    return tuple(facts[0] for facts in newest if len(facts) == 1 and facts[0].value is True)


def is_expedited(matter: Matter) -> bool:
    """Whether the request is expedited, and the chart supports it."""
    return bool(matter.request and matter.request.expedited and urgent_facts(matter))


def expedited(matter: Matter) -> Iterator[Sentence]:
    """Asks for an expedited decision with the chart's reason, then for the decision within the payer's limit."""
    if is_expedited(matter):
        facts = urgent_facts(matter)
        said = listed(tuple(f"{label_of(one.name).lower()} ({place(one.evidence)})" for one in facts))
        yield Sentence(
            f"I ask for an expedited decision: the chart documents {said}.", tuple(chart(one.evidence) for one in facts)
        )
    limit = decide_by(matter.case, matter.kind, matter.today, is_expedited(matter))
    if limit:
        yield limit


def expedited_gaps(matter: Matter) -> Iterator[Gap]:
    """Haste that the chart does not support is not claimed."""
    if matter.request and matter.request.expedited and not urgent_facts(matter):
        yield Gap(NOT_URGENT, "Chart", "chart.facts")


def closing(matter: Matter) -> Iterator[Sentence]:
    """Offers a call, and asks for the decision in writing."""
    phone = callback_phone(matter.case.practice)
    if phone:
        backing = (case_field(Origin.PRACTICE, "practice.phone"),)
        yield Sentence(f"I am available for a peer-to-peer conversation at {phone}.", backing)
    yield Sentence("Please send the decision in writing, with the criteria it rests on.")
