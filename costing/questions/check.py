"""Is authorization required, and what must be shown: the payer's policies read against the chart."""

from costing.case.shapes import Case
from costing.questions.derived import full_chart
from costing.questions.refused import Refused
from payer_rules.findings import PolicyAnswer
from payer_rules.policies import Asked, answer, policies


def check(case: Case) -> PolicyAnswer:
    """Authorization first, then every layer that speaks of this case. Raises Refused without coverage and request."""
    missing = {}
    if case.coverage is None:
        missing["coverage"] = ["Enter the coverage: which plan is asked."]
    if case.request is None:
        missing["request"] = ["Enter the request: initial or renewal, and its date."]
    if case.coverage is None or case.request is None:
        raise Refused(missing)
    plan, request = case.coverage.primary, case.request
    service = case.order.first_infusion if case.order else request.on
    asked = Asked(plan.payer_id, str(plan.kind), str(request.kind), request.on, service)
    return answer(policies(), asked, full_chart(case, request.on))
