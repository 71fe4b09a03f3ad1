"""Met, not met or open, and Kleene's logic over them."""

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    """What a reading of the chart says of one criterion. `NOT_APPLICABLE` drops out of every combination."""

    MET = "met"
    NOT_MET = "not_met"
    OPEN = "open"
    NOT_APPLICABLE = "not_applicable"


class Cause(StrEnum):
    """Why a verdict is open."""

    NOT_DOCUMENTED = "not_documented"  # the chart is silent
    NOT_LOADED = "not_loaded"  # we do not have that part of the policy: never the chart's fault
    JUDGMENT = "judgment"  # the policy leaves it to a person
    CONFLICT = "conflict"  # the chart holds values that disagree


def _counted(verdicts: Iterable[Verdict]) -> tuple[int, int, int]:
    """How many are met, not met, open."""
    seen = list(verdicts)
    return seen.count(Verdict.MET), seen.count(Verdict.NOT_MET), seen.count(Verdict.OPEN)


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Every one must be met; with nothing applicable there is nothing to judge."""
    met, not_met, still_open = _counted(verdicts)
    if not_met:
        return Verdict.NOT_MET
    if still_open:
        return Verdict.OPEN
    return Verdict.MET if met else Verdict.NOT_APPLICABLE


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """One is enough."""
    return at_least(1, verdicts)


def at_least(n: int, verdicts: Iterable[Verdict]) -> Verdict:
    """Met when n are met; not met when even the open ones could not reach n; else open.

    As long as every applicable one is open, all may still drop out, so nothing is decided.
    """
    met, not_met, still_open = _counted(verdicts)
    if met + not_met + still_open == 0:
        return Verdict.NOT_APPLICABLE
    if met >= n:
        return Verdict.MET
    return Verdict.NOT_MET if met + still_open < n and met + not_met else Verdict.OPEN


def negated(verdict: Verdict) -> Verdict:
    """Not; open stays open."""
    swap = {Verdict.MET: Verdict.NOT_MET, Verdict.NOT_MET: Verdict.MET}
    return swap.get(verdict, verdict)
