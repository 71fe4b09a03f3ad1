"""Charts and readings for tests."""

from collections.abc import Iterator
from datetime import date

from payer_rules.chart import Chart, Evidence, Fact, FactValue, Outcome, Trial
from payer_rules.criteria.parse import criterion
from payer_rules.criteria.shapes import Criterion
from payer_rules.evaluate import evaluate
from payer_rules.files import parse_yaml
from payer_rules.findings import Finding

TODAY = date(2026, 6, 1)
NOTE = Evidence("Rheumatology note", date(2026, 5, 20), "2")


def a_fact(name: str, value: FactValue, unit: str | None = None, on: date | None = None) -> Fact:
    return Fact(name, value, NOTE, unit, on)


def a_chart(*held: Fact | Trial, complete: bool = False) -> Chart:
    """A chart of facts and trials; `complete`: a note lists all treatments."""
    return Chart(
        tuple(one for one in held if isinstance(one, Fact)),
        tuple(one for one in held if isinstance(one, Trial)),
        NOTE if complete else None,
    )


def a_trial(drug_class: str = "corticosteroid", outcome: Outcome = Outcome.INADEQUATE, **more: object) -> Trial:
    return Trial(**{"drug": "prednisone", "drug_class": drug_class, "outcome": outcome, "evidence": NOTE} | more)


def parsed(text: str) -> Criterion:
    """A criterion from YAML, such as `{text: Rash, documented: gottron_sign}`."""
    return criterion(parse_yaml(text.encode(), "test.yaml"))


def judged(text: str, *held: Fact | Trial, complete: bool = False) -> Finding:
    return evaluate(parsed(text), a_chart(*held, complete=complete), TODAY)


def all_findings(finding: Finding) -> Iterator[Finding]:
    """A finding and everything below it."""
    yield finding
    for part in finding.parts:
        yield from all_findings(part)
