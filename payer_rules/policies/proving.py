"""Whether a policy's file is proved by the cases beside it: each answered as it says, and no criterion that could go unnoticed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from payer_rules.cases import cases_beside, chart_of
from payer_rules.evaluate import Library
from payer_rules.files import Block
from payer_rules.findings import Finding
from payer_rules.mutants import mutants
from payer_rules.policies.load import TREES, load_policy
from payer_rules.policies.reading import read
from payer_rules.policies.shapes import Policy
from payer_rules.proof import Failure, Proof
from payer_rules.verdict import Verdict

CASE_KEYS = ("name", "on", "tree", "facts", "trials", "complete", "expect", "leaves")
ANSWERS = (*Verdict, "does_not_apply", "not_loaded")
SCOPES: dict[str, frozenset[str] | tuple[str, ...]] = {
    "insurance_kinds": frozenset(),
    "products": frozenset(),
    "diagnoses": (),
    "sites": frozenset(),
    "not_sites": frozenset(),
    "states": frozenset(),
    "routes": frozenset(),
}


def prove(path: Path, library: Library) -> Proof:
    """Answer every case, then every case of every mutant. Raises BadFile; a policy without trees needs no cases."""
    policy = load_policy(path)
    subject = f"{policy.id}, version of {policy.starts}"
    if not policy.trees:
        return Proof(subject, 0, (), ())
    cases = cases_beside(path)
    failures = tuple(failure for case in cases if (failure := failing(policy, case, library)))
    unnoticed = tuple(gone for gone, mutant in policy_mutants(policy) if not noticed(mutant, cases, library))
    return Proof(subject, len(cases), failures, unnoticed)


def answered(policy: Policy, case: Block, library: Library) -> dict[str, str]:
    """The answer to a case, with the leaves it names by their citation; a leaf that is gone has none."""
    reading = read(policy, case.text("tree"), chart_of(case), case.day("on"), library)
    if reading.finding is None:
        return {"answer": "not_loaded" if reading.not_loaded else "does_not_apply"}
    by_cite = {found.cite: str(found.verdict) for found in every_finding(reading.finding) if not found.parts}
    leaves = {cite: by_cite.get(cite, "gone") for cite in case.get("leaves") or {}}
    return {"answer": str(reading.finding.verdict)} | leaves


def every_finding(finding: Finding) -> Iterator[Finding]:
    """A finding and all below it."""
    yield finding
    for part in finding.parts:
        yield from every_finding(part)


def failing(policy: Policy, case: Block, library: Library) -> Failure | None:
    """How the answer differs from the case; None when it does not."""
    case.only(*CASE_KEYS)
    if case.text("expect") not in ANSWERS:
        raise case.bad(f"expect must be one of {', '.join(ANSWERS)}", "expect")
    if case.text("tree") not in TREES:
        raise case.bad(f"tree must be one of {', '.join(TREES)}", "tree")
    wanted = {"answer": case.text("expect")} | (case.block("leaves") if case.get("leaves") else {})
    given = answered(policy, case, library)
    if given == wanted:
        return None
    return Failure(case.text("name"), case.line, _told(wanted), _told(given))


def _told(answer: dict[str, str]) -> str:
    leaves = ", ".join(f"{cite}: {verdict}" for cite, verdict in answer.items() if cite != "answer")
    return f"{answer['answer']} ({leaves})" if leaves else answer["answer"]


def noticed(mutant: Policy, cases: Sequence[Block], library: Library) -> bool:
    """Whether a case tells the mutant from the policy."""
    return any(failing(mutant, case, library) for case in cases)


def policy_mutants(policy: Policy) -> Iterator[tuple[str, Policy]]:
    """The policy without one of its criteria, or with one bent; without one part of its scope."""
    for name, tree in policy.trees.items():
        for gone, changed in mutants(tree):
            yield f"{name.replace('_', ' ')}: {gone}", replace(policy, trees={**policy.trees, name: changed})
    for field, nothing in SCOPES.items():
        if getattr(policy.scope, field):
            changes: dict[str, frozenset[str] | tuple[str, ...]] = {field: nothing}
            yield f"scope: {field.replace('_', ' ')}", replace(policy, scope=replace(policy.scope, **changes))  # type: ignore[arg-type]  # each field gets its own empty value
