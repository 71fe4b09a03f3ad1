"""The other side of `intake`, in its own process: the clean pages of a file, or why there are none."""

from io import BytesIO

from pikepdf import Dictionary, Name, ObjectStreamMode, Page, PasswordError, Pdf, PdfError, Rectangle, Stream
from PIL import Image, ImageOps

from costing.letters.apart import Refusal, answer_apart
from costing.letters.silence import silence

MOST_PAGES = 200
MOST_PIXELS = 50_000_000  # a page at 600 dots per inch has 34 million
MOST_PIXELS_IN_PDF = 200_000_000
PORTRAIT, LANDSCAPE = (612, 792), (792, 612)  # US Letter in points
SIDE, TOP = 14, 34  # margins in points; the stamp stands in the upper one
SMALLEST_SIDE, LARGEST_SIDE = 3, 14_400  # points
DOTS_PER_INCH = 300
SLIPS = ("handled correctly by", "linearization")  # left by programs that append to a file
POINTS_PER_INCH = 72
LARGEST_POINT = 0.72  # points a pixel: a small picture is not blown up beyond 100 dots per inch
QUALITY = 88
LOSSLESS_BELOW = 1_500_000  # bytes
SIGNATURES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}


def pages_apart(raw: bytes) -> tuple[str, bytes]:
    """How many pages, and the file. Raises Refusal with a key of `intake.REASONS`."""
    pages = clean_pages(raw)
    return str(len(pages.pages)), written(pages)


def written(pdf: Pdf) -> bytes:
    """The bytes of a file, the same for the same content."""
    target = BytesIO()
    pdf.save(target, object_stream_mode=ObjectStreamMode.disable, deterministic_id=True)
    return target.getvalue()


def clean_pages(raw: bytes) -> Pdf:
    """The pages of a PDF, or a picture on a page. Raises Refusal."""
    for signature, kind in SIGNATURES.items():
        if raw.startswith(signature):
            return picture_page(raw, kind)
    if b"%PDF-" not in raw[:1024]:
        raise Refusal("unknown")
    try:
        with Pdf.open(BytesIO(raw), attempt_recovery=False) as source:
            return _pages(source)
    except PasswordError:
        raise Refusal("encrypted") from None
    except (PdfError, ValueError, TypeError, KeyError, AttributeError):
        raise Refusal("broken") from None


def is_sound(pdf: Pdf) -> bool:
    """Whether the whole file can be read; slips that every reader passes over are none."""
    return all(any(slip in fault for slip in SLIPS) for fault in pdf.check_pdf_syntax())


def _pages(source: Pdf) -> Pdf:
    if source.is_encrypted:
        raise Refusal("encrypted")
    if not 0 < len(source.pages) <= MOST_PAGES:
        raise Refusal("pages" if source.pages else "broken")
    if not is_sound(source):
        raise Refusal("broken")
    if source.Root.get("/NeedsRendering", False) or "/OCProperties" in source.Root:
        raise Refusal("acrobat")
    if any(_pixels(one) > MOST_PIXELS_IN_PDF for one in source.objects):
        raise Refusal("pixels")
    if "/AcroForm" in source.Root and any(map(_is_unseen, source.objects)):
        source.Root.AcroForm.NeedAppearances = True
        source.generate_appearance_streams()
    source.flatten_annotations()
    clean = Pdf.new()
    for page in source.pages:
        _lay_down(clean, page)
    silence(clean)
    return clean


def _is_unseen(one: object) -> bool:
    """Whether it is a field that was filled in, but not drawn."""
    return isinstance(one, Dictionary) and one.get("/Subtype") == Name.Widget and "/V" in one and "/AP" not in one


def _pixels(one: object) -> int:
    if isinstance(one, Stream) and one.get("/Subtype") == Name.Image:
        return int(one.get("/Width", 0)) * int(one.get("/Height", 0))
    return 0


