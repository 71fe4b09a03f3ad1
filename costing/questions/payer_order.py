"""Who pays first where Medicare and a plan from a job meet: the Medicare Secondary Payer rules, told from memory, over stated facts."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from costing.case.plan_shapes import Coverage, MedicareReason, PayerFacts
from costing.domain.coverage import PlanKind
from costing.questions.refused import refuse
from costing.reference.shapes import SecondaryPayerRules
from payer_rules.dated import History
from payer_rules.message import Message, say

MEDICARE = frozenset({PlanKind.MEDICARE_PART_B, PlanKind.MEDICARE_ADVANTAGE})
FROM_A_JOB = frozenset({PlanKind.COMMERCIAL, PlanKind.HDHP})
TOLD = "By the Medicare Secondary Payer rules, told from memory,"


def meets(coverage: Coverage) -> bool:
    """Whether Medicare and a plan that may be from a job stand in one coverage."""
    kinds = {coverage.primary.kind, coverage.second.kind} if coverage.second else set()
    return bool(kinds & MEDICARE) and bool(kinds & FROM_A_JOB)


def must_pay_in_order(coverage: Coverage, rules: SecondaryPayerRules, first: date, path: str) -> None:
    """Raises Refused where the stated facts put the other plan first."""
    job_first = plan_from_a_job_is_first(coverage.payer_facts, rules, first) if meets(coverage) else None
    if job_first is None or job_first == (coverage.primary.kind in FROM_A_JOB):
        return
    who = "the plan from the job" if job_first else "Medicare"
    raise refuse(
        f"{path}.primary.kind", f"{TOLD} {who} pays first. Put it first, or correct what is said about the job."
    )


def plan_from_a_job_is_first(facts: PayerFacts | None, rules: SecondaryPayerRules, first: date) -> bool | None:
    """True or False as the facts decide, None while one that decides is missing.

    From 65 on: first with current employment and enough employees. Disabled: the same with more employees. Kidney failure: first until
    the coordination period is over, whatever the job.
    """
    if facts is None or facts.medicare_because is None:
        return None
    if facts.medicare_because is MedicareReason.ESRD:
        return None if facts.coordination_ends is None else first <= facts.coordination_ends
    if facts.current_employment is not True:
        return facts.current_employment
    enough = rules.aged_employees if facts.medicare_because is MedicareReason.AGE else rules.disabled_employees
    return None if facts.employees is None else facts.employees >= _at(enough, first)


def _at(values: History[Decimal], day: date) -> Decimal:
    return (values.find(day) or values.newest()).value


def payer_order_notes(coverage: Coverage, rules: SecondaryPayerRules, first: date) -> Iterator[Message]:
    """What is settled, or which fact is still to be asked; and what a second plan's amounts rest on."""
    if not meets(coverage):
        return
    decided = plan_from_a_job_is_first(coverage.payer_facts, rules, first)
    if decided is None:
        yield say(
            "Medicare and another plan: who pays first is not settled here. Ask why the patient has Medicare, whether the patient or "
            "spouse works now, and how many employees the employer has ({aged} from 65 on, {disabled} if disabled: told from memory).",
            aged=int(_at(rules.aged_employees, first)),
            disabled=int(_at(rules.disabled_employees, first)),
        )
    elif decided:
        yield say("{told} the plan from the job pays first and Medicare second: file with the plan first.", told=TOLD)
    else:
        yield say("{told} Medicare pays first here.", told=TOLD)
