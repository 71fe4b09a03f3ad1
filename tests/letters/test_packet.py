"""The packet: index, letter and enclosures in order, stamped, with bookmarks, never claiming to be accessible as a whole."""

from dataclasses import replace
from functools import cache
from io import BytesIO

import pytest
from pikepdf import Pdf, Stream
from pypdf import PdfReader

from costing.case.request_shapes import LetterKind
from costing.letters.history import note_titles
from costing.letters.intake import clean
from costing.letters.packet import (
    BadTitle,
    Enclosed,
    Packet,
    TooLarge,
    make_packet,
    not_enclosed,
    point_at,
    title_of,
)
from costing.letters.parts import Letter
from costing.letters.pdf import render_pdf
from costing.letters.stamp import whose
from costing.letters.structure import elements_of, problems
from costing.letters.tongue import Language
from tests.letters.builders import a_case, a_letter, an_answer, squeezed
from tests.letters.files import a_pdf, a_scan, as_file
from tests.letters.papers import a_paper

NOTES = (
    "Rheumatology note, October 30, 2025",
    "Laboratory report, December 10, 2025",
    "Rheumatology note, December 11, 2025",
)


def enclosed(title: str, raw: bytes) -> Enclosed:
    cleaned = clean(raw)
    return Enclosed(title, cleaned.pages, cleaned.pdf)


@cache
def twelve() -> tuple[Enclosed, ...]:
    """Three notes of the chart, and nine more files of every kind."""
    notes = [enclosed(title, a_pdf(*[f"{title} page {n}" for n in range(1, 4)])) for title in NOTES]
    more = [
        enclosed(f"Document {n}", as_file(a_scan(), "PNG" if n % 2 else "JPEG") if n % 3 else a_pdf(f"Plain {n}"))
        for n in range(4, 13)
    ]
    return (*notes, *more)


@cache
def of_twelve() -> Packet:
    return make_packet(a_letter(), twelve())


def texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def test_index_letter_and_twelve_enclosures_stand_in_order():
    index, pages = of_twelve().index, texts(of_twelve().pdf)
    assert len(pages) == index.pages == 1 + index.entries[0].pages + 9 + 9
    assert [entry.number for entry in index.entries] == [None, *range(1, 13)]
    assert "Contents of this packet" in pages[0]
    assert "Prior authorization request" in pages[index.entries[0].first - 1]
    for entry in index.entries[1:4]:
        assert squeezed(f"{entry.title} page 1") in squeezed(pages[entry.first - 1])
        assert squeezed(f"{entry.title} page 3") in squeezed(pages[entry.last - 1])


def test_every_enclosed_page_says_which_it_is():
    index, pages = of_twelve().index, texts(of_twelve().pdf)
    for entry in index.entries[1:]:
        for at in range(entry.pages):
            assert f"Encl. {entry.number}, p. {at + 1} of {entry.pages}" in pages[entry.first - 1 + at]
            assert f"Page {entry.first + at} of {index.pages}" in pages[entry.first - 1 + at]


def test_every_enclosed_page_says_whose_it_is_as_far_as_its_font_and_the_paper_can():
    index, pages = of_twelve().index, texts(of_twelve().pdf)
    assert all(index.running_head in page for page in pages[index.entries[1].first - 1 :])
    assert whose("Щербакова · Octagam 10% · case PA-1", "Page 5 of 9", 612) == "Page 5 of 9 · Octagam 10% · case PA-1"
    assert whose(f"{'Long ' * 20}· case PA-1", "Page 5 of 9", 612) == "Page 5 of 9 · case PA-1"


def test_bookmarks_lead_to_the_first_page_of_each_part():
    reader = PdfReader(BytesIO(of_twelve().pdf))
    found = [(mark.title, reader.get_destination_page_number(mark)) for mark in reader.outline]
    index = of_twelve().index
    expected = [(f"Encl. {one.number}: {one.title}", one.first - 1) for one in index.entries[1:]]
    assert found == [("Contents of this packet", 0), (index.entries[0].title, index.entries[0].first - 1), *expected]


def test_the_criteria_point_at_the_enclosures_and_the_index_at_their_pages():
    letter = point_at(a_letter(), twelve())
    places = [place.text for table in letter.criteria for row in table.rows for place in row.documented]
    assert "Rheumatology note, December 11, 2025, page 3 (Encl. 3)" in places
    pages, index = texts(of_twelve().pdf), of_twelve().index
    assert "(Encl.3)" in squeezed(pages[1])
    pointed = [place for pointer in index.pointers for place in pointer.places]
    first = index.entries[3].first
    assert pointed == [f"Rheumatology note, December 11, 2025, page 3 (Encl. 3), from page {first} of the packet"]
    assert squeezed(pointed[0]) in squeezed(pages[0])


def test_the_letter_lists_what_is_enclosed_and_nothing_else():
    letter = point_at(a_letter(), (twelve()[2], twelve()[5]))
    assert [one.text for one in letter.enclosures] == [
        "Rheumatology note, December 11, 2025, pages 2, 3",
        "Document 6",
    ]
    assert not_enclosed(note_titles(a_case()), [twelve()[2].title]) == NOTES[:2]
    assert note_titles(a_case()) == NOTES


def test_the_same_packet_has_the_same_bytes():
    assert make_packet(a_letter(), twelve()).pdf == of_twelve().pdf


def test_no_packet_carries_the_accessibility_identifier():
    with Pdf.open(BytesIO(render_pdf(a_letter()))) as alone:
        assert b"pdfuaid" in alone.Root.Metadata.read_bytes()
    with Pdf.open(BytesIO(of_twelve().pdf)) as pdf:
        assert "/Metadata" not in pdf.Root
        assert str(pdf.Root.Lang) == "en-US"
        assert str(pdf.docinfo.Title).startswith("Packet: ")
        assert not any(b"pdfuaid" in one.read_bytes() for one in streams(pdf))


