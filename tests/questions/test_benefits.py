"""Plan designs and programs from the case document to the priced year: what is entered decides, what is missing is asked."""

from typing import Any

import pytest

from costing.domain.estimate import Estimate
from costing.questions import estimate, read_case
from costing.questions.refused import Refused
from tests.questions.test_documents import example

PROGRAM = {"name": "A program", "kind": "manufacturer", "yearly_cap": "3000"}


def priced(name: str = "hdhp-contract", coverage: dict[str, Any] | None = None, **plan: Any) -> Estimate:
    document = example(name)
    document["coverage"]["primary"] |= plan
    document["coverage"] |= coverage or {}
    return estimate(read_case(document))


def with_programs(*programs: dict[str, Any], name: str = "hdhp-contract", **plan: Any) -> Estimate:
    document = example(name)
    document["coverage"]["primary"] |= plan
    document["help"] = {**document.get("help", {}), "programs": list(programs)}
    return estimate(read_case(document))


def test_help_that_counts_is_taken_off_the_patients_year():
    """The plan's maximum of 8,500 is reached either way: the program bears 3,000 of it."""
    helped = with_programs(PROGRAM, help_treatment="counts")
    assert (str(helped.course.patient), str(helped.course.help_paid)) == ("5500.00", "3000.00")


def test_an_accumulator_gives_the_program_to_the_plan():
    helped = with_programs(PROGRAM, help_treatment="accumulator", funding="self_funded")
    assert (str(helped.course.patient), str(helped.course.help_paid)) == ("8500.00", "3000.00")
    assert any("does not reach a self-funded plan" in str(note) for note in helped.notes)


def test_how_the_plan_treats_help_is_asked_never_assumed():
    with pytest.raises(Refused) as refused:
        with_programs(PROGRAM)
    assert list(refused.value.messages) == ["coverage.primary.help_treatment"]


def test_federal_insurance_closes_a_manufacturers_program():
    with pytest.raises(Refused) as refused:
        with_programs(PROGRAM, name="part-b-office")
    assert "Anti-Kickback" in refused.value.messages["help.programs.0.kind"][0]


def test_a_foundation_may_help_behind_original_medicare():
    helped = with_programs(PROGRAM | {"kind": "foundation", "drug_only": False}, name="part-b-office")
    assert (str(helped.course.help_paid), str(helped.course.patient)) == ("3000.00", "32332.90")


def test_an_aggregate_family_deductible_replaces_the_patients_own():
    own = priced(out_of_pocket_maximum="17000")
    family = {"kind": "aggregate", "deductible": "3400", "out_of_pocket_maximum": "17000"}
    assert priced(out_of_pocket_maximum="17000", family=family).cycles[0].totals.patient > own.cycles[0].totals.patient


def test_out_of_network_terms_are_asked_and_then_decide():
    with pytest.raises(Refused) as refused:
        priced(practice_in_network=False)
    assert list(refused.value.messages) == ["coverage.primary.out_of_network"]
    out = priced(practice_in_network=False, out_of_network={"deductible": "5000", "coinsurance_percent": "40"})
    assert out.plan_years[0].limits[0].pool == "out_of_network"
    assert out.plan_years[0].maximum_reached_on is None


def test_a_copay_of_the_infusion_day_stands_on_its_line():
    visit = priced(administration={"copay_per_day": "50", "deductible_applies": False}).visits[-1]
    assert [str(line.copay) for line in visit.lines if line.line.kind.value == "first_hour"] == [
        "0.00"
    ]  # maximum reached
    first = priced(administration={"copay_per_day": "50", "deductible_applies": False}).visits[0]
    assert sum(line.copay for line in first.lines) == 50


def test_medigap_k_stops_at_its_yearly_limit_told_from_memory():
    assert str(priced("part-b-office", {"medigap_plan": "K"}).course.patient) == "8000.00"


def test_a_qualified_beneficiary_owes_nothing():
    document = example("part-b-office")
    document["help"] = {"qmb": True}
    assert estimate(read_case(document)).course.patient == 0


def test_medicaid_behind_medicare_asks_its_copay_only():
    year = priced("part-b-office", {"medicaid": {"copay_per_day": "4"}})
    assert year.course.patient == 4 * len(year.visits)


def test_two_second_payers_are_refused():
    with pytest.raises(Refused) as refused:
        priced(
            "part-b-office",
            {"medicaid": {}, "medigap_plan": "G", "second": example("hdhp-contract")["coverage"]["primary"]},
        )
    assert list(refused.value.messages) == ["coverage.second"]


def test_a_second_plan_pays_what_the_first_left():
    second = {"kind": "commercial", "deductible": "0", "coinsurance_percent": "20", "out_of_pocket_maximum": "5000"}
    assert priced(coverage={"second": second}).course.patient == 0


