"""The collection of policies: found by payer, words and state; what each asks, for whom, since when, and what we do not have."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from costing.reference.load import reference
from costing.web.shown import words
from payer_rules.criteria.asked import asked, parts_of
from payer_rules.policies import Entry, Policy, State, state_of
from payer_rules.policies import policies as collection
from payer_rules.policies.articles import articles

policies = Blueprint("policies", __name__, url_prefix="/policies")
STATES = {
    State.EXECUTABLE: "Can be read whole",
    State.PARTLY: "Can be read in part",
    State.CATALOGUE: "Known, not loaded",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One policy of the list: its newest version, or the catalogue's entry."""

    policy: Policy | Entry
    state: State
    version: Policy | None


@policies.get("")
def index() -> ResponseReturnValue:
    """Every policy by payer, or those that hold all the words looked for."""
    find, state = request.args.get("find", "")[:100].strip(), request.args.get("state", "")
    rows = [row for row in _rows() if (not state or row.state == state) and _holds(row, find)]
    by_payer = tuple((payer, tuple(own)) for payer, own in groupby(rows, key=lambda row: row.policy.payer))
    return render_template(
        "staff/policies.html",
        by_payer=by_payer,
        found=len(rows),
        known=len(_rows()),
        find=find,
        state=state,
        states=STATES,
        problem=collection().problem,
    )


def _rows() -> tuple[Row, ...]:
    newest = {policy.id: policy for policy in collection().all()}  # oldest first, so the last stays
    loaded = (Row(policy, state_of(policy), policy) for policy in newest.values())
    known = (Row(entry, entry.state, None) for entry in collection().entries)
    return tuple(sorted((*loaded, *known), key=lambda row: (row.policy.payer.casefold(), row.policy.title)))


def _holds(row: Row, find: str) -> bool:
    """Whether payer, title, number, lines of business and states hold every word."""
    one = row.policy
    said = " ".join((one.payer, one.title, one.number or "", *one.lines_of_business, *one.states)).casefold()
    return all(word in said for word in find.casefold().split())


@policies.get("/<policy_id>")
def show(policy_id: str) -> ResponseReturnValue:
    """One policy, its newest version first; or what is known of one that is not loaded."""
    if entry := collection().entry(policy_id):
        own = tuple(one for one in articles() if one.determination == entry.number)
        return render_template("staff/policy_known.html", entry=entry, about=described(entry), articles=own)
    versions = collection().get(policy_id)
    if not versions:
        abort(404)
    return render_template("staff/policy_text.html", versions=versions[::-1], asked=asked, parts_of=parts_of, whom=whom)


def described(policy: Policy | Entry) -> Iterator[tuple[str, str]]:
    """Number, lines of business, states and, of an entry, its printed dates."""
    rows = (
        ("Number", policy.number or ""),
        ("Lines of business", "; ".join(policy.lines_of_business)),
        ("States", _listed(policy.states)),
        ("Dates", "; ".join(policy.dates) if isinstance(policy, Entry) else ""),
    )
    yield from (row for row in rows if row[1])


def whom(policy: Policy) -> tuple[tuple[str, str], ...]:
    """Whom the policy is about, label by label."""
    scope, products = policy.scope, reference().products
    names = (products[one].name if one in products else one for one in sorted(scope.products))
    rows = (
        *described(policy),
        ("Insurance", _listed(words(one) for one in sorted(scope.insurance_kinds))),
        ("Products", _listed(names)),
        ("Diagnosis codes", _listed(scope.diagnoses)),
        ("Only at", _listed(words(one) for one in sorted(scope.sites))),
        ("Not at", _listed(words(one) for one in sorted(scope.not_sites))),
        ("Patients in", _listed(sorted(scope.states))),
        ("Routes", _listed(words(one) for one in sorted(scope.routes))),
    )
    return tuple(row for row in rows if row[1])


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items)
