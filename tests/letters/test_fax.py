"""Every kind of paper as a fax machine sees it: one bit a dot, 200 by 200 or 204 by 196 dots an inch."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from pikepdf import Page, Pdf, parse_content_stream
from PIL import Image
from pypdf import PdfReader

from costing.case.request_shapes import LetterKind
from costing.letters.parts import Letter
from costing.letters.pdf import render_pdf
from payer_rules.verdict import Verdict
from tests.letters.builders import a_finding, a_letter, a_reading, an_answer
from tests.letters.pages import words_on
from tests.letters.papers import a_paper, without_a_chart

FAXES = {"superfine": (200, 200), "fine": (204, 196)}
POINTS = 72
SMALLEST, THINNEST = 8.5, 0.5  # points: a letter of the text, a rule
INK = (0.04, 0.60)  # what share of a word's box is ink; of one in reverse, paper
RULE_INK = 0.97


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line in points, from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


def faxed(pdf: bytes, folder: Path, fax: str) -> list[Image.Image]:
    """The pages as black and white dots."""
    across, down = FAXES[fax]
    command = ["pdftoppm", "-mono", "-rx", str(across), "-ry", str(down), "-", str(folder / "page")]
    subprocess.run(command, input=pdf, check=True)
    return [Image.open(path).convert("L") for path in sorted(folder.glob("page*.pbm"))]


def ink(picture: Image.Image, fax: str, left: float, top: float, right: float, bottom: float) -> float:
    """The share of black dots in a box given in points."""
    across, down = (dots / POINTS for dots in FAXES[fax])
    return share_of(picture, (round(left * across), round(top * down), round(right * across), round(bottom * down)))


def share_of(picture: Image.Image, box: tuple[int, int, int, int]) -> float:
    """The share of black dots in a box given in dots."""
    cut = picture.crop(box)
    return cut.histogram()[0] / max(1, cut.width * cut.height)


def rules_of(page: Page) -> Iterator[Rule]:
    """Every line of a page: a border is a path of four corners to which a fill is cut."""
    corners: list[tuple[float, float]] = []
    scale = 1.0
    for instruction in parse_content_stream(page):
        name, values = str(instruction.operator), instruction.operands
        if name == "cm":
            scale *= float(values[0])
        elif name == "m":
            corners = [(float(values[0]) * scale, float(values[1]) * scale)]
        elif name == "l":
            corners.append((float(values[0]) * scale, float(values[1]) * scale))
        elif name == "W*" and len(corners) == 4:
            xs, ys = zip(*corners, strict=True)
            yield Rule(min(xs), min(ys), max(xs), max(ys))


def sizes_of(pdf: bytes) -> set[float]:
    """The sizes of type in points."""
    found = set()

    def visit(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            found.add(round(abs(size * tm[3] * cm[3]), 2))

    for page in PdfReader(BytesIO(pdf)).pages:
        page.extract_text(visitor_text=visit)
    return found


def unreadable(pdf: bytes, folder: Path, fax: str) -> list[str]:
    """Words that are no more than a blot or a blank, and rules that break up or vanish."""
    pictures = faxed(pdf, folder, fax)
    _, words = words_on(pdf)
    least, most = INK
    found = []
    for word in words:
        share = ink(pictures[word.page - 1], fax, word.left, word.top, word.right, word.bottom)
        if len(word.text.strip("_")) > 1 and not least <= min(share, 1 - share) <= most:
            found.append(f"page {word.page}: {word.text!r} has {share:.0%} ink")
    with Pdf.open(BytesIO(pdf)) as opened:
        for number, (page, picture) in enumerate(zip(opened.pages, pictures, strict=True), start=1):
            found += [f"page {number}: {fault}" for fault in broken_rules(rules_of(page), picture, fax)]
    return found


def broken_rules(rules: Iterator[Rule], picture: Image.Image, fax: str) -> Iterator[str]:
    """Level rules that are too thin, or of which no row of dots is black from end to end."""
    across, down = (dots / POINTS for dots in FAXES[fax])
    for rule in rules:
        if rule.bottom - rule.top > rule.right - rule.left:
            continue  # the side of a frame
        if rule.bottom - rule.top < THINNEST - 0.01:
            yield f"a rule of {rule.bottom - rule.top:.2f} points"
        left, right, first = round(rule.left * across), round(rule.right * across), int(rule.top * down)
        if max(share_of(picture, (left, row, right, row + 1)) for row in range(first - 1, first + 3)) < RULE_INK:
            yield f"the rule at {rule.left:.0f}, {rule.top:.0f} is broken"


def with_every_status() -> Letter:
    """A draft whose criteria are met, not met, not documented and not needed."""
    found = (
        a_finding("Met"),
        a_finding("Not met", Verdict.NOT_MET),
        a_finding("Not documented", Verdict.OPEN),
    )
    return a_letter(an_answer(a_reading(*found, verdict=Verdict.NOT_MET)), practice=None)


@pytest.mark.parametrize("kind", LetterKind)
def test_a_fax_of_every_paper_can_be_read(kind, tmp_path):
    printed = render_pdf(a_paper(kind))
    assert min(sizes_of(printed)) >= SMALLEST
    assert unreadable(printed, tmp_path, "superfine") == []


@pytest.mark.parametrize("fax", FAXES)
def test_so_can_a_draft_and_every_status_of_a_criterion(fax, tmp_path):
    printed = render_pdf(with_every_status())
    assert min(sizes_of(printed)) >= SMALLEST
    assert unreadable(printed, tmp_path, fax) == []


def test_so_can_a_case_without_a_chart_on_the_coarser_machine(tmp_path):
    printed = render_pdf(a_paper(LetterKind.APPEAL, document=without_a_chart(LetterKind.APPEAL)))
    assert unreadable(printed, tmp_path, "fine") == []


# --- what cannot be read is noticed


def test_a_blank_a_blot_a_hairline_and_a_dotted_rule_are_noticed():
    white, black = Image.new("L", (1700, 2200), 255), Image.new("L", (1700, 2200), 0)
    assert ink(white, "superfine", 72, 72, 144, 144) == 0
    assert ink(black, "superfine", 72, 72, 144, 144) == 1
    (thin,) = broken_rules(iter([Rule(72, 72, 200, 72.2)]), black, "superfine")
    assert thin == "a rule of 0.20 points"
    dotted = white.copy()
    for across in range(200, 560, 2):
        dotted.putpixel((across, 200), 0)
    (gone,) = broken_rules(iter([Rule(72, 72, 200, 72.5)]), dotted, "superfine")
    assert gone == "the rule at 72, 72 is broken"


def test_every_rule_and_every_size_of_a_letter_is_found():
    printed = render_pdf(a_letter())
    assert sizes_of(printed) >= {8.5, 9.25, 9.75, 14}
    with Pdf.open(BytesIO(printed)) as pdf:
        assert sum(1 for _ in rules_of(pdf.pages[0])) > 20