def _lay_down(clean: Pdf, page: Page) -> None:
    """One page, made smaller by a little, on a sheet of US Letter: content only, no notes, links, scripts or forms."""
    for key in ("/TrimBox", "/BleedBox", "/ArtBox", "/Annots", "/AA", "/StructParents", "/Metadata", "/PieceInfo"):
        if key in page.obj:
            del page.obj[key]
    left, bottom, right, top = (float(side) for side in page.cropbox)
    wide, high = abs(right - left), abs(top - bottom)
    if not (SMALLEST_SIDE <= wide <= LARGEST_SIDE and SMALLEST_SIDE <= high <= LARGEST_SIDE):
        raise Refusal("broken")
    if int(page.obj.get("/Rotate", 0)) % 180:
        wide, high = high, wide
    sheet = clean.add_blank_page(page_size=LANDSCAPE if wide > high else PORTRAIT)
    width, height = sheet.mediabox[2], sheet.mediabox[3]
    shown = clean.copy_foreign(page.as_form_xobject())
    sheet.obj.Resources = Dictionary(XObject=Dictionary(Page=shown))
    room = Rectangle(SIDE, SIDE, float(width) - SIDE, float(height) - TOP)
    placed = sheet.calc_form_xobject_placement(
        shown, Name.Page, room, invert_transformations=True, allow_shrink=True, allow_expand=True
    )
    sheet.obj.Contents = clean.make_stream(b"q " + placed + b" Q")


def picture_page(raw: bytes, kind: str) -> Pdf:
    """A picture on a page of US Letter, upright, at 300 dots per inch at most, without what a camera wrote beside it."""
    Image.MAX_IMAGE_PIXELS = None  # our own, lower, limit is asked below, before anything is unpacked
    try:
        with Image.open(BytesIO(raw), formats=(kind,)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refusal("pixels")
            picture = _plain(ImageOps.exif_transpose(opened))
    except (OSError, ValueError, SyntaxError, EOFError, IndexError):
        raise Refusal("broken") from None
    width, height = LANDSCAPE if picture.width > picture.height else PORTRAIT
    room = width - 2 * SIDE, height - SIDE - TOP
    scale = min(room[0] / picture.width, room[1] / picture.height, LARGEST_POINT)
    shown = picture.width * scale, picture.height * scale
    corner = SIDE + (room[0] - shown[0]) / 2, SIDE + (room[1] - shown[1]) / 2
    pdf = Pdf.new()
    sheet = pdf.add_blank_page(page_size=(width, height))
    sheet.obj.Resources = Dictionary(XObject=Dictionary(Scan=_image(pdf, _at_most(picture, scale))))
    placed = f"q {shown[0]:.2f} 0 0 {shown[1]:.2f} {corner[0]:.2f} {corner[1]:.2f} cm /Scan Do Q"
    sheet.obj.Contents = pdf.make_stream(placed.encode())
    return pdf


def _plain(picture: Image.Image) -> Image.Image:
    """Black and white, gray or color, on white paper."""
    if picture.mode.startswith("I"):  # 16 bits a pixel
        return picture.convert("I").point(lambda level: level / 256).convert("L")
    if picture.mode in ("1", "L", "RGB"):
        picture.load()
        return picture
    if "A" in picture.getbands() or "transparency" in picture.info:
        shown = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown).convert("RGB")
    return picture.convert("RGB")


def _at_most(picture: Image.Image, scale: float) -> Image.Image:
    """No more dots than a printer sets; a black-and-white scan stays as it is."""
    factor = scale * DOTS_PER_INCH / POINTS_PER_INCH
    if factor >= 1 or picture.mode == "1":
        return picture
    size = max(1, round(picture.width * factor)), max(1, round(picture.height * factor))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _image(pdf: Pdf, picture: Image.Image) -> Stream:
    """The picture in a PDF: as it is where that is small, else as JPEG."""
    color = "/DeviceRGB" if picture.mode == "RGB" else "/DeviceGray"
    bits = 1 if picture.mode == "1" else 8
    stream = pdf.make_stream(
        picture.tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=picture.width, Height=picture.height,
        ColorSpace=Name(color), BitsPerComponent=bits,
    )  # fmt: skip
    if bits == 1 or len(picture.tobytes()) < LOSSLESS_BELOW:
        return stream
    target = BytesIO()
    picture.save(target, "JPEG", quality=QUALITY)
    stream.write(target.getvalue(), filter=Name.DCTDecode)
    return stream


if __name__ == "__main__":
    answer_apart(pages_apart)
