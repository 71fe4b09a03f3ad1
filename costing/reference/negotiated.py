"""Reads what hospitals' price files show of the rates that plans pay them."""

from collections.abc import Iterable

from costing.reference.rows import dated, exact
from costing.reference.shapes import NegotiatedRates
from payer_rules.dated import Dated, Source
from payer_rules.files import Block

CLASSES = ("commercial", "medicare_advantage")


def negotiated_rates(
    rows: Iterable[Block], sources: dict[str, Source]
) -> dict[tuple[str, str], Dated[NegotiatedRates]]:
    """The middle half of the published rates by code and class of payer; their dates are those of the files."""
    found: dict[tuple[str, str], Dated[NegotiatedRates]] = {}
    for row in rows:
        key = row.text("code"), row.text("payer_class")
        if key[1] not in CLASSES:
            raise row.bad(f"payer_class must be one of {', '.join(CLASSES)}", "payer_class")
        if key in found:
            raise row.bad(f"the rates of {key[0]} for {key[1]} stand here twice")
        found[key] = dated(row, _rates(row), sources).dated
    return found


def _rates(row: Block) -> NegotiatedRates:
    low, median, high = (exact(row, key) for key in ("low", "median", "high"))
    if not low <= median <= high:
        raise row.bad("low, median and high must be in this order", "median")
    return NegotiatedRates(low, median, high, int(exact(row, "rates")), tuple(row.text("hospitals").split("; ")))
