"""The safety screen as text for a terminal: each hazard with the label's words, who vouches for them, and the chart's."""

from collections.abc import Iterator, Sequence

from payer_rules.findings import Finding
from payer_rules.leaves import place, shown
from payer_rules.safety import Alert, ProductAttribute, ProductSafety


def told_safety(screened: Sequence[ProductSafety]) -> str:
    """Product after product, the most urgent first."""
    return "\n\n".join("\n".join(_product(one)) for one in screened)


def _product(one: ProductSafety) -> Iterator[str]:
    yield f"{one.name}: {one.level.upper()}"
    for alert in one.alerts:
        yield from _alert(alert)
    yield "A screen of what is loaded. It replaces neither the label nor a clinician."


def _alert(alert: Alert) -> Iterator[str]:
    yield f"  {alert.level.upper()}: {alert.title}. {alert.says}"
    for attribute in alert.attributes:
        yield f"      Label: {_vouched(attribute)}"
    for fact in facts_of(alert.finding):
        yield f"      Chart: {fact}"
    if alert.advice:
        yield f"      {alert.advice}"


def _vouched(attribute: ProductAttribute) -> str:
    source = attribute.provenance.source
    by = f"{source.title}, read {source.read}" if source else attribute.provenance.reason
    note = f" {attribute.note}" if attribute.note else ""
    return f"{attribute.name.replace('_', ' ')}: {attribute.value} [{attribute.provenance.status}: {by}]{note}"


def facts_of(finding: Finding) -> Iterator[str]:
    """The documented values below a finding, each with its place."""
    for fact in finding.facts:
        yield f"{fact.name.replace('_', ' ')}: {shown(fact)} ({place(fact.evidence)})"
    for part in finding.parts:
        yield from facts_of(part)
