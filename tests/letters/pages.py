"""A printed paper read back page by page, and what a typographer would send back: each fault in a sentence."""

import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise

from pikepdf import Pdf
from pypdf import PdfReader

from costing.letters.parts import CriteriaTable, Grid, Letter
from costing.letters.structure import elements_of
from tests.letters.builders import squeezed

PAGE_WORDS = {"en-US": "Page{n}of{all}", "es-US": "Página{n}de{all}"}
HEADINGS = frozenset(("/H1", "/H2", "/Caption", "/THead"))
SIDE, ABOVE, BELOW = 60, 20, 20  # points of paper that stay white
BIDI = dict.fromkeys(range(0x2066, 0x206A))


@dataclass(frozen=True, slots=True)
class Placed:
    """One tagged piece: its tag, the tags above it, the page on which its text stands (None without text of its own)."""

    tag: str
    above: tuple[str, ...]
    page: int | None


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a page with its box in points, from the upper left corner."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float


def texts_of(pdf: bytes) -> list[str]:
    """The text of each page without white space."""
    return [squeezed(page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


def placed(pdf: bytes) -> list[Placed]:
    """The structure tree in reading order."""
    with Pdf.open(BytesIO(pdf)) as opened:
        numbers = {page.obj.objgen[0]: n for n, page in enumerate(opened.pages, start=1)}
        return [
            Placed(one.tag, one.above, numbers[one.marks[0][0]] if one.marks else None) for one in elements_of(opened)
        ]


def words_on(pdf: bytes) -> tuple[list[tuple[float, float]], list[Word]]:
    """The size of each page, and every word with its place."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    sizes: list[tuple[float, float]] = []
    words = []
    for line in done.stdout.decode().splitlines():
        parts = line.split('"')
        if line.lstrip().startswith("<page "):
            sizes.append((float(parts[1]), float(parts[3])))
        elif line.lstrip().startswith("<word "):
            left, top, right, bottom = (float(parts[at]) for at in (1, 3, 5, 7))
            words.append(Word(len(sizes), line.split(">", 1)[1].removesuffix("</word>"), left, top, right, bottom))
    return sizes, words


def faults(letter: Letter, pdf: bytes) -> list[str]:
    """Everything that a typographer would send back."""
    pages = texts_of(pdf)
    return [
        *lonely_headings(placed(pdf)),
        *thin_tables(placed(pdf)),
        *torn_rows(letter, pages),
        *parted_groups(letter.criteria, pages),
        *lonely_signature(letter, pages),
        *unmarked_pages(letter, pages),
        *off_the_paper(*words_on(pdf)),
    ]


def lonely_headings(pieces: Iterable[Placed]) -> Iterator[str]:
    """Pages whose last text is a heading, a caption, or the heads of columns."""
    read = [(bool(HEADINGS & {one.tag, *one.above}), one.page) for one in pieces if one.page]
    for (is_heading, page), (_, following) in pairwise(read):
        if is_heading and page != following:
            yield f"page {page} ends with a heading"


def thin_tables(pieces: Iterable[Placed]) -> Iterator[str]:
    """Tables that go on to another page with a single row on either side, or without the heads of their columns."""
    tables = list(_tables(pieces))
    for (page, head, rows), (following, next_head, next_rows) in pairwise(tables):
        if not head or following != page + 1:
            continue
        if next_head == head and min(rows, next_rows) < 2:
            yield f"a table leaves a single row on page {page} or {following}"
        if next_head is None:
            yield f"a table goes on to page {following} without its heads"


def _tables(pieces: Iterable[Placed]) -> Iterator[tuple[int, int | None, int]]:
    """Each part of a table on one page: the page, how many columns have heads (None: no head, no caption), how many rows."""
    found: list[list[Placed]] = []
    for one in pieces:
        if one.tag == "/Table":
            found.append([])
        elif found and "/Table" in one.above:
            found[-1].append(one)
    for inside in found:
        page = next((one.page for one in inside if one.page), 0)
        tags = [one.tag for one in inside]
        heads = sum("/THead" in one.above and one.tag == "/TH" for one in inside)
        rows = sum(one.tag == "/TR" and "/TBody" in one.above for one in inside)
        yield page, heads or (0 if "/Caption" in tags else None), rows


def torn_rows(letter: Letter, pages: Sequence[str]) -> Iterator[str]:
    """Rows whose cells do not stand on one page together."""
    for cells in _rows(letter):
        wanted = [squeezed(cell).translate(BIDI) for cell in cells]
        if not any(all(cell in page.translate(BIDI) for cell in wanted) for page in pages):
            yield f"the row of {cells[0]!r} is torn"


def _rows(letter: Letter) -> Iterator[tuple[str, ...]]:
    for grid in _grids(letter):
        yield from (tuple(cell.text for cell in row) for row in grid.rows)
    for row in (row for table in letter.criteria for row in table.rows):
        yield row.criterion, row.status, row.finding.text, *(place.text for place in row.documented)


def _grids(letter: Letter) -> Iterator[Grid]:
    yield from (grid for section in letter.sections for grid in section.grids)
    yield from (grid for grid in (letter.findings, letter.trials, letter.other_policies) if grid)


def parted_groups(tables: Iterable[CriteriaTable], pages: Sequence[str]) -> Iterator[str]:
    """Groups of criteria whose first part stands on another page."""
    for table in tables:
        for row, part in pairwise(table.rows):
            both = squeezed(row.criterion), squeezed(part.criterion)
            if part.depth > row.depth and not any(all(text in page for text in both) for page in pages):
                yield f"{row.criterion!r} stands on another page than its first part"


def lonely_signature(letter: Letter, pages: Sequence[str]) -> Iterator[str]:
    """A signature that is parted, or on a page without the end of what is signed."""
    if letter.signature:
        end = squeezed(letter.closing[-1].text)[-20:] if letter.closing else ""
        block = squeezed("".join((letter.valediction, *letter.signed[:1], *letter.signature)))
        if not any(block in page and end in page.split(block)[0] for page in pages):
            yield "the signature stands apart from the letter"


def unmarked_pages(letter: Letter, pages: Sequence[str]) -> Iterator[str]:
    """Pages that do not say which of how many they are, and later ones that do not say whose."""
    head = squeezed(letter.running_head).translate(BIDI)
    for n, page in enumerate(pages, start=1):
        if page.count(PAGE_WORDS[letter.language].format(n=n, all=len(pages))) != 1:
            yield f"page {n} does not say so"
        if (head in page.translate(BIDI)) != (n > 1):
            yield f"page {n} has no running head, or one too many"


def off_the_paper(sizes: Sequence[tuple[float, float]], words: Iterable[Word]) -> Iterator[str]:
    """Words that reach into the white edge of the paper."""
    for word in words:
        width, height = sizes[word.page - 1]
        across = word.left >= SIDE and word.right <= width - SIDE
        if not across or word.top < ABOVE or word.bottom > height - BELOW:
            yield f"page {word.page}: {word.text!r} stands in the margin"
