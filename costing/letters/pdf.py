"""A letter as a tagged PDF: the only module that imports WeasyPrint, and only when the first letter is printed."""

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

from costing.letters.html import FOLDER, STYLESHEET, render_html, stylesheet
from costing.letters.logo import Logo
from costing.letters.parts import Letter
from costing.letters.structure import problems
from costing.letters.tags import complete_tags

__all__ = ["Paper", "render_html", "render_pdf", "stylesheet"]

ACCESSIBLE = "pdf/ua-1"
VERSION = "1.7"
COLLECT_EVERY = 10  # letters: page layout leaves cycles behind that only the collector frees
TYPES: Mapping[str, str] = {".css": "text/css", ".ttf": "font/ttf"}
_printing = Lock()


class Paper(StrEnum):
    """The paper that a letter is set for."""

    LETTER = "letter"
    A4 = "A4"


@dataclass(slots=True)
class _Press:
    """What all letters share once WeasyPrint is loaded; used by one thread at a time."""

    parse: Callable[[str], Any] = field(init=False)
    fonts: Any = field(init=False)
    styles: Any = field(init=False)
    papers: dict[Paper, Any] = field(default_factory=dict)
    held: dict[str, Logo] = field(
        default_factory=dict
    )  # the one logo of the letter that is being printed, by its address
    images: dict[str, Any] = field(default_factory=dict)
    printed: int = 0


def render_pdf(letter: Letter, logo: Logo | None = None, paper: Paper = Paper.LETTER) -> bytes:
    """Print a letter: the same letter gives the same bytes. Safe to call from several threads, which take turns."""
    return print_html(render_html(letter, logo), logo, paper)


def print_html(html: str, logo: Logo | None = None, paper: Paper = Paper.LETTER) -> bytes:
    """Print a page of our own templates, as `render_pdf` does a letter."""
    with _printing:
        press = _press()
        press.held = {logo.address: logo} if logo else {}
        pdf = _print(press, html, paper)
        _tidy(press)
    return pdf


def _print(press: _Press, html: str, paper: Paper) -> bytes:
    """Write the PDF with the accessibility identifier; if our own checks then find a fault, write it without."""
    document = press.parse(html).render(
        font_config=press.fonts,
        stylesheets=[press.styles, press.papers[paper]],
        cache=press.images,
        pdf_tags=True,
        pdf_variant=ACCESSIBLE,
    )
    options = {
        "finisher": complete_tags,
        "pdf_tags": True,
        "pdf_identifier": sha256(f"{paper}{html}".encode()).hexdigest()[:32].encode(),
    }
    pdf: bytes = document.write_pdf(pdf_variant=ACCESSIBLE, **options)
    if problems(pdf):
        pdf = document.write_pdf(pdf_version=VERSION, **options)
    return pdf


@cache
def _press() -> _Press:
    """Load WeasyPrint, our fonts and the style sheet, once a process."""
    weasyprint, urls = import_module("weasyprint"), import_module("weasyprint.urls")

    press = _Press()

    def fetch(_: object, url: str, _headers: object = None) -> Any:
        if logo := press.held.get(url):
            return urls.URLFetcherResponse(url, logo.content, {"Content-Type": logo.mime})
        path = own_file(url)
        return urls.URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})

    own_files = type("OwnFiles", (urls.URLFetcher,), {"fetch": fetch})()
    fonts = import_module("weasyprint.text.fonts").FontConfiguration()
    styles = weasyprint.CSS(filename=STYLESHEET, font_config=fonts, url_fetcher=own_files)
    press.papers = {
        paper: weasyprint.CSS(string=f"@page {{ size: {paper} }}", url_fetcher=own_files) for paper in Paper
    }
    press.fonts, press.styles = fonts, styles
    press.parse = lambda html: weasyprint.HTML(string=html, url_fetcher=own_files)
    return press


def own_file(url: str) -> Path:
    """The file of ours that `url` names. Raises PermissionError for anything else, so that nothing is ever fetched."""
    parts = urlsplit(url)
    path = Path(unquote(parts.path)).resolve()
    if parts.scheme != "file" or parts.netloc or not path.is_relative_to(FOLDER) or path.suffix not in TYPES:
        raise PermissionError("letters may load nothing but their own fonts and style sheet")
    return path


def _tidy(press: _Press) -> None:
    """After the first letter set aside what stays for good; every few letters free what layout left behind."""
    press.printed += 1
    if press.printed == 1:
        gc.collect()
        gc.freeze()
    elif press.printed % COLLECT_EVERY == 0:
        gc.collect()
