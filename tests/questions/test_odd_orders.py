"""Clumsy, extreme and hostile orders: each gives a sensible estimate that says what is odd, or a refusal that names the field."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from marshmallow import ValidationError

from costing.case.schema import flat_messages, load_case
from costing.domain.claim import Basis, SettledLine
from costing.domain.estimate import Estimate
from costing.questions import Refused
from costing.questions.estimate import estimate

NEWEST = "newest_loaded_value"


def document(name: str = "part-b-office", **order: Any) -> dict[str, Any]:
    given: dict[str, Any] = json.loads(Path(f"costing/examples/{name}.json").read_text())
    given["order"] |= order
    return given


def without_newest(given: dict[str, Any]) -> dict[str, Any]:
    return given | {"assumptions": [name for name in given["assumptions"] if name != NEWEST]}


def with_plan(name: str, **terms: Any) -> dict[str, Any]:
    given = document(name)
    given["coverage"]["primary"] |= terms
    return given


def priced(given: dict[str, Any]) -> Estimate:
    return estimate(load_case(given))


def refusal(given: dict[str, Any]) -> dict[str, list[str]]:
    with pytest.raises(Refused) as refused:
        priced(given)
    return refused.value.messages


def said(found: Estimate) -> str:
    return "\n".join(str(note) for note in found.notes)


def missing_names(found: Estimate) -> dict[str, tuple[date, ...]]:
    return {str(one.why.parameters["name"]): one.days for one in found.missing}


def lines_of(found: Estimate) -> list[SettledLine]:
    return [line for visit in found.visits for line in visit.lines]


def bases_of(line: SettledLine) -> list[Basis]:
    return [basis for basis in (line.line.allowed_basis, line.line.coinsurance_basis, *line.share_basis) if basis]


LIMIT, DEDUCTIBLE = "Part B payment limit for J1568", "Medicare Part B deductible"
FEES = {"national office fee for 96365 (non-QP)", "national office fee for 96366 (non-QP)"}


@pytest.mark.parametrize(
    ("first", "missing"),
    [
        ("2025-01-06", set()),
        ("2025-04-01", {LIMIT}),
        ("2025-09-29", {LIMIT}),
        ("2025-10-01", set()),
        ("2026-01-05", {LIMIT}),
        ("2026-06-29", {LIMIT}),
        ("2026-09-29", {LIMIT}),
        ("2026-10-01", set()),
        ("2027-01-01", {LIMIT, DEDUCTIBLE, *FEES}),
        ("2027-12-30", {LIMIT, DEDUCTIBLE, *FEES}),
    ],
)
def test_what_is_not_loaded_is_said_and_the_newest_value_offered(first: str, missing: set[str]):
    found = priced(without_newest(document(first_infusion=first, cycles=1)))
    assert set(missing_names(found)) == missing
    assert (found.course.patient is None) == bool(missing)
    for one in found.missing:
        assert one.assumption == NEWEST
        assert "in force from" in str(one.offer)


def test_only_the_days_without_a_value_are_named():
    found = priced(without_newest(document(first_infusion="2026-12-21", cycles=2)))
    new_year = (date(2027, 1, 18), date(2027, 1, 19))
    assert missing_names(found) == dict.fromkeys({LIMIT, DEDUCTIBLE, *FEES}, new_year)
    assert found.plan_years[0].totals.patient is not None


def test_every_borrowed_figure_is_marked_for_its_day_and_no_other_is():
    found = priced(document(first_infusion="2026-12-21", cycles=2))
    for line in lines_of(found):
        borrowed = {str(basis.what): basis.stands_in_for for basis in bases_of(line)}
        if line.line.on.year == 2026:
            assert set(borrowed.values()) == {None}
        else:
            assert borrowed.pop(DEDUCTIBLE, date(2027, 1, 1)) == date(2027, 1, 1)
            assert set(borrowed.values()) == {line.line.on}
    assert next(one for one in found.assumptions if one.name == NEWEST).used
    assert not next(
        one for one in priced(document(first_infusion="2026-10-05", cycles=1)).assumptions if one.name == NEWEST
    ).used


def test_a_quarter_whose_file_does_not_list_the_code_is_not_blamed_on_the_office():
    found = priced(document(product="yimmugo", infusion_minutes=300, first_infusion="2025-10-06", cycles=1))
    assert "October 1, 2025 to December 31, 2025 is loaded and does not list J1553" in said(found)
    assert "does not list" not in said(priced(document(first_infusion="2025-10-06", cycles=1)))


def test_a_packaged_drug_costs_nothing_apart_whatever_quarters_are_loaded():
    found = priced(without_newest(document("part-b-hospital", product="bivigam", infusion_minutes=300, cycles=1)))
    assert found.missing == ()
    drug = [line for line in lines_of(found) if line.line.code == "J1556"]
    assert {(line.line.allowed, line.patient) for line in drug} == {(0, 0)}
    assert "J1556 (indicator N) is carried over from 2025" in said(found)


def test_an_indicator_that_was_seen_is_not_called_carried_over():
    assert "carried over" not in said(priced(document("part-b-hospital", first_infusion="2025-10-06", cycles=1)))


def test_a_code_without_an_indicator_is_unknown_in_a_hospital():
    found = priced(document("part-b-hospital", product="yimmugo", infusion_minutes=300, cycles=1))
    assert found.course.patient is None
    assert "J1553 is not loaded" in str(found.missing[0].why)


def test_a_product_without_packages_or_limit_is_refused_with_both_reasons():
    message = refusal(document(product="flebogamma_dif", infusion_minutes=300))["order.product"][0]
    assert "No package sizes" in message
    assert "no payment limit for J1572" in message


def test_a_product_given_under_the_skin_has_no_rate_table():
    assert "under the skin" in refusal(document(product="hizentra"))["order.infusion_minutes"][0]


def test_a_tiny_dose_is_one_unit_of_the_smallest_vial_and_says_it_is_too_short():
    found = priced(document(dose="0.0001", cycles=1))
    drug, waste, hour = found.visits[0].lines
    assert (drug.line.units, waste.line.units, waste.line.modifier, hour.line.units) == (1, 3, "JW", 1)
    assert "less than 16 minutes" in said(found)


def test_a_heavy_patient_over_many_cycles_adds_up():
    given = document(cycles=60)
    given["patient"]["weight"] |= {"value": "300", "unit": "kg"}
    found = priced(given)
    assert len(found.visits) == 120
    assert {visit.dose_mg for visit in found.visits} == {300_000}
    assert found.course.allowed == 120 * (Decimal("28279.80") + Decimal("67.14") + 4 * Decimal("21.38"))


def test_more_than_three_hundred_kilograms_is_taken_for_pounds():
    given = document()
    given["patient"]["weight"] |= {"value": "301", "unit": "kg"}
    with pytest.raises(ValidationError) as refused:
        load_case(given)
    assert list(flat_messages(refused.value.messages)) == ["patient.weight.value"]


def test_dates_run_over_a_leap_day():
    found = priced(document(first_infusion="2028-02-28", days_per_cycle=3, cycles=1))
    assert [visit.on for visit in found.visits] == [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)]


def test_a_plan_year_that_starts_on_a_leap_day_starts_on_march_1_in_other_years():
    found = priced(with_plan("hdhp-contract", year_starts="02-29"))
    assert [(year.starts, year.ends) for year in found.plan_years] == [
        (date(2025, 3, 1), date(2026, 2, 28)),
        (date(2026, 3, 1), date(2027, 2, 28)),
    ]
    assert [year.totals.patient for year in found.plan_years] == [Decimal("6761.00"), Decimal("8500.00")]


@pytest.mark.parametrize(
    ("as_of", "patient", "note"),
    [
        ("2025-12-31", "8500.00", "in a plan year without any of these infusions: they are not used"),
        ("2026-01-04", "6500.00", ""),
        ("2026-01-05", "8500.00", "hold from the next day on"),
        ("2026-06-30", "8500.00", "hold from the next day on"),
    ],
)
def test_amounts_met_count_in_their_own_plan_year_only(as_of: str, patient: str, note: str):
    found = priced(with_plan("hdhp-contract", met_as_of=as_of, deductible_met="1700", out_of_pocket_met="2000"))
    assert found.course.patient == Decimal(patient)
    assert said(found) == note or (note and note in said(found))


def test_overlapping_fees_are_refused_at_the_later_one():
    given = document("hdhp-contract")
    given["fees"].append(given["fees"][0] | {"starts": "2026-06-01"})
    assert "Two contract rates for J1568" in refusal(given)["fees.6.starts"][0]


def test_a_fee_that_ends_before_it_starts_is_refused():
    given = document("hdhp-contract")
    given["fees"][1]["ends"] = "2025-12-31"
    assert "ends before it starts" in refusal(given)["fees.1.ends"][0]


def test_a_fee_of_zero_is_a_price():
    given = document("hdhp-contract")
    given["fees"][0]["per_unit"] = "0"
    drug = [line for line in lines_of(priced(given)) if line.line.code == "J1568"]
    assert {(line.line.allowed, line.patient) for line in drug} == {(0, 0)}


def test_coinsurance_of_zero_leaves_the_deductible():
    assert priced(with_plan("hdhp-contract", coinsurance_percent="0")).course.patient == 1700


def test_a_maximum_of_zero_leaves_nothing_to_pay():
    assert priced(with_plan("hdhp-contract", deductible="0", out_of_pocket_maximum="0")).course.patient == 0


def test_a_deductible_above_the_maximum_is_refused():
    assert list(refusal(with_plan("hdhp-contract", deductible="8501"))) == ["coverage.primary.deductible"]


def test_a_medicare_advantage_maximum_is_checked_against_the_years_highest():
    assert "may have in 2026 ($9,250)" in said(priced(with_plan("medicare-advantage", out_of_pocket_maximum="9251")))
    assert "highest" not in said(priced(with_plan("medicare-advantage", out_of_pocket_maximum="9250")))
    into_2027 = document("medicare-advantage", first_infusion="2026-10-05")
    assert "loaded for 2027, so the plan's maximum was not checked" in said(priced(into_2027))


def test_a_medicare_advantage_maximum_is_asked_for_with_the_highest_allowed():
    given = document("medicare-advantage")
    del given["coverage"]["primary"]["out_of_pocket_maximum"]
    assert "may have at most $9,250" in refusal(given)["coverage.primary.out_of_pocket_maximum"][0]


def test_a_dose_in_grams_without_a_weight_needs_the_minutes():
    given = document(dose="140", dose_unit="g_per_cycle")
    del given["patient"]["weight"]
    assert "or the weight" in refusal(given)["order.infusion_minutes"][0]
    given["order"]["infusion_minutes"] = 288
    assert priced(given).course.allowed == Decimal("175533.28")


def test_one_price_that_is_not_entered_leaves_only_its_lines_unknown():
    given = document("uninsured")
    given["fees"] = [fee for fee in given["fees"] if fee["code"] == "J1568"]
    found = priced(given)
    assert found.course.patient is None
    assert found.course.unknown_lines == 52
    assert {line.patient for line in lines_of(found) if line.line.code == "J1568"} == {Decimal("8750.00")}
