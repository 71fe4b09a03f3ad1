"""More about the plan, and the programs that already pay: by form into the document and out of the estimate."""

from tests.web.test_cases import add_case, example, said, sent


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
