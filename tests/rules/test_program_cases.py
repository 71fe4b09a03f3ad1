"""Every shipped program answers the cases beside it, and no criterion can go missing unnoticed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from payer_rules.cases import cases_beside
from payer_rules.files import Block
from payer_rules.programs import SHIPPED, Program
from payer_rules.programs.load import KINDS_FILE, load_kinds, load_program, program_files
from payer_rules.programs.proving import failing, noticed, program_mutants

FILES = list(program_files(SHIPPED))
KINDS = load_kinds(SHIPPED / KINDS_FILE)
CASES = [pytest.param(path, case, id=f"{path.stem}: {case['name']}") for path in FILES for case in cases_beside(path)]


def test_all_thirty_are_there():
    assert len(FILES) == 30


@pytest.mark.parametrize(("path", "case"), CASES)
def test_a_program_answers_its_cases(path: Path, case: Block):
    assert failing(load_program(path, KINDS), case) is None


def every_mutant() -> Iterator[object]:
    for path in FILES:
        for number, (gone, changed) in enumerate(program_mutants(load_program(path, KINDS))):
            yield pytest.param(path, changed, id=f"{path.stem} {number}: without {gone}")


@pytest.mark.parametrize(("path", "mutant"), list(every_mutant()))
def test_a_case_notices_what_is_missing(path: Path, mutant: Program):
    assert noticed(mutant, cases_beside(path))
