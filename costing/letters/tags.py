"""Complete the structure that WeasyPrint writes: scopes of table heads, running heads and feet as artifacts."""

from collections.abc import Iterator
from typing import Any


def complete_tags(_document: Any, pdf: Any) -> None:
    """Finish the tag tree of `pdf` (a pydyf file about to be written) in place."""
    root = _resolve(pdf, pdf.catalog["StructTreeRoot"])
    reached = set()
    for element, section in _walk(pdf, _resolve(pdf, root["K"][0]), None):
        reached.add(element.number)
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column" if section == "/THead" else "/Row"
    _unlink(pdf, _resolve(pdf, root["ParentTree"])["Nums"], reached)


def _resolve(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _walk(pdf: Any, element: Any, section: str | None) -> Iterator[tuple[Any, str | None]]:
    """Every structure element below `element` with the part of the table it stands in."""
    if element["S"] in ("/THead", "/TBody", "/Table"):
        section = element["S"]
    yield element, section
    for kid in element["K"]:
        if isinstance(kid, bytes):
            child = _resolve(pdf, kid)
            if "S" in child:
                yield from _walk(pdf, child, section)


def _unlink(pdf: Any, numbers: Any, reached: set[int]) -> None:
    """Make page artifacts of marked content that hangs on no branch of the tree: heads and feet of pages."""
    for page, references in zip(numbers[0::2], numbers[1::2], strict=True):
        if isinstance(references, bytes):
            continue  # a link, not a page
        loose = {mcid for mcid, reference in enumerate(references) if int(reference.split()[0]) not in reached}
        for mcid in loose:
            references[mcid] = "null"
        contents = _resolve(pdf, _resolve(pdf, pdf.page_references[page])["Contents"])
        _make_artifacts(contents.stream, loose)


def _make_artifacts(operations: list[Any], loose: set[int]) -> None:
    """Rewrite `/P <</MCID 3>> BDC`, which stands as three items, to an artifact of the page."""
    for place, item in enumerate(operations):
        if isinstance(item, dict) and item.get("MCID") in loose:
            item.clear()
            item["Type"] = "/Pagination"
            operations[place - 1] = "/Artifact"
