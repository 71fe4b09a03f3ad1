"""A letter as HTML: sandboxed templates that see plain data only, escape every value, and fail on an undefined name."""

import re
from calendar import month_name
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from costing.letters.logo import Logo
from costing.letters.parts import Letter
from costing.letters.tongue import Language, Tongue

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "letters"
STYLESHEET = FOLDER / "letter.css"
# C0 and C1 controls but tab and line ends, surrogates and noncharacters: no printer has a sign for them; and what nobody sees,
# which parts a figure from its digits or turns its order around: soft hyphen, spaces of no width, marks of direction
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2060\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)

BETWEEN_TAGS = re.compile(r">\s*\n\s*<")  # the line ends of our templates: layout would make a box of each

# the space in `74.8 kg`, `page 2`, `December 11`, at which no line ends
BOUND = re.compile(
    r"(?<=\d) (?=(?:g|kg|mg|mL|lb|units?|vials?|cycles?|days?|weeks|minutes?|patients?)\b)"
    r"|(?<=\bpage) (?=\d)|(?<=\bpages) (?=\d)|(?<=\bEncl\.) (?=\d)"
    rf"|(?:{'|'.join(rf'(?<={month})' for month in month_name[1:])}) (?=\d)"
)
NO_BREAK = (
    " \u2060"  # a word joiner: as a no-break space would, it keeps the line, and a reader program still finds a space
)


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day_in"] = _day_in
    return environment


def _day_in(day: date, language: str) -> str:
    """The date of a paper in the language of the paper."""
    return Tongue(Language(language)).day(day)


def _printable(value: object) -> object:
    """Drop what no printer can set, and bind a number to its word; markup made by our own macros stays as it is."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return BOUND.sub(NO_BREAK, UNPRINTABLE.sub("", value))


def render_html(letter: Letter, logo: Logo | None = None) -> str:
    """Render the page; its style comes from `stylesheet()`. Raises UndefinedError for an unknown name."""
    return fill("letter.html", letter=letter, logo=logo)


def fill(template: str, **parts: object) -> str:
    """Render another page of a packet from plain data. Raises UndefinedError for an unknown name."""
    return BETWEEN_TAGS.sub("><", _environment().get_template(template).render(**parts))


def stylesheet() -> str:
    """The CSS of the letters, for a preview in a browser."""
    return STYLESHEET.read_text(encoding="utf-8")
