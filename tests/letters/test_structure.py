"""Our own structure checks: a sound letter passes, and each way of breaking it is noticed."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
import weasyprint
from pikepdf import Dictionary, Name, Pdf

from costing.letters.html import STYLESHEET, render_html
from costing.letters.pdf import render_pdf
from costing.letters.structure import elements_of, problems
from tests.letters.builders import a_letter


@pytest.fixture(scope="module")
def sound() -> bytes:
    return render_pdf(a_letter())


def broken(pdf: bytes, change: Callable[[Pdf], None]) -> tuple[str, ...]:
    """The problems of the PDF after a change."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        change(opened)
        out = BytesIO()
        opened.save(out)
    return problems(out.getvalue())


def node(pdf: Pdf, tag: str) -> Dictionary:
    """The first structure element with that tag."""
    return next(element.node for element in elements_of(pdf) if element.tag == tag)


def test_a_letter_has_no_problems(sound):
    assert problems(sound) == ()


def test_saving_alone_breaks_nothing(sound):
    assert broken(sound, lambda pdf: None) == ()


def drop(name: str) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        del pdf.Root[name]

    return change


def no_title(pdf: Pdf) -> None:
    del pdf.docinfo["/Title"]


def no_scope(pdf: Pdf) -> None:
    del node(pdf, "/TH").A["/Scope"]


def no_head(pdf: Pdf) -> None:
    for element in list(elements_of(pdf)):
        if element.tag == "/TH":
            element.node.S = Name.TD


def second_h1(pdf: Pdf) -> None:
    node(pdf, "/H2").S = Name.H1


def no_h1(pdf: Pdf) -> None:
    node(pdf, "/H1").S = Name.P


def skipped_level(pdf: Pdf) -> None:
    node(pdf, "/H2").S = Name.H3


def bare_figure(pdf: Pdf) -> None:
    node(pdf, "/P").S = Name.Figure


def stray_cell(pdf: Pdf) -> None:
    node(pdf, "/P").S = Name.TD


def cut_branch(pdf: Pdf) -> None:
    kids = pdf.Root.StructTreeRoot.K[0].K
    del kids[len(kids) - 1]


def bare_ink(pdf: Pdf) -> None:
    page = pdf.pages[0]
    page.contents_add(b"0 0 10 10 re f")


def no_font_file(pdf: Pdf) -> None:
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    del font.DescendantFonts[0].FontDescriptor["/FontFile2"]


def no_letters(pdf: Pdf) -> None:
    del next(iter(pdf.pages[0].Resources.Font.values()))["/ToUnicode"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (drop("/MarkInfo"), "the document is not marked as tagged"),
        (drop("/StructTreeRoot"), "there is no structure tree"),
        (drop("/Lang"), "the document has no language"),
        (drop("/ViewerPreferences"), "the title is not shown in place of the file name"),
        (no_title, "the document has no title"),
        (no_scope, "a table head has no scope"),
        (no_head, "a table has no head"),
        (second_h1, "the headings do not begin with the only H1"),
        (no_h1, "the headings do not begin with the only H1"),
        (skipped_level, "the heading H3 follows H1"),
        (bare_figure, "a figure has no text in its place"),
        (stray_cell, "a table cell stands outside a table"),
        (cut_branch, "page 3: marked content is missing from the structure tree"),
        (bare_ink, "page 1: something is painted without a tag"),
        (no_font_file, "is not embedded"),
        (no_letters, "does not say which letters its signs are"),
    ],
)
def test_each_fault_is_noticed(sound, change, said):
    assert any(said in problem for problem in broken(sound, change))


def test_an_untagged_print_fails():
    printed = weasyprint.HTML(string=render_html(a_letter())).write_pdf(stylesheets=[STYLESHEET])
    assert "there is no structure tree" in problems(printed)


def test_a_tagged_print_without_our_scopes_fails():
    printed = weasyprint.HTML(string=render_html(a_letter())).write_pdf(stylesheets=[STYLESHEET], pdf_tags=True)
    assert "a table head has no scope" in problems(printed)


def test_what_is_no_pdf_is_said_to_be_none():
    (problem,) = problems(b"nothing of the kind")
    assert problem.startswith("the file cannot be read")


def test_column_and_row_heads_have_their_own_scope(sound):
    with pikepdf.open(BytesIO(sound)) as pdf:
        heads = [element for element in elements_of(pdf) if element.tag == "/TH"]
        by_section = {("/THead" in head.above, str(head.node.A.Scope)) for head in heads}
    assert by_section == {(True, "/Column"), (False, "/Row")}


def test_the_tree_reads_in_the_order_of_the_page(sound):
    with pikepdf.open(BytesIO(sound)) as pdf:
        tags = [element.tag for element in elements_of(pdf) if element.tag in ("/H1", "/H2", "/Table", "/L")]
    # subject blocks, criteria; history; regimen; evidence; enclosures, other policies; references
    assert tags == [
        "/H1", "/Table", "/Table", "/H2", "/Table", "/H2", "/Table", "/Table", "/H2", "/Table", "/Table",
        "/H2", "/H2", "/L", "/Table", "/H2", "/L",
    ]  # fmt: skip
