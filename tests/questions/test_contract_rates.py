"""Contract terms of an office: each kind by hand through the whole question, and which row holds where."""

from decimal import Decimal as D
from typing import Any

import pytest

from costing.domain.estimate import Estimate
from costing.questions import Refused, estimate, read_case
from tests.questions.test_documents import example

YEAR = {"starts": "2026-01-01", "ends": "2026-12-31"}
BILLED = [
    {"code": "J1568", "kind": "billed", "per_unit": "95", **YEAR},
    {"code": "96365", "kind": "billed", "per_unit": "180", **YEAR},
    {"code": "96366", "kind": "billed", "per_unit": "60", **YEAR},
]


def rate(code: str, **terms: Any) -> dict[str, Any]:
    return {"code": code, "kind": "contract", **YEAR, **terms}


HOURS = [rate("96365", per_unit="100"), rate("96366", per_unit="30")]


def priced(*fees: dict[str, Any], **order: Any) -> Estimate:
    """The first of two days in October: 70 g are 140 units, 287.5 minutes are the first hour and 4 more."""
    document = example("hdhp-contract")
    document["order"] |= {"first_infusion": "2026-10-05", "cycles": 1} | order
    document["fees"] = [*BILLED, *fees]
    return estimate(read_case(document))


def allowed(found: Estimate) -> list[D | None]:
    return [line.line.allowed for line in found.visits[0].lines]


@pytest.mark.parametrize(
    ("terms", "drug"),
    [
        ({"per_unit": "50"}, "7000.00"),
        ({"basis": "percent_of_limit", "percent": "150"}, "9897.93"),  # 140 x 47.133 x 1.5
        ({"basis": "percent_of_awp", "percent": "85", "list_price": "80.10"}, "9531.90"),
        ({"basis": "percent_of_wac", "percent": "103", "list_price": "60"}, "8652.00"),
        ({"basis": "percent_of_charge", "percent": "60"}, "7980.00"),
        ({"basis": "percent_of_limit", "percent": "300", "at_most_charge": True}, "13300.00"),
        ({"basis": "per_day", "per_unit": "7500"}, "7500.00"),
    ],
)
def test_the_drug_by_each_kind_of_term(terms: dict[str, Any], drug: str):
    assert allowed(priced(rate("J1568", **terms), *HOURS)) == [D(drug), D(100), D(120)]


@pytest.mark.parametrize(
    ("administration", "lines"),
    [
        ([rate("96365", basis="per_diem", per_unit="400")], ["400.00", "0.00"]),
        ([rate("96365", basis="per_hour", per_unit="110")], ["110.00", "440.00"]),
        ([rate("96365", basis="per_day", per_unit="90"), rate("96366", per_unit="30")], ["90.00", "120.00"]),
        ([rate("96365", basis="per_diem", per_unit="400"), rate("96366", per_unit="30")], ["400.00", "120.00"]),
    ],
)
def test_administration_has_terms_of_its_own(administration: list[dict[str, Any]], lines: list[str]):
    assert allowed(priced(rate("J1568", per_unit="50"), *administration))[1:] == [D(one) for one in lines]


def test_one_price_of_the_day_covers_only_its_own_code():
    found = priced(rate("J1568", per_unit="50"), rate("96365", basis="per_day", per_unit="90"))
    assert allowed(found)[2] is None


@pytest.mark.parametrize(("per_day", "lesser"), [("5000", "5000.00"), ("20000", "13300.00")])
def test_a_price_of_the_day_is_held_against_the_charge_of_the_line(per_day: str, lesser: str):
    """The practice charges 95 a unit: 13,300 for the day's 140 units."""
    found = priced(rate("J1568", basis="per_day", per_unit=per_day, at_most_charge=True), *HOURS)
    assert allowed(found)[0] == D(lesser)


def test_the_lesser_of_a_charge_that_is_not_entered_is_unknown_and_said():
    document = example("hdhp-contract")
    document["fees"] = [rate("J1568", basis="per_day", per_unit="5000", at_most_charge=True), *HOURS]
    found = estimate(read_case(document))
    assert found.course.patient is None
    assert "no charge is entered for that date" in str(found.missing[0].why)


def test_the_working_names_the_term():
    line = priced(rate("J1568", basis="percent_of_limit", percent="150"), *HOURS).visits[0].lines[0].line
    assert str(line.allowed_basis.what) == "contract rate for J1568 (150% of Medicare's payment limit)"
    assert line.allowed_basis.provenance.source.title.startswith("CMS October 2026")


