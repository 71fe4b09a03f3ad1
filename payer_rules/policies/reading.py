"""Reads one policy version against a chart: does it apply, and what does the asked tree say?"""

from datetime import date

from payer_rules.chart import Chart, Evidence, Fact
from payer_rules.evaluate import Library, evaluate
from payer_rules.findings import Reading
from payer_rules.message import Message, say
from payer_rules.policies.shapes import Policy
from payer_rules.settling import settled_by
from payer_rules.verdict import Verdict

REQUEST = Evidence("From the request")
ORDER = Evidence("From the order")


def dated(chart: Chart, requested: date, service: date) -> Chart:
    """The chart with the days that windows count from; a day it already holds stays."""
    days = (Fact("request_date", requested, REQUEST), Fact("service_date", service, ORDER))
    missing = tuple(fact for fact in days if not chart.values(fact.name))
    return chart.with_facts(*missing) if missing else chart


def read(policy: Policy, tree: str, chart: Chart, on: date, library: Library) -> Reading:
    """The reading of one tree; outside its scope a policy does not apply, and a missing tree is not loaded."""
    chart = dated(chart, on, on)
    why_not = outside(policy, chart)
    criterion = policy.trees.get(tree)
    finding = evaluate(criterion, chart, on, library) if criterion and why_not is None else None
    return Reading(
        policy_id=policy.id,
        title=policy.title,
        payer=policy.payer,
        layer=policy.layer,
        tree=tree,
        applies=why_not is None,
        finding=finding,
        why_not=why_not,
        not_loaded=why_not is None and criterion is None,
        starts=policy.starts,
        provenance=policy.provenance,
        notes=policy.notes,
        office_own=policy.office_own,
        draft=policy.draft,
        settled_by=settled_by(finding) if finding and finding.verdict is Verdict.OPEN else (),
    )


def outside(policy: Policy, chart: Chart) -> Message | None:
    """Why the policy is not about this case; None when it is, or when the case does not say."""
    scope = policy.scope
    checks = (
        ("insurance_kind", scope.insurance_kinds),
        ("product", scope.products),
        ("site", scope.sites),
        ("state", scope.states),
        ("route", scope.routes),
    )
    for name, wanted in checks:
        values = {str(fact.value) for fact in chart.values(name)}
        if wanted and values and not values & wanted:
            return _sentence(policy)
    if scope.not_sites & {str(fact.value) for fact in chart.values("site")}:
        return _sentence(policy)
    codes = [str(fact.value) for fact in chart.values("diagnosis")]
    if scope.diagnoses and codes and not any(code.startswith(scope.diagnoses) for code in codes):
        return _sentence(policy)
    return None


def _sentence(policy: Policy) -> Message:
    if policy.scope.because:
        return say("{because}", because=policy.scope.because)
    return say("{title} is not about this case.", title=policy.title)
