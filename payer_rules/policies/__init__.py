"""Payer policies: the collection that ships, and the questions that can be asked of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from payer_rules.chart import Chart
from payer_rules.criteria.shapes import Criterion
from payer_rules.findings import Authorization, PolicyAnswer, Reading, Required
from payer_rules.message import say
from payer_rules.policies.load import load_policy, policy_files, refuse_overlaps
from payer_rules.policies.reading import read
from payer_rules.policies.shapes import Policy

__all__ = ["Asked", "Collection", "Policy", "answer", "load_collection", "policies", "read", "required"]

SHIPPED = Path(__file__).parent.parent / "collection" / "policies"
MEDICARE = frozenset({"medicare_part_b", "medicare_advantage"})
STANDING_TREES = ("product_step",)  # asked beside the initial or the renewal tree, whichever it is
LABEL_TREES = ("indication", "contraindication", "dosing")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the payer and kind of insurance, initial or renewal, the date of the request and of the first service."""

    payer_id: str | None
    insurance_kind: str
    tree: str
    requested: date
    service: date

    def day_for(self, policy: Policy) -> date:
        """The day that picks a policy's version."""
        return self.service if policy.by_date_of_service else self.requested


@dataclass(frozen=True, slots=True)
class Collection:
    """All loaded policy versions."""

    versions: tuple[Policy, ...]

    def all(self) -> tuple[Policy, ...]:
        """Every version, by id and start."""
        return self.versions

    def get(self, policy_id: str) -> tuple[Policy, ...]:
        """The versions of one policy, oldest first; empty when there is none."""
        return tuple(policy for policy in self.versions if policy.id == policy_id)

    def payers(self) -> Mapping[str, str]:
        """Payer ids and names of the plans and programs that write policies."""
        return {policy.payer_id: policy.payer for policy in self.versions if policy.layer != "label"}

    def in_force(self, asked: Asked) -> Iterator[Policy]:
        """The versions that hold, each by its own clock."""
        return (policy for policy in self.versions if policy.covers(asked.day_for(policy)))

    def label_tree(self, product: str, tree: str) -> Criterion | None:
        """A tree of the newest label of a product; None when no label is loaded."""
        labels = [policy for policy in self.versions if policy.layer == "label" and product in policy.scope.products]
        return labels[-1].trees.get(tree) if labels else None


@cache
def policies() -> Collection:
    """The shipped collection, read once."""
    return load_collection(SHIPPED)


def load_collection(folder: Path) -> Collection:
    """Read every policy file below a folder. Raises BadFile for the first mistake or overlap."""
    loaded = [(path, load_policy(path)) for path in policy_files(folder)]
    refuse_overlaps(loaded)
    return Collection(tuple(sorted((policy for _, policy in loaded), key=lambda policy: (policy.id, policy.starts))))


def answer(collection: Collection, asked: Asked, chart: Chart) -> PolicyAnswer:
    """Authorization, then each layer that may speak of the case: national, local, plan, label."""
    return PolicyAnswer(required(collection, asked), tuple(_readings(collection, asked, chart)))


def _readings(collection: Collection, asked: Asked, chart: Chart) -> Iterator[Reading]:
    in_force = tuple(collection.in_force(asked))
    if asked.insurance_kind in MEDICARE:
        for policy in in_force:
            if policy.layer == "national" and policy.trees:
                yield read(policy, "initial", chart, asked.day_for(policy), collection.label_tree)
        yield LOCAL_DETERMINATION
    yield from _plan_readings(collection, asked, chart)
    for policy in in_force:
        if policy.layer == "label" and policy.scope.products & {str(fact.value) for fact in chart.values("product")}:
            yield from (read(policy, name, chart, asked.requested, collection.label_tree) for name in LABEL_TREES)


def _plan_readings(collection: Collection, asked: Asked, chart: Chart) -> Iterator[Reading]:
    own = [policy for policy in collection.versions if policy.layer == "plan" and policy.payer_id == asked.payer_id]
    for policy in own:
        day = asked.day_for(policy)
        if policy.covers(day):
            yield from (read(policy, name, chart, day, collection.label_tree) for name in _trees(policy, asked.tree))
    if own and not any(policy.covers(asked.day_for(policy)) for policy in own):
        yield _none_in_force(own[-1], asked)


def _trees(policy: Policy, tree: str) -> tuple[str, ...]:
    """The asked tree, loaded or not, then the trees that are asked of every request."""
    return (tree, *(name for name in STANDING_TREES if name in policy.trees))


LOCAL_DETERMINATION = Reading(
    policy_id="local-determination",
    title="Local coverage determination and its billing article",
    payer="Medicare contractor of the place of infusion",
    layer="local",
    tree="initial",
    applies=True,
    finding=None,
    why_not=say(
        "The local determinations are not loaded: read the contractor's article for the diagnosis codes it lists."
    ),
    not_loaded=True,
)


def _none_in_force(policy: Policy, asked: Asked) -> Reading:
    why = say("No version of this policy is in force on {day}.", day=asked.day_for(policy))
    return Reading(
        policy.id, policy.title, policy.payer, policy.layer, asked.tree, applies=False, finding=None, why_not=why
    )


def required(collection: Collection, asked: Asked) -> Authorization:
    """What the payer's own policies of that day say of authorization; unknown where they are silent."""
    for policy in collection.in_force(asked):
        rule = policy.authorization
        if rule and policy.payer_id == _payer(asked) and asked.insurance_kind in policy.scope.insurance_kinds:
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


ASK_THE_PLAN = say("Call the plan, ask by billing code and site, and note the call's reference number.")


def _payer(asked: Asked) -> str | None:
    """Original Medicare is one payer, whatever the card says."""
    return "original-medicare" if asked.insurance_kind == "medicare_part_b" else asked.payer_id
