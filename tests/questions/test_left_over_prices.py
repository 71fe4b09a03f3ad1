"""Prices left over from another plan never decide what this one pays."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from costing.case.schema import load_case
from costing.domain.estimate import Estimate
from costing.questions.estimate import estimate

NOT_USED = "Original Medicare pays its own amounts: the contract rates that are entered are not used."


def example(name: str) -> dict[str, Any]:
    given: dict[str, Any] = json.loads(Path(f"costing/examples/{name}.json").read_text())
    return given


def priced(name: str, fees: list[dict[str, Any]]) -> Estimate:
    return estimate(load_case({**example(name), "fees": fees}))


def contract_rates() -> list[dict[str, Any]]:
    fees: list[dict[str, Any]] = example("hdhp-contract")["fees"]
    return [fee for fee in fees if fee["kind"] == "contract"]


def test_a_contract_rate_changes_nothing_under_original_medicare():
    alone, left_over = priced("part-b-office", []), priced("part-b-office", contract_rates())
    assert left_over.course == alone.course
    assert left_over.course.patient == Decimal("35332.90")
    assert NOT_USED in [str(note) for note in left_over.notes]
    assert NOT_USED not in [str(note) for note in alone.notes]
    assert replace(left_over, notes=()) == replace(alone, notes=())


def test_a_cash_price_changes_nothing_with_insurance():
    cash = [{**fee, "kind": "cash", "per_unit": "1"} for fee in contract_rates()]
    assert priced("part-b-office", cash) == priced("part-b-office", [])
    assert (
        priced("hdhp-contract", [*contract_rates(), *cash]).course == priced("hdhp-contract", contract_rates()).course
    )
