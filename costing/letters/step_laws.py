"""State laws on step therapy as dated data, and the one that binds a case's plan."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from costing.case.plan_shapes import Funding
from costing.case.shapes import Case
from costing.domain.coverage import PlanKind
from costing.letters.backing import sourced
from costing.letters.parts import Origin, Sentence
from payer_rules.dated import Provenance
from payer_rules.files import Block, provenance_from, read_yaml

FILE = Path(__file__).with_name("step_laws.yaml")
KEYS = ("state", "name", "cite", "says", "standard", "expedited", "starts", "ends", "status", "source", "reason")
INSURANCE = frozenset({PlanKind.COMMERCIAL, PlanKind.HDHP})
CHECK = "Check in its text that {cite} reaches drugs of the medical benefit before you send the letter."


@dataclass(frozen=True, slots=True)
class StepLaw:
    """What one state's law says of exceptions, in our own words."""

    state: str
    name: str
    cite: str
    says: str
    standard: str | None
    expedited: str | None
    starts: date
    ends: date | None
    provenance: Provenance


@cache
def laws() -> tuple[StepLaw, ...]:
    """The laws that were read. Raises BadFile with the line of anything odd."""
    top = read_yaml(FILE)
    top.only("laws")
    return tuple(map(_law, top.blocks("laws")))


def _law(block: Block) -> StepLaw:
    block.only(*KEYS)
    return StepLaw(
        block.text("state"),
        block.text("name"),
        block.text("cite"),
        block.text("says"),
        block.maybe_text("standard"),
        block.maybe_text("expedited"),
        block.day("starts"),
        block.maybe_day("ends"),
        provenance_from(block),
    )


def law_for(case: Case, on: date) -> StepLaw | None:
    """The law of the patient's state, where the plan is known to be insured."""
    plan = case.coverage.primary if case.coverage else None
    if plan is None or plan.kind not in INSURANCE or plan.funding is not Funding.INSURED or case.patient is None:
        return None
    return next(
        (law for law in laws() if law.state == case.patient.state and law.starts <= on and (not law.ends or on <= law.ends)), None
    )  # fmt: skip


def law_said(law: StepLaw) -> Sentence:
    """The law in a sentence with its cite."""
    return Sentence(
        f"Under the law of {law.name} ({law.cite}), {law.says}.", (sourced(Origin.POLICY, law.cite, law.provenance),)
    )
