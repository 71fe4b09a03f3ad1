"""The pages of every kind of paper, plain on Letter and with extreme content on A4, some on both, as a typographer reads them."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from costing.case.request_shapes import LetterKind
from costing.letters.addressing import Signature, sign
from costing.letters.kind_groups import SPEAKS_SPANISH
from costing.letters.logo import Logo, clean_logo
from costing.letters.parts import Letter
from costing.letters.pdf import Paper, render_pdf
from costing.letters.structure import problems
from costing.letters.tongue import Language
from tests.letters import pages
from tests.letters.builders import a_letter
from tests.letters.files import A_LOGO
from tests.letters.pages import Placed, faults, texts_of
from tests.letters.papers import ALPHABETS, a_document, a_paper, an_extreme_document, without_a_chart

VARIANTS = [(kind, Language.ENGLISH) for kind in LetterKind] + [
    (kind, Language.SPANISH) for kind in sorted(SPEAKS_SPANISH)
]
ONE_PAGE = (LetterKind.PEER_TO_PEER, LetterKind.FAX_COVER, LetterKind.HELP_SHEET)
ON_BOTH = (
    LetterKind.APPEAL,
    LetterKind.GOOD_FAITH_ESTIMATE,
    LetterKind.PEER_TO_PEER,
)  # the longest, the widest, the fullest page
PRINTS = [(kind, language, Paper.LETTER) for kind, language in VARIANTS] + [
    (kind, Language.ENGLISH, Paper.A4) for kind in ON_BOTH
]
EXTREME_PRINTS = [(kind, language, Paper.A4) for kind, language in VARIANTS] + [
    (kind, Language.ENGLISH, Paper.LETTER) for kind in ON_BOTH
]
CHARTED = [
    kind for kind in LetterKind if kind is not LetterKind.GOOD_FAITH_ESTIMATE
]  # it is refused without a diagnosis


@cache
def the_logo() -> Logo:
    return clean_logo(A_LOGO)[0]


def of(kind: LetterKind, language: Language, make: Callable[[LetterKind], dict[str, Any]]) -> Letter:
    return a_paper(kind, language, make(kind))


@pytest.mark.parametrize(("kind", "language", "paper"), PRINTS)
def test_every_page_of_every_paper_is_well_made(kind, language, paper):
    letter = of(kind, language, a_document)
    assert faults(letter, render_pdf(letter, None, paper)) == []


@pytest.mark.parametrize(("kind", "language", "paper"), EXTREME_PRINTS)
def test_long_names_long_words_sixty_treatments_and_a_logo_change_nothing_of_that(kind, language, paper):
    letter = of(kind, language, an_extreme_document)
    printed = render_pdf(letter, the_logo(), paper)
    assert faults(letter, printed) == []
    assert problems(printed) == ()
    if kind in ONE_PAGE:
        assert len(texts_of(printed)) == 1


@pytest.mark.parametrize("kind", CHARTED)
def test_nor_does_a_case_without_a_chart(kind):
    letter = of(kind, Language.ENGLISH, without_a_chart)
    assert faults(letter, render_pdf(letter)) == []


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_nor_does_a_long_name_of_another_alphabet(alphabet):
    document = a_document(LetterKind.APPEAL)
    document["patient"]["given_name"], document["patient"]["family_name"] = ALPHABETS[alphabet]
    letter = a_paper(LetterKind.APPEAL, document=document)
    assert faults(letter, render_pdf(letter, the_logo())) == []


def test_nor_does_a_signature_whose_hash_stands_in_one_line():
    signed_at = datetime(2025, 12, 16, 14, 3, 2, tzinfo=UTC)
    letter = sign(a_paper(LetterKind.RENEWAL), "Dana Example", Signature("Dana Example", signed_at, "a3" * 32))
    printed = render_pdf(letter)
    assert faults(letter, printed) == []
    assert "a3" * 32 in [word.text for word in pages.words_on(printed)[1]]


@pytest.mark.parametrize("kind", LetterKind)
def test_who_what_and_how_the_criteria_stand_are_on_the_first_page(kind):
    letter = a_paper(kind)
    first = texts_of(render_pdf(letter))[0]
    for block in letter.blocks:
        assert all(row.value.text.replace(" ", "") in first for row in block.rows)
    assert all(sentence.text.replace(" ", "") in first for sentence in letter.opening)


# --- each fault is noticed


def piece(tag: str, page: int | None, *above: str) -> Placed:
    return Placed(tag, above, page)


def table(page: int, rows: int, *, heads: int = 2) -> list[Placed]:
    """A part of a table on one page."""
    head = [piece("/TH", page, "/Table", "/THead", "/TR") for _ in range(heads)]
    body = [
        one
        for _ in range(rows)
        for one in (piece("/TR", None, "/Table", "/TBody"), piece("/TD", page, "/Table", "/TBody", "/TR"))
    ]
    return [piece("/Table", None), *head, *body]


def test_a_heading_at_the_foot_is_noticed_and_so_are_a_caption_and_heads_of_columns():
    for tag, above in (("/H2", ()), ("/Caption", ("/Table",)), ("/TH", ("/Table", "/THead", "/TR"))):
        pieces = [piece("/P", 1), piece(tag, 1, *above), piece("/P", 2)]
        assert list(pages.lonely_headings(pieces)) == ["page 1 ends with a heading"]
    assert list(pages.lonely_headings([piece("/H2", 1), piece("/P", 1), piece("/P", 2)])) == []


def test_a_table_that_goes_on_badly_is_noticed():
    assert list(pages.thin_tables([*table(1, 2), *table(2, 2)])) == []
    assert len(list(pages.thin_tables([*table(1, 1), *table(2, 5)]))) == 1
    assert len(list(pages.thin_tables([*table(1, 5), *table(2, 1)]))) == 1
    assert len(list(pages.thin_tables([*table(1, 5), *table(2, 5, heads=0)]))) == 1


def test_a_torn_row_a_parted_group_and_a_lonely_signature_are_noticed():
    letter = a_letter()
    (text,) = ["".join(texts_of(render_pdf(letter)))]
    assert list(pages.torn_rows(letter, [text])) == []
    group = next(row for row in letter.criteria[0].rows if row.documented[0].text == "See below")
    cut = text.index(group.criterion.replace(" ", "")) + len(group.criterion.replace(" ", ""))
    torn = [text[:cut], text[cut:]]
    assert len(list(pages.torn_rows(letter, torn))) == 1
    assert len(list(pages.parted_groups(letter.criteria, torn))) == 1
    end = text.index("Sincerely")
    assert list(pages.lonely_signature(letter, [text])) == []
    assert len(list(pages.lonely_signature(letter, [text[:end], text[end:]]))) == 1


def test_a_page_without_number_or_head_and_words_in_the_margin_are_noticed():
    letter = a_letter()
    head = letter.running_head.replace(" ", "")
    assert list(pages.unmarked_pages(letter, ["Page1of2", f"{head}Page2of2"])) == []
    assert len(list(pages.unmarked_pages(letter, ["Page1of2", "Page2of2"]))) == 1
    assert len(list(pages.unmarked_pages(letter, ["Page1of2", head]))) == 1
    word = pages.Word(1, "here", 61, 30, 100, 40)
    assert list(pages.off_the_paper([(612, 792)], [word])) == []
    for left, top, right, bottom in ((50, 30, 90, 40), (61, 10, 90, 20), (500, 30, 560, 40), (61, 770, 90, 780)):
        assert len(list(pages.off_the_paper([(612, 792)], [pages.Word(1, "here", left, top, right, bottom)]))) == 1
