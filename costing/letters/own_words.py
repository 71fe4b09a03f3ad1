"""A writer's own words in a letter: where they may stand, put in place of the letter's, marked, and held against its figures."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from costing.case.request_shapes import LetterKind, OwnWords
from costing.case.shapes import Case
from costing.letters.agreement import WordsDisagree, must_agree
from costing.letters.backing import case_field, policy
from costing.letters.parts import Gap, Letter, Origin, Paragraph, Place, Section, Sentence
from costing.letters.signs import texts_of
from costing.letters.standing import leaves_of
from payer_rules.findings import Finding, Reading
from payer_rules.verdict import Verdict

OPENING, HISTORY, CLOSING = "opening", "history", "closing"
PARAGRAPHS = {OPENING: "Opening", HISTORY: "History", CLOSING: "Closing"}
ARGUMENTS = "Criteria not met, and why an exception is asked"
LONGEST_KEY = 300
WRITER = case_field(Origin.WRITER, "request.words")


@dataclass(frozen=True, slots=True)
class Asked:
    """What only a person can say in a kind of letter: its heading, the question, and the gap while nothing is said."""

    key: str
    heading: str
    question: str
    gap: str | None = None


def written_for(case: Case, kind: LetterKind) -> dict[str, OwnWords]:
    """The writer's words for one kind of letter, by place."""
    words = case.request.words if case.request else ()
    return {one.place: one for one in words if one.letter is kind}


def reasons(asked: tuple[Asked, ...], written: dict[str, OwnWords]) -> tuple[Section, ...]:
    """What was asked and answered, each under its heading."""
    return tuple(
        Section(one.heading, "reason", in_sentences(written[one.key].text)) for one in asked if one.key in written
    )


def reason_gaps(asked: tuple[Asked, ...], written: dict[str, OwnWords]) -> Iterator[Gap]:
    """What a letter cannot go without and nobody has said."""
    for one in asked:
        if one.gap and one.key not in written:
            yield Gap(one.gap, "Letter", "request.words")


def not_met(readings: tuple[Reading, ...]) -> Iterator[tuple[Reading, Finding, str]]:
    """The criteria of the plan that the chart answers with no, each with the key of an argument about it."""
    for reading in readings:
        if reading.layer == "plan" and reading.finding and reading.finding.verdict is not Verdict.MET:
            for leaf in dict.fromkeys(leaves_of(reading.finding)):
                if leaf.verdict is Verdict.NOT_MET:
                    yield reading, leaf, f"criterion {leaf.cite or ''} {leaf.text}"[:LONGEST_KEY]


def arguments(readings: tuple[Reading, ...], written: dict[str, OwnWords]) -> tuple[Section, ...]:
    """What the prescriber says of criteria that are not met; without own words they stand in their table alone."""
    points = tuple(_argument(reading, leaf, written[key]) for reading, leaf, key in not_met(readings) if key in written)
    return (Section(ARGUMENTS, "arguments", points=points),) if points else ()


def _argument(reading: Reading, leaf: Finding, words: OwnWords) -> Sentence:
    named = f"{leaf.cite}: {leaf.text}" if leaf.cite else leaf.text
    return Sentence(f"{named.rstrip('.')}. This is not met. {words.text}", (policy(reading, leaf.cite), WRITER))


def in_sentences(text: str) -> Paragraph:
    """A writer's paragraph, marked as such."""
    return (Sentence(text, (WRITER,)),)


def without_place(letter: Letter, written: dict[str, OwnWords]) -> Iterator[Sentence]:
    """Words that this letter has no place for any more, told to the sender: they are kept, and not printed."""
    places = {place.key for place in letter.places}
    for key in written:
        if key not in places:
            yield Sentence(f"Your words at “{key}” have no place in this letter now, so they are not in it.")


def put_in(
    letter: Letter, readings: tuple[Reading, ...], asked: tuple[Asked, ...], written: dict[str, OwnWords]
) -> Letter:
    """The letter with the writer's words, and every place that may have them. Raises WordsDisagree."""
    texts = tuple(texts_of(replace(letter, sections=_not_own(letter.sections))))
    places = (*_prose(letter, written), *_asked(asked, written), *_arguable(readings, written))
    for place in places:
        if place.written:
            _hold(place, texts)
    return replace(
        letter,
        opening=_instead(OPENING, letter.opening, written),
        history=_instead(HISTORY, letter.history, written),
        closing=_instead(CLOSING, letter.closing, written),
        sections=tuple(_with_words(section, written) for section in letter.sections),
        places=places,
    )


def _hold(place: Place, texts: tuple[str, ...]) -> None:
    """Raises WordsDisagree, which then knows the place's key."""
    try:
        must_agree(place.label, place.written or "", texts, days=bool(place.own), schedule=place.key == OPENING)
    except WordsDisagree as disagreement:
        disagreement.key = place.key
        raise


def _instead(key: str, own: Paragraph, written: dict[str, OwnWords]) -> Paragraph:
    return in_sentences(written[key].text) if own and key in written else own


def _not_own(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    return tuple(section for section in sections if section.name not in ("reason", "arguments"))


def _with_words(section: Section, written: dict[str, OwnWords]) -> Section:
    return replace(section, prose=_instead(_key(section), section.prose, written))


def _key(section: Section) -> str:
    return f"section {section.name}"


def _prose(letter: Letter, written: dict[str, OwnWords]) -> Iterator[Place]:
    """The prose of the letter itself."""
    own = {key: getattr(letter, key) for key in (OPENING, HISTORY, CLOSING)}
    labels = dict(PARAGRAPHS)
    for section in _not_own(letter.sections):
        own[_key(section)], labels[_key(section)] = section.prose, section.heading
    for key, prose in own.items():
        if prose:
            words = written.get(key)
            text = " ".join(sentence.text for sentence in prose)
            yield Place(key, labels[key], text, words.text if words else None, words.was if words else None)


def _asked(asked: tuple[Asked, ...], written: dict[str, OwnWords]) -> Iterator[Place]:
    for one in asked:
        words = written.get(one.key)
        yield Place(one.key, one.heading, "", words.text if words else None, hint=one.question)


def _arguable(readings: tuple[Reading, ...], written: dict[str, OwnWords]) -> Iterator[Place]:
    for _, leaf, key in not_met(readings):
        words = written.get(key)
        hint = "Not met. Leave it empty to let the table speak, or say why an exception is asked."
        yield Place(
            key, f"{leaf.cite}: {leaf.text}" if leaf.cite else leaf.text, "", words.text if words else None, hint=hint
        )
