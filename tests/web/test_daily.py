"""By form: what else is given on an infusion day, and when an infusion began and ended."""

import pytest
from flask import Flask

from costing.store import cases
from costing.store.people import Person
from tests.questions.test_documents import example
from tests.web.forms_read import form_of
from tests.web.test_cases import kept, said, sent


@pytest.fixture
def case_id(app: Flask, biller: Person) -> str:
    with app.extensions["sessions"].begin() as session:
        return cases.keep_new(session, biller.practice_id, example("part-b-office"), biller.id).id


def test_another_drug_is_entered_listed_priced_and_taken_out(app, biller, signed_in, case_id):
    page = sent(signed_in, f"/cases/{case_id}/also-given/add", code="96375", units="1", label="Injection before")
    assert page.location == f"/cases/{case_id}/also-given"
    assert kept(app, biller, case_id).document["order"]["also_given"] == [
        {"code": "96375", "units": 1, "label": "Injection before"}
    ]
    assert "Injection before 96375, 1 unit a day" in said(signed_in.get(f"/cases/{case_id}/also-given"))
    assert "Injection before" in said(signed_in.get(f"/cases/{case_id}/estimate"))
    action = f"/cases/{case_id}/also/0"
    assert sent(signed_in, action, units="2").status_code == 303
    assert kept(app, biller, case_id).document["order"]["also_given"][0]["units"] == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"code": "benadryl", "units": "1"}, "Enter the code in the usual form, such as J1200."),
        ({"code": "J1200", "units": ""}, "Enter the units of an infusion day."),
        ({"code": "J1200", "units": "1.5"}, "Enter the units of an infusion day as a whole number, such as 1."),
    ],
)
def test_a_wrong_row_is_said_and_not_kept(app, biller, signed_in, case_id, typed, sentence):
    before = kept(app, biller, case_id)
    page = sent(signed_in, f"/cases/{case_id}/also-given/add", **typed)
    assert page.status_code == 422
    assert page.text.count(sentence) == 2
    assert kept(app, biller, case_id) == before


def test_a_documented_time_is_entered_and_the_estimate_says_so(app, biller, signed_in, case_id):
    typed = {"on": "1/5/2026", "began": "9:10 am", "ended": "1:20 pm"}
    assert sent(signed_in, f"/cases/{case_id}/visits/add", **typed).location == f"/cases/{case_id}/visits"
    assert kept(app, biller, case_id).document["order"]["visits"] == [
        {"on": "2026-01-05", "began": "09:10", "ended": "13:20"}
    ]
    assert "January 5, 2026 09:10 to 13:20, 250 minutes" in said(signed_in.get(f"/cases/{case_id}/visits"))
    page = said(signed_in.get(f"/cases/{case_id}/estimate"))
    assert "4 h 10 min of infusion, documented" in page
    assert ", planned." in page


def test_a_day_that_is_no_infusion_day_is_said_on_the_estimate_with_its_page(signed_in, case_id):
    sent(signed_in, f"/cases/{case_id}/visits/add", on="1/7/2026", began="9:00", ended="12:00")
    page = signed_in.get(f"/cases/{case_id}/estimate")
    assert "January 7, 2026 is no infusion day of the order." in said(page)
    assert f'href="/cases/{case_id}/visits"' in page.text


def test_a_range_of_days_is_entered_by_form_and_the_estimate_shows_both_ends(app, biller, signed_in, case_id):
    first = sent(signed_in, f"/cases/{case_id}/order", order__days_per_cycle_to="3", order__interval_every_to="5")
    assert "over 2 to 3 days every 4 to 5 weeks" in said(first)
    action, form = form_of(first.text)
    assert signed_in.post(action, data={**form.to_dict(), "step": "keep"}).status_code == 303
    assert kept(app, biller, case_id).document["order"]["days_per_cycle_to"] == 3
    page = said(signed_in.get(f"/cases/{case_id}/estimate"))
    assert "The patient pays between" in page
    assert "3 days every 5 weeks" in page
    assert "By month" in page
    assert "January 2026 patient pays most" in page or "March 2026 patient pays most" in page
