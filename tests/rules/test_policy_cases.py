"""Every shipped policy answers the cases beside it, and no criterion or scope can go missing unnoticed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from payer_rules.cases import cases_beside, chart_of
from payer_rules.files import Block
from payer_rules.mutants import mutants
from payer_rules.policies import SHIPPED, policies
from payer_rules.policies.load import load_policy, policy_files
from payer_rules.policies.reading import read
from payer_rules.policies.shapes import Policy, Scope
from tests.rules.builders import all_findings

WITH_TREES = [path for path in policy_files(SHIPPED) if load_policy(path).trees]
CASES = [
    pytest.param(path, case, id=f"{path.stem}: {case['name']}") for path in WITH_TREES for case in cases_beside(path)
]
SCOPES = {
    "insurance_kinds": frozenset[str](),
    "products": frozenset[str](),
    "diagnoses": (),
    "sites": frozenset[str](),
    "not_sites": frozenset[str](),
}


def reading_of(policy: Policy, case: Block) -> dict[str, str]:
    """The answer to a case, with the leaves it names; a leaf that is gone has none."""
    reading = read(policy, case.text("tree"), chart_of(case), case.day("on"), policies().consult)
    if reading.finding is None:
        return {"answer": "not_loaded" if reading.not_loaded else "does_not_apply"}
    by_cite = {found.cite: str(found.verdict) for found in all_findings(reading.finding) if not found.parts}
    return {"answer": str(reading.finding.verdict)} | {
        cite: by_cite.get(cite, "gone") for cite in case.get("leaves", {})
    }


def expected(case: Block) -> dict[str, str]:
    return {"answer": case.text("expect")} | case.get("leaves", {})


@pytest.mark.parametrize(("path", "case"), CASES)
def test_a_policy_answers_its_cases(path: Path, case: Block):
    assert reading_of(load_policy(path), case) == expected(case)


def every_mutant() -> Iterator[object]:
    for path in WITH_TREES:
        policy = load_policy(path)
        for name, tree in policy.trees.items():
            for number, (gone, changed) in enumerate(mutants(tree)):
                mutant = replace(policy, trees={**policy.trees, name: changed})
                yield pytest.param(path, mutant, id=f"{path.stem} {name} {number}: without {gone}")
        for field, nothing in SCOPES.items():
            if getattr(policy.scope, field):
                mutant = replace(policy, scope=replace(policy.scope, **{field: nothing}))
                yield pytest.param(path, mutant, id=f"{path.stem} scope: without {field}")


@pytest.mark.parametrize(("path", "mutant"), list(every_mutant()))
def test_a_case_notices_what_is_missing(path: Path, mutant: Policy):
    assert any(reading_of(mutant, case) != expected(case) for case in cases_beside(path))


def test_the_mutants_know_every_part_of_a_scope():
    """A new field of the scope must be added to the mutants."""
    assert {*SCOPES, "because"} == set(Scope.__dataclass_fields__)
