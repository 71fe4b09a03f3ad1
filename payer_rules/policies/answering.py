"""One question to the collection: is authorization required, and what does each layer say of the case?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from payer_rules.chart import Chart
from payer_rules.findings import Authorization, DiagnosisGate, PolicyAnswer, Reading, Required
from payer_rules.message import long_date, say
from payer_rules.policies.articles import articles, of_contract
from payer_rules.policies.catalogue import known_of, not_read
from payer_rules.policies.collection import Collection
from payer_rules.policies.gate import Place, gate
from payer_rules.policies.reading import dated, outside, read
from payer_rules.policies.shapes import Policy

MEDICARE = frozenset({"medicare_part_b", "medicare_advantage"})
PLANS = frozenset({"medicare_advantage", "commercial", "hdhp", "medicaid"})
STANDING_TREES = (
    "product_step",
    "site_of_care",
    "quantity",
    "documents",
)  # asked beside the initial or the renewal tree, whichever it is
LABEL_TREES = ("indication", "contraindication", "dosing")
LOCAL_DETERMINATION = Reading(
    policy_id="local-determination",
    title="Local coverage determination and its billing article",
    payer="Medicare contractor of the place of infusion",
    layer="local",
    tree="initial",
    applies=True,
    finding=None,
    why_not=say(
        "The local determinations are not loaded: enter the Medicare locality of the place of infusion, and read its contractor's own."
    ),
    not_loaded=True,
)
ASK_THE_PLAN = say("Call the plan, ask by billing code and site, and note the call's reference number.")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the payer and kind of insurance, initial or renewal, the date of the request and of the first service."""

    payer_id: str | None
    insurance_kind: str
    tree: str
    requested: date
    service: date
    place: Place | None = None  # of infusion, for Medicare

    def day_for(self, policy: Policy) -> date:
        """The day that picks a policy's version."""
        return self.service if policy.by_date_of_service else self.requested


def answer(collection: Collection, asked: Asked, chart: Chart) -> PolicyAnswer:
    """Authorization first, then each layer that may speak of the case: national, local, plan, label."""
    chart = dated(chart, asked.requested, asked.service)
    readings = tuple(_readings(collection, asked, chart))
    stand_in = () if _is_answered(readings, asked) else tuple(_common(collection, asked, chart))
    return PolicyAnswer(required(collection, asked, chart), (*readings, *stand_in), _gate(asked, chart))


def _is_answered(readings: tuple[Reading, ...], asked: Asked) -> bool:
    """Whether a plan's own text speaks of the request, or there is no plan that could."""
    spoken = any(one.layer == "plan" and one.tree == asked.tree and one.finding for one in readings)
    return spoken or asked.insurance_kind not in PLANS


def _common(collection: Collection, asked: Asked, chart: Chart) -> Iterator[Reading]:
    """The checklist that is no payer's policy, for a patient whose payer's own text is not loaded."""
    for versions in collection.of_layer("common"):
        if outside(versions[-1], chart) is None:
            yield from _of_policy(collection, versions, (asked.tree, *STANDING_TREES), asked, chart)


def _gate(asked: Asked, chart: Chart) -> DiagnosisGate | None:
    if asked.insurance_kind not in MEDICARE:
        return None
    return gate(articles(), asked.place, chart, asked.service, by_plan=asked.insurance_kind == "medicare_advantage")


def _local(collection: Collection, asked: Asked) -> Reading:
    """The determination of the place's contractor, none of which is loaded; without a place, one for all."""
    own = of_contract(articles(), asked.place.contract_number) if asked.place else ()
    found = next((one for one in collection.entries if own and one.number == own[-1].determination), None)
    return not_read(found, "initial") if found else LOCAL_DETERMINATION


def _readings(collection: Collection, asked: Asked, chart: Chart) -> Iterator[Reading]:
    if asked.insurance_kind in MEDICARE:
        for versions in collection.of_layer("national"):
            if any(policy.trees for policy in versions):
                yield from _of_policy(collection, versions, ("initial",), asked, chart)
        yield _local(collection, asked)
    for versions in _own(collection, asked):
        yield from _of_policy(collection, versions, (asked.tree, *STANDING_TREES), asked, chart)
    yield from known_of(collection.entries, asked.payer_id, asked.insurance_kind, asked.tree)
    ordered = {str(fact.value) for fact in chart.values("product")}
    for versions in collection.of_layer("label"):
        if versions[0].scope.products & ordered:
            yield from _of_policy(collection, versions, LABEL_TREES, asked, chart)


