"""Every shipped policy answers the cases beside it, and no criterion or scope can go missing unnoticed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from payer_rules.cases import cases_beside
from payer_rules.files import Block
from payer_rules.policies import SHIPPED, policies
from payer_rules.policies.load import load_policy, policy_files
from payer_rules.policies.proving import SCOPES, failing, noticed, policy_mutants
from payer_rules.policies.shapes import Policy, Scope

WITH_TREES = [path for path in policy_files(SHIPPED) if load_policy(path).trees]
CASES = [
    pytest.param(path, case, id=f"{path.stem}: {case['name']}") for path in WITH_TREES for case in cases_beside(path)
]


@pytest.mark.parametrize(("path", "case"), CASES)
def test_a_policy_answers_its_cases(path: Path, case: Block):
    assert failing(load_policy(path), case, policies().consult) is None


def every_mutant() -> Iterator[object]:
    for path in WITH_TREES:
        for number, (gone, mutant) in enumerate(policy_mutants(load_policy(path))):
            yield pytest.param(path, mutant, id=f"{path.stem} {number}: without {gone}")


@pytest.mark.parametrize(("path", "mutant"), list(every_mutant()))
def test_a_case_notices_what_is_missing(path: Path, mutant: Policy):
    assert noticed(mutant, cases_beside(path), policies().consult)


def test_the_mutants_know_every_part_of_a_scope():
    """A new field of the scope must be added to the mutants."""
    assert {*SCOPES, "because"} == set(Scope.__dataclass_fields__)
