"""`igpath why CASE.json FIGURE`: the working of one figure of the estimate, down to its sources."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from costing.cli.cases import AS_JSON, CASE
from costing.cli.files import case_from, refusals, show
from costing.cli.told import dollars, origin
from costing.domain.why import Step
from costing.questions import estimate
from costing.questions.why import explain


@click.command()
@CASE
@click.argument("figure")
@AS_JSON
def why(case_file: Path, figure: str, as_json: bool) -> None:
    """Walk a figure down to its sources: FIGURE is an amount such as 2926.90, or a name such as day.1.patient."""
    case = case_from(case_file)
    with refusals(case_file):
        show(explain(estimate(case), figure), as_json, told_steps)


def told_steps(steps: Sequence[Step]) -> str:
    """Each figure as a tree."""
    return "\n\n".join("\n".join(_told(step, 0)) for step in steps)


def _told(step: Step, depth: int) -> Iterator[str]:
    indent = "  " * depth
    name = f"  [{step.figure}]" if step.figure else ""
    why_not = f": {step.unknown}" if step.unknown else ""
    yield f"{indent}{dollars(step.dollars):>12}  {step.what}{name}{why_not}"
    if step.how:
        yield f"{indent}              {step.how}"
    for basis in step.bases:
        yield f"{indent}              {origin(basis)}"
    for part in step.parts:
        yield from _told(part, depth + 1)
