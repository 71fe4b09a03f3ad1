"""Stamps on the pages of a packet: one line in the upper margin, in a font of ours that is part of the file."""

from pikepdf import Name, Object, Page, Pdf

from costing.letters.typeface import Face, face, shown
from costing.letters.typeface import embed as embed_face

SIZE = 10
FROM_TOP, FROM_SIDE, PADDING, RIGHT_ONE = 25, 20, 4, 130  # points; the last is room for the right text
BETWEEN = " · "


def _bold() -> Face:
    return face("SourceSans3-Bold.ttf")


def whose(running_head: str, page: str, width: float) -> str:
    """Which page it is, and of the parts of the running head those that the font has and that find room, the last first."""
    kept: list[str] = []
    for part in reversed(running_head.split(BETWEEN)):
        longer = BETWEEN.join((page, part, *kept))
        if _bold().has(part) and _bold().width(longer, SIZE) <= width - RIGHT_ONE - 2 * FROM_SIDE:
            kept.insert(0, part)
    return BETWEEN.join((page, *kept))


def embed(pdf: Pdf) -> Object:
    """Put the stamps' font into a file, once a file."""
    return embed_face(pdf, _bold())


def stamp(pdf: Pdf, page: Page, font: Object, opening: str, left: str, right: str) -> None:
    """Write both texts into the upper margin of a page, the right one in a frame, as the marked content that `opening` begins."""
    width, height = float(page.mediabox[2]), float(page.mediabox[3])
    wide, base = _bold().width(right, SIZE), height - FROM_TOP
    start = width - FROM_SIDE - PADDING - wide
    page.add_resource(font, Name.Font, Name.Stamp)
    frame = f"{start - PADDING:.2f} {base - PADDING:.2f} {wide + 2 * PADDING:.2f} {SIZE + PADDING + 1:.2f} re"
    drawn = (
        f"{opening} q 1 g {frame} f 0 G 1 w {frame} S 0 g BT /Stamp {SIZE} Tf "
        f"1 0 0 1 {start:.2f} {base:.2f} Tm {shown(right).decode()} "
        f"1 0 0 1 {FROM_SIDE} {base:.2f} Tm {shown(left).decode()} ET Q EMC"
    )
    page.contents_add(pdf.make_stream(drawn.encode("ascii")))
