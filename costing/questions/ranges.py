"""Beside a rate that is missing: what hospitals' price files show for that code, marked as published and never used."""

from collections.abc import Mapping
from dataclasses import replace

from costing.case.fields import plain
from costing.domain.coverage import PlanKind
from costing.domain.estimate import MissingPrice, PublishedRange
from costing.reference.shapes import NegotiatedRates, Reference
from payer_rules.dated import Dated
from payer_rules.message import Message, say

CLASS_OF: Mapping[PlanKind, str] = {
    PlanKind.COMMERCIAL: "commercial",
    PlanKind.HDHP: "commercial",
    PlanKind.MEDICARE_ADVANTAGE: "medicare_advantage",
}
CLASS_WORDS = {"commercial": "commercial plans", "medicare_advantage": "Medicare Advantage plans"}


def with_ranges(missing: tuple[MissingPrice, ...], kind: PlanKind, known: Reference) -> tuple[MissingPrice, ...]:
    """The same gaps, each with the published range of its code where hospitals published one for this kind of plan."""
    return tuple(replace(one, published=_published(one, kind, known)) for one in missing)


def _published(missing: MissingPrice, kind: PlanKind, known: Reference) -> PublishedRange | None:
    code, payer_class = str(missing.why.parameters.get("name", "")), CLASS_OF.get(kind)
    rates = known.negotiated.get((code, payer_class)) if payer_class else None
    return published_range(code, str(payer_class), rates) if rates else None


def published_range(code: str, payer_class: str, rates: Dated[NegotiatedRates]) -> PublishedRange:
    """The range with the sentence that says whose it is."""
    of = rates.value
    return PublishedRange(
        code=code,
        low=of.low,
        median=of.median,
        high=of.high,
        rates=of.rates,
        hospitals=of.hospitals,
        first_file=rates.starts,
        last_file=rates.ends or rates.starts,
        provenance=rates.provenance,
        sentence=_sentence(code, payer_class, rates),
    )


def _sentence(code: str, payer_class: str, rates: Dated[NegotiatedRates]) -> Message:
    of = rates.value
    return say(
        "For orientation only: {plans} pay hospitals ${low} to ${high} for a unit of {code} (the middle half of {rates} published "
        "rates, median ${median}; {count} hospitals, files of {first} to {last}: {hospitals}). These are other contracts, not this "
        "one, and none is used.",
        plans=CLASS_WORDS[payer_class],
        low=plain(of.low),
        high=plain(of.high),
        code=code,
        rates=of.rates,
        median=plain(of.median),
        count=len(of.hospitals),
        first=rates.starts,
        last=rates.ends or rates.starts,
        hospitals=", ".join(of.hospitals),
    )
