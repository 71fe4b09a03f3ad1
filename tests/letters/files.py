"""Files that people upload, and files that nobody should: made here, so that each says what is wrong with it."""

import struct
import zlib
from io import BytesIO

from pikepdf import Array, Dictionary, Encryption, Name, Pdf, StreamDecodeLevel, String
from PIL import Image, ImageDraw

LETTER = (612, 792)
A_LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 220 60"><path d="M5 55L30 5L55 55z" fill="#0b5057"/>'
    b'<circle cx="90" cy="30" r="22" fill="none" stroke="#0b5057" stroke-width="6"/></svg>'
)


def a_pdf(*texts: str, size: tuple[float, float] = LETTER, rotate: int = 0) -> bytes:
    """A PDF with one page a text."""
    pdf = Pdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for text in texts or ("One page",):
        page = pdf.add_blank_page(page_size=size)
        page.obj.Resources = Dictionary(Font=Dictionary(F=font))
        page.obj.Contents = pdf.make_stream(f"BT /F 14 Tf 72 {size[1] - 90} Td ({text}) Tj ET".encode("latin-1"))
        if rotate:
            page.obj.Rotate = rotate
    return saved(pdf)


def saved(pdf: Pdf, **options: object) -> bytes:
    """The bytes of a PDF."""
    target = BytesIO()
    pdf.save(target, **options)
    return target.getvalue()


def encrypted(password: str) -> bytes:
    """A PDF that asks for a password, or, with an empty one, only forbids things."""
    with Pdf.open(BytesIO(a_pdf("Secret"))) as pdf:
        return saved(pdf, encryption=Encryption(owner="owner", user=password))


def acting(port: int) -> bytes:
    """A PDF with scripts, a file inside, links and a request to elsewhere."""
    url = f"http://127.0.0.1:{port}/canary"
    with Pdf.open(BytesIO(a_pdf("Lab values"))) as pdf:
        script = Dictionary(S=Name.JavaScript, JS=String(f"this.submitForm('{url}')"))
        pdf.Root.OpenAction = script
        pdf.Root.AA = Dictionary(WC=script)
        pdf.attachments["evil.exe"] = b"MZ" + b"x" * 100
        page = pdf.pages[0]
        page.obj.AA = Dictionary(O=script)
        link = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 600, 700]), A=Dictionary(S=Name.URI, URI=String(url))
        )
        launch = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=Array([0, 0, 9, 9]),
            A=Dictionary(S=Name.Launch, F=String("cmd.exe")),
        )
        page.obj.Annots = pdf.make_indirect(Array([link, launch]))
        return saved(pdf)


def an_inflating_pdf(megabytes: int) -> bytes:
    """A small PDF whose page unpacks to so many megabytes of spaces."""
    pdf = Pdf.new()
    page, packer = pdf.add_blank_page(), zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(megabytes)) + packer.flush()
    page.obj.Contents = pdf.make_stream(b"")
    page.obj.Contents.write(packed, filter=Name.FlateDecode)
    return saved(pdf, compress_streams=False, stream_decode_level=StreamDecodeLevel.none)


def a_png_of(width: int, height: int, unpacked: int) -> bytes:
    """A PNG that claims a size and unpacks to so many zeros."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(unpacked // 1_000_000)) + packer.flush()
    chunks = (b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0), b"IDAT" + packed, b"IEND")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk in chunks
    )


def a_scan(width: int = 1275, height: int = 1650) -> Image.Image:
    """A page as a scanner sees it."""
    scan = Image.new("RGB", (width, height), "white")
    drawing = ImageDraw.Draw(scan)
    for line in range(100, height - 100, 60):
        drawing.text((150, line), f"Scanned line at {line}", fill="black")
    return scan


def as_file(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """A picture as the bytes of a file."""
    target = BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()