def test_insurance_that_changes_and_a_gap_hold_each_day_under_one_plan():
    gap = {"on": "2026-03-01", "coverage": {"primary": {"kind": "self_pay"}}}
    again = {"on": "2026-04-01", "coverage": example("hdhp-contract")["coverage"]}
    year = priced(coverage={"changes": [gap, again]})
    own = str(year.plan_years[0].plan)
    assert [str(row.plan) for row in year.plan_years] == [own, "self pay", own]
    assert sum(row.visits for row in year.plan_years) == len(year.visits) == 26
    assert year.plan_years[1].totals.patient is None  # no cash price is entered, so nothing is made up
    assert str(year.plan_years[0].totals.patient) == "6761.00"
    assert str(year.plan_years[2].totals.patient) == "8500.00"  # its counters start anew


def test_changes_out_of_order_are_refused():
    own = example("hdhp-contract")["coverage"]
    with pytest.raises(Refused) as refused:
        priced(coverage={"changes": [{"on": "2026-04-01", "coverage": own}, {"on": "2026-03-01", "coverage": own}]})
    assert list(refused.value.messages) == ["coverage.changes"]


def test_a_drug_that_a_pharmacy_sends_is_billed_whole_to_its_own_benefit():
    document = example("hdhp-contract")
    document["order"]["drug_from"] = "pharmacy"
    document["coverage"]["primary"]["pharmacy"] = {
        "deductible": "500",
        "coinsurance_percent": "10",
        "out_of_pocket_maximum": "2000",
    }
    year = estimate(read_case(document))
    drug = [line for visit in year.visits for line in visit.lines if line.pool == "pharmacy"]
    assert sum(line.patient for line in drug) == 2000
    assert {line.line.modifier for line in drug} == {None}
    assert [limits.pool for limits in year.plan_years[0].limits] == ["in_network", "pharmacy"]


def test_part_d_takes_its_deductible_and_percent_up_to_the_yearly_cap():
    """The standard design of 2026: 615, then 25%, up to 2,100 in the first fill; Part B shares the infusion."""
    document = example("part-b-office")
    document["order"]["drug_from"] = "pharmacy"
    with pytest.raises(Refused) as refused:
        estimate(read_case(document))
    assert list(refused.value.messages) == ["order.drug_from"]
    document["coverage"]["part_d"] = {"plan_name": "A drug plan"}
    document["fees"] = [{"code": "J1568", "kind": "contract", "per_unit": "50", "starts": "2026-01-01"}]
    visits = estimate(read_case(document)).visits
    drug = [line for visit in visits for line in visit.lines if line.line.benefit.value == "pharmacy"]
    assert [str(line.patient) for line in drug[:2]] == ["2100.00", "0.00"]
    assert (drug[0].deductible, drug[0].coinsurance) == (615, 1485)
    document["help"] = {"qmb": True}
    protected = estimate(read_case(document))
    assert protected.course.patient == 2100  # protection does not reach Part D


def medicaid(**terms: str) -> dict[str, Any]:
    return {
        "primary": {"kind": "medicaid", "payer": "State Medicaid (fictional)"},
        **({"medicaid": terms} if terms else {}),
    }


def test_medicaid_alone_leaves_the_copay_of_the_day_and_pays_the_rest_of_its_own_amount():
    found = example("hdhp-contract")
    found["coverage"] = medicaid(copay_per_day="4")
    year = estimate(read_case(found))
    assert year.course.patient == 26 * 4
    assert year.course.plan == year.course.allowed - 104
    assert "payment in full" in " ".join(map(str, year.notes))


def test_a_spend_down_is_the_patient_s_first_each_month():
    """300 a month first, then the copay of 4: in March two cycles fall, 4 days; the spend-down is met on the first."""
    found = example("hdhp-contract")
    found["coverage"] = medicaid(copay_per_day="4", spend_down_per_month="300")
    months = {one.starts.month: one.totals.patient for one in estimate(read_case(found)).months}
    assert (months[1], months[3]) == (308, 316)


def test_without_the_state_s_amounts_medicaid_is_unknown_and_its_own_copay_is_no_second_payer():
    found = example("part-b-office")
    found["coverage"] = medicaid(copay_per_day="4")
    year = estimate(read_case(found))
    assert year.course.patient is None
    assert "The state's Medicaid amount for J1568 is not loaded" in str(year.missing[0].why)


def test_a_manufacturer_s_program_is_closed_to_medicaid():
    found = example("hdhp-contract")
    found["coverage"] = medicaid()
    found["help"] = {"programs": [{"name": "Copay card", "kind": "manufacturer", "yearly_cap": "5000"}]}
    with pytest.raises(Refused, match="Anti-Kickback"):
        estimate(read_case(found))


def test_part_d_shares_are_spread_over_the_year_where_the_patient_chose_so():
    """2,100 on the first fill in January: 175 a month for twelve months; without the choice nothing is spread."""
    document = example("part-b-office")
    document["order"]["drug_from"] = "pharmacy"
    document["coverage"]["part_d"] = {"plan_name": "A drug plan", "payment_plan": True}
    document["fees"] = [{"code": "J1568", "kind": "contract", "per_unit": "50", "starts": "2026-01-01"}]
    year = estimate(read_case(document))
    assert [bill.billed for bill in year.bills] == [175] * 12
    assert "as told from memory" in " ".join(map(str, year.notes))
    document["coverage"]["part_d"]["payment_plan"] = False
    assert estimate(read_case(document)).bills == ()
    assert estimate(read_case(document)).course == year.course
