"""Every shipped program answers the cases beside it, and no criterion can go missing unnoticed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from payer_rules.files import Block
from payer_rules.programs import SHIPPED, Program, answer
from payer_rules.programs.load import KINDS_FILE, load_kinds, load_program, program_files
from tests.rules.builders import cases_beside, chart_of
from tests.rules.mutants import mutants

FILES = list(program_files(SHIPPED))
CASES = [pytest.param(path, case, id=f"{path.stem}: {case['name']}") for path in FILES for case in cases_beside(path)]


def loaded(path: Path) -> Program:
    return load_program(path, load_kinds(SHIPPED / KINDS_FILE))


def answers(program: Program, case: Block) -> bool:
    """Whether the program answers the case as its file says; a reason, where given, is the whole sentence."""
    given = answer(program, chart_of(case), case.day("on"))
    return given.eligibility == case.text("expect") and str(given.reason) == case.get("reason", str(given.reason))


@pytest.mark.parametrize(("path", "case"), CASES)
def test_a_program_answers_its_cases(path: Path, case: Block):
    given = answer(loaded(path), chart_of(case), case.day("on"))
    assert (given.eligibility, str(given.reason)) == (case.text("expect"), case.get("reason", str(given.reason)))


def every_mutant() -> Iterator[object]:
    for path in FILES:
        program = loaded(path)
        for number, (gone, changed) in enumerate(mutants(program.criterion)):
            yield pytest.param(path, replace(program, criterion=changed), id=f"{path.stem} {number}: without {gone}")


@pytest.mark.parametrize(("path", "mutant"), list(every_mutant()))
def test_a_case_notices_what_is_missing(path: Path, mutant: Program):
    assert not all(answers(mutant, case) for case in cases_beside(path))
