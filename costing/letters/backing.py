"""What stands behind a sentence, written so that a reviewer can find it."""

from costing.letters.parts import Backing, Origin, Sentence
from payer_rules.chart import Evidence
from payer_rules.dated import Provenance
from payer_rules.findings import Reading
from payer_rules.leaves import place


def chart(evidence: Evidence) -> Backing:
    """The chart note behind a fact."""
    return Backing(Origin.CHART, place(evidence))


def case_field(origin: Origin, field: str) -> Backing:
    """A field of the case document, such as `order.dose`."""
    return Backing(origin, field)


def policy(reading: Reading, cite: str | None) -> Backing:
    """The policy text behind a criterion."""
    where = f"{reading.title}, {cite}" if cite else reading.title
    return sourced(Origin.POLICY, where, reading.provenance)


def sourced(origin: Origin, where: str, provenance: Provenance | None) -> Backing:
    """A record with its own provenance."""
    if provenance is None:
        return Backing(origin, where)
    source = provenance.source
    return Backing(origin, where, source.url if source else None, source.read if source else None, provenance.status)


def entered(text: str, origin: Origin, field: str) -> Sentence:
    """A value as it was typed into one field of the case."""
    return Sentence(text, (case_field(origin, field),))
