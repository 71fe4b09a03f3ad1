"""The help sheet: one page, plain enough, in two languages, with nothing promised that is not known."""

import json
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from costing.case.request_shapes import LetterKind
from costing.letters.kinds.help_sheet import MOST, to_try
from costing.letters.parts import Letter
from costing.letters.pdf import render_pdf
from costing.letters.tongue import Language
from costing.questions import programs, read_case
from costing.questions.letter import letter
from payer_rules.programs import programs as collection
from tests.letters.papers import EXAMPLES

DAY = date(2026, 11, 25)
GRADE = 8
HOUSEHOLD = {
    "household_size": 1,
    "monthly_income": "1300",
    "savings": "3000",
    "us_resident": True,
    "other_government_program": False,
}
NAMES = ("medicare-advantage", "part-b-office", "part-b-hospital", "hdhp-contract", "uninsured")


def a_case(name: str, kind: str | None = None) -> dict[str, Any]:
    document = json.loads((EXAMPLES / f"{name}.json").read_text())
    document["help"] = HOUSEHOLD | (
        {"qmb": False, "premium_program": "none"} if name.startswith(("part", "medicare")) else {}
    )
    document.setdefault("request", {"kind": "initial", "on": "2026-11-20"})
    if kind:
        document["coverage"]["primary"] = {"kind": kind}
    return document


def sheet(name: str, language: Language = Language.ENGLISH, kind: str | None = None, on: date = DAY) -> Letter:
    return letter(read_case(a_case(name, kind)), on, LetterKind.HELP_SHEET, language)


def sentences(paper: Letter) -> Iterator[str]:
    """What a patient reads, without the names and addresses of programs."""
    yield from (one.text for one in paper.opening)
    for section in paper.sections:
        yield from (one.text for one in (*section.prose, *section.points))
        for grid in section.grids:
            yield from (cell.text for row in grid.rows for cell in row[1:3])


def syllables(word: str) -> int:
    """Vowel groups, without a silent e at the end: the usual count for English."""
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)


def grade(text: str) -> float:
    """Flesch-Kincaid: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    ended = len(re.findall(r"[.!?](?:\s|$)", text)) or 1
    words = re.findall(r"[a-z']+", text.lower())
    return 0.39 * len(words) / ended + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_the_grade_is_counted_as_it_is_defined():
    """By hand: 'The cat sat on the mat.' has 6 words, 1 sentence, 6 syllables: -1.45."""
    assert round(grade("The cat sat on the mat."), 2) == -1.45
    assert grade("Utilization of independent pharmaceutical reimbursement necessitates documentation.") > 20


@pytest.mark.parametrize("name", NAMES)
def test_the_sheet_reads_at_grade_eight_or_lower(name: str):
    assert grade(" ".join(sentences(sheet(name)))) <= GRADE


def test_every_leaflet_reads_at_grade_eight_or_lower():
    hard = {
        program.id: round(grade(f"{one.pays} {one.do}"), 1)
        for program in collection()
        for one in [(program.leaflets or program.kind.leaflets or {})["en"]]
        if grade(f"{one.pays} {one.do}") > GRADE
    }
    assert hard == {}


@pytest.mark.parametrize("name", [*NAMES, "medicaid"])
@pytest.mark.parametrize("language", list(Language))
def test_it_is_one_page_in_both_languages(name: str, language: Language):
    paper = sheet("part-b-office", language, "medicaid") if name == "medicaid" else sheet(name, language)
    assert len(PdfReader(BytesIO(render_pdf(paper))).pages) == 1


@pytest.mark.parametrize("language", list(Language))
def test_no_dollar_is_promised(language: Language):
    """Amounts belong to awards: a sheet that named one would promise what each program decides for itself."""
    for name in NAMES:
        text = " ".join(sentences(sheet(name, language)))
        assert "$" not in text
        assert not re.search(r"\b(will pay|guarantee|pagará|garantiza)\b", text)


def test_a_federal_beneficiary_is_told_why_there_is_no_card_and_sees_none():
    paper = sheet("part-b-office")
    assert "the law does not let you use a copay card" in " ".join(sentences(paper))
    (grid,) = next(section for section in paper.sections if section.name == "programs").grids
    shown = [row[0].text for row in grid.rows]
    assert shown[0] == "1. Qualified Medicare Beneficiary (QMB)"
    makers = {one.name for one in collection() if one.kind.name.startswith("manufacturer")}
    assert not any(name.partition(". ")[2] in makers for name in shown)
    assert "the law does not let you" not in " ".join(sentences(sheet("hdhp-contract")))


def test_the_spanish_sheet_keeps_the_names_and_says_that_nobody_reviewed_it():
    text = "\n".join(
        page.extract_text() for page in PdfReader(BytesIO(render_pdf(sheet("part-b-office", Language.SPANISH)))).pages
    )
    assert "Qualified Medicare" in text.replace("\n", " ")
    assert "no ha sido revisada por un traductor calificado" in text.replace("\n", " ")
    assert "These programs" not in text


def test_old_rules_are_said_to_be_old():
    document = a_case("part-b-office")
    document["request"]["on"] = "2027-03-01"
    paper = letter(read_case(document), date(2027, 3, 1), LetterKind.HELP_SHEET)
    assert "That was more than 90 days ago, so call first." in list(sentences(paper))


def test_it_shows_a_few_in_their_order():
    found = programs(read_case(a_case("hdhp-contract")))
    chosen = list(to_try(found))
    assert len(chosen) == MOST
    assert [found.index(one) for one in chosen] == sorted(found.index(one) for one in chosen)
