"""A writer's own words: they stand where they were put, are marked, survive new data, and may not contradict the case."""

from dataclasses import replace

import pytest

from costing.case.request_shapes import LetterKind, OwnWords, Request, RequestKind
from costing.letters.agreement import WordsDisagree
from costing.letters.document import build_letter
from costing.letters.parts import Letter, Origin
from tests.letters.builders import ORDER, TODAY, a_case, a_product, an_answer

KIND = LetterKind.PRIOR_AUTHORIZATION


def with_words(place: str, text: str, was: str | None = None, **changes: object) -> Letter:
    request = Request(RequestKind.INITIAL, TODAY, words=(OwnWords(KIND, place, text, was),))
    return build_letter(a_case(request=request, **changes), an_answer(), None, a_product(), TODAY, KIND)


def test_own_words_stand_in_place_of_the_letters_and_are_marked():
    letter = with_words("closing", "Please call me first.")
    (sentence,) = letter.closing
    assert sentence.text == "Please call me first."
    assert [backing.origin for backing in sentence.backing] == [Origin.WRITER]
    place = next(one for one in letter.places if one.key == "closing")
    assert place.written == "Please call me first."
    assert place.own.startswith("I am available for a peer-to-peer conversation")


def test_own_words_of_another_kind_stay_there():
    request = Request(
        RequestKind.INITIAL, TODAY, words=(OwnWords(LetterKind.APPEAL, "closing", "Please call me first."),)
    )
    letter = build_letter(a_case(request=request), an_answer(), None, a_product(), TODAY, KIND)
    assert "Please call me first." not in repr(letter)


def test_own_words_survive_new_data_and_show_that_the_letters_own_changed():
    was = "I request prior authorization of something else."
    letter = with_words("opening", "I ask for Octagam 10%.", was, order=replace(ORDER, cycles=12))
    place = next(one for one in letter.places if one.key == "opening")
    assert letter.opening[0].text == "I ask for Octagam 10%."
    assert place.was == was
    assert "12 cycles" in place.own


@pytest.mark.parametrize(("text", "written", "known"), [
    ("The dose is 150 g.", "150 g", "140 g"),
    ("The dose is 150 grams per cycle.", "150 g", "140 g"),
    ("She is to have 3 g/kg.", "3 g/kg", "2 g/kg"),
    ("Please approve 281 units.", "281 unit", "280 unit"),
    ("It is 14 cycles.", "14 cycle", "13 cycle"),
    ("She weighs 71 kg.", "71 kg", "70 kg"),
    ("It begins on January 5, 2027.", "January 5, 2027", "January 4, 2027"),
    ("It begins on 1/5/2027.", "January 5, 2027", "January 4, 2027"),
    ("It begins on 2027-01-05.", "January 5, 2027", "January 4, 2027"),
    ("It begins on Jan. 5, 2027.", "January 5, 2027", "January 4, 2027"),
    ("It begins on 5 January 2027.", "January 5, 2027", "January 4, 2027"),
    ("It begins on January 5th, 2027.", "January 5, 2027", "January 4, 2027"),
    ("It begins on 01-05-2027.", "January 5, 2027", "January 4, 2027"),
    ("It begins on 1/5/27.", "January 5, 2027", "January 4, 2027"),
    ("The dose is 3 g/kg/cycle.", "3 g/kg", "2 g/kg"),
    ("The dose is 3 grams per kilogram.", "3 g/kg", "2 g/kg"),
    ("The dose is 150 gm, 150g/cycle.", "150 g", "140 g"),
    ("The dose is 1\u200b50\u00ad g.", "150 g", "140 g"),
    ("She weighs 71 kilograms.", "71 kg", "70 kg"),
    ("Please approve 281 billing units.", "281 unit", "280 unit"),
    ("The creatine kinase was 9,000 U/L.", "9,000 U/L", "4,200 U/L"),
])  # fmt: skip
def test_a_figure_that_the_case_does_not_have_stops_the_letter_and_both_are_named(text, written, known):
    with pytest.raises(WordsDisagree) as stopped:
        with_words("closing", text)
    assert f"say {written}; the case says {known}" in str(stopped.value)


@pytest.mark.parametrize("text", [
    "140 g, 70 g a day, 280 units, 13 cycles, 70 kg.",
    "From January 4, 2027, or 01/04/2027.",
    "In room 3, floor 281, by 60 mg of prednisone.",
    "2 g/kg/cycle, 2 g per kg, 70 kilograms, 280 billing units, 4,200 U/L.",
    "Infuse at 1 mg/kg/min, up to 4 mg/kg/min; call 919-555-0140; NDC 68982-850-01; section 1.2.20.",
    "Laboratory tests are repeated every 6 weeks.",
])  # fmt: skip
def test_figures_that_agree_are_left_alone(text):
    assert with_words("closing", text).closing[0].text == text


def test_a_changed_order_stops_a_letter_whose_words_say_the_old_dose():
    with pytest.raises(WordsDisagree, match="140 g"):
        with_words("closing", "Please approve 140 g.", order=replace(ORDER, dose=1))


def test_how_often_is_held_where_the_letter_asks():
    with pytest.raises(WordsDisagree, match="say every 3 weeks; the case says every 4 weeks"):
        with_words("opening", "I ask for Octagam 10% every 3 weeks.")
    assert with_words("opening", "I ask for Octagam 10% every 4 weeks.").opening
