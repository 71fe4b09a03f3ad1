"""A writer's own words in the papers of a saved case: what may be said otherwise, what was, and the difference."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Response, jsonify
from flask.typing import ResponseReturnValue
from marshmallow import fields

from costing.case.fields import Text
from costing.case.part import NOT_A_LIST, Part, needed
from costing.case.request_schema import LONGEST_WORDS
from costing.case.request_shapes import LetterKind
from costing.letters.difference import Piece, difference
from costing.letters.own_words import LONGEST_KEY
from costing.letters.parts import Place
from costing.questions import letter, read_case, to_plain
from costing.questions.own_words import places_of, with_words
from costing.questions.refused import Refused
from costing.store import cases
from costing.store.cases import SavedCase, Stale
from costing.web.api.admission import person_id, practice_id, record
from costing.web.api.bodies import chosen_kind, sent_version, typed_body
from costing.web.api.described import named
from costing.web.api.describing import KIND, Told, handles, sends
from costing.web.database import session


@dataclass(frozen=True, slots=True)
class WordsPlace:
    """Prose that may be put in own words: what the letter itself says, what was written instead, and the difference.

    `was` is what the letter said when the words were written.
    """

    key: str
    label: str
    own: str
    written: str | None
    was: str | None
    hint: str | None
    difference: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class LetterWords:
    """Every place of one kind of letter."""

    kind: LetterKind
    places: tuple[WordsPlace, ...]


ANSWERS = (LetterWords,)


@dataclass(frozen=True, slots=True)
class Words:
    """The writer's words at one place."""

    place: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class WordsSent:
    """The words to change."""

    words: list[Words]


class WordsSchema(Part):
    """The writer's words at one place, named by its `key`."""

    makes = Words

    place = Text(what="the place", longest=LONGEST_KEY, required=True, error_messages=needed("the key of a place"))
    text = Text(what="your words", longest=LONGEST_WORDS)


class WordsSentSchema(Part):
    """The words to change; those of places that are not named stay."""

    makes = WordsSent

    words = fields.List(
        fields.Nested(WordsSchema),
        required=True,
        error_messages={
            "invalid": NOT_A_LIST,
            **needed('the words as a list, such as [{{"place": "closing", "text": "..."}}]'),
        },
    )


BODY = sends(
    "WordsSent", {"words": [{"place": "closing", "text": "I am available for a conversation on any weekday."}]}
)
RULE, ANSWER, TOLD = "/cases/<uuid:case_id>/letter/words", named("LetterWords"), Told(query=(KIND,), has_version=True)


@handles(
    RULE,
    "GET",
    "Read the words of a letter",
    "Every place of prose, with your words and the difference.",
    ANSWER,
    told=TOLD,
)
def show_words(case_id: UUID) -> ResponseReturnValue:
    """What only a person can say, and what may be said otherwise; ETag is the version of the case."""
    saved = cases.get(session(), practice_id(), str(case_id))
    record("case read", saved.id)
    return _shown(saved, _kind(saved))


@handles(RULE, "PATCH", "Put a letter in your own words", "Every place as it is now.", ANSWER, BODY, TOLD)
def put_words(case_id: UUID) -> ResponseReturnValue:
    """Send your words by the `key` of their place; the other places stay, and an empty text gives the letter its own words back.

    They are marked as yours and survive a change of the case. A figure or date that the case does not have is refused.
    If-Match names the version that you read.
    """
    saved, version = cases.get(session(), practice_id(), str(case_id)), sent_version()
    sent: list[Words] = typed_body(WordsSentSchema()).words
    if saved.row_version != version:
        raise Stale(saved.id)
    kind = _kind(saved)
    document = _written(saved, kind, sent)
    changed = cases.replace(session(), practice_id(), saved.id, document, version, person_id())
    record("case changed", saved.id)
    return _shown(changed, kind)


def _kind(saved: SavedCase) -> LetterKind:
    """The kind that the address names, else the one that the case asks for. Raises Refused."""
    return chosen_kind() or letter(read_case(saved.document), date.today()).kind


def _written(saved: SavedCase, kind: LetterKind, sent: list[Words]) -> dict[str, object]:
    """The document with the words. Raises Refused, what is wrong with words under their place in the list."""
    places = places_of(read_case(saved.document), kind, date.today())
    keys, known = [one.place for one in sent], [place.key for place in places]
    wrong = {
        f"words.{at}.place": [f"There is no such place in this letter. It has: {', '.join(known)}."]
        for at, key in enumerate(keys)
        if key not in known
    }
    wrong |= {
        f"words.{at}.place": ["Send your words for each place once."] for at, key in enumerate(keys) if key in keys[:at]
    }
    if wrong:
        raise Refused(wrong)
    try:
        texts = {place.key: place.written or "" for place in places} | {one.place: one.text for one in sent}
        return with_words(saved.document, kind, places, texts, date.today())
    except Refused as refused:
        said = refused.messages.items()
        raise Refused({f"words.{keys.index(key)}.text" if key in keys else key: why for key, why in said}) from None


def _shown(saved: SavedCase, kind: LetterKind) -> Response:
    places = places_of(read_case(saved.document), kind, date.today())
    response = jsonify(to_plain(LetterWords(kind, tuple(map(_place, places)))))
    response.set_etag(str(saved.row_version))
    return response


def _place(one: Place) -> WordsPlace:
    pieces = difference(one.own, one.written) if one.own and one.written else ()
    return WordsPlace(one.key, one.label, one.own, one.written, one.was, one.hint, pieces)
