"""Laws that a request may lean on as dated data, and those that bind a case's plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from costing.case.plan_shapes import Funding
from costing.case.request_shapes import LetterKind
from costing.case.shapes import Case
from costing.letters.backing import sourced
from costing.letters.deadlines import payer_of
from costing.letters.parts import Origin, Sentence
from payer_rules.chart import Outcome, Trial
from payer_rules.dated import Provenance
from payer_rules.files import Block, provenance_from, read_yaml

FILE = Path(__file__).with_name("laws.yaml")
IMMUNE_GLOBULIN = "immune_globulin"
CHECK = "Check in its text that {cite} reaches drugs of the medical benefit before you send the letter."
KEYS = (
    "id", "about", "payers", "treated", "state", "name", "cite", "says", "starts", "starts_because", "ends", "status", "source", "reason",
)  # fmt: skip


class About(StrEnum):
    """What a law is about."""

    STEP_THERAPY = "step_therapy"
    CONTINUITY = "continuity"
    NETWORK = "network"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Law:
    """What one law says, in our own words; a state's binds insured plans only."""

    id: str
    about: About
    payers: tuple[str, ...]
    for_treated: bool  # only for a patient who already receives immune globulin
    state: str | None
    name: str
    cite: str
    says: str
    starts: date
    ends: date | None
    provenance: Provenance


@cache
def laws() -> tuple[Law, ...]:
    """The laws that were read. Raises BadFile with the line of anything odd."""
    top = read_yaml(FILE)
    top.only("laws")
    return tuple(map(_law, top.blocks("laws")))


def _law(block: Block) -> Law:
    block.only(*KEYS)
    if block.text("about") not in set(About):
        raise block.bad(f"about must be one of {', '.join(About)}", "about")
    block.text("starts_because")
    return Law(
        block.text("id"),
        About(block.text("about")),
        block.texts("payers"),
        block.get("treated") is True,
        block.maybe_text("state"),
        block.text("name"),
        block.text("cite"),
        block.text("says"),
        block.day("starts"),
        block.maybe_day("ends"),
        provenance_from(block),
    )


def laws_for(case: Case, kind: LetterKind, about: About, on: date) -> Iterator[Law]:
    """The laws about it that bind the plan of this paper on `on`."""
    payer, state, treated = payer_of(case, kind), _state(case), bool(current_treatment(case))
    for law in laws():
        in_force = law.starts <= on and (not law.ends or on <= law.ends)
        if (
            law.about is about
            and payer in law.payers
            and in_force
            and law.state in (None, state)
            and (treated or not law.for_treated)
        ):
            yield law


def _state(case: Case) -> str | None:
    """The state whose law binds the plan: the patient's, where the plan is known to be insured."""
    plan = case.coverage.primary if case.coverage else None
    return case.patient.state if plan and plan.funding is Funding.INSURED and case.patient else None


def current_treatment(case: Case) -> tuple[Trial, ...]:
    """The immune globulin that the patient receives now, as the chart says it."""
    return tuple(
        one for one in case.chart.trials if one.drug_class == IMMUNE_GLOBULIN and one.outcome is Outcome.ONGOING
    )


def law_said(law: Law) -> Sentence:
    """The law in a sentence with its cite."""
    return Sentence(f"Under {law.name} ({law.cite}), {law.says}.", (sourced(Origin.POLICY, law.cite, law.provenance),))
