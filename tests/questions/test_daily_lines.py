"""What an infusion day bills beside the product: sites with codes of their own, other drugs and services, documented times."""

from decimal import Decimal as D
from typing import Any

import pytest

from costing.domain.estimate import Estimate
from costing.questions import Refused, estimate, read_case
from costing.questions.margin import margin
from tests.questions.test_documents import example

HOME = ({"code": "S9338", "per_unit": "120"}, {"code": "99601", "per_unit": "250"}, {"code": "99602", "per_unit": "80"})
WEEKLY = {
    "product": "hizentra", "dose": "28", "dose_unit": "g_per_cycle", "days_per_cycle": 1, "interval": {"every": 1, "unit": "weeks"},
    "cycles": 4, "infusion_minutes": 90,
}  # fmt: skip


def document(name: str = "part-b-office", fees: tuple[dict[str, Any], ...] = (), **order: Any) -> dict[str, Any]:
    found = example(name)
    found["order"] |= order
    entered = [{"kind": "contract", "starts": "2026-01-01", **fee} for fee in fees]
    return {**found, "fees": [*found.get("fees", []), *entered]}


def priced(name: str = "part-b-office", fees: tuple[dict[str, Any], ...] = (), **order: Any) -> Estimate:
    return estimate(read_case(document(name, fees, **order)))


def first_day(found: Estimate) -> list[tuple[str, int, D | None]]:
    return [(one.line.code, one.line.units, one.line.allowed) for one in found.visits[0].lines]


def said(found: Estimate) -> str:
    return " ".join(str(one) for one in (*found.notes, *(one.sentence for one in found.assumptions)))


def test_an_infusion_suite_is_paid_as_an_office_and_says_that_this_is_assumed():
    found = priced(site="infusion_suite")
    assert found.course == priced().course
    assert "infusion suite bills as a physician's office" in said(found)
    assert "infusion suite" not in said(priced())


def test_at_home_original_medicare_pays_nothing_and_the_lawful_ways_are_named():
    with pytest.raises(Refused) as refused:
        priced(site="home")
    (sentence,) = refused.value.messages["order.site"]
    assert "neither of its home benefits lists the disease" in sentence
    assert "Part D" in sentence


def test_at_home_a_per_diem_and_a_nurse_by_entered_rates():
    """287.5 minutes: a visit of up to 120 minutes, then 167.5 minutes are 3 added hours, since the last runs 47.5 minutes."""
    found = priced("hdhp-contract", HOME, site="home")
    codes = first_day(found)
    assert ("99601", 1, D("250.00")) in codes
    assert ("99602", 3, D("240.00")) in codes
    assert ("S9338", 1, D("120.00")) in codes
    assert not {"96365", "96366"} & {code for code, *_ in codes}
    assert found.course.patient == D("8500.00")
    assert "At home the infusion pharmacy bills" in said(found)


def test_at_home_what_is_not_entered_is_unknown():
    found = priced("hdhp-contract", HOME[:1], site="home")
    assert found.course.patient is None
    assert {str(one.why).split()[4] for one in found.missing} == {"99601", "99602"}


def test_a_patient_who_infuses_at_home_has_no_nurse():
    order = {**WEEKLY, "site": "home", "given_by": "self"}
    drug = {"code": "J1559", "per_unit": "15"}
    found = priced("hdhp-contract", (drug,), **order)
    assert [code for code, *_ in first_day(found)] == ["J1559"]
    assert "Whether the plan pays a per diem" in said(found)
    with_per_diem = priced("hdhp-contract", (drug, HOME[0]), **order)
    assert [code for code, *_ in first_day(with_per_diem)] == ["J1559", "S9338"]


def test_what_else_is_given_is_billed_in_the_order_of_the_deductible():
    """96375 in an office: 15.70 in 2026 (non-QP). J1200 has no loaded limit: by the entered amount, at Part B's 20%."""
    also = [{"code": "96375", "units": 1}, {"code": "J1200", "units": 2, "label": "diphenhydramine"}]
    found = priced(fees=({"code": "J1200", "per_unit": "1.50"},), also_given=also)
    codes = first_day(found)
    assert [code for code, *_ in codes] == ["J1568", "J1200", "96365", "96366", "96375"]
    assert codes[1] == ("J1200", 2, D("3.00"))
    assert codes[-1] == ("96375", 1, D("15.70"))
    assert found.visits[1].lines[1].patient == D("0.60")
    assert found.visits[0].lines[1].line.label == "diphenhydramine"


