"""The case of a renewal, made from the one whose authorization runs out."""

from copy import deepcopy
from datetime import date

from costing.web.forms import Document

TAKEN_OVER = ("authorization",)  # of the request: what was sent, denied or written before belongs to the case before


def renewal_of(document: Document) -> Document:
    """The document of a renewal that is asked today: patient, coverage, order, chart and prices as they stand."""
    before = document.get("request", {})
    request = {
        "kind": "renewal",
        "on": date.today().isoformat(),
        **{key: before[key] for key in TAKEN_OVER if key in before},
    }
    label = document.get("label")
    renewed = {**deepcopy(document), "request": deepcopy(request)}
    return {**renewed, "label": f"{label[:LONGEST]}, renewal"} if label else renewed


LONGEST = 90  # a name of a list holds a little more
