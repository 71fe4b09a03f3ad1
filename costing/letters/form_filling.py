"""Fills a payer's form: what each field gets, drawn in a font of ours, flattened or still editable, and what stayed empty."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, String

from costing.letters.form_tree import COMB, MULTILINE, Leaf, leaves, options, states
from costing.letters.payer_form import FormField
from costing.letters.typeface import PER_EM, Face, embed, face, shown

LARGEST, SMALLEST, STEP = 10.0, 5.0, 0.5  # points
EDGE, LEADING = 2.0, 1.2
OFF = Name.Off


@dataclass(frozen=True, slots=True)
class Filled:
    """The filled file, and the keys of fields whose value does not fit on the form."""

    pdf: bytes = field(repr=False)
    too_long: tuple[str, ...]


def fill_form(blank: bytes, values: Mapping[str, str | bool], flatten: bool) -> Filled:
    """Fill by `FormField.key`: a text, or whether a box is ticked. The same values give the same bytes."""
    with Pdf.open(BytesIO(blank)) as pdf:
        pen = _Pen(pdf)
        too_long = tuple(key for leaf in leaves(pdf) for key in _fill(pen, leaf, values))
        pdf.Root.AcroForm.NeedAppearances = False
        if flatten:
            _flatten(pdf)
        target = BytesIO()
        pdf.save(target, object_stream_mode=ObjectStreamMode.disable, deterministic_id=True)
    return Filled(target.getvalue(), too_long)


def _flatten(pdf: Pdf) -> None:
    """Make what is drawn part of the pages, and leave no field behind."""
    pdf.flatten_annotations()
    for page in pdf.pages:
        if "/Annots" in page.obj:
            del page.obj.Annots
    if "/AcroForm" in pdf.Root:
        del pdf.Root.AcroForm


def number_form(blank: bytes, fields: tuple[FormField, ...]) -> bytes:
    """The form with each text field's number in it, so that a person sees which is which."""
    numbers: dict[str, str | bool] = {one.key: str(at) for at, one in enumerate(fields, start=1) if one.kind == "text"}
    return fill_form(blank, numbers, flatten=True).pdf


class _Pen:
    """The font, once in the file."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.face: Face = face("SourceSans3-Regular.ttf")
        self.font: Object = embed(pdf, self.face)


def _fill(pen: _Pen, leaf: Leaf, values: Mapping[str, str | bool]) -> Iterator[str]:
    """Fill one field, or say that its value does not fit."""
    if leaf.kind == "/Btn":
        ticked = [state for box in leaf.widgets for state in states(box) if values.get(f"{leaf.name}\t{state}") is True]
        if ticked:
            _tick(leaf, ticked[0])
        return
    value = values.get(leaf.name)
    if not isinstance(value, str) or not value:
        return
    kept = next((kept for kept, words in options(leaf) if words == value), value) if leaf.kind == "/Ch" else value
    if (leaf.most is not None and len(value) > leaf.most) or not all(
        _draw(pen, leaf, box, value) for box in leaf.widgets
    ):
        yield leaf.name
        return
    leaf.node.V = String(kept)


def _tick(leaf: Leaf, state: str) -> None:
    """Tick the box of that name; others of the group are empty."""
    leaf.node.V = Name(f"/{state}")
    for box in leaf.widgets:
        box.AS = Name(f"/{state}") if state in states(box) else OFF


def _draw(pen: _Pen, leaf: Leaf, widget: Dictionary, text: str) -> bool:
    """Draw a text into its box; whether it fits."""
    left, bottom, right, top = (float(side) for side in widget.Rect)
    width, height = abs(right - left), abs(top - bottom)
    multiline = bool(leaf.flags & MULTILINE)
    comb = bool(leaf.flags & COMB) and leaf.most is not None
    size, lines = _set(pen.face, text, width, height, multiline, _asked_size(leaf))
    if not lines:
        return False
    drawn = (
        _combed(pen.face, text, leaf.most or 1, width, height)
        if comb
        else _lines(pen.face, lines, size, leaf, width, height, multiline)
    )
    stream = pen.pdf.make_stream(
        b"/Tx BMC q 1 1 %d %d re W n BT 0 g " % (max(1, int(width) - 2), max(1, int(height) - 2)) + drawn + b" ET Q EMC",
        Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, width, height]),
        Resources=Dictionary(Font=Dictionary(Pen=pen.font)),
    )  # fmt: skip
    widget.AP = Dictionary(N=stream)
    return True


def _asked_size(leaf: Leaf) -> float:
    """The size that the form asks for; none means as large as fits."""
    words = str(leaf.own.get("/DA", "")).split()
    try:
        asked = float(words[words.index("Tf") - 1])
    except (ValueError, IndexError):
        asked = 0.0
    return min(asked, LARGEST) if asked > 0 else LARGEST


def _set(face_: Face, text: str, width: float, height: float, multiline: bool, asked: float) -> tuple[float, list[str]]:
    """The largest size, up to the one that is asked for, at which the lines fit; no lines where none does."""
    size = min(asked, max(SMALLEST, height * 0.8)) if not multiline else asked
    while size >= SMALLEST:
        lines = _wrapped(face_, text, width - 2 * EDGE, size) if multiline else [text.replace("\n", " ")]
        fits = all(face_.width(line, size) <= width - 2 * EDGE for line in lines)
        if fits and (not multiline or len(lines) * size * LEADING <= height - EDGE):
            return size, lines
        size -= STEP
    return SMALLEST, []


def _wrapped(face_: Face, text: str, width: float, size: float) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if line and face_.width(longer, size) > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def _lines(
    face_: Face, lines: list[str], size: float, leaf: Leaf, width: float, height: float, multiline: bool
) -> bytes:
    """Lines from the top, or one in the middle; left, centered or right as the form says."""
    ascent = face_.ascent * size / PER_EM
    first = height - EDGE - ascent if multiline else (height - (face_.ascent + face_.descent) * size / PER_EM) / 2
    quadding = int(leaf.own.get("/Q", 0))
    parts = [f"/Pen {size:g} Tf".encode()]
    for at, line in enumerate(lines):
        free = width - 2 * EDGE - face_.width(line, size)
        start = EDGE + (free / 2 if quadding == 1 else free if quadding == 2 else 0)
        parts.append(f"1 0 0 1 {start:.2f} {first - at * size * LEADING:.2f} Tm ".encode() + shown(line))
    return b" ".join(parts)


def _combed(face_: Face, text: str, cells: int, width: float, height: float) -> bytes:
    """One letter in the middle of each cell."""
    cell = width / cells
    size = max(SMALLEST, min(LARGEST + 1, height * 0.7, cell * 1.4))
    base = (height - (face_.ascent + face_.descent) * size / PER_EM) / 2
    parts = [f"/Pen {size:g} Tf".encode()]
    for at, sign in enumerate(text):
        start = at * cell + (cell - face_.width(sign, size)) / 2
        parts.append(f"1 0 0 1 {start:.2f} {base:.2f} Tm ".encode() + shown(sign))
    return b" ".join(parts)
