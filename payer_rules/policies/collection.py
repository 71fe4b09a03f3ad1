"""All loaded policy versions, and the shipped ones read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from payer_rules.evaluate import Consulted
from payer_rules.files import BadFile
from payer_rules.message import long_date
from payer_rules.policies.calls import refuse_circles
from payer_rules.policies.catalogue import Entry, load_catalogue
from payer_rules.policies.load import load_policy, policy_files, refuse_overlaps
from payer_rules.policies.shapes import Policy

SHIPPED = Path(__file__).parent.parent / "collection" / "policies"


@dataclass(frozen=True, slots=True)
class Collection:
    """Every version of every policy, by id and start, and the documents that are only known to exist."""

    versions: tuple[Policy, ...]
    entries: tuple[Entry, ...] = ()
    problem: str | None = None  # why the office's own policies are not what its folder holds now

    def entry(self, policy_id: str) -> Entry | None:
        """The catalogue's entry of that id."""
        return next((entry for entry in self.entries if entry.id == policy_id), None)

    def all(self) -> tuple[Policy, ...]:
        """Every version, by id and start."""
        return self.versions

    def get(self, policy_id: str) -> tuple[Policy, ...]:
        """The versions of one policy, oldest first; empty when there is none."""
        return tuple(policy for policy in self.versions if policy.id == policy_id)

    def of_layer(self, layer: str) -> tuple[tuple[Policy, ...], ...]:
        """The policies of a layer, each as its versions, oldest first."""
        ids = dict.fromkeys(policy.id for policy in self.versions if policy.layer == layer)
        return tuple(self.get(policy_id) for policy_id in ids)

    def payers(self) -> Mapping[str, str]:
        """Payer ids and names of the plans and programs that write policies."""
        known = {entry.payer_id: entry.payer for entry in self.entries if entry.layer == "plan"}
        return known | {one.payer_id: one.payer for one in self.versions if one.layer in ("national", "plan")}

    def consult(self, document: str, tree: str, on: date) -> Consulted | None:
        """A tree of that day's label of a product, or of the policy of that id; None when it is not loaded."""
        for policy in self.versions:
            own = policy.id == document or (policy.layer == "label" and document in policy.scope.products)
            if own and policy.covers(on):
                found = policy.trees.get(tree)
                return Consulted(found, f"{policy.title}, version of {long_date(policy.starts)}") if found else None
        return None


@cache
def shipped() -> Collection:
    """The shipped collection, read once."""
    return load_collection(SHIPPED)


def load_collection(folder: Path) -> Collection:
    """Read every policy and catalogue below a folder. Raises BadFile for the first mistake, overlap or id that two share."""
    loaded = [(path, load_policy(path)) for path in policy_files(folder)]
    refuse_overlaps(loaded)
    refuse_circles(loaded)
    entries = load_catalogue(folder)
    if shared := {policy.id for _, policy in loaded} & {entry.id for entry in entries}:
        raise BadFile(folder, None, f"the id {min(shared)} is a policy's and a catalogue's")
    versions = sorted((policy for _, policy in loaded), key=lambda policy: (policy.id, policy.starts))
    return Collection(tuple(versions), entries)
