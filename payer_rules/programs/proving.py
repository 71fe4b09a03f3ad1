"""Whether a program's file is proved by the cases beside it: each case answered as it says, and no criterion that could go unnoticed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from payer_rules.cases import cases_beside, chart_of
from payer_rules.files import Block
from payer_rules.findings import Eligibility, ProgramAnswer
from payer_rules.mutants import mutants
from payer_rules.programs.answering import answer
from payer_rules.programs.load import load_program
from payer_rules.programs.shapes import Held, Kind, Program
from payer_rules.proof import Failure, Proof

CASE_KEYS = ("name", "on", "facts", "trials", "complete", "held", "expect", "reason")


def prove(path: Path, kinds: Mapping[str, Kind]) -> Proof:
    """Answer every case, then every case of every mutant. Raises BadFile."""
    program, cases = load_program(path, kinds), cases_beside(path)
    failures = tuple(failure for case in cases if (failure := failing(program, case)))
    unnoticed = tuple(gone for gone, mutant in program_mutants(program) if not noticed(mutant, cases))
    return Proof(program.id, len(cases), failures, unnoticed)


def answered(program: Program, case: Block) -> ProgramAnswer:
    """What the program answers a case."""
    return answer(program, chart_of(case), case.day("on"), held_of(case))


def failing(program: Program, case: Block) -> Failure | None:
    """How the answer differs from the case; None when it does not. A reason, where given, is the whole sentence."""
    case.only(*CASE_KEYS)
    if case.text("expect") not in list(Eligibility):
        raise case.bad(f"expect must be one of {', '.join(Eligibility)}", "expect")
    given = answered(program, case)
    reason = str(given.reason)
    wanted = case.maybe_text("reason") or reason
    if (given.eligibility, reason) == (case.text("expect"), wanted):
        return None
    return Failure(case.text("name"), case.line, f"{case['expect']}: {wanted}", f"{given.eligibility}: {reason}")


def held_of(case: Block) -> tuple[Held, ...]:
    """The help that a case already has or had."""
    return tuple(_held(one) for one in case.blocks("held"))


def _held(block: Block) -> Held:
    block.only("program", "starts", "ends")
    return Held(block.text("program"), block.maybe_day("starts"), block.maybe_day("ends"))


def noticed(mutant: Program, cases: Sequence[Block]) -> bool:
    """Whether a case tells the mutant from the program."""
    return any(failing(mutant, case) for case in cases)


def program_mutants(program: Program) -> Iterator[tuple[str, Program]]:
    """The program without one of its criteria, or with one bent; without its window, its wait or what may not pay beside it."""
    for gone, changed in mutants(program.criterion):
        yield gone, replace(program, criterion=changed)
    if program.window:
        yield "the window", replace(program, window=None)
    if program.wait:
        yield "the wait", replace(program, wait=None)
        yield "a month of the wait", replace(program, wait=replace(program.wait, months=program.wait.months - 1))
    if program.exclusion:
        yield "what may not pay beside it", replace(program, exclusion=None)
