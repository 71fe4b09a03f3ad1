"""The loaded policies: what each asks, for whom, since when, and which parts of the text we do not have."""

from collections.abc import Iterable

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from costing.reference.load import reference
from costing.web.shown import words
from costing.web.staff.answer_readings import LAYERS
from payer_rules.criteria.asked import asked, parts_of
from payer_rules.policies import Policy
from payer_rules.policies import policies as collection

policies = Blueprint("policies", __name__, url_prefix="/policies")


@policies.get("")
def index() -> ResponseReturnValue:
    """Every loaded policy, the plans' own first."""
    order = list(LAYERS)
    versions = sorted(collection().all(), key=lambda policy: (order.index(policy.layer), policy.payer, policy.title))
    return render_template("staff/policies.html", versions=versions)


@policies.get("/<policy_id>")
def show(policy_id: str) -> ResponseReturnValue:
    """One policy, its newest version first."""
    versions = collection().get(policy_id)
    if not versions:
        abort(404)
    return render_template("staff/policy_text.html", versions=versions[::-1], asked=asked, parts_of=parts_of, whom=whom)


def whom(policy: Policy) -> tuple[tuple[str, str], ...]:
    """Whom the policy is about, label by label."""
    scope, products = policy.scope, reference().products
    names = (products[one].name if one in products else one for one in sorted(scope.products))
    rows = (
        ("Insurance", _listed(words(one) for one in sorted(scope.insurance_kinds))),
        ("Products", _listed(names)),
        ("Diagnosis codes", _listed(scope.diagnoses)),
        ("Only at", _listed(words(one) for one in sorted(scope.sites))),
        ("Not at", _listed(words(one) for one in sorted(scope.not_sites))),
    )
    return tuple(row for row in rows if row[1])


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items)
