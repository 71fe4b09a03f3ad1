"""Every text of the case document, as its schema lists them: a field refuses what is typed, or every paper prints it as typed."""

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from marshmallow import Schema, fields

from costing.case.fields import Text
from costing.case.request_shapes import LetterKind
from costing.case.schema import CaseSchema
from costing.letters.pdf import render_pdf
from costing.letters.signs import unknown_signs
from costing.letters.structure import problems
from costing.questions import Refused, read_case
from tests.letters.builders import pdf_text, squeezed
from tests.letters.papers import a_document, a_paper
from tests.letters.test_hostile import PAYLOADS, canary  # noqa: F401  # a fixture

Path = tuple[str, ...]
EACH = "*"
# what no paper's document holds: put to the schema alone
ELSEWHERE = ("coverage.changes.", "order.changes.", "order.also_given.", "help.")
SECOND = {
    "kind": "commercial", "payer": "Second Plan", "coinsurance_percent": "20", "deductible": "0", "out_of_pocket_maximum": "5000",
}  # fmt: skip
COMPLETE = {"note": "Rheumatology note", "on": "2025-12-11", "page": "2"}
SENT = {"what": "prior_authorization", "on": "2025-12-15", "way": "fax"}
HEIGHT = {"value": "66", "unit": "in"}
LOOKED_UP = {"fees", "assumptions"}  # their texts choose prices, none is printed
REFUSED = ["\x00", "a\x1bb", "\x07", "\ud800", "x\udfff"]
ODD = {
    "a tower of marks": "a" + "\u0301\u0323" * 29,
    "one word": "W" * 60,
    "from right to left": "\u202e0041 gk/g 2",
    "signs that nobody sees": "1\u200b4\u00ad0\u2060 g\ufeff\u200f",
    "another alphabet": "م" * 20 + "א" * 20,
    "pictures": "💉👩‍⚕️🏳️‍🌈",
    "numbers that are none": "NaN Infinity -1e999 1E+308 ٣ ² 0x1F",
}


def texts_of(schema: Schema, path: Path = (), above: tuple[type, ...] = ()) -> Iterator[tuple[Path, Text]]:
    """Every field for free text at or below a schema, with its path; a list counts as one place."""
    for name, field in schema.fields.items():
        inner: Any = field.inner if isinstance(field, fields.List) else field
        here = (*path, name, EACH) if isinstance(field, fields.List) else (*path, name)
        if isinstance(inner, Text):
            yield here, inner
        elif isinstance(inner, fields.Nested) and type(inner.schema) not in above:
            yield from texts_of(inner.schema, here, (*above, type(inner.schema)))


@cache
def all_texts() -> dict[Path, Text]:
    return dict(texts_of(CaseSchema()))


def put(block: Any, path: Path, text: str) -> int:
    """Write a text at every place of a path that the document has room for; how many there are."""
    if isinstance(block, list) and path[0] == EACH:
        if len(path) == 1:
            block[:] = [text] * len(block)
            return len(block)
        return sum(put(one, path[1:], text) for one in block)
    if not isinstance(block, dict):
        return 0
    if len(path) == 1:
        block[path[0]] = text
        return 1
    return put(block[path[0]], path[1:], text) if path[0] in block else 0


def with_text(document: dict[str, Any], path: Path, text: str) -> dict[str, Any] | None:
    """The document with the text there, where the schema takes it and there is a place for it."""
    changed = deepcopy(document)
    if not put(changed, path, text[: all_texts()[path].longest]):
        return None
    try:
        read_case(changed)
    except Refused:
        return None
    return changed


def filled(kind: LetterKind, text: str) -> tuple[dict[str, Any], set[Path]]:
    """The document of a paper with the text in every field that takes it, and which those are."""
    document, taken = full(kind), set()
    for path in all_texts():
        if path[0] in LOOKED_UP:
            continue
        changed = with_text(document, path, text)
        if changed is not None:
            document, taken = changed, taken | {path}
    return document, taken


def full(kind: LetterKind) -> dict[str, Any]:
    """The document of a paper with the parts that papers can do without."""
    document = deepcopy(a_document(kind))
    document["coverage"].setdefault("second", dict(SECOND))
    document["chart"]["trials_complete"] = dict(COMPLETE)
    document["request"]["sent"] = [dict(SENT)]
    document["patient"]["height"] = dict(HEIGHT)
    return document


def places_of(kind: LetterKind) -> set[Path]:
    """The texts that the document of a paper has a place for."""
    return {path for path in all_texts() if put(full(kind), path, "x")}


def test_some_paper_has_a_place_for_every_text():
    """A new text of the schema is in no list here: give it a place in `a_document`, and it is tried with the others."""
    held = set().union(*map(places_of, LetterKind))
    missing = {".".join(path) for path in set(all_texts()) - held}
    assert {one for one in missing if not one.startswith(ELSEWHERE)} == set()


@pytest.mark.parametrize("path", all_texts(), ids=".".join)
def test_no_text_takes_what_no_file_can_hold(path: Path):
    field = all_texts()[path]
    for text in REFUSED:
        with pytest.raises(Exception, match=r"control characters|in the usual form"):
            field.deserialize(text)
    with pytest.raises(Exception, match="Shorten"):
        field.deserialize("x" * (field.longest + 1))


@pytest.mark.parametrize("kind", list(LetterKind))
def test_what_is_typed_into_every_text_prints_as_typed(kind: LetterKind, canary: tuple[str, list[str]]):  # noqa: F811
    """Each kind with two payloads in turn, in all fields at once; short fields hold their beginning."""
    url, asked = canary
    at = list(LetterKind).index(kind)
    for payload in (PAYLOADS[at % len(PAYLOADS)], PAYLOADS[-1 - at % len(PAYLOADS)]):
        typed = payload.format(url=url)
        document, taken = filled(kind, typed)
        assert ("patient", "family_name") in taken
        printed = render_pdf(a_paper(kind, document=document))
        text = squeezed(pdf_text(printed))
        assert squeezed(typed)[:35] in text
        assert "root:x:0" not in text
        assert problems(printed) == ()
        assert asked == []


@pytest.mark.parametrize("typed", ODD.values(), ids=ODD)
@pytest.mark.parametrize("kind", [LetterKind.PRIOR_AUTHORIZATION, LetterKind.GOOD_FAITH_ESTIMATE, LetterKind.FAX_COVER])
def test_odd_signs_print_or_make_a_draft_that_names_them(kind: LetterKind, typed: str):
    document, _ = filled(kind, typed)
    letter = a_paper(kind, document=document)
    assert problems(render_pdf(letter)) == ()
    strange = unknown_signs(letter)
    assert not strange or any(f"U+{ord(strange[0]):04X}" in gap.what for gap in letter.gaps)
