"""Bad documents are refused by field, in a sentence that says what to enter."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from costing.case.schema import dump_case
from costing.questions import Refused, read_case

EXAMPLES = Path("costing/examples")


def example(name: str = "part-b-office") -> dict[str, Any]:
    return json.loads((EXAMPLES / f"{name}.json").read_text())


def changed(path: str, value: Any) -> dict[str, Any]:
    """The reference case with one value replaced."""
    document = copy.deepcopy(example())
    *parents, last = path.split(".")
    block = document
    for key in parents:
        block = block[key]
    block[last] = value
    return document


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_every_example_reads_and_writes_back_the_same(path: Path):
    case = read_case(json.loads(path.read_text()))
    assert read_case(dump_case(case)) == case


def test_a_letterhead_or_price_that_comes_again_is_read_by_every_value_and_its_type():
    fee = {"code": "J1568", "kind": "contract", "per_unit": "47.133", "starts": "2026-01-01"}
    for per_unit, participating in (("47.133", True), (47.134, False), ("47.133", True)):
        for _ in range(2):
            document = {**example(), "fees": [{**fee, "per_unit": per_unit}]}
            document["practice"] = {**document["practice"], "participating": participating}
            case = read_case(document)
            assert (str(case.fees[0].per_unit), case.practice.participating) == (str(per_unit), participating)
    for value in (True, 1, True):
        document = {**example(), "practice": {"name": "A", "phone": value}, "fees": [{**fee, "at_most_charge": 1}]}
        with pytest.raises(Refused) as refused:
            read_case(document)
        assert set(refused.value.messages) == {"practice.phone", "fees.0.at_most_charge"}


@pytest.mark.parametrize(
    ("path", "value", "field", "said"),
    [
        ("order.dose", "0", "order.dose", "more than 0"),
        ("order.dose", "-2", "order.dose", "cannot be negative"),
        ("order.dose", "NaN", "order.dose", "as a number, such as 2"),
        ("order.dose", "Infinity", "order.dose", "as a number"),
        ("order.dose", float("inf"), "order.dose", "as a number"),
        ("order.dose", "two grams", "order.dose", "as a number"),
        ("order.dose", "9" * 40, "order.dose", "or less"),
        ("order.dose", True, "order.dose", "as a number"),
        ("order.dose", [2], "order.dose", "as a number"),
        ("order.dose", "1e3", "order.dose", "as a number"),
        ("order.dose", "140", "order.dose", "adds up to 140 g/kg per cycle"),
        ("order.dose_unit", "g_per_kg_per_day", "order.dose", "adds up to 4 g/kg per cycle"),
        ("order.dose_unit", "mg", "order.dose_unit", "Choose what the dose means"),
        ("order.days_per_cycle", "7.9", "order.days_per_cycle", "whole number"),
        ("order.days_per_cycle", 6, "order.days_per_cycle", "between 1 and 5"),
        ("order.cycles", 10**30, "order.cycles", "whole number"),
        ("order.first_infusion", "2026-02-30", "order.first_infusion", "real date"),
        ("order.first_infusion", "soon", "order.first_infusion", "real date"),
        ("order.first_infusion", "0001-01-01", "order.first_infusion", "between 1900 and 2100"),
        ("order.product", "wonder_globulin", "order.product", "no product 'wonder_globulin'"),
        ("order.interval", "monthly", "order.interval", "must be an object"),
        ("order.colour", "red", "order.colour", "not a known field"),
        ("patient.weight.value", "700", "patient.weight.value", "700 kg is 700.0 kg"),
        ("patient.weight.unit", "stone", "patient.weight.unit", "usual form, such as kg"),
        ("patient.birth_date", "1961-13-01", "patient.birth_date", "real date"),
        ("coverage.primary.kind", "gold_card", "coverage.primary.kind", "Choose the kind of coverage"),
        ("coverage.primary.payer_id", "no-such-payer", "coverage.primary.payer_id", "no payer"),
        ("coverage.primary.coinsurance_percent", "120", "coverage.primary.coinsurance_percent", "100 or less"),
        ("coverage.medigap_plan", "Z", "coverage.medigap_plan", "such as G"),
        ("assumptions", ["the_moon_is_cheese"], "assumptions.0", "no assumption"),
        ("assumptions", "newest_loaded_value", "assumptions", "must be a list"),
        (
            "chart",
            {"facts": [{"name": "ck", "value": "high", "unit": "U/L", "note": "n"}]},
            "chart.facts.0.value",
            "as a number",
        ),
        (
            "chart",
            {"facts": [{"name": "ck", "value": "42", "unit": "mg", "note": "n"}]},
            "chart.facts.0.unit",
            "Choose the unit",
        ),
        (
            "chart",
            {"facts": [{"name": "nonsense", "value": "1", "note": "n"}]},
            "chart.facts.0.name",
            "fact dictionary",
        ),
        (
            "chart",
            {"facts": [{"name": "ck", "value": "42", "unit": "U/L"}]},
            "chart.facts.0.note",
            "where this is documented",
        ),
        ("version", 99, "version", "not known"),
        ("label", "a\x00b", "label", "control characters"),
        ("label", "\ud800", "label", "control characters"),
    ],
)
def test_bad_input_names_its_field(path: str, value: Any, field: str, said: str):
    with pytest.raises(Refused) as refused:
        read_case(changed(path, value))
    assert field in refused.value.messages, refused.value.messages
    assert said in " ".join(refused.value.messages[field])


@pytest.mark.parametrize("document", [None, [], "text", 3])
def test_a_document_must_be_an_object(document: object):
    with pytest.raises(Refused, match="JSON object"):
        read_case(document)


def test_pounds_become_exact_kilograms_and_come_back_as_typed():
    case = read_case(changed("patient.weight", {"value": "154", "unit": "lb"}))
    assert str(case.patient.weight.kg) == "69.85322498"
    assert dump_case(case)["patient"]["weight"] == {"value": "154", "unit": "lb"}


def test_forms_and_json_numbers_read_the_same():
    assert read_case(changed("order.dose", 2.0)) == read_case(changed("order.dose", "2"))
    assert read_case(changed("order.cycles", "13")) == read_case(changed("order.cycles", 13))


def test_blank_fields_are_absent():
    assert read_case(changed("patient.given_name", "")).patient.given_name is None
