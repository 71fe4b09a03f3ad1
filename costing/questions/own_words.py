"""A writer's own words in the papers of a case: every place that may have them, and the words put in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from costing.case.request_shapes import LetterKind, OwnWords
from costing.case.schema import dump_case
from costing.case.shapes import Case
from costing.letters.parts import Place
from costing.questions.documents import read_case
from costing.questions.letter import letter
from costing.questions.refused import Refused

WORDS = "request.words"
GONE = "This place is not in the letter now. Empty it to drop these words."


def places_of(case: Case, kind: LetterKind, today: date) -> tuple[Place, ...]:
    """Every place of this kind, with the writer's words as far as there are any; those without a place come last.

    Words that the case contradicts are there too, to be changed. Raises Refused as `letter` does.
    """
    words = case.request.words if case.request else ()
    mine = {one.place: one for one in words if one.letter is kind}
    others = tuple(one for one in words if one.letter is not kind)
    bare = replace(case, request=replace(case.request, words=others)) if case.request else case
    own = letter(bare, today, kind).places
    known = {place.key for place in own}
    gone = tuple(Place(key, key, "", one.text, hint=GONE) for key, one in mine.items() if key not in known)
    return (*(_written(place, mine.get(place.key)) for place in own), *gone)


def _written(place: Place, words: OwnWords | None) -> Place:
    return replace(place, written=words.text, was=words.was) if words else place


def with_words(
    document: dict[str, Any], kind: LetterKind, places: tuple[Place, ...], texts: Mapping[str, str], today: date
) -> dict[str, Any]:
    """The document with what differs from the letter's own words; a place that is not named speaks the letter's own.

    Raises Refused, what is wrong with words under the key of their place, and nothing of a letter that contradicts itself.
    """
    dumped = dump_case(read_case(document))
    words = [one for one in dumped.get("request", {}).get("words", []) if one["letter"] != kind]
    keys: dict[str, str] = {}
    for place in places:
        text = texts.get(place.key, "").strip()
        if text and text != place.own.strip():
            keys[str(len(words))] = place.key
            words.append({"letter": str(kind), "place": place.key, "text": text, "was": place.own or None})
    try:
        case = read_case({**dumped, "request": {**dumped["request"], "words": words}})
        letter(case, today, kind)
    except Refused as refused:
        raise Refused({_place(field, keys): said for field, said in refused.messages.items()}) from None
    return dump_case(case)


def _place(field: str, keys: Mapping[str, str]) -> str:
    """The key of the place behind a field of the document, such as `request.words.2.text`; any other field as it is."""
    return keys.get(field.removeprefix(f"{WORDS}.").split(".")[0], field)
