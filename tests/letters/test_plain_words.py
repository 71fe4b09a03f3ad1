"""Patient papers read easily: a grade of school by Flesch and Kincaid, and whole Spanish."""

import re

import pytest

from costing.case.request_shapes import LetterKind
from costing.letters.parts import Letter
from costing.letters.tongue import Language
from tests.letters.builders import sentences_of, words_of
from tests.letters.papers import PATIENT_KINDS, a_document, a_paper

GRADE = 8.0


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e."""
    found = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith("le") and found > 1
    return max(found - silent, 1)


def grade(text: str) -> float:
    """The grade of school after Flesch and Kincaid."""
    sentences = [one for one in re.split(r"(?<=[.!?:])\s+", text) if len(one.split()) > 1]
    words = [word.lower() for word in re.findall(r"[A-Za-z]+", text)]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def prose(letter: Letter) -> str:
    """What is written in sentences; a table's cells and the words of the estimate itself are left out."""
    own = [section for section in letter.sections if section.name != "rests_on"]
    parts = (letter.opening, *((section.prose, section.points) for section in own), letter.closing)
    return " ".join(one.text for one in sentences_of(parts) if one.text.endswith("."))


@pytest.mark.parametrize("kind", PATIENT_KINDS)
def test_a_patients_paper_reads_at_the_eighth_grade_or_below(kind: LetterKind):
    assert grade(prose(a_paper(kind))) <= GRADE


def test_the_measure_would_notice_hard_words():
    hard = "Reimbursement determinations necessitate comprehensive documentation demonstrating medical appropriateness."
    assert grade(hard) > GRADE


@pytest.mark.parametrize(("days", "every", "unit", "said"), [
    (1, 1, "weeks", "en 1 día cada semana"),
    (1, 4, "weeks", "en 1 día cada 4 semanas"),
    (2, 1, "months", "en 2 días seguidos cada mes"),
    (5, 28, "days", "en 5 días seguidos cada 28 días"),
])  # fmt: skip
def test_how_often_is_said_in_whole_spanish(days: int, every: int, unit: str, said: str):
    document = a_document(LetterKind.GOOD_FAITH_ESTIMATE)
    document["order"] |= {"days_per_cycle": days, "interval": {"every": every, "unit": unit}, "cycles": 2}
    letter = a_paper(LetterKind.GOOD_FAITH_ESTIMATE, Language.SPANISH, document)
    assert f"Es una atención que se repite, {said}." in words_of(letter.opening)