def test_a_drug_that_nobody_priced_is_unknown_and_the_rest_is_priced():
    found = priced(also_given=[{"code": "J1200", "units": 1}])
    assert found.course.patient is None
    assert found.visits[0].lines[0].patient == D("1546.12")
    assert "Medicare's amount for J1200 is not loaded" in str(found.missing[0].why)


def test_a_further_pump_set_up_is_paid_in_an_office_and_packaged_in_a_hospital():
    """96371: 56.45 in an office in 2026 (non-QP); in a hospital indicator Q1, packaged beside 96369 (S)."""
    assert ("96371", 1, D("56.45")) in first_day(priced(**WEEKLY, pump_setups=1))
    assert ("96371", 2, D("0.00")) in first_day(priced(**WEEKLY, pump_setups=2, site="hospital_outpatient"))
    assert "96371" not in {code for code, *_ in first_day(priced(**WEEKLY))}


def test_a_practice_that_does_not_take_part_is_allowed_95_percent_for_services_and_all_for_drugs():
    """67.14 x 95% = 63.783, 63.78; 21.38 x 95% = 20.311, 20.31 x 4 = 81.24. The drug's 6,598.62 stays."""
    given = document()
    given["practice"]["participating"] = False
    found = estimate(read_case(given))
    assert first_day(found) == [("J1568", 140, D("6598.62")), ("96365", 1, D("63.78")), ("96366", 4, D("81.24"))]
    assert "accepts assignment on these claims" in said(found)
    given["practice"]["participating"] = True
    assert estimate(read_case(given)).course == priced().course


def test_a_documented_day_is_priced_by_its_own_minutes_and_the_others_by_the_plan():
    """9:10 to 13:20 are 250 minutes: 3 added hours, since the fourth runs only 10 minutes. Planned are 287.5: 4."""
    found = priced(visits=[{"on": "2026-01-05", "began": "9:10 am", "ended": "1:20 pm"}])
    assert first_day(found)[-1][:2] == ("96366", 3)
    assert [visit.documented for visit in found.visits[:2]] == [True, False]
    assert found.visits[1].lines[-1].line.units == 4
    assert found.plan_years[0].chair_minutes == 25 * D("287.5") + 250


def test_an_infusion_past_midnight_ends_on_the_next_day():
    found = priced(visits=[{"on": "2026-01-05", "began": "22:00", "ended": "02:00"}])
    assert found.visits[0].minutes == 240


def test_a_documented_day_that_is_no_infusion_day_is_refused():
    with pytest.raises(Refused, match=r"order\.visits\.0\.on"):
        priced(visits=[{"on": "2026-01-07", "began": "9:00", "ended": "12:00"}])


@pytest.mark.parametrize(
    ("visits", "field"),
    [
        ([{"on": "2026-01-05", "began": "9:00", "ended": "9:00"}], "order.visits.0.ended"),
        ([{"on": "2026-01-05", "began": "25:00", "ended": "9:00"}], "order.visits.0.began"),
        ([{"on": "2026-01-05", "began": "13:00 pm", "ended": "9:00"}], "order.visits.0.began"),
        ([{"on": "2026-01-05", "began": "noon", "ended": "9:00"}], "order.visits.0.began"),
        ([{"on": "2026-01-05", "began": "8:00", "ended": "9:00"}] * 2, "order.visits"),
    ],
)
def test_times_that_are_none_are_refused(visits, field):
    with pytest.raises(Refused) as refused:
        priced(visits=visits)
    assert list(refused.value.messages) == [field]


def test_in_a_hospital_it_is_said_who_bills():
    assert "A physician is not paid for these infusion codes in a hospital" in said(priced(site="hospital_outpatient"))


def test_other_drugs_are_no_vials_of_the_product():
    fees = ({"code": "J1200", "per_unit": "1.50"}, {"code": "J1568", "kind": "acquisition", "per_unit": "40"})
    found = margin(read_case(document(fees=fees, also_given=[{"code": "J1200", "units": 1}])))
    assert found.course.drug_cost == 13 * 280 * 40
