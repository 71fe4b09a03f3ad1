"""Files made to hurt whoever opens them, and forms made to hurt whoever fills them: taken or refused in words, nothing carried along."""

import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, StreamDecodeLevel, String
from PIL import Image

from costing.letters.form_filling import fill_form, number_form
from costing.letters.intake import BadUpload, clean
from costing.letters.logo import clean_logo
from costing.letters.payer_form import read_form
from costing.letters.pdf import render_pdf
from tests.letters.builders import a_letter
from tests.letters.files import a_pdf, as_file, saved
from tests.letters.payer_forms import COMB, a_payer_form

CANARY = String("http://127.0.0.1:9/canary")


def changed(raw: bytes, change: Callable[[Pdf], None]) -> bytes:
    with Pdf.open(BytesIO(raw)) as pdf:
        change(pdf)
        return saved(pdf)


def everything_in(raw: bytes) -> bytes:
    """The file with all streams unpacked."""
    target = BytesIO()
    with Pdf.open(BytesIO(raw)) as pdf:
        pdf.save(target, compress_streams=False, stream_decode_level=StreamDecodeLevel.generalized)
    return target.getvalue()


# --- what a file carries along


def carrying(pdf: Pdf) -> None:
    """Content from elsewhere, other pictures, notes of the camera, scripts and files in places that readers look at."""
    page, note = pdf.pages[0].obj, pdf.make_stream(b"canary: taken at 12 Fictional Street", Type=Name.Metadata)
    form = pdf.make_stream(
        b"q Q", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]), Ref=Dictionary(F=CANARY, Page=0),
        OPI=Dictionary({"/2.0": Dictionary(F=CANARY)}), PieceInfo=Dictionary(X=CANARY), Metadata=note,
        AF=Array([Dictionary(F=CANARY)]),
    )  # fmt: skip
    picture = pdf.make_stream(
        bytes(8), Type=Name.XObject, Subtype=Name.Image, Width=8, Height=8, ColorSpace=Name.DeviceGray, BitsPerComponent=1,
        Alternates=Array([Dictionary(Image=form)]), Metadata=note,
    )  # fmt: skip
    script = Dictionary(S=Name.JavaScript, JS=CANARY)
    page.Resources.XObject = Dictionary(Form=form, Picture=picture)
    page.Resources.Properties = Dictionary(Mark=Dictionary(A=script, EF=Dictionary(F=note)))
    page.AF, page.PresSteps, page.AA = Array([Dictionary(F=CANARY)]), Dictionary(NA=script), Dictionary(O=script)
    elsewhere = pdf.make_stream(b"q Q")
    elsewhere.F = String("/etc/passwd")
    page.Resources.XObject.Elsewhere = elsewhere


def acting(pdf: Pdf) -> None:
    """The same in a form, and actions of its bookmarks and boxes."""
    carrying(pdf)
    with pdf.open_outline() as outline:
        item = OutlineItem("Contents", 0)
        item.action = Dictionary(S=Name.URI, URI=CANARY)
        outline.root.append(item)
    for box in pdf.pages[0].obj.Annots:
        box.PA = Dictionary(S=Name.URI, URI=CANARY)
        box.MK = Dictionary(A=Dictionary(S=Name.Launch, F=CANARY, Next=Dictionary(S=Name.SubmitForm, F=CANARY)))


def test_what_a_file_carries_along_is_left_behind():
    raw = changed(a_pdf("Lab values"), carrying)
    assert everything_in(raw).count(b"canary") > 5
    cleaned = everything_in(clean(raw).pdf)
    assert b"Lab values" in cleaned
    for word in (b"canary", b"/etc/passwd", b"JavaScript", b"Fictional Street"):
        assert word not in cleaned


def test_what_a_form_carries_along_is_left_behind():
    form = read_form(changed(a_payer_form(), acting))
    assert len(form.fields) == len(read_form(a_payer_form()).fields)
    for word in (b"canary", b"/etc/passwd", b"JavaScript", b"/Launch", b"/SubmitForm", b"Fictional Street"):
        assert word not in everything_in(form.pdf)


# --- files that hurt


def ten_thousand_pages() -> bytes:
    pdf = Pdf.new()
    for _ in range(10_000):
        pdf.add_blank_page()
    return saved(pdf)


def pages_in_a_circle(pdf: Pdf) -> None:
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)


