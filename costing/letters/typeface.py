"""Fonts of ours inside a PDF that others made, for stamps and for what is filled into forms: Western European letters."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]  # it ships no types
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it ships no types
from pikepdf import Dictionary, Name, Object, Pdf

from costing.letters.html import FOLDER

ENCODING = "cp1252"
FIRST, LAST = 32, 255
UNUSED = frozenset((127, 129, 141, 143, 144, 157))  # codes of the encoding without a letter
PER_EM = 1000
NONSYMBOLIC = 32  # flag of a font whose signs are letters


@dataclass(frozen=True, slots=True)
class Face:
    """A font file cut to the letters of one encoding, with their widths in thousandths of the size."""

    name: str
    file: bytes
    widths: tuple[int, ...]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int

    def width(self, text: str, size: float) -> float:
        """How wide a text is in points."""
        return sum(self.widths[code - FIRST] for code in text.encode(ENCODING, "replace")) * size / PER_EM

    def has(self, text: str) -> bool:
        """Whether it has every letter of a text."""
        try:
            return all(code >= FIRST and code not in UNUSED for code in text.encode(ENCODING))
        except UnicodeEncodeError:
            return False


@cache
def face(file: str) -> Face:
    """Cut a font of the letters, such as SourceSans3-Bold.ttf, once a process."""
    with TTFont(FOLDER / "fonts" / file) as font:
        codes = {code: ord(bytes([code]).decode(ENCODING)) for code in range(FIRST, LAST + 1) if code not in UNUSED}
        subsetter = Subsetter(Options(layout_features=[], notdef_outline=True))
        subsetter.populate(unicodes=codes.values())
        subsetter.subset(font)
        unit = PER_EM / font["head"].unitsPerEm
        names, advances, head = font.getBestCmap(), font["hmtx"], font["head"]
        held = {code: names[sign] for code, sign in codes.items() if sign in names}
        widths = tuple(round(advances[held[code]][0] * unit) if code in held else 0 for code in range(FIRST, LAST + 1))
        box = (round(head.xMin * unit), round(head.yMin * unit), round(head.xMax * unit), round(head.yMax * unit))
        lines = (round(font["hhea"].ascent * unit), round(font["hhea"].descent * unit))
        font.recalcTimestamp = False
        target = BytesIO()
        font.save(target)
        return Face(f"IGPATH+{file.removesuffix('.ttf')}", target.getvalue(), widths, box, *lines)


def embed(pdf: Pdf, cut: Face) -> Object:
    """Put a font into a file, once a file."""
    name = Name(f"/{cut.name}")
    descriptor = pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor, FontName=name, Flags=NONSYMBOLIC, FontBBox=list(cut.box), ItalicAngle=0,
            Ascent=cut.ascent, Descent=cut.descent, CapHeight=cut.ascent, StemV=90, FontFile2=pdf.make_stream(cut.file),
        )
    )  # fmt: skip
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.TrueType, BaseFont=name, Encoding=Name.WinAnsiEncoding, FirstChar=FIRST,
            LastChar=LAST, Widths=list(cut.widths), FontDescriptor=descriptor,
        )
    )  # fmt: skip


def shown(text: str) -> bytes:
    """A text as an operation of a page, in the font that is set."""
    return b"<" + text.encode(ENCODING, "replace").hex().encode() + b"> Tj"
