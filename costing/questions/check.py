"""Is authorization required, and what must be shown: the payer's policies read against the chart."""

from datetime import date

from costing.case.shapes import Case, Plan, RequestKind
from costing.domain.coverage import PlanKind
from costing.questions.derived import full_chart
from costing.questions.refused import Refused
from payer_rules.findings import PolicyAnswer
from payer_rules.policies import policies, required

MEDICARE = frozenset({PlanKind.MEDICARE_PART_B, PlanKind.MEDICARE_ADVANTAGE})


def check(case: Case) -> PolicyAnswer:
    """Authorization first, then every layer that speaks of this case. Raises Refused without coverage and request."""
    plan, on, kind = _asked(case)
    chart = full_chart(case, on)
    authorization = required(policies(), plan.payer_id, str(plan.kind), on)
    return PolicyAnswer(authorization, tuple(_readings(plan, kind, chart, on)))


def _asked(case: Case) -> tuple[Plan, date, RequestKind]:
    missing = {}
    if case.coverage is None:
        missing["coverage"] = ["Enter the coverage: which plan is asked."]
    if case.request is None:
        missing["request"] = ["Enter the request: initial or renewal, and its date."]
    if case.coverage is None or case.request is None:
        raise Refused(missing)
    return case.coverage.primary, case.request.on, case.request.kind
