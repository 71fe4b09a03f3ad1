"""The page of a case says what to do next, and its pages lead there without detours."""

import re
from html import unescape

import pytest

from costing.web.staff.payer_named import meant
from tests.web.forms_read import form_of
from tests.web.test_cases import NOTE, add_case, changed, checked_order, example, kept, said, sent


@pytest.fixture
def case_id(app, biller) -> str:
    """A complete case of Medicare Advantage."""
    return add_case(app, biller, example("medicare-advantage"))


@pytest.fixture
def fresh(app, biller) -> str:
    """A case with no more than a name."""
    return add_case(app, biller, {"version": 1, "label": "Fresh"})


def next_of(client, case_id: str) -> str:
    """The words of the page's own button."""
    return unescape(
        re.search(r'<a href="[^"]+"[^>]*role="button"[^>]*>\s*(.*?)\s*</a>', client.get(f"/cases/{case_id}").text)[1]
    )


def states(client, case_id: str) -> dict[str, str]:
    """What the task lists say of each page."""
    page = client.get(f"/cases/{case_id}").text
    rows = re.findall(r'<li class="govuk-task-list__item.*?</li>', page, re.S)
    words = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "|", row)).strip("| ") for row in rows]
    return {row.split("|")[0].strip(): row.split("|")[-1].strip() for row in words}


def test_the_button_leads_to_what_is_to_do_next(app, biller, signed_in, fresh, case_id):
    assert next_of(signed_in, fresh) == "Continue with patient"
    assert next_of(signed_in, case_id) == "Open the letter"
    document = example("medicare-advantage")
    document["chart"]["facts"] = document["chart"]["facts"][:1]
    assert next_of(signed_in, add_case(app, biller, document)) == "See what the letter needs"
    document["assumptions"] = document["assumptions"][:1]
    assert next_of(signed_in, add_case(app, biller, document)) == "See what the estimate needs"


def test_a_page_of_extras_that_was_saved_empty_is_not_done(signed_in, case_id):
    for slug in ("plan-details", "order-details"):
        assert sent(signed_in, f"/cases/{case_id}/{slug}").status_code == 303
    found = states(signed_in, case_id)
    assert (found["More about the plan"], found["More about the order"]) == ("Optional", "Optional")
    sent(signed_in, f"/cases/{case_id}/plan-details", coverage__primary__practice_in_network="no")
    assert states(signed_in, case_id)["More about the plan"] == "Done"


def test_the_way_through_the_pages_leaves_out_what_few_cases_have(signed_in, fresh):
    sent(signed_in, f"/cases/{fresh}/coverage", coverage__primary__kind="commercial", coverage__primary__payer="Humana")
    assert sent(signed_in, f"/cases/{fresh}/terms", then="next").location == f"/cases/{fresh}/request"


def test_on_a_page_that_is_still_to_do_going_on_comes_first(signed_in, fresh, case_id):
    def first_button(of: str) -> str:
        form = signed_in.get(f"/cases/{of}/patient").text.split("<main")[1]
        return re.search(r"<button[^>]*>\s*(.*?)\s*</button>", form)[1]

    assert first_button(fresh) == "Save, then coverage"
    assert first_button(case_id) == "Save"


def test_an_order_is_kept_on_the_way_to_the_chart(app, biller, signed_in, case_id):
    action, form = form_of(checked_order(signed_in, case_id, order__dose="1.5").text)
    assert signed_in.post(action, data=changed(form, {"step": "next"})).location == f"/cases/{case_id}/chart"
    assert kept(app, biller, case_id).document["order"]["dose"] == "1.5"


def test_a_date_that_stands_out_is_said_before_the_order_is_kept_and_on_the_case(signed_in, case_id):
    page = checked_order(signed_in, case_id, order__first_infusion="1/5/2025")
    assert "Check this date: The first infusion, January 5, 2025, lies before" in said(page)
    action, form = form_of(page.text)
    signed_in.post(action, data=changed(form, {"step": "keep"}))
    page = signed_in.get(f"/cases/{case_id}")
    assert "Dates to check The first infusion, January 5, 2025, lies before" in said(page)
    assert f'href="/cases/{case_id}/order#order-first_infusion"' in page.text


