"""The text of every kind of paper as it was last read by a person: whatever changes a word of one shows here.

`SNAPSHOTS=write .venv/bin/pytest tests/letters/test_snapshots.py` writes them anew; read the difference before you commit it.
"""

import os
from html.parser import HTMLParser
from pathlib import Path

import pytest

from costing.case.request_shapes import LetterKind
from costing.letters.html import NO_BREAK, render_html
from costing.letters.kind_groups import SPEAKS_SPANISH
from costing.letters.parts import Letter
from costing.letters.tongue import Language
from tests.letters.papers import a_paper, denied

FOLDER = Path(__file__).parent / "snapshots"
BLOCKS = frozenset(
    {"h1", "h2", "h3", "p", "tr", "li", "dt", "dd", "caption", "header", "footer", "section", "div", "table"}
)
CELLS = frozenset({"td", "th"})
UNREAD = frozenset({"style", "script", "title"})
PAPERS = [(kind, Language.ENGLISH) for kind in LetterKind] + [
    (kind, Language.SPANISH) for kind in sorted(SPEAKS_SPANISH)
]
APPEALS = [
    ("first", "fehb"),
    ("second", "fehb"),
    ("first", "tricare"),
    ("second", "tricare"),
    ("external", "self_funded"),
]


class _Text(HTMLParser):
    """The text of a page, a block a line, cells apart."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.unread = 0

    def handle_starttag(self, tag: str, _: object) -> None:
        self.unread += tag in UNREAD
        self.parts.append("\n" if tag in BLOCKS else " | " if tag in CELLS else " ")

    def handle_endtag(self, tag: str) -> None:
        self.unread -= tag in UNREAD
        self.parts.append("\n" if tag in BLOCKS else "")

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.parts.append(data.replace("\n", " "))


def text_of(letter: Letter) -> str:
    """What a reader finds, line by line."""
    reader = _Text()
    reader.feed(render_html(letter).replace(NO_BREAK, " "))
    lines = (" ".join(line.split()).removeprefix("| ") for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line) + "\n"


@pytest.mark.parametrize(("kind", "language"), PAPERS, ids=lambda one: str(one))
def test_every_paper_says_what_it_said(kind: LetterKind, language: Language):
    _holds(f"{kind.value}-{language.value[:2]}.txt", a_paper(kind, language))


@pytest.mark.parametrize(("level", "funding"), APPEALS)
def test_every_appeal_with_rules_of_its_own_says_what_it_said(level: str, funding: str):
    _holds(f"appeal_{funding}_{level}-en.txt", a_paper(LetterKind.APPEAL, document=denied(level, funding)))


def _holds(name: str, letter: Letter) -> None:
    path, found = FOLDER / name, text_of(letter)
    if os.environ.get("SNAPSHOTS") == "write":
        path.write_text(found, "utf-8")
    assert found == path.read_text("utf-8")


def test_no_text_is_kept_of_a_kind_that_is_gone():
    wanted = {f"{kind.value}-{language.value[:2]}.txt" for kind, language in PAPERS}
    wanted |= {f"appeal_{funding}_{level}-en.txt" for level, funding in APPEALS}
    assert {path.name for path in FOLDER.iterdir()} == wanted