def _own(collection: Collection, asked: Asked) -> tuple[tuple[Policy, ...], ...]:
    """The payer's policies for this kind of insurance; where it has none, those for other kinds, which say so themselves."""
    own = tuple(found for found in collection.of_layer("plan") if found[0].payer_id == asked.payer_id)
    kinds = [found[-1].scope.insurance_kinds for found in own]
    return (
        tuple(found for found, kind in zip(own, kinds, strict=True) if asked.insurance_kind in kind or not kind) or own
    )


def _of_policy(
    collection: Collection, versions: tuple[Policy, ...], trees: tuple[str, ...], asked: Asked, chart: Chart
) -> Iterator[Reading]:
    """The trees of the version in force; a gap between versions is said."""
    policy = _in_force(versions, asked)
    if policy is None:
        yield _none_in_force(versions, asked, trees[0])
        return
    for tree in trees:
        if tree in policy.trees or tree not in STANDING_TREES:
            yield read(policy, tree, chart, asked.day_for(policy), collection.consult)


def _in_force(versions: tuple[Policy, ...], asked: Asked) -> Policy | None:
    return next((policy for policy in versions if policy.covers(asked.day_for(policy))), None)


def _none_in_force(versions: tuple[Policy, ...], asked: Asked, tree: str) -> Reading:
    """A gap between printed dates means no policy; beyond a date that is only assumed, the one in force was not seen."""
    first, policy = versions[0], versions[-1]
    if policy.ends_reason and policy.starts <= asked.day_for(policy):
        return _not_seen(policy, policy.ends_reason, asked, tree)
    if first.starts_reason and asked.day_for(first) < first.starts:
        return _not_seen(first, first.starts_reason, asked, tree)
    why = say("No version of this policy is in force on {day}.", day=asked.day_for(policy))
    return Reading(
        policy.id,
        policy.title,
        policy.payer,
        policy.layer,
        tree,
        applies=False,
        finding=None,
        why_not=why,
        in_force=False,
    )


def _not_seen(policy: Policy, reason: str, asked: Asked, tree: str) -> Reading:
    """The day lies beyond the assumed start or end of the loaded text."""
    why = say(
        "The version in force on {day} is not loaded. The loaded one is used from {starts}{until}. {reason}",
        day=asked.day_for(policy),
        starts=policy.starts,
        until=f" to {long_date(policy.ends)}" if policy.ends else "",
        reason=reason,
    )
    return Reading(
        policy.id, policy.title, policy.payer, policy.layer, tree,
        applies=True, finding=None, why_not=why, not_loaded=True, provenance=policy.provenance,
    )  # fmt: skip


def required(collection: Collection, asked: Asked, chart: Chart) -> Authorization:
    """What the payer's own policies of that day say of authorization; unknown where they are silent on the case."""
    for policy in collection.all():
        rule = policy.authorization
        if rule and _is_asked(policy, asked) and outside(policy, chart) is None:
            return Authorization(
                rule.required,
                say("{why}", why=rule.why),
                say("{next}", next=rule.next_step),
                policy.id,
                rule.cite,
                policy.provenance,
            )
    if asked.insurance_kind == "self_pay":
        why = say("Without insurance there is no payer to ask.")
        return Authorization(Required.NOT_REQUIRED, why, say("Offer the patient a Good Faith Estimate."))
    why = say("No loaded policy says whether this payer requires authorization on {day}.", day=asked.requested)
    return Authorization(Required.UNKNOWN, why, ASK_THE_PLAN)


def _is_asked(policy: Policy, asked: Asked) -> bool:
    """The payer's own policy, in force, and for this kind of insurance. Original Medicare is one payer, whatever the card says."""
    payer = "original-medicare" if asked.insurance_kind == "medicare_part_b" else asked.payer_id
    return (
        policy.payer_id == payer
        and asked.insurance_kind in policy.scope.insurance_kinds
        and policy.covers(asked.day_for(policy))
    )
