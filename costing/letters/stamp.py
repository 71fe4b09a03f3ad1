"""Stamps on the pages of a packet: one line in the upper margin, in a font of ours that is part of the file."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]  # it ships no types
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it ships no types
from pikepdf import Dictionary, Name, Object, Page, Pdf

from costing.letters.html import FOLDER

FONT = FOLDER / "fonts" / "SourceSans3-Bold.ttf"
NAME = Name("/IGPATH+SourceSans3-Bold")  # six letters and a plus: a part of the font
FIRST, LAST = 32, 126  # every sign of plain English
PER_EM = 1000
SIZE = 10
FROM_TOP, FROM_SIDE, PADDING = 25, 20, 4  # points
NONSYMBOLIC = 32  # flag of a font whose signs are letters


@dataclass(frozen=True, slots=True)
class Face:
    """The font file cut to what stamps say, with the widths of its signs in thousandths of the size."""

    file: bytes
    widths: tuple[int, ...]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int

    def width(self, text: str) -> float:
        """How wide a text is in points."""
        return sum(self.widths[ord(sign) - FIRST] for sign in text) * SIZE / PER_EM


@cache
def face() -> Face:
    """Cut the font once a process."""
    with TTFont(FONT) as font:
        options = Options(layout_features=[], notdef_outline=True)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=range(FIRST, LAST + 1))
        subsetter.subset(font)
        unit = PER_EM / font["head"].unitsPerEm
        names, advances, head = font.getBestCmap(), font["hmtx"], font["head"]
        widths = tuple(round(advances[names[sign]][0] * unit) for sign in range(FIRST, LAST + 1))
        edges = (head.xMin, head.yMin, head.xMax, head.yMax)
        box = (round(edges[0] * unit), round(edges[1] * unit), round(edges[2] * unit), round(edges[3] * unit))
        lines = font["hhea"]
        font.recalcTimestamp = False
        target = BytesIO()
        font.save(target)
        return Face(target.getvalue(), widths, box, round(lines.ascent * unit), round(lines.descent * unit))


def embed(pdf: Pdf) -> Object:
    """Put the stamps' font into a file, once a file."""
    cut = face()
    descriptor = pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor, FontName=NAME, Flags=NONSYMBOLIC, FontBBox=list(cut.box), ItalicAngle=0,
            Ascent=cut.ascent, Descent=cut.descent, CapHeight=cut.ascent, StemV=120, FontFile2=pdf.make_stream(cut.file),
        )
    )  # fmt: skip
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.TrueType, BaseFont=NAME, Encoding=Name.WinAnsiEncoding, FirstChar=FIRST,
            LastChar=LAST, Widths=list(cut.widths), FontDescriptor=descriptor,
        )
    )  # fmt: skip


def stamp(pdf: Pdf, page: Page, font: Object, left: str, right: str) -> None:
    """Write both texts (plain English letters) into the upper margin of a page, the right one in a frame."""
    width, height = float(page.mediabox[2]), float(page.mediabox[3])
    wide, base = face().width(right), height - FROM_TOP
    start = width - FROM_SIDE - PADDING - wide
    page.add_resource(font, Name.Font, Name.Stamp)
    frame = f"{start - PADDING:.2f} {base - PADDING:.2f} {wide + 2 * PADDING:.2f} {SIZE + PADDING + 1:.2f} re"
    drawn = (
        f"q 1 g {frame} f 0 G 1 w {frame} S 0 g BT /Stamp {SIZE} Tf "
        f"1 0 0 1 {start:.2f} {base:.2f} Tm {_shown(right)} 1 0 0 1 {FROM_SIDE} {base:.2f} Tm {_shown(left)} ET Q"
    )
    page.contents_add(pdf.make_stream(drawn.encode("ascii")))


def _shown(text: str) -> str:
    return "({}) Tj".format(text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)"))
