"""Every figure of an estimate links to its working; a figure that does not exist, and another practice's, is not found."""

import re

import pytest
from flask import Flask

from costing.store import cases
from costing.store.people import Person
from tests.questions.test_documents import example
from tests.web.conftest import add_biller
from tests.web.forms_read import form_of
from tests.web.test_cases import said


@pytest.fixture
def case_id(app: Flask, biller: Person) -> str:
    with app.extensions["sessions"].begin() as session:
        return cases.keep_new(session, biller.practice_id, example("part-b-office"), biller.id).id


def test_every_amount_on_the_page_leads_to_its_working(signed_in, case_id):
    page = signed_in.get(f"/cases/{case_id}/estimate").text
    links = re.findall(r'<a class="ig-why-link" href="([^"]+)">(\$[^<]+)</a>', page)
    assert len(links) > 80
    for href, dollars in links[::7]:
        working = signed_in.get(href)
        assert working.status_code == 200
        assert f"Why {dollars}" in said(working)
    assert not any(re.search(r"20\d\d-", href.removeprefix(f"/cases/{case_id}")) for href, _ in links)


def test_2926_90_walks_to_its_sources(signed_in, case_id):
    words = said(signed_in.get(f"/cases/{case_id}/why/cycle.1.patient"))
    for piece in (
        "Why $2,926.90",
        "Deductible",
        "$283.00",
        "20% of $6,315.62.",
        "140 x $47.133 = $6,598.62.",
        "Payment Limit File",
    ):
        assert piece in words


def test_a_kept_estimate_keeps_its_working(signed_in, case_id):
    page = signed_in.get(f"/cases/{case_id}/estimate")
    action, form = form_of(page.text, "question")
    kept = signed_in.post(action, data=form).location
    assert "ig-why-link" in signed_in.get(kept).text
    assert "Why $2,926.90" in said(signed_in.get(f"{kept}/why/cycle.1.patient"))


@pytest.mark.parametrize("figure", ["cycle.99.patient", "day.1.tax", "course", "..%2f..%2fetc"])
def test_what_is_no_figure_is_not_found(signed_in, case_id, figure):
    assert signed_in.get(f"/cases/{case_id}/why/{figure}").status_code == 404


def test_another_practice_sees_no_working(app, store, signed_in):
    with app.extensions["sessions"].begin() as session:
        other = add_biller(app, store, "Other Clinic (fictional)", "other@example.org")
        theirs = cases.keep_new(session, other.practice_id, example("part-b-office"), other.id).id
    assert signed_in.get(f"/cases/{theirs}/why/course.patient").status_code == 404


def test_the_patient_s_page_has_no_links_to_staff_pages(anonymous):
    assert "ig-why-link" not in anonymous.get("/estimate").text