def test_findings_that_are_asked_for_are_gone_through_in_turn(app, biller, signed_in):
    document = example("medicare-advantage")
    document["chart"]["facts"] = document["chart"]["facts"][:2]
    case_id = add_case(app, biller, document)
    first = f"/cases/{case_id}/chart/add?fact=ig_hypersensitivity&same_note=yes"
    assert first in unescape(signed_in.get(f"/cases/{case_id}/chart/asked").text)
    answer = sent(signed_in, first, value="no", **NOTE, then="asked")
    assert answer.location == f"/cases/{case_id}/chart/add?fact=iga_deficiency_with_antibodies&same_note=yes"
    page = signed_in.get(answer.location)
    assert re.search(r"ask for \d+ more", said(page))
    skip = unescape(re.search(r'href="([^"]+)">The record does not say: skip it', page.text)[1])
    assert "fact=" in skip
    assert "iga_deficiency_with_antibodies" not in skip
    assert signed_in.get(skip).status_code == 200
    assert [fact["name"] for fact in kept(app, biller, case_id).document["chart"]["facts"]][2:] == [
        "ig_hypersensitivity"
    ]


def test_a_code_without_its_dot_is_kept_with_it(app, biller, signed_in, fresh):
    assert sent(signed_in, f"/cases/{fresh}/chart/add?fact=diagnosis", value="m3312", **NOTE).status_code == 303
    assert kept(app, biller, fresh).document["chart"]["facts"][0]["value"] == "M33.12"


def test_an_order_in_milligrams_is_told_what_to_enter(signed_in, case_id):
    page = checked_order(signed_in, case_id, order__dose="140000", order__dose_unit="g_per_cycle")
    assert page.status_code == 422
    assert "The dose must be 1000 or less. Is the order in milligrams? Enter grams: 140,000 mg are 140 g." in said(page)


def test_a_payer_that_is_typed_but_not_chosen_is_asked_about(app, biller, signed_in):
    document = example("medicare-advantage")
    document["coverage"]["primary"] |= {"payer": "Blu Cros NC Medicare", "payer_id": None}
    case_id = add_case(app, biller, {**document, "coverage": {**document["coverage"]}})
    for address in (f"/cases/{case_id}", f"/cases/{case_id}/policy"):
        page = signed_in.get(address)
        assert "“Blu Cros NC Medicare” is entered as the payer, but nobody has chosen whose policy to read." in said(
            page
        )
        assert "Is it Blue Cross NC" in said(page)
        assert f'href="/cases/{case_id}/coverage#coverage-primary-payer_id"' in page.text


def test_names_of_payers_are_known_as_people_spell_them():
    assert meant("Humanna")[0] == "Humana"
    assert meant("United Health Care")[0] == "UnitedHealthcare"
    assert meant("BCBS of Alabama")[0] == "Blue Cross Blue Shield of Alabama"
    assert meant("My Own Local Plan") == ()
    assert meant("--") == ()


def test_whoever_cannot_sign_is_told_who_can(app, biller, signed_in, case_id):
    page = signed_in.get(f"/cases/{case_id}/letter")
    assert "None of your practice has an account yet: ask your administrator for one." in said(page)
    assert "/letter/sign" not in page.text