PAYER = "Example Health Plan (fictional)"


@pytest.mark.parametrize(
    ("scopes", "drug"),
    [
        ([{}], "50"),
        ([{}, {"payer": PAYER.upper()}], "51"),
        ([{"payer": PAYER}, {"plan_name": "Bronze HSA"}, {}], "51"),
        ([{}, {"site": "office"}], "51"),
        ([{}, {"site": "hospital_outpatient"}], "50"),
        ([{"payer": "Another plan"}, {}], "51"),
        ([{"site": "office"}, {"payer": PAYER}], "51"),
    ],
)
def test_the_most_specific_row_that_fits_holds(scopes: list[dict[str, str]], drug: str):
    rows = [rate("J1568", per_unit=str(50 + place), **scope) for place, scope in enumerate(scopes)]
    assert allowed(priced(*rows, *HOURS))[0] == 140 * D(drug)


def test_rates_of_another_payer_price_nothing_and_say_so():
    found = priced(rate("J1568", per_unit="50", payer="Another plan"), *HOURS)
    assert allowed(found)[0] is None
    assert "for another payer, plan or site" in str(found.missing[0].why)
    assert found.missing[0].published is not None


def test_a_percent_of_a_charge_that_is_not_entered_is_unknown():
    document = example("hdhp-contract")
    document["fees"] = [rate("J1568", basis="percent_of_charge", percent="60"), *HOURS]
    found = estimate(read_case(document))
    assert found.course.patient is None
    assert str(found.missing[0].why) == (
        "The contract rate for J1568 is a percent of something that is not loaded or entered."
    )


def test_a_percent_of_the_limit_follows_the_quarter():
    """CMS October 2025 file: 47.525; the quarters between are not loaded, so 2026 waits for October."""
    document = example("hdhp-contract")
    document["assumptions"].remove("newest_loaded_value")
    document["order"] |= {"first_infusion": "2025-12-29", "cycles": 2}
    document["fees"] = [
        one | {"starts": "2025-01-01"} for one in (rate("J1568", basis="percent_of_limit", percent="150"), *HOURS)
    ]
    found = estimate(read_case(document))
    assert found.visits[0].lines[0].line.allowed == D("9980.25")  # 140 x 71.2875
    assert "load Medicare's file for that date" in str(found.missing[0].why)


@pytest.mark.parametrize(
    ("terms", "field", "said"),
    [
        ({}, "per_unit", "Enter the price per unit."),
        ({"basis": "percent_of_limit"}, "percent", "such as 150"),
        ({"basis": "percent_of_limit", "percent": "150", "per_unit": "5"}, "per_unit", "not both"),
        ({"basis": "percent_of_awp", "percent": "85"}, "list_price", "it is not loaded"),
        ({"basis": "percent_of_limit", "percent": "150", "list_price": "80"}, "list_price", "AWP or WAC only"),
        ({"per_unit": "5", "percent": "80"}, "basis", "Choose what the percent is of"),
        ({"per_unit": "5", "basis": "per_hour"}, "basis", "not paid by the hour"),
        (
            {"code": "96365", "per_unit": "5", "basis": "per_diem", "at_most_charge": True},
            "at_most_charge",
            "all administration",
        ),
        ({"per_unit": "5", "kind": "cash", "at_most_charge": True}, "basis", "Only a contract rate"),
        ({"per_unit": "5", "product": "octagam_10"}, "product", "Only a purchase price"),
        ({"per_unit": "x"}, "per_unit", "as a number"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(terms: dict[str, Any], field: str, said: str):
    document = example("hdhp-contract")
    document["fees"] = [rate("J1568") | terms]
    with pytest.raises(Refused) as refused:
        read_case(document)
    assert list(refused.value.messages) == [f"fees.0.{field}"]
    assert len(refused.value.messages[f"fees.0.{field}"]) == 1
    assert said in refused.value.messages[f"fees.0.{field}"][0]


def test_two_rows_of_one_scope_on_one_day_contradict_each_other():
    with pytest.raises(Refused, match="in force on the same day"):
        priced(rate("J1568", per_unit="50", payer=PAYER), rate("J1568", per_unit="51", payer=PAYER), *HOURS)