def pages_without_number(pdf: Pdf) -> None:
    """Thirty levels, each of which holds the next one twice."""
    for _ in range(30):
        pdf.Root.Pages = pdf.make_indirect(
            Dictionary(Type=Name.Pages, Kids=Array([pdf.Root.Pages, pdf.Root.Pages]), Count=2)
        )


def content_in_a_circle(pdf: Pdf) -> None:
    form = pdf.make_stream(b"/X Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    form.Resources = Dictionary(XObject=Dictionary(X=form))
    pdf.pages[0].obj.Resources.XObject = Dictionary(X=form)


def content_deep_down(pdf: Pdf) -> None:
    form = pdf.make_stream(b"q Q", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    for _ in range(3000):
        form = pdf.make_stream(
            b"/X Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]), Resources=Dictionary(XObject=Dictionary(X=form))
        )  # fmt: skip
    pdf.pages[0].obj.Resources.XObject = Dictionary(X=form)


def a_picture(pdf: Pdf, **changes: object) -> None:
    values = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 9, "Height": 9, "ColorSpace": Name.DeviceGray}
    pdf.pages[0].obj.Resources.XObject = Dictionary(X=pdf.make_stream(b"x", **(values | changes)))


def a_png_with(kind: bytes) -> bytes:
    """A small PNG with a chunk beside the pixels that unpacks to 400 MB."""
    png, unpacked = as_file(Image.new("L", (9, 9)), "PNG"), zlib.compressobj(9)
    packed = b"".join(unpacked.compress(bytes(1_000_000)) for _ in range(400)) + unpacked.flush()
    chunk = kind + b"x\0\0" + packed
    return png[:33] + (len(chunk) - 4).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4) + png[33:]


HURTING = {
    "10,000 pages": ten_thousand_pages,
    "pages in a circle": lambda: changed(a_pdf("A"), pages_in_a_circle),
    "2^30 pages": lambda: changed(a_pdf("A"), pages_without_number),
    "content in a circle": lambda: changed(a_pdf("A"), content_in_a_circle),
    "content deep down": lambda: changed(a_pdf("A"), content_deep_down),
    "JBIG2 rubbish": lambda: changed(a_pdf("A"), lambda pdf: a_picture(pdf, Filter=Name.JBIG2Decode)),
    "JPX rubbish": lambda: changed(a_pdf("A"), lambda pdf: a_picture(pdf, Filter=Name.JPXDecode)),
    "a filter nobody knows": lambda: changed(a_pdf("A"), lambda pdf: a_picture(pdf, Filter=Name.Evil)),
    "a picture without size": lambda: changed(a_pdf("A"), lambda pdf: a_picture(pdf, Width=String("x"))),
    "a picture of less than nothing": lambda: changed(a_pdf("A"), lambda pdf: a_picture(pdf, Width=-100_000, Height=-100_000)),
    "100,000 brackets": lambda: a_pdf("A").replace(b"/Type /Catalog", b"/Type /Catalog /X " + b"[" * 100_000 + b"]" * 100_000),
    "a table of 99,999,999 objects": lambda: b"%PDF-1.5\nxref\n0 99999999\ntrailer<</Size 99999999/Root 1 0 R>>\nstartxref\n9\n%%EOF",
    "GIF, SVG and PDF at once": lambda: b"GIF89a<svg><script/></svg>%PDF-1.7\n" + a_pdf("A"),
    "PNG with 400 MB of notes": lambda: a_png_with(b"zTXt"),
    "PNG with 400 MB of colors": lambda: a_png_with(b"iCCP"),
    "one pixel wide": lambda: as_file(Image.new("1", (1, 40_000_000)), "PNG"),
}  # fmt: skip


@pytest.mark.parametrize("made", HURTING.values(), ids=HURTING)
def test_a_file_that_hurts_is_taken_or_refused_in_words(made: Callable[[], bytes]):
    raw = made()
    for take in (clean, read_form, clean_logo):
        try:
            take(raw)
        except BadUpload as bad:
            assert str(bad)  # noqa: PT017  # either is right


# --- forms that hurt


def each_box(pdf: Pdf, **changes: object) -> None:
    for page in pdf.pages:
        for box in page.obj.Annots:
            for key, value in changes.items():
                box[f"/{key}"] = value


def each_field(pdf: Pdf, **changes: object) -> None:
    for one in pdf.Root.AcroForm.Fields:
        for key, value in changes.items():
            one[f"/{key}"] = value


