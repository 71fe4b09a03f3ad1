"""Our own check of a printed letter: read the PDF back and name every fault that would shut a reader out."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise

from pikepdf import Array, ContentStreamInlineImage, Dictionary, Object, Page, Pdf, PdfError, parse_content_stream

PAINTS = frozenset(["Tj", "TJ", "'", '"', "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do"])
OPENS = frozenset(("BMC", "BDC"))
HEADINGS = frozenset(("/H1", "/H2", "/H3", "/H4", "/H5", "/H6"))
SCOPES = frozenset(("/Row", "/Column", "/Both"))
FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
Mark = tuple[int, int]  # page object number, marked-content id


@dataclass(frozen=True, slots=True)
class Element:
    """One node of the structure tree: its tag, the tags above it, its marks on pages, the PDF object."""

    tag: str
    above: tuple[str, ...]
    marks: tuple[Mark, ...]
    node: Dictionary


def problems(pdf: bytes) -> tuple[str, ...]:
    """Every fault of structure in the order of the checks; empty when the letter may carry the identifier."""
    try:
        with Pdf.open(BytesIO(pdf)) as opened:
            return tuple(_problems(opened))
    except PdfError as error:
        return (f"the file cannot be read: {error}",)


def _problems(pdf: Pdf) -> Iterator[str]:
    yield from _document(pdf)
    if "/StructTreeRoot" not in pdf.Root:
        yield "there is no structure tree"
        return
    elements = tuple(elements_of(pdf))
    yield from _headings([element.tag for element in elements if element.tag in HEADINGS])
    yield from _tables(elements)
    yield from _figures(elements)
    marks = {mark for element in elements for mark in element.marks}
    for number, page in enumerate(pdf.pages, start=1):
        for fault in dict.fromkeys(_page(page, marks)):
            yield f"page {number}: {fault}"
        yield from _fonts(page)


def _document(pdf: Pdf) -> Iterator[str]:
    root = pdf.Root
    if not root.get("/MarkInfo", Dictionary()).get("/Marked", False):
        yield "the document is not marked as tagged"
    if not str(root.get("/Lang", "")):
        yield "the document has no language"
    if not str(pdf.docinfo.get("/Title", "")):
        yield "the document has no title"
    if not root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False):
        yield "the title is not shown in place of the file name"


def elements_of(pdf: Pdf) -> Iterator[Element]:
    """Every element of the structure tree in reading order."""
    yield from _elements(pdf.Root.StructTreeRoot.get("/K"), ())


def _elements(kids: Object | int | None, above: tuple[str, ...]) -> Iterator[Element]:
    for kid in _listed(kids):
        if not isinstance(kid, Dictionary) or "/S" not in kid:
            continue
        tag = str(kid.S)
        below = kid.get("/K")
        page = kid.Pg.objgen[0] if "/Pg" in kid else 0
        marks = tuple((page, int(mark)) for mark in _listed(below) if isinstance(mark, int))
        yield Element(tag, above, marks, kid)
        yield from _elements(below, (*above, tag))


def _listed(kids: Object | int | None) -> list[Object | int]:
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _headings(tags: list[str]) -> Iterator[str]:
    """One H1, before all others; no level skipped on the way down."""
    if tags[:1] != ["/H1"] or tags.count("/H1") != 1:
        yield "the headings do not begin with the only H1"
    for earlier, later in pairwise(tags):
        if int(later[2:]) > int(earlier[2:]) + 1:
            yield f"the heading {later[1:]} follows {earlier[1:]}"


def _tables(elements: tuple[Element, ...]) -> Iterator[str]:
    for element in elements:
        if element.tag in ("/TH", "/TD") and "/Table" not in element.above:
            yield "a table cell stands outside a table"
        if element.tag == "/TH" and not _scoped(element.node):
            yield "a table head has no scope"
    tables = sum(element.tag == "/Table" for element in elements)
    headed = {id(e) for e in elements if e.tag == "/Table" and _has_head(e.node)}
    if tables != len(headed):
        yield "a table has no head"


def _scoped(node: Dictionary) -> bool:
    return any(isinstance(a, Dictionary) and str(a.get("/Scope", "")) in SCOPES for a in _listed(node.get("/A")))


def _has_head(node: Dictionary) -> bool:
    return any(element.tag == "/TH" for element in _elements(node.get("/K"), ()))


def _figures(elements: tuple[Element, ...]) -> Iterator[str]:
    for element in elements:
        if element.tag == "/Figure" and not str(element.node.get("/Alt", "")):
            yield "a figure has no text in its place"


def _page(page: Page, marks: set[Mark]) -> Iterator[str]:
    """Whatever is painted must be marked: as content that the tree reaches, or as an artifact."""
    here: list[bool] = []
    for instruction in parse_content_stream(page):
        name = "Do" if isinstance(instruction, ContentStreamInlineImage) else str(instruction.operator)
        if name in OPENS:
            operands = instruction.operands
            mark = operands[1].get("/MCID") if name == "BDC" and isinstance(operands[1], Dictionary) else None
            here.append(mark is not None or str(operands[0]) == "/Artifact")
            if mark is not None and (page.obj.objgen[0], int(mark)) not in marks:
                yield "marked content is missing from the structure tree"
        elif name == "EMC":
            here.pop()
        elif name in PAINTS and not any(here):
            yield "something is painted without a tag"


def _fonts(page: Page) -> Iterator[str]:
    for font in (page.get("/Resources", Dictionary()).get("/Font", Dictionary())).values():
        held = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        name = str(font.get("/BaseFont", "a font")).lstrip("/")
        if not any(file in held.get("/FontDescriptor", Dictionary()) for file in FONT_FILES):
            yield f"the font {name} is not embedded"
        if "/ToUnicode" not in font:
            yield f"the font {name} does not say which letters its signs are"
