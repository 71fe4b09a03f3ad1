"""More about the plan, and the programs that already pay: by form into the document and out of the estimate."""

import pytest
from flask import Flask

from costing.store.people import Person
from tests.web.test_cases import add_case, example, kept, said, sent


@pytest.fixture
def commercial(app: Flask, biller: Person) -> str:
    return add_case(app, biller, example("hdhp-contract"))


def test_a_program_is_entered_asked_about_and_taken_off_the_patients_year(app, biller, signed_in):
    case_id = add_case(app, biller, example("hdhp-contract"))
    added = sent(
        signed_in, f"/cases/{case_id}/granted/add", name="Copay card", kind="manufacturer", yearly_cap="$3,000"
    )
    assert added.status_code == 303
    assert "at most $3000 a year" in said(signed_in.get(f"/cases/{case_id}/granted"))
    assert "whether what a program pays counts" in said(signed_in.get(f"/cases/{case_id}/estimate"))
    assert (
        sent(signed_in, f"/cases/{case_id}/plan-details", coverage__primary__help_treatment="counts").status_code == 303
    )
    estimate = said(signed_in.get(f"/cases/{case_id}/estimate"))
    assert "Programs pay" in estimate
    assert "$5,500.00" in estimate
    assert "The patient pays most in February 2026: $2,700.50." in estimate


def test_family_limits_need_their_kind_and_lose_nothing_typed(app, biller, signed_in):
    case_id = add_case(app, biller, example("hdhp-contract"))
    page = f"/cases/{case_id}/plan-details"
    refused = sent(signed_in, page, coverage__primary__family__deductible="3400")
    assert refused.status_code == 422
    assert "embedded or aggregate" in said(refused)
    assert 'value="3400"' in refused.text
    kept = sent(
        signed_in, page, coverage__primary__family__deductible="3400", coverage__primary__family__kind="aggregate"
    )
    assert kept.status_code == 303
    assert "aggregate family limits" in said(signed_in.get(f"/cases/{case_id}"))


def test_a_program_that_ends_before_it_starts_is_refused_beside_its_field(app, biller, signed_in):
    case_id = add_case(app, biller, example("hdhp-contract"))
    refused = sent(
        signed_in, f"/cases/{case_id}/granted/add", name="Fund", kind="foundation", starts="5/1/2026", ends="4/1/2026"
    )
    assert refused.status_code == 422
    assert "ends before it starts" in said(refused)


def test_a_second_plan_is_entered_by_form_and_pays_what_the_first_left(app, biller, signed_in, commercial):
    typed = {
        "coverage__second__kind": "commercial", "coverage__second__deductible": "0", "coverage__second__coinsurance_percent": "0",
        "coverage__second__out_of_pocket_maximum": "1000", "coverage__coordination": "standard",
    }  # fmt: skip
    assert sent(signed_in, f"/cases/{commercial}/plan-details", **typed).status_code == 303
    kept_now = kept(app, biller, commercial).document["coverage"]["second"]
    assert kept_now["kind"] == "commercial"
    assert "Second payer" in said(signed_in.get(f"/cases/{commercial}/estimate"))
    assert sent(signed_in, f"/cases/{commercial}/plan-details", coverage__second__deductible="").status_code == 303


def test_a_change_of_coverage_is_entered_by_form_and_each_day_stands_under_one_plan(app, biller, signed_in, commercial):
    typed = {"on": "7/1/2026", "coverage__primary__kind": "self_pay"}
    page = sent(signed_in, f"/cases/{commercial}/coverage-changes/add", **typed)
    assert page.location == f"/cases/{commercial}/coverage-changes"
    (change,) = kept(app, biller, commercial).document["coverage"]["changes"]
    assert (change["on"], change["coverage"]["primary"]["kind"]) == ("2026-07-01", "self_pay")
    assert "From July 1, 2026 self pay" in said(signed_in.get(f"/cases/{commercial}/coverage-changes"))
    assert "owes the practice's own cash rate" in said(signed_in.get(f"/cases/{commercial}/estimate"))
    again = sent(signed_in, f"/cases/{commercial}/coverages/0", coverage__primary__kind="commercial")
    assert again.status_code == 303
    assert "Enter the yearly deductible" in said(signed_in.get(f"/cases/{commercial}/estimate"))


def test_a_part_d_plan_and_a_pharmacy_benefit_have_their_questions(app, biller, signed_in, commercial):
    page = signed_in.get(f"/cases/{commercial}/plan-details").text
    assert 'name="coverage.primary.pharmacy.deductible"' in page
    assert 'name="coverage.part_d.plan_name"' not in page
    sent(signed_in, f"/cases/{commercial}/plan-details", coverage__primary__pharmacy__deductible="250")
    assert kept(app, biller, commercial).document["coverage"]["primary"]["pharmacy"] == {"deductible": "250"}