def test_index_and_letter_keep_their_tags_in_the_order_of_the_pages():
    built = make_packet(a_letter(), ())
    assert problems(built.pdf) == ()
    with Pdf.open(BytesIO(built.pdf)) as pdf:
        numbers = {page.obj.objgen[0]: n for n, page in enumerate(pdf.pages, start=1)}
        found = list(elements_of(pdf))
        read = [numbers[mark[0]] for element in found for mark in element.marks]
        names = [str(element.node.ID) for element in found if "/ID" in element.node]
        heads = [name for one in found if "/Headers" in one.node.get("/A", {}) for name in map(str, one.node.A.Headers)]
    assert read == sorted(read)
    assert set(read) == set(numbers.values())
    assert [one.tag for one in found if one.tag in ("/H1", "/H2")] == [
        "/H1",
        "/H2",
        "/H2",
    ]  # the letter's title is the last
    assert len(names) == len(set(names))
    assert set(heads) <= set(names)


def test_every_enclosed_page_is_tagged_and_a_picture_says_what_it_is():
    unknown_letters = "does not say which letters its signs are"  # of the stamps' font, whose encoding says it
    assert [fault for fault in problems(of_twelve().pdf) if unknown_letters not in fault] == []
    with Pdf.open(BytesIO(of_twelve().pdf)) as pdf:
        parts = [element for element in elements_of(pdf) if "/Sect" in element.above]
    headings = [str(one.node.ActualText) for one in parts if one.tag == "/H2"]
    assert headings == [f"Encl. {one.number}: {one.title}" for one in of_twelve().index.entries[1:]]
    pictures = [str(one.node.Alt) for one in parts if one.tag == "/Figure"]
    assert pictures == [f"Encl. {n}: Document {n}, page 1 of 1: a picture" for n in range(4, 13) if n % 3]
    assert len(parts) == 2 * sum(one.pages for one in twelve())


def test_a_packet_reads_its_letter_in_the_language_of_the_letter():
    spanish = a_paper(LetterKind.HELP_SHEET, Language.SPANISH)
    with Pdf.open(BytesIO(make_packet(spanish, ()).pdf)) as pdf:
        assert str(pdf.Root.Lang) == "en-US"
        index, letter = pdf.Root.StructTreeRoot.K[0].K
        assert "/Lang" not in index
        assert str(letter.Lang) == "es-US"


def streams(pdf: Pdf) -> list[Stream]:
    """The streams that are no pictures."""
    return [one for one in pdf.objects if isinstance(one, Stream) and one.get("/Subtype") != "/Image"]


def test_the_file_is_sound_and_nothing_in_it_acts():
    with Pdf.open(BytesIO(of_twelve().pdf)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert all("/Annots" not in page.obj for page in pdf.pages[1 + of_twelve().index.entries[0].pages :])


def test_fonts_are_part_of_the_file():
    held = [
        font for page in PdfReader(BytesIO(of_twelve().pdf)).pages[:6] for font in page["/Resources"]["/Font"].values()
    ]
    files = [
        font.get_object().get("/FontDescriptor") or font.get_object()["/DescendantFonts"][0]["/FontDescriptor"]
        for font in held
        if str(font.get_object()["/BaseFont"]) != "/Helvetica"
    ]
    assert files
    assert all("/FontFile2" in descriptor.get_object() for descriptor in files)


def test_too_large_for_the_payer_names_the_largest():
    with pytest.raises(
        TooLarge, match=r"The packet has 0\.\d MB and the payer takes 0\.1 MB\. The largest enclosure is “Document"
    ):
        make_packet(a_letter(), twelve(), 100_000)


def test_a_packet_without_enclosures_is_index_and_letter():
    built = make_packet(a_letter(), ())
    assert built.index.pointers == ()
    assert built.index.pages == 1 + built.index.entries[0].pages


def test_forty_long_titles_make_a_longer_index_with_right_pages():
    one = twelve()[0]
    many = [replace(one, title=f"{n} {'very long title ' * 9}".strip()) for n in range(1, 41)]
    built = make_packet(a_letter(), many)
    assert built.index.entries[0].first > 2
    assert "Encl. 40, p. 3 of 3" in texts(built.pdf)[-1]


def test_a_draft_stays_a_draft():
    built = make_packet(a_letter(practice=None), ())
    assert built.index.is_draft
    assert "DRAFT" in texts(built.pdf)[0]


@pytest.mark.parametrize("typed", ["", "   ", "x" * 151, "Lab \U0001f9ea", "检查报告", "Lab\x07"])
def test_a_title_that_cannot_be_printed_is_refused(typed: str):
    with pytest.raises(BadTitle):
        title_of(typed)


def test_a_title_prints_literally():
    hostile = '<img src="http://127.0.0.1:9/x"> {{ 7 * 7 }} \\( (Encl. 99)'
    built = make_packet(a_letter(), [replace(twelve()[0], title=title_of(hostile))])
    assert squeezed(hostile) in squeezed(texts(built.pdf)[0])


def test_a_note_that_is_named_like_a_pointer_breaks_nothing():
    letter: Letter = a_letter(an_answer())
    table = letter.criteria[0]
    odd = replace(table.rows[0].finding, text="Note (Encl. 99)")
    rows = (replace(table.rows[0], documented=(odd,)), *table.rows[1:])
    built = make_packet(replace(letter, criteria=(replace(table, rows=rows),)), twelve()[:1])
    assert built.index.pointers == ()