def fields_in_circles(pdf: Pdf) -> None:
    """A field that holds itself eight times: without care 8^12 fields."""
    loop = pdf.make_indirect(Dictionary(T=String("loop"), FT=Name.Tx))
    loop.Kids = Array([loop] * 8)
    pdf.Root.AcroForm.Fields.append(loop)


FORMS: dict[str, Callable[[Pdf], None]] = {
    "boxes nowhere": lambda pdf: each_box(pdf, Rect=Array([Name.A, 1])),
    "boxes of no size": lambda pdf: each_box(pdf, Rect=Array([0, 0, 0, 0])),
    "boxes of a mile": lambda pdf: each_box(pdf, Rect=Array([0, 0, 10**9, 10**9])),
    "words for a side": lambda pdf: each_field(pdf, Q=String("x")),
    "words for flags": lambda pdf: each_field(pdf, Ff=String("x")),
    "words for a length": lambda pdf: each_field(pdf, MaxLen=String("x")),
    "no cell": lambda pdf: each_field(pdf, MaxLen=0, Ff=COMB),
    "less than no cell": lambda pdf: each_field(pdf, MaxLen=-5, Ff=COMB),
    "numbers to choose from": lambda pdf: each_field(pdf, Opt=Array([1, Array([1, 2])])),
    "a name for a font": lambda pdf: each_field(pdf, DA=Name.X),
    "a size that is no number": lambda pdf: each_field(pdf, DA=String("/Helv nan Tf")),
    "a size without end": lambda pdf: each_field(pdf, DA=String("/Helv inf Tf")),
    "words for a look": lambda pdf: each_box(pdf, AP=String("x")),
    "names of signs": lambda pdf: each_field(pdf, T=String("\x01\u202e<b>\t{{7*7}}")),
    "fields in circles": fields_in_circles,
}


@pytest.mark.parametrize("change", FORMS.values(), ids=FORMS)
def test_a_form_that_hurts_is_refused_at_the_door_or_can_be_filled(change: Callable[[Pdf], None]):
    try:
        form = read_form(changed(a_payer_form(), change))
    except BadUpload as bad:
        assert str(bad)  # noqa: PT017  # either is right
        return
    number_form(form.pdf, form.fields)
    for text in ("1", "A longer text\nof two lines"):
        values = {one.key: True if one.kind == "check" else text for one in form.fields}
        for flatten in (True, False):
            assert fill_form(form.pdf, values, flatten).pdf


# --- logos that hurt

SHAPE = '<path d="M0 0h9v9H0z"/>'
LOGOS = {
    "numbers without end": '<path d="M0 0L1e999 1e999 NaN NaN z"/><circle cx="1e308" cy="-1e308" r="1e308"/>',
    "half a shape": '<path d="M0 0L5"/><path d="Q"/><polygon points="1"/><circle r="-1"/><rect width="a" height="b"/>',
    "half a turn": f'<g transform="matrix(1,2)"><g transform="rotate()"><g transform="scale(0)">{SHAPE}</g></g></g>',
    "a clip of itself": '<clipPath id="a"><path clip-path="url(#a)" d="M0 0h5v5z"/></clipPath><path clip-path="url(#a)" d="M0 0h9v9z"/>',
    "a billion dashes": '<path d="M0 0h100" stroke="red" stroke-dasharray="0.0000001"/>',
    "50,000 groups": "<g>" * 50_000 + SHAPE + "</g>" * 50_000,
    "half a rule": f"<style>{'{' * 100_000}</style>{SHAPE}",
}


@pytest.mark.parametrize("inside", LOGOS.values(), ids=LOGOS)
def test_a_logo_that_hurts_is_refused_or_printed(inside: str):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40">{inside}</svg>'
    try:
        logo, _ = clean_logo(svg.encode())
    except BadUpload as bad:
        assert str(bad)  # noqa: PT017  # either is right
        return
    assert render_pdf(a_letter(), logo)


@pytest.mark.parametrize("box", ["0 0 0 0", "0 0 -5 -5", "0 0 ... ...", "0 0 1e308 1e308", "0 0 10 10 10", "NaN"])
def test_a_logo_without_a_size_is_refused_or_printed(box: str):
    try:
        logo, _ = clean_logo(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{SHAPE}</svg>'.encode())
    except BadUpload as bad:
        assert str(bad)  # noqa: PT017  # either is right
        return
    assert render_pdf(a_letter(), logo)
