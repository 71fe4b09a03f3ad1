"""The other side of `payer_form`, in its own process: a form without anything that acts, and the list of its fields."""

import json
from collections.abc import Iterator
from io import BytesIO

from pikepdf import Array, Dictionary, Object, PasswordError, Pdf, PdfError, String

from costing.letters.apart import Refusal, answer_apart
from costing.letters.form_filling import fill_form
from costing.letters.form_tree import BUTTON, MULTILINE, RADIO, Leaf, is_widget, leaves, options, pages_of, states
from costing.letters.intake_process import MOST_PAGES, is_sound, written
from costing.letters.payer_form import CHECK, CHOICE, TEXT, FormField, fields_to
from costing.letters.silence import silence

MOST_FIELDS, LONGEST_LABEL, LONGEST_NAME = 600, 160, 300
ROOT_ACTS = ("/OpenAction", "/Names", "/Perms", "/URI", "/Threads", "/Collection")
FORM_ACTS = ("/XFA", "/CO", "/SigFlags")
NODE_ACTS = ("/A", "/PMD")
DAMAGED = (PdfError, ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


def form_apart(raw: bytes) -> tuple[str, bytes]:
    """The fields as JSON, and the clean file. Raises Refusal."""
    if b"%PDF-" not in raw[:1024]:
        raise Refusal("unknown")
    try:
        with Pdf.open(BytesIO(raw), attempt_recovery=False) as pdf:
            return _read(pdf)
    except PasswordError:
        raise Refusal("encrypted") from None
    except DAMAGED:
        raise Refusal("broken") from None


def _read(pdf: Pdf) -> tuple[str, bytes]:
    if pdf.is_encrypted:
        raise Refusal("encrypted")
    if not 0 < len(pdf.pages) <= MOST_PAGES:
        raise Refusal("pages")
    if not is_sound(pdf):
        raise Refusal("broken")
    if pdf.Root.get("/NeedsRendering", False):
        raise Refusal("acrobat")
    _clean(pdf)
    fields = tuple(_fields(pdf))
    if not fields:
        raise Refusal("fields")
    if len(fields) > MOST_FIELDS:
        raise Refusal("many")
    blank = written(pdf)
    _try(blank, fields)
    return json.dumps(fields_to(fields)), blank


def _try(blank: bytes, fields: tuple[FormField, ...]) -> None:
    """Fill every field once, so that what cannot be filled is refused now and not when it is wanted. Raises Refusal."""
    values = {one.key: True if one.kind == CHECK else one.options[0] if one.options else "1" for one in fields}
    try:
        fill_form(blank, values, flatten=True)
    except DAMAGED:
        raise Refusal("fill") from None


def _clean(pdf: Pdf) -> None:
    """Take out scripts, actions, files, links and signatures; what is left is pages and fields."""
    _drop(pdf.Root, ROOT_ACTS)
    if "/AcroForm" not in pdf.Root:
        raise Refusal("fields")
    _drop(pdf.Root.AcroForm, FORM_ACTS)
    for page in pdf.pages:
        kept = [one for one in page.obj.get("/Annots", Array()) if is_widget(one)]
        for widget in kept:
            _drop(widget, NODE_ACTS)
        page.obj.Annots = pdf.make_indirect(Array(kept))
    for one in pdf.objects:
        if isinstance(one, Dictionary) and ("/FT" in one or "/T" in one):
            _drop(one, NODE_ACTS)
    silence(pdf)
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]


def _drop(node: Object, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in node:
            del node[key]


def _fields(pdf: Pdf) -> Iterator[FormField]:
    pages = pages_of(pdf)
    for leaf in leaves(pdf):
        page = next((pages[one.objgen] for one in leaf.widgets if one.objgen in pages), 0)
        if page and len(leaf.name) <= LONGEST_NAME:
            yield from _field(leaf, page)


def _field(leaf: Leaf, page: int) -> Iterator[FormField]:
    label = _label(leaf)
    if leaf.kind == "/Tx":
        yield FormField(leaf.name, label, TEXT, page, None, (), leaf.most if not leaf.flags & MULTILINE else None)
    elif leaf.kind == "/Ch":
        yield FormField(leaf.name, label, CHOICE, page, None, tuple(words for _, words in options(leaf)))
    elif leaf.kind == "/Btn" and not leaf.flags & BUTTON:
        boxes = [(state, widget) for widget in leaf.widgets for state in states(widget)]
        several = bool(leaf.flags & RADIO) or len(boxes) > 1
        for state, _ in boxes if several else boxes[:1]:
            yield FormField(leaf.name, f"{label}: {state}" if several else label, CHECK, page, state)


def _label(leaf: Leaf) -> str:
    spoken = leaf.own.get("/TU")
    text = str(spoken) if isinstance(spoken, String) else ""
    return " ".join(text.split())[:LONGEST_LABEL] or leaf.name


if __name__ == "__main__":
    answer_apart(form_apart)
