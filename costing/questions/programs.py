"""Who may help to pay: every assistance program read against the case."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from costing.case.shapes import Case
from costing.questions.derived import full_chart
from costing.questions.household import NO_GUIDELINE
from costing.questions.refused import refuse
from payer_rules.findings import Eligibility, ProgramAnswer
from payer_rules.message import say
from payer_rules.programs import Held, answer
from payer_rules.programs import programs as collection

OF_THE_GUIDELINE = frozenset({"income_percent_of_poverty", "medicare_savings_level"})


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
    return tuple(_without_guideline(one, case) for one in answers)


def _without_guideline(one: ProgramAnswer, case: Case) -> ProgramAnswer:
    """Where no poverty guideline is defined, an income that was answered cannot be asked for again: the program decides."""
    state = case.patient.state if case.patient else None
    answered = case.help and case.help.household_size is not None and case.help.income_a_year is not None
    if one.eligibility is not Eligibility.MORE_NEEDED or state not in NO_GUIDELINE or not answered:
        return one
    needs = tuple(need for need in one.needs if need not in OF_THE_GUIDELINE)
    if needs:
        return replace(one, needs=needs)
    reason = say(
        "No poverty guideline is defined for {state}, so the income cannot be held against it.", state=state or ""
    )
    return replace(one, eligibility=Eligibility.MAY_BE, needs=(), reason=reason)


def _held(case: Case) -> Iterator[Held]:
    """The programs of our collection that pay or paid, by the case itself."""
    if case.help:
        yield from (Held(one.program, one.starts, one.ends) for one in case.help.programs if one.program)
        yield from (Held(one.program, one.on, one.on) for one in case.help.received)
