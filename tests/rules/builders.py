"""Charts and readings for tests, and the cases that stand beside each policy and program."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from payer_rules.chart import Chart, Evidence, Fact, FactValue, Outcome, Trial
from payer_rules.criteria.parse import criterion
from payer_rules.criteria.shapes import Criterion
from payer_rules.evaluate import evaluate
from payer_rules.facts import FactType, facts
from payer_rules.files import Block, parse_yaml, read_yaml
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


def cases_beside(path: Path) -> list[Block]:
    """The cases of one policy or program file; a file without cases is a failure, not nothing."""
    return read_yaml(path.with_suffix(".cases.yaml")).blocks("cases")


def chart_of(case: Block) -> Chart:
    """The chart a case describes."""
    case.only("name", "on", "tree", "facts", "trials", "complete", "expect", "leaves", "reason")
    return a_chart(
        *(_fact(one) for one in case.blocks("facts")),
        *(_trial(one) for one in case.blocks("trials")),
        complete=case.get("complete") is True,
    )


def _fact(block: Block) -> Fact:
    block.only("name", "value", "unit", "on")
    kind = facts()[block.text("name")]
    value = block["value"]
    assert (kind.type is FactType.BOOLEAN) == isinstance(value, bool), f"{block.path}, line {block.line}"
    assert kind.type is not FactType.CHOICE or value in kind.choices, f"{block.path}, line {block.line}"
    typed = Decimal(value) if kind.type is FactType.QUANTITY else value
    assert kind.type is not FactType.QUANTITY or block.get("unit") in kind.units, f"{block.path}, line {block.line}"
    return a_fact(kind.name, typed, block.maybe_text("unit"), block.maybe_day("on"))


def _trial(block: Block) -> Trial:
    block.only("drug", "drug_class", "product", "outcome", "starts", "ends")
    return a_trial(
        block.text("drug_class"),
        Outcome(block.text("outcome")),
        drug=block.text("drug"),
        product=block.maybe_text("product"),
        starts=block.maybe_day("starts"),
        ends=block.maybe_day("ends"),
    )


def all_findings(finding: Finding) -> Iterator[Finding]:
    """A finding and everything below it."""
    yield finding
    for part in finding.parts:
        yield from all_findings(part)
