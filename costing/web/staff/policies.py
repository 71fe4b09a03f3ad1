"""The loaded policies: what each asks, for whom, since when, and which parts of the text we do not have."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from costing.case.fields import plain
from costing.reference.load import reference
from costing.web.shown import fact_label, words
from costing.web.staff.answer_readings import GROUPS, LAYERS, TREES
from payer_rules.criteria.shapes import (
    AtLeast,
    Compare,
    Criterion,
    Documented,
    Every,
    IsOneOf,
    Judgment,
    LabelOf,
    Not,
    NotLoaded,
    Tried,
    When,
)
from payer_rules.message import Message, say
from payer_rules.policies import Policy
from payer_rules.policies import policies as collection

policies = Blueprint("policies", __name__, url_prefix="/policies")


@dataclass(frozen=True, slots=True)
class Node:
    """One criterion for a page: its words, how its parts combine, or what it asks of the chart."""

    text: str
    cite: str | None
    note: str | None
    says: Message
    parts: tuple["Node", ...] = ()


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
    return render_template("staff/policy_text.html", versions=versions[::-1], node=node, whom=whom)


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


def node(criterion: Criterion) -> Node:
    """A criterion with everything below it."""
    own = criterion.words
    return Node(own.text, own.cite, own.note, _says(criterion), tuple(map(node, _parts(criterion))))


def _parts(criterion: Criterion) -> tuple[Criterion, ...]:
    match criterion:
        case Every() | AtLeast():
            return criterion.parts
        case Not():
            return (criterion.part,)
        case When():
            return (criterion.condition, criterion.then)
    return ()


def _says(criterion: Criterion) -> Message:
    """How the parts combine, or what a leaf asks."""
    match criterion:
        case Every():
            return say(GROUPS["every"])
        case AtLeast(n=1):
            return say(GROUPS["any_one"])
        case AtLeast():
            return say("At least {n} of these are needed", n=criterion.n)
        case Not():
            return say(GROUPS["not"])
        case When():
            return say(GROUPS["when"])
        case LabelOf():
            return say("As the ordered product’s label says: {tree}", tree=TREES.get(criterion.tree, criterion.tree))
        case Judgment():
            return say("Left to a person’s judgment")
        case NotLoaded():
            return say("We do not have this part of the text")
    return _asks(criterion)


def _asks(criterion: Documented | IsOneOf | Compare | Tried) -> Message:
    match criterion:
        case Documented():
            return say("Asks for: {fact}", fact=fact_label(criterion.fact))
        case IsOneOf():
            wanted = _listed((*criterion.values, *(f"{prefix}…" for prefix in criterion.prefixes)))
            return say("Asks for: {fact}, one of {wanted}", fact=fact_label(criterion.fact), wanted=wanted)
        case Compare():
            return say(
                "Asks for: {fact}, {which} value {comparison} {bound} {unit}",
                fact=fact_label(criterion.fact),
                which=str(criterion.which),
                comparison=words(criterion.comparison),
                bound=plain(criterion.bound),
                unit=criterion.unit,
            )
    return _tried(criterion)


def _tried(criterion: Tried) -> Message:
    wanted = _listed(words(one) for one in (*criterion.products, *criterion.drug_classes)) or "any treatment"
    outcomes = _listed(words(one) for one in criterion.outcomes) or "any outcome"
    if criterion.months is None:
        return say("Asks for earlier treatment: {wanted}; {outcomes}", wanted=wanted, outcomes=outcomes)
    return say(
        "Asks for earlier treatment of {months} months: {wanted}; {outcomes}",
        wanted=wanted,
        outcomes=outcomes,
        months=criterion.months,
    )
