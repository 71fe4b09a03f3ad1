"""Assistance programs: the collection that ships, in the order in which to try them, and what each answers."""

from functools import cache
from pathlib import Path

from payer_rules.programs.answering import answer
from payer_rules.programs.load import load_programs
from payer_rules.programs.shapes import Held, Program

__all__ = ["Held", "Program", "answer", "load_programs", "programs"]

SHIPPED = Path(__file__).parent.parent / "collection" / "programs"


@cache
def programs() -> tuple[Program, ...]:
    """The shipped programs, read once."""
    return load_programs(SHIPPED)
