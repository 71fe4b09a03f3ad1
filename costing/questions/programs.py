"""Who may help to pay: every assistance program read against the case."""

from costing.case.shapes import Case
from costing.questions.derived import full_chart
from costing.questions.refused import refuse
from payer_rules.findings import ProgramAnswer
from payer_rules.programs import answer
from payer_rules.programs import programs as collection


def programs(case: Case) -> tuple[ProgramAnswer, ...]:
    """One answer per program, in the order in which to try them. Raises Refused without coverage or order."""
    if case.coverage is None:
        raise refuse("coverage", "Enter the coverage: programs depend on the kind of insurance.")
    if case.order is None:
        raise refuse("order", "Enter the order: programs depend on the product and the site.")
    on = case.request.on if case.request else case.order.first_infusion
    chart = full_chart(case, on)
    return tuple(answer(program, chart, on) for program in collection())
