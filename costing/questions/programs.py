"""Who may help to pay: every assistance program read against the case."""

from collections.abc import Iterator, Sequence
from datetime import date

from costing.case.shapes import Case
from costing.questions.derived import full_chart
from costing.questions.refused import refuse
from payer_rules.findings import ProgramAnswer
from payer_rules.programs import Held, answer
from payer_rules.programs import programs as collection


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
    return tuple(answer(program, chart, on, known) for program in collection())


def _held(case: Case) -> Iterator[Held]:
    """The programs of our collection that pay or paid, by the case itself."""
    if case.help:
        yield from (Held(one.program, one.starts, one.ends) for one in case.help.programs if one.program)
        yield from (Held(one.program, one.on, one.on) for one in case.help.received)
