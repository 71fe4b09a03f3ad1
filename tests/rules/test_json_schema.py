"""The published schema takes every shipped policy and refuses what the loader refuses."""

from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from payer_rules.criteria.parse import KINDS
from payer_rules.files import parse_yaml, read_yaml
from payer_rules.policies import SHIPPED
from payer_rules.policies.json_schema import TELLS, policy_json_schema
from payer_rules.policies.load import policy_files

SCHEMA = policy_json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def as_json(value: Any) -> Any:
    """Days as an editor sees them: text."""
    if isinstance(value, dict):
        return {key: as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def problems(text: str) -> list[str]:
    held = as_json(parse_yaml(text.encode(), "test.yaml"))
    return [error.message for error in VALIDATOR.iter_errors(held)]


def test_it_is_a_schema_and_tells_what_every_kind_of_criterion_is():
    Draft202012Validator.check_schema(SCHEMA)
    assert set(TELLS) == set(KINDS)
    assert len(SCHEMA["$defs"]["criterion"]["oneOf"]) == len(KINDS)


@pytest.mark.parametrize("path", policy_files(SHIPPED), ids=lambda path: path.stem)
def test_every_shipped_policy_is_valid(path):
    assert list(VALIDATOR.iter_errors(as_json(read_yaml(path)))) == []


HEAD = "{id: x, title: x, payer: x, payer_id: x, layer: plan, starts: 2026-01-01, status: entered, reason: x, trees: {initial: %s}}"


@pytest.mark.parametrize(
    "tree",
    [
        "{text: A, documented: dysphagia, within: {days: 45, before: request_date}}",
        "{text: A, change: ck, since: first_infusion, falls_by: '30', unit: percent}",
        "{text: A, rolling: {fact: infusion_units, days: 28, at_most: '460', unit: units}}",
        "{text: A, each_of: {set: preferred, tried: {outcomes: [inadequate]}}}",
        "{text: A, together: [{drugs: [x]}, {drugs: [y]}], months: 3}",
        "{text: A, judgment: true, supported_by: {atom: heliotrope_rash}}",
        "{classified: eular_acr_2017, as: probable}",
        "{text: A, elapsed: {since: first_infusion, until: request_date, at_most: 45, unit: days}}",
        "{text: A, enclosed: prescription}",
    ],
)
def test_what_the_language_can_say_is_valid(tree: str):
    assert problems(HEAD % tree) == []


@pytest.mark.parametrize(
    "tree",
    [
        "{text: A, documented: ck}",
        "{text: A, documnted: dysphagia}",
        "{documented: dysphagia}",
        "{text: A, documented: dysphagia, every: [{atom: heliotrope_rash}]}",
        "{text: A, compare: ck, at_least: 5}",
        "{text: A, at_least: 2}",
        "{atom: rash}",
    ],
)
def test_what_the_loader_refuses_is_not(tree: str):
    assert problems(HEAD % tree)
