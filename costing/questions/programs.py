"""Who may help to pay: every assistance program read against the case."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from costing.case.shapes import Case
from costing.questions.derived import full_chart
from costing.questions.refused import refuse
from payer_rules.findings import Eligibility, ProgramAnswer
from payer_rules.message import say
from payer_rules.programs import Held, answer
from payer_rules.programs import programs as collection

BY_INCOME = frozenset({"income_percent_of_poverty", "medicare_savings_level"})
BY_SAVINGS = frozenset({"medicare_savings_resources"})


def programs(case: Case, held: Sequence[Held] = (), on: date | None = None) -> tuple[ProgramAnswer, ...]:
    """One answer per program, in the order in which to try them, as of `on`: today, for who would apply now.

    Without a day it is that of the request, else of the first infusion. `held` adds awards to those of the case.

    Raises Refused without coverage or order.
    """
    if case.coverage is None:
        raise refuse("coverage", "Enter the coverage: programs depend on the kind of insurance.")
    if case.order is None:
        raise refuse("order", "Enter the order: programs depend on the product and the site.")
    on = on or (case.request.on if case.request else case.order.first_infusion)
    chart, known = full_chart(case, on), (*_held(case), *held)
    answers = (answer(program, chart, on, known) for program in collection())
    return tuple(_not_asked_again(one, case, on) for one in answers)


def _not_asked_again(one: ProgramAnswer, case: Case, on: date) -> ProgramAnswer:
    """What was answered but cannot be held against any loaded figure is not asked for again: the program decides."""
    if one.eligibility is not Eligibility.MORE_NEEDED:
        return one
    needs = tuple(need for need in one.needs if need not in _answered(case))
    if needs:
        return replace(one, needs=needs)
    state = case.patient.state if case.patient else None
    reason = say(
        "What was answered cannot be held against a limit: no figure for {state} on {day} is loaded. Ask the program.",
        state=state or "",
        day=on,
    )
    return replace(one, eligibility=Eligibility.MAY_BE, needs=(), reason=reason)


def _answered(case: Case) -> frozenset[str]:
    """The facts that would follow from the household's answers, were there a figure of the day to hold them against."""
    help_ = case.help
    if help_ is None or help_.household_size is None or case.patient is None or case.patient.state is None:
        return frozenset()
    by_income = BY_INCOME if help_.income_a_year is not None else frozenset()
    return by_income | (BY_SAVINGS if help_.savings is not None else frozenset())


def _held(case: Case) -> Iterator[Held]:
    """The programs of our collection that pay or paid, by the case itself."""
    if case.help:
        yield from (Held(one.program, one.starts, one.ends) for one in case.help.programs if one.program)
        yield from (Held(one.program, one.on, one.on) for one in case.help.received)
