"""The cases that stand beside a policy or program, `x.cases.yaml` beside `x.yaml`: each describes a chart and what is expected of it."""

from pathlib import Path

from payer_rules.chart import Chart, Evidence, Fact, FactValue, Outcome, Trial, TrialSource
from payer_rules.criteria.parse_leaves import number
from payer_rules.facts import FactKind, FactType, facts
from payer_rules.files import Block, read_yaml

NOTE = Evidence("The case's own note")


def cases_path(path: Path) -> Path:
    """Where the cases of a file stand."""
    return path.with_suffix(".cases.yaml")


def cases_beside(path: Path) -> list[Block]:
    """The cases of one policy or program file. Raises BadFile where there are none: a file without cases is proved by nothing."""
    top = read_yaml(cases_path(path))
    top.only("cases")
    if not (found := top.blocks("cases")):
        raise top.bad("the file needs at least one case", "cases")
    return found


def chart_of(case: Block) -> Chart:
    """The chart that a case describes. Raises BadFile."""
    return Chart(
        tuple(_fact(one) for one in case.blocks("facts")),
        tuple(_trial(one) for one in case.blocks("trials")),
        NOTE if case.get("complete") is True else None,
    )


def _fact(block: Block) -> Fact:
    block.only("name", "value", "unit", "on")
    kind = facts().get(block.text("name"))
    if kind is None:
        raise block.bad(f"no fact is named {block['name']!r}: add it to facts.yaml or correct the name", "name")
    return Fact(kind.name, _value(kind, block), NOTE, block.maybe_text("unit"), block.maybe_day("on"))


def _value(kind: FactKind, block: Block) -> FactValue:
    value = block.get("value")
    if kind.type is FactType.BOOLEAN:
        if not isinstance(value, bool):
            raise block.bad(f"{kind.name} is true or false", "value")
        return value
    if kind.type is FactType.DAY:
        return block.day("value")
    if kind.type is FactType.CHOICE and value not in kind.choices:
        raise block.bad(f"{kind.name} is one of {', '.join(kind.choices)}", "value")
    if kind.type is not FactType.QUANTITY:
        return block.text("value")
    if block.get("unit") not in kind.units:
        raise block.bad(f"{kind.name} is in {' or '.join(kind.units)}: add its unit", "unit")
    return number(block, "value")


def _trial(block: Block) -> Trial:
    block.only("drug", "drug_class", "product", "outcome", "starts", "ends", "dose_amount", "dose_unit", "source")
    try:
        outcome = Outcome(block.text("outcome"))
    except ValueError:
        raise block.bad(f"outcome must be one of {', '.join(Outcome)}", "outcome") from None
    return Trial(
        block.text("drug"), block.text("drug_class"), outcome, NOTE, block.maybe_text("product"),
        starts=block.maybe_day("starts"), ends=block.maybe_day("ends"),
        dose_amount=number(block, "dose_amount") if "dose_amount" in block else None,
        dose_unit=block.maybe_text("dose_unit"), source=_source(block) if "source" in block else None,
    )  # fmt: skip


def _source(block: Block) -> TrialSource:
    if block.text("source") not in list(TrialSource):
        raise block.bad(f"source must be one of {', '.join(TrialSource)}", "source")
    return TrialSource(block.text("source"))
