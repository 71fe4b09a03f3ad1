"""Is authorization required, and what must be shown: the payer's policies read against the chart."""

from dataclasses import replace
from datetime import date

from costing.case.shapes import Case
from costing.questions.derived import full_chart
from costing.questions.refused import Refused
from costing.questions.safety import safety
from costing.reference.load import reference
from payer_rules.chart import Chart, Evidence, Fact
from payer_rules.dated import Status
from payer_rules.findings import PolicyAnswer
from payer_rules.policies import Asked, Place, answer, policies
from payer_rules.safety import Alert, Level

CONTRACTOR_DIGITS = 5  # of a locality such as 11502-00


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
    asked = Asked(plan.payer_id, str(plan.kind), str(request.kind), request.on, service, _place(case, service))
    return answer(policies(), asked, _screened(case, full_chart(case, request.on), request.on))


def _screened(case: Case, chart: Chart, on: date) -> Chart:
    """The chart with a labeled contraindication that the safety screen finds; that it finds none is no evidence."""
    if case.order is None:
        return chart
    ordered = safety(case)[0]
    stops = [alert for alert in ordered.alerts if alert.level is Level.STOP]
    if not stops:
        return chart
    named = "; ".join(f"{one.title} ({_known(one)})" for one in stops)
    screen = Evidence(f"Safety screen of {ordered.name}: {named}")
    return replace(chart, facts=(*chart.facts, Fact("labelled_contraindication", True, screen, on=on)))


def _known(alert: Alert) -> str:
    """How far the best source that names the contraindication can be trusted."""
    known = {one.provenance.status for one in alert.attributes if alert.hazard in one.stops}
    return next(status.value for status in Status if status in known)


def _place(case: Case, on: date) -> Place | None:
    """Who decides Medicare claims from the place of infusion; None without a locality, or where none is loaded for that day."""
    locality = case.order.locality if case.order else None
    if locality is None:
        return None
    number = locality[:CONTRACTOR_DIGITS]
    decides = reference().contractors[number].find(on) if number in reference().contractors else None
    return Place(number, decides.value.name, decides.value.jurisdiction) if decides else None