def test_what_one_note_says_to_several_questions_is_kept_at_once(app, biller, signed_in):
    document = example("medicare-advantage")
    document["chart"]["facts"] = document["chart"]["facts"][:2]
    case_id = add_case(app, biller, document)
    address = f"/cases/{case_id}/chart/asked"
    assert f'href="{address}"' in signed_in.get(f"/cases/{case_id}/chart").text
    assert 'value="12/10/2025"' in signed_in.get(address).text  # the last note
    answers = {"value__ig_hypersensitivity": "no", "value__iga_deficiency_with_antibodies": "yes"}
    assert (
        sent(signed_in, address, **answers, **{**NOTE, "noted_on": "11/20/2025"}).location == f"/cases/{case_id}/chart"
    )
    where = {"note": NOTE["note"], "noted_on": "2025-11-20", "page": "4"}
    assert kept(app, biller, case_id).document["chart"]["facts"][2:] == [
        {"name": "ig_hypersensitivity", "value": False, **where}, {"name": "iga_deficiency_with_antibodies", "value": True, **where},
    ]  # fmt: skip
    page = signed_in.get(f"/cases/{case_id}/chart")
    assert "2 findings are kept." in said(page)
    assert "value.iga_deficiency_with_antibodies" not in signed_in.get(address).text


def test_mistakes_on_the_page_of_questions_keep_what_was_answered(app, biller, signed_in):
    document = example("medicare-advantage")
    document["chart"]["facts"] = document["chart"]["facts"][:2]
    case_id = add_case(app, biller, document)
    before, address = kept(app, biller, case_id), f"/cases/{case_id}/chart/asked"
    empty = sent(signed_in, address)
    assert (empty.status_code, "Answer at least one question" in said(empty)) == (422, True)
    wrong = sent(
        signed_in,
        address,
        value__iga_deficiency_with_antibodies="no",
        value__ig_hypersensitivity="yes",
        note="",
        noted_on="31/31/2025",
    )
    assert wrong.status_code == 422
    assert unescape(wrong.text).count("Say where this is documented, such as: Rheumatology note.") == 2
    _, form = form_of(wrong.text)
    assert (form["value.iga_deficiency_with_antibodies"], form["value.ig_hypersensitivity"], form["noted_on"]) == (
        "no",
        "yes",
        "31/31/2025",
    )
    assert kept(app, biller, case_id) == before
    action, form = form_of(signed_in.get(address).text)
    sent(signed_in, f"/cases/{case_id}/name", label="Changed")
    stale = signed_in.post(action, data=changed(form, {"value.iga_deficiency_with_antibodies": "no", **NOTE}))
    assert (stale.status_code, "Somebody changed this case in the meantime." in said(stale)) == (409, True)
    action, form = form_of(stale.text)
    assert signed_in.post(action, data=form).status_code == 303


def test_only_findings_with_a_yes_or_a_no_are_taken_there(app, biller, signed_in, case_id):
    action, form = f"/cases/{case_id}/chart/asked", {"asked": "ck age_years nonsense", "value.ck": "yes"}
    token = form_of(signed_in.get(f"/cases/{case_id}/patient").text)[1]["csrf_token"]
    assert signed_in.post(action, data={**form, "csrf_token": token}).status_code == 400
    assert kept(app, biller, case_id).document == example("medicare-advantage")


def test_after_the_diagnosis_the_questions_come_together(signed_in, app, biller):
    document = example("medicare-advantage")
    document["chart"]["facts"] = []
    case_id = add_case(app, biller, document)
    answer = sent(signed_in, f"/cases/{case_id}/chart/add?fact=diagnosis", value="M33.12", **NOTE, then="asked")
    assert answer.location == f"/cases/{case_id}/chart/asked"


def test_the_page_of_the_practice_says_where_people_and_backups_are_kept(signed_in):
    page = said(signed_in.get("/practice/letterhead"))
    assert 'igpath people add name@practice.example --practice "Example Clinic (fictional)" --role biller' in page
    assert "the database, keys.json and prices belong together" in page


def test_an_estimate_that_needs_assumptions_leads_to_all_of_them(app, biller, signed_in):
    document = example("part-b-office")
    document["assumptions"] = []
    case_id = add_case(app, biller, document)
    page = signed_in.get(f"/cases/{case_id}/estimate").text
    assert f'href="/cases/{case_id}/assumptions">Choose several at once</a>' in page
