"""Payer policies: the collection that ships, and the questions that can be asked of it."""

from payer_rules.policies.answering import Asked, answer, required
from payer_rules.policies.catalogue import Entry, State, state_of
from payer_rules.policies.collection import SHIPPED, Collection, load_collection, shipped
from payer_rules.policies.gate import Place
from payer_rules.policies.office import policies, use_office_policies
from payer_rules.policies.reading import read
from payer_rules.policies.shapes import Policy

__all__ = [
    "SHIPPED",
    "Asked",
    "Collection",
    "Entry",
    "Place",
    "Policy",
    "State",
    "answer",
    "load_collection",
    "policies",
    "read",
    "required",
    "shipped",
    "state_of",
    "use_office_policies",
]
