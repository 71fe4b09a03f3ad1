"""Logos: what is drawn comes through, what acts or reaches out does not, and the letter keeps its checks."""

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from costing.letters import pdf as printing
from costing.letters.intake import BadUpload
from costing.letters.logo import MOST_BYTES, clean_logo
from costing.letters.pdf import render_html, render_pdf
from costing.letters.structure import problems
from tests.letters.builders import a_letter
from tests.letters.files import A_LOGO, a_png_of, as_file
from tests.letters.test_hostile import canary  # noqa: F401  # a fixture

SHAPE = '<path d="M0 0h9v9H0z" fill="#123456"/>'


def svg(inside: str, head: str = 'viewBox="0 0 100 40"') -> bytes:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {head}>{inside}</svg>'
    ).encode()


def test_shapes_and_colors_come_through():
    logo, left_out = clean_logo(A_LOGO)
    assert (logo.kind, left_out) == ("svg", ())
    assert b'd="M5 55L30 5L55 55z"' in logo.content
    assert logo.content.count(b"#0b5057") == 2


HOSTILE = [
    "<script>fetch('{url}')</script>",
    '<image href="{url}" width="9" height="9"/><image xlink:href="file:///etc/passwd"/>',
    '<use href="{url}#x"/><use xlink:href="file:///etc/passwd#x"/>',
    "<style>@import url({url}); .a{{fill:url({url}#x)}}</style>",
    '<g onload="fetch(1)" style="fill:url({url});background:url({url})"><path d="M0 0h2" onclick="x()"/></g>',
    '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="{url}"/></foreignObject>',
    '<rect width="5" height="5" fill="url({url}#g)" clip-path="url({url}#c)"/>',
    '<filter id="f"><feImage href="{url}"/></filter><rect filter="url(#f)" width="5" height="5"/>',
    '<a href="javascript:alert(1)"><text>{url}</text></a>',
    '<animate attributeName="href" to="{url}"/><set attributeName="onload" to="x"/>',
    '<linearGradient id="g" href="{url}#g"/><path fill="url(#g)" d="M0 0h5"/>',
]


@pytest.mark.parametrize("inside", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_reaches_out(inside: str, canary: tuple[str, list[str]]):  # noqa: F811  # the fixture
    url, asked = canary
    logo, _ = clean_logo(svg(SHAPE + inside.format(url=url)))
    for word in (b"127.0.0.1", b"etc/passwd", b"script", b"onload", b"onclick", b"iframe", b"import", b'href="http'):
        assert word not in logo.content
    render_pdf(a_letter(), logo)
    assert asked == []


def test_what_is_left_out_is_named():
    _, left_out = clean_logo(svg(SHAPE + "<text>Name</text><style>.a{}</style><image/><use/><title>x</title>"))
    assert left_out == ("text", "image", "use")


def test_colors_by_class_and_gradients_by_their_first_color():
    styled = '<style>.a, .b {fill: #0b5057; stroke:red}</style><path class="b" d="M0 0h5"/>'
    assert b'fill="#0b5057"' in clean_logo(svg(styled))[0].content
    graded = '<linearGradient id="g"><stop stop-color="#abcdef"/><stop stop-color="#000"/></linearGradient>'
    other = '<radialGradient id="h" xlink:href="#g"/><path fill="url(#h)" d="M0 0h5"/>'
    assert b'fill="#abcdef"' in clean_logo(svg(graded + other))[0].content


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "Choose a file"),
        (b"hello", "not a PNG or SVG"),
        (b"\xff\xd8\xff" + bytes(50), "not a PNG or SVG"),
        (b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a0 "x">' + BOMB.encode() + b"]>" + svg("&a8;"), "DOCTYPE"),
        (b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + svg(SHAPE), "DOCTYPE"),
        (svg(SHAPE)[:-9], "damaged"),
        (svg("<text>Only text</text>"), "Turn text into outlines"),
        (svg(SHAPE, ""), "how large"),
        (svg("<g>" * 500 + SHAPE + "</g>" * 500), "Turn text"),
        (svg(SHAPE * 4000), "too many"),
        (a_png_of(30_000, 30_000, 1_000_000), "too many pixels"),
        (a_png_of(20, 20, 0), "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(MOST_BYTES), "larger than 1 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_logo_is_refused_with_what_to_do(raw: bytes, said: str):
    with pytest.raises(BadUpload, match=said):
        clean_logo(raw)


def test_a_png_keeps_its_pixels_and_nothing_beside():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "Taken at 12 Fictional Street")
    picture = Image.new("RGBA", (3000, 900), (11, 80, 87, 255))
    raw = as_file(picture, "PNG", pnginfo=notes)
    logo, _ = clean_logo(raw)
    assert b"Fictional Street" in raw
    assert b"Fictional Street" not in logo.content
    with Image.open(BytesIO(logo.content)) as clean:
        assert (clean.size, clean.getpixel((5, 5))) == ((1600, 480), (11, 80, 87, 255))


def test_a_letter_with_a_logo_is_as_accessible_and_the_same_every_time():
    for raw in (A_LOGO, as_file(Image.new("RGBA", (300, 100), "navy"), "PNG")):
        logo, _ = clean_logo(raw)
        printed = render_pdf(a_letter(), logo)
        assert problems(printed) == ()
        assert printed == render_pdf(a_letter(), logo)
        assert printed != render_pdf(a_letter())
        assert 'alt="Logo of Piney Ridge Rheumatology"' in render_html(a_letter(), logo)


def test_the_press_forgets_a_logo():
    """The next letter, perhaps another practice's, cannot name it."""
    logo, _ = clean_logo(A_LOGO)
    render_pdf(a_letter(), logo)
    render_pdf(a_letter())
    assert printing._press().held == {}
