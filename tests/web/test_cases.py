"""The cases' pages with the real client: list, pages, orders added up, lists of entries, refusals, conflicts, other practices."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from costing.case.schema import dump_case
from costing.cli.passwords import hash_password
from costing.questions import read_case
from costing.store import audit, cases, people
from costing.store.audit import AuditEntry
from costing.store.cases import SavedCase
from costing.store.people import Person, RoleName
from costing.web.staff.sections import SECTIONS
from tests.web.conftest import PASSWORD, add_biller, csrf_token
from tests.web.forms_read import Form, form_of

FOLDER = Path(__file__).resolve().parents[2] / "costing" / "examples"
EXAMPLES = sorted(path.stem for path in FOLDER.glob("*.json"))
PAGES = [slug for slug in SECTIONS if slug != "order"]


def example(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return dump_case(read_case(document))


def add_case(app: Flask, person: Person, document: dict[str, Any]) -> str:
    with app.extensions["sessions"].begin() as session:
        return cases.keep_new(session, person.practice_id, document, person.id).id


def kept(app: Flask, person: Person, case_id: str) -> SavedCase:
    with app.extensions["sessions"].begin() as session:
        return cases.get(session, person.practice_id, case_id)


def actions(app: Flask, person: Person) -> list[tuple[str, str]]:
    """What is on record for the practice, oldest first; the chain is whole."""
    with app.extensions["sessions"].begin() as session:
        assert audit.verify(session, person.practice_id) is None
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.number))
        return [(row.action, row.subject) for row in rows if row.practice_id == person.practice_id]


def said(page: TestResponse) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.text)))


def sent(client: FlaskClient, address: str, **typed: str | list[str]) -> TestResponse:
    """Open a page, change some of its controls (dots written as two underscores), send its form."""
    action, form = form_of(client.get(address).text)
    return client.post(action, data=changed(form, typed))


def changed(form: Form, typed: dict[str, Any]) -> Form:
    for name, value in typed.items():
        form.setlist(name.replace("__", "."), value if isinstance(value, list) else [value])
    return form


@pytest.fixture
def case_id(app: Flask, biller: Person) -> str:
    """A complete case: Medicare Advantage, 165 lb, 2 g/kg over 2 days."""
    return add_case(app, biller, example("medicare-advantage"))


@pytest.fixture
def fresh(app: Flask, biller: Person) -> str:
    """A case with no more than a name."""
    return add_case(app, biller, {"version": 1, "label": "Fresh"})


# --- list, new, case page


def test_an_empty_list_says_what_a_case_is_and_offers_one(signed_in: FlaskClient):
    page = signed_in.get("/cases")
    assert "There is no case yet" in said(page)
    assert page.text.count('href="/cases/new"') == 1


def test_the_list_shows_whose_it_is_and_puts_the_last_change_first(app, biller, signed_in, case_id, fresh):
    sent(signed_in, f"/cases/{case_id}/name", label="Changed last")
    page = signed_in.get("/cases")
    words = said(page)
    assert words.index("Changed last Walter Sample") < words.index("Fresh")
    assert "Octagam 10% Medicare Advantage January 5, 2026" in words
    assert not re.search(r'href="[^"]*(Sample|Walter|Changed)', page.text)


def test_a_new_case_needs_nothing_and_has_the_practices_letterhead(app):
    letterhead = {"name": "Letterhead Clinic (fictional)", "phone": "919-555-0100"}
    with app.extensions["sessions"].begin() as session:
        office = people.add_practice(session, letterhead["name"], letterhead)
        people.add_person(session, office.id, "new@example.org", hash_password(PASSWORD), "New", RoleName.BILLER)
    client = app.test_client()
    token = csrf_token(client, "/sign-in")
    client.post("/sign-in", data={"email": "new@example.org", "password": PASSWORD, "csrf_token": token})
    answer = client.post("/cases", data={"csrf_token": csrf_token(client, "/cases/new"), "label": ""})
    assert answer.status_code == 303
    with app.extensions["sessions"].begin() as session:
        (saved,) = cases.all_of(session, office.id)
    assert answer.location == f"/cases/{saved.id}"
    assert saved.document == {"version": 1, "practice": letterhead}
    assert "Case without a name" in said(client.get(answer.location))


def test_a_label_that_is_too_long_is_refused_and_kept_in_sight(app, biller, signed_in):
    answer = signed_in.post("/cases", data={"csrf_token": csrf_token(signed_in, "/cases/new"), "label": "x" * 101})
    assert answer.status_code == 422
    assert answer.text.count("Shorten the label to 100 characters or fewer.") == 2
    assert "x" * 101 in answer.text
    with app.extensions["sessions"].begin() as session:
        assert cases.all_of(session, biller.practice_id) == ()


def test_the_case_page_says_what_is_entered_and_what_is_to_do(signed_in, case_id, fresh):
    words = said(signed_in.get(f"/cases/{case_id}"))
    assert "Walter Sample, born July 23, 1958, 165 lb (74.84 kg), NC" in words
    assert (
        "Octagam 10%, 2 g/kg per cycle over 2 days every 4 weeks, 13 cycles from January 5, 2026, in an office" in words
    )
    assert "To do" not in words
    assert "4 findings" in words
    assert said(signed_in.get(f"/cases/{fresh}")).count("To do") == 9


def test_without_insurance_there_are_no_terms_and_prices_are_to_do(app, biller, signed_in):
    case_id = add_case(app, biller, {"version": 1, "coverage": {"primary": {"kind": "self_pay"}}})
    page = signed_in.get(f"/cases/{case_id}")
    assert "Plan terms" not in page.text
    assert re.search(r"Prices of the practice .{0,80}To do", said(page))
    assert "no plan terms" in said(signed_in.get(f"/cases/{case_id}/terms"))


def test_markup_in_a_name_prints_as_typed(app, biller, signed_in):
    add_case(app, biller, {"version": 1, "label": "<script>alert(1)</script>"})
    page = signed_in.get("/cases").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_case_is_removed_once_asked(app, biller, signed_in, case_id):
    address = f"/cases/{case_id}/remove"
    answer = sent(signed_in, address)
    assert (answer.status_code, answer.location) == (303, "/cases")
    assert signed_in.get(f"/cases/{case_id}").status_code == 404
    assert actions(app, biller)[-2:] == [("case read", case_id), ("case removed", case_id)]


def test_a_changed_case_is_not_removed_by_an_old_page(app, biller, signed_in, case_id):
    action, form = form_of(signed_in.get(f"/cases/{case_id}/remove").text)
    sent(signed_in, f"/cases/{case_id}/name", label="Changed")
    answer = signed_in.post(action, data=form)
    assert answer.status_code == 409
    assert kept(app, biller, case_id).label == "Changed"


# --- short pages


@pytest.mark.parametrize("name", EXAMPLES)
def test_pages_sent_as_they_came_change_nothing(app, biller, signed_in, name):
    case_id = add_case(app, biller, example(name))
    for slug in PAGES:
        page = signed_in.get(f"/cases/{case_id}/{slug}").text
        if 'name="row_version"' in page:  # a plan that is paid by the patient has no terms to send
            action, form = form_of(page)
            assert signed_in.post(action, data=form).status_code == 303
        assert kept(app, biller, case_id).document == example(name), slug


def test_a_saved_page_goes_back_to_the_case_or_on_to_the_next(signed_in, fresh):
    answer = sent(signed_in, f"/cases/{fresh}/patient", patient__given_name="Ada")
    assert answer.location == f"/cases/{fresh}"
    answer = sent(signed_in, f"/cases/{fresh}/patient", then="next")
    assert answer.location == f"/cases/{fresh}/coverage"


def test_dates_are_kept_alike_however_they_were_typed(app, biller, signed_in, fresh):
    for typed in ("1/5/1961", "1961-01-05", "01/05/1961"):
        assert sent(signed_in, f"/cases/{fresh}/patient", patient__birth_date=typed).status_code == 303
        assert kept(app, biller, fresh).document["patient"]["birth_date"] == "1961-01-05"


def test_a_weight_in_either_unit_shows_the_other(signed_in, fresh):
    sent(signed_in, f"/cases/{fresh}/patient", patient__weight__value="154", patient__weight__unit="lb")
    assert "154 lb (69.85 kg)" in said(signed_in.get(f"/cases/{fresh}/patient"))
    sent(signed_in, f"/cases/{fresh}/patient", patient__weight__value="70", patient__weight__unit="kg")
    assert "70 kg (154.32 lb)" in said(signed_in.get(f"/cases/{fresh}"))


def test_another_kind_of_plan_loses_the_terms_it_does_not_have(app, biller, signed_in):
    case_id = add_case(app, biller, example("part-b-medigap-g"))
    assert sent(signed_in, f"/cases/{case_id}/coverage", coverage__primary__kind="commercial").status_code == 303
    assert "medigap_plan" not in kept(app, biller, case_id).document["coverage"]
    sent(
        signed_in,
        f"/cases/{case_id}/terms",
        coverage__primary__deductible="1,700",
        coverage__primary__year_starts="7/1",
    )
    assert sent(signed_in, f"/cases/{case_id}/coverage", coverage__primary__kind="medicare_part_b").status_code == 303
    plan = kept(app, biller, case_id).document["coverage"]["primary"]
    assert "deductible" not in plan
    assert plan["year_starts"] == "01-01"


WRONG_ANSWERS = [
    ("patient", {"patient__weight__value": "0"}, "The weight must be more than 0, such as 70."),
    ("patient", {"patient__weight__value": "-70"}, "The weight cannot be negative. Enter a number, such as 70."),
    ("patient", {"patient__weight__value": "NaN"}, "Enter the weight as a number, such as 70."),
    ("patient", {"patient__weight__value": "1e2"}, "Enter the weight as a number, such as 70."),
    ("patient", {"patient__weight__value": "99999999999"}, "The weight must be 700 or less."),
    ("patient", {"patient__weight__value": "seventy"}, "Enter the weight as a number, such as 70."),
    ("patient", {"patient__weight__value": "550", "patient__weight__unit": "kg"}, "Check the weight and its unit: 550 kg is 550.0 kg."),
    ("patient", {"patient__weight__value": "2", "patient__weight__unit": "lb"}, "Check the weight and its unit: 2 lb is 0.9 kg."),
    ("patient", {"patient__weight__value": ""}, "Enter the weight."),
    ("patient", {"patient__birth_date": "2/30/1961"}, "Enter the birth date as a real date"),
    ("patient", {"patient__birth_date": "5.1.1961"}, "Enter the birth date as a real date"),
    ("patient", {"patient__birth_date": "1/5/61"}, "Enter the birth date as a real date"),
    ("patient", {"patient__state": "Nowhere"}, "Enter the state in the usual form, such as NC."),
    ("patient", {"patient__given_name": "x" * 101}, "Shorten the given name to 100 characters or fewer."),
    ("patient", {"patient__given_name": "Wal\x00ter"}, "Remove the control characters from the given name."),
    ("coverage", {"coverage__primary__kind": "magic"}, "Choose the kind of coverage: one of"),
    ("coverage", {"coverage__primary__kind": ""}, "Choose the kind of coverage."),
    ("coverage", {"coverage__primary__payer_id": "nobody"}, "There is no payer 'nobody'."),
    ("terms", {"coverage__primary__coinsurance_percent": "101"}, "The coinsurance percent must be 100 or less."),
    ("terms", {"coverage__primary__deductible_met": "5"}, "Enter the date of the amounts already met"),
    ("terms", {"coverage__primary__out_of_pocket_maximum": "much"}, "Enter the out-of-pocket maximum as a number"),
    ("request", {"request__kind": "appeal"}, "Choose the kind of request: one of initial, renewal."),
    ("request", {"request__on": ""}, "Enter the date of the request."),
    ("household", {"help__household_size": "2.5"}, "Enter the household size as a whole number, such as 2."),
    ("household", {"help__household_size": "0"}, "The household size must be between 1 and 30, such as 2."),
    ("household", {"help__annual_income": "inf"}, "Enter the yearly income as a number, such as 30000."),
    ("household", {"help__qmb": "perhaps"}, "with yes or no."),
    ("assumptions", {"assumptions": ["newest_loaded_value", "free_lunch"]}, "There is no assumption 'free_lunch'."),
    ("practice", {"practice__npi": "123"}, "Enter the practice's NPI in the usual form, such as 1234567893."),
    ("practice", {"practice__address__zip": "2760"}, "Enter the ZIP code in the usual form, such as 27601."),
    ("practice", {"practice__name": ""}, "Enter the practice's name."),
    ("treatments-complete", {"chart__trials_complete__page": "2"}, "Say where this is documented"),
]  # fmt: skip


# a choice that the page does not offer cannot be shown again
CHOSEN = {
    "patient__state", "coverage__primary__kind", "coverage__primary__payer_id", "request__kind", "help__qmb", "assumptions",
}  # fmt: skip


def test_what_is_wrong_is_said_twice_kept_in_sight_and_not_stored(app, biller, signed_in, case_id):
    before = kept(app, biller, case_id)
    for slug, typed, sentence in WRONG_ANSWERS:
        answer = sent(signed_in, f"/cases/{case_id}/{slug}", **typed)
        assert answer.status_code == 422, typed
        assert unescape(answer.text).count(sentence) == 2, sentence
        assert "<title>Error: " in re.sub(r">\s+", ">", answer.text)
        _, again = form_of(answer.text)
        for name in typed.keys() - CHOSEN:
            assert again[name.replace("__", ".")] == typed[name], typed
        assert kept(app, biller, case_id) == before


def test_a_name_that_is_no_field_changes_nothing(app, biller, signed_in, case_id):
    answer = sent(signed_in, f"/cases/{case_id}/request", version="9", order__dose="40", chart__facts="x", patient="y")
    assert answer.status_code == 303
    assert kept(app, biller, case_id).document == example("medicare-advantage")


def test_what_is_wrong_on_another_page_is_named_with_its_address(app, biller, signed_in, case_id):
    """40 lb less make no difference to a dose per kg, but 140 g for a child of 40 kg are 3.5 g/kg."""
    sent_order = {"order__dose": "140", "order__dose_unit": "g_per_cycle"}
    keep_order(signed_in, case_id, **sent_order)
    before = kept(app, biller, case_id)
    answer = sent(signed_in, f"/cases/{case_id}/patient", patient__weight__value="40", patient__weight__unit="kg")
    assert answer.status_code == 422
    assert f'<a href="/cases/{case_id}/order#order-dose">This order adds up to 3.5 g/kg per cycle.' in answer.text
    assert 'value="40"' in answer.text
    assert kept(app, biller, case_id) == before


def test_a_form_without_its_token_is_refused(app, biller, signed_in, case_id):
    before = kept(app, biller, case_id)
    for address in ("patient", "order", "remove", "facts/0", "facts/0/remove", "prices/0"):
        answer = signed_in.post(f"/cases/{case_id}/{address}", data={"row_version": "1", "patient.given_name": "Eve"})
        assert answer.status_code == 400
    assert signed_in.post("/cases", data={"label": "Forged"}).status_code == 400
    assert kept(app, biller, case_id) == before


@pytest.mark.parametrize(
    "address", ["nonsense", "facts", "facts/9", "trials/9", "prices/0", "chart/add?fact=age_years", "chart/add?fact=x"]
)
def test_there_is_no_such_page(signed_in, case_id, address):
    assert signed_in.get(f"/cases/{case_id}/{address}").status_code == 404


# --- the order


def checked_order(client: FlaskClient, case_id: str, **typed: str) -> TestResponse:
    return sent(client, f"/cases/{case_id}/order", **typed)


def keep_order(client: FlaskClient, case_id: str, **typed: str) -> TestResponse:
    action, form = form_of(checked_order(client, case_id, **typed).text)
    return client.post(action, data=changed(form, {"step": "keep"}))


def test_an_order_is_shown_added_up_before_it_is_kept(app, biller, signed_in):
    case_id = add_case(app, biller, example("part-b-office"))
    before = kept(app, biller, case_id)
    answer = checked_order(
        signed_in, case_id, order__dose="0.4", order__dose_unit="g_per_kg_per_day", order__days_per_cycle="5"
    )
    words = said(answer)
    assert answer.status_code == 200
    assert "Each infusion day 28 g Each cycle 140 g Each 28 days 140 g For each kilogram 2 g/kg per cycle" in words
    assert "Weight 70 kg 154.32 lb Infusion days 65 January 5, 2026 to December 11, 2026" in words
    assert kept(app, biller, case_id) == before
    action, form = form_of(answer.text)
    assert signed_in.post(action, data=changed(form, {"step": "keep"})).location == f"/cases/{case_id}"
    order = kept(app, biller, case_id).document["order"]
    assert (order["dose"], order["dose_unit"], order["days_per_cycle"]) == ("0.4", "g_per_kg_per_day", 5)


def test_change_it_brings_the_order_back_as_typed(app, biller, signed_in, case_id):
    before = kept(app, biller, case_id)
    action, form = form_of(checked_order(signed_in, case_id, order__dose="1.5", order__first_infusion="2/2/2026").text)
    page = signed_in.post(action, data=changed(form, {"step": "change"}))
    assert page.status_code == 200
    assert (form_of(page.text)[1]["order.dose"], form_of(page.text)[1]["order.first_infusion"]) == ("1.5", "2/2/2026")
    assert kept(app, biller, case_id) == before


def test_an_order_per_kg_without_a_weight_shows_its_dates_and_can_be_kept(app, biller, signed_in, fresh):
    typed = {
        "order__product": "octagam_10", "order__dose": "2", "order__dose_unit": "g_per_kg_per_cycle",
        "order__days_per_cycle": "2", "order__interval__every": "4", "order__interval__unit": "weeks",
        "order__cycles": "1", "order__first_infusion": "1/5/2026", "order__site": "office",
    }  # fmt: skip
    words = said(checked_order(signed_in, fresh, **typed))
    assert "the grams are not known yet" in words
    assert "Infusion days 2 January 5, 2026 to January 6, 2026" in words
    assert keep_order(signed_in, fresh, **typed).status_code == 303
    assert kept(app, biller, fresh).document["order"]["product"] == "octagam_10"


def test_an_empty_order_asks_for_all_that_it_needs(signed_in, fresh):
    answer = checked_order(signed_in, fresh)
    assert answer.status_code == 422
    for sentence in (
        "Choose the product.", "Enter the dose.", "Choose what the dose means.", "Enter the infusion days per cycle.",
        "Enter the interval.", "Enter the number of cycles.", "Enter the first infusion date.", "Choose the site of care.",
    ):  # fmt: skip
        assert answer.text.count(sentence) == 2, sentence


WRONG_ORDERS = [
    ({"order__dose": "0"}, "The dose must be more than 0, such as 2 or 0.4."),
    ({"order__dose": "-2"}, "The dose cannot be negative."),
    ({"order__dose": "NaN"}, "Enter the dose as a number, such as 2 or 0.4."),
    ({"order__dose": "two"}, "Enter the dose as a number, such as 2 or 0.4."),
    ({"order__dose": "10000000000"}, "The dose must be 1000 or less."),
    ({"order__dose_unit": "g_per_kg_per_day"}, "4 g/kg per cycle. Check the dose, and whether it is per day or per cycle"),
    ({"order__product": "snake_oil"}, "There is no product 'snake_oil'."),
    ({"order__days_per_cycle": "7"}, "The infusion days per cycle must be between 1 and 5, such as 2."),
    ({"order__days_per_cycle": "1.5"}, "Enter the infusion days per cycle as a whole number, such as 2."),
    ({"order__interval__every": "1", "order__interval__unit": "days"}, "The cycles overlap"),
    ({"order__cycles": "61"}, "The number of cycles must be between 1 and 60, such as 13."),
    ({"order__first_infusion": "2/30/2026"}, "Enter the first infusion date as a real date"),
    ({"order__first_infusion": "1/5/3026"}, "Enter the first infusion date with a year between 1900 and 2100"),
    ({"order__site": "moon"}, "Choose the site of care: one of"),
    ({"order__infusion_minutes": "0"}, "The infusion minutes must be between 1 and 1440, such as 300."),
]  # fmt: skip


def test_a_wrong_order_is_never_added_up(app, biller, signed_in, case_id):
    before = kept(app, biller, case_id)
    for typed, sentence in WRONG_ORDERS:
        for step in ("", "keep"):
            answer = checked_order(signed_in, case_id, **typed, step=step)
            assert answer.status_code == 422, typed
            assert unescape(answer.text).count(sentence) == 2, sentence
        assert kept(app, biller, case_id) == before


def test_every_product_can_be_ordered_under_its_route(signed_in, case_id):
    page = signed_in.get(f"/cases/{case_id}/order").text
    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, re.S)
    counts = {label: body.count("<option") for label, body in groups}
    assert {label: count for label, count in counts.items() if len(label) > 2} == {
        "Into a vein (IV)": 13,
        "Into a vein or under the skin (IV or SC)": 4,
        "Under the skin (SC)": 5,
    }
    assert sum(count for label, count in counts.items() if len(label) == 2) == 109  # localities, under their states


# --- two people at once


def test_an_old_page_is_not_kept_until_both_versions_were_seen(app, biller, signed_in, case_id):
    action, form = form_of(signed_in.get(f"/cases/{case_id}/patient").text)
    sent(signed_in, f"/cases/{case_id}/patient", patient__given_name="Newer", patient__state="VA")
    answer = signed_in.post(action, data=changed(form, {"patient__given_name": "Typed"}))
    assert answer.status_code == 409
    assert "Given name Typed Newer" in said(answer)
    assert "State of residence NC VA" in said(answer)
    assert f'href="/cases/{case_id}/patient"' in answer.text
    assert kept(app, biller, case_id).document["patient"]["given_name"] == "Newer"
    action, form = form_of(answer.text)
    assert signed_in.post(action, data=form).status_code == 303
    assert kept(app, biller, case_id).document["patient"]["given_name"] == "Typed"


def test_mine_over_newer_keeps_what_they_changed_on_other_pages(app, biller, signed_in, case_id):
    action, form = form_of(signed_in.get(f"/cases/{case_id}/patient").text)
    sent(signed_in, f"/cases/{case_id}/household", help__household_size="5")
    action, form = form_of(signed_in.post(action, data=changed(form, {"patient__given_name": "Typed"})).text)
    signed_in.post(action, data=form)
    document = kept(app, biller, case_id).document
    assert (document["patient"]["given_name"], document["help"]["household_size"]) == ("Typed", 5)


@pytest.mark.parametrize("step", ["", "keep"])
def test_an_old_order_is_not_kept(app, biller, signed_in, case_id, step):
    action, form = form_of(signed_in.get(f"/cases/{case_id}/order").text)
    sent(signed_in, f"/cases/{case_id}/name", label="Newer")
    answer = signed_in.post(action, data=changed(form, {"order__dose": "1", "step": step}))
    assert answer.status_code == 409
    assert kept(app, biller, case_id).document["order"]["dose"] == "2"
    assert "Is this what was ordered?" in said(signed_in.post(action, data=form_of(answer.text)[1]))


@pytest.mark.parametrize("version", ["", "one", "-5"])
def test_a_form_that_does_not_say_its_version_is_an_old_one(app, biller, signed_in, case_id, version):
    assert sent(signed_in, f"/cases/{case_id}/patient", row_version=version).status_code == 409
    assert kept(app, biller, case_id).row_version == 1


def test_an_entry_of_an_old_page_can_only_be_added(app, biller, signed_in, case_id):
    """The places of a list may have moved, so an old place is never written to."""
    action, form = form_of(signed_in.get(f"/cases/{case_id}/facts/1").text)
    sent_remove = form_of(signed_in.get(f"/cases/{case_id}/facts/0").text)
    signed_in.post(f"/cases/{case_id}/facts/0/remove", data=sent_remove[1])
    answer = signed_in.post(action, data=changed(form, {"value": "999"}))
    assert answer.status_code == 409
    action, form = form_of(answer.text)
    assert signed_in.post(action, data=form).status_code == 303
    facts = kept(app, biller, case_id).document["chart"]["facts"]
    assert [fact["value"] for fact in facts if fact["name"] == "ck"] == ["4200", "999"]


def test_an_old_page_removes_no_entry(app, biller, signed_in, case_id):
    _, form = form_of(signed_in.get(f"/cases/{case_id}/facts/1").text)
    sent(signed_in, f"/cases/{case_id}/name", label="Newer")
    answer = signed_in.post(f"/cases/{case_id}/facts/1/remove", data=form)
    assert answer.status_code == 409
    assert len(kept(app, biller, case_id).document["chart"]["facts"]) == 4


# --- findings, treatments, prices


NOTE = {"note": "Rheumatology note", "noted_on": "12/11/2025", "page": "4"}


@pytest.mark.parametrize(
    ("name", "typed", "value", "unit"),
    [
        ("diagnosis", {"value": "m33.13"}, "M33.13", None),
        ("muscle_biopsy", {"value": "positive"}, "positive", None),
        ("biopsy_proven", {"value": "no"}, False, None),
        ("ck", {"value": "70.5", "unit": "microkat/L"}, "70.5", "microkat/L"),
        ("aldolase", {"value": "12"}, "12", "U/L"),
        ("myositis_antibodies", {"value": "anti-Mi-2\nfound"}, "anti-Mi-2\nfound", None),
    ],
)
def test_a_finding_of_every_type_is_entered_changed_and_removed(
    app, biller, signed_in, fresh, name, typed, value, unit
):
    answer = sent(signed_in, f"/cases/{fresh}/chart/add?fact={name}", **typed, **NOTE, on="12/10/2025")
    assert answer.location == f"/cases/{fresh}/chart"
    (fact,) = kept(app, biller, fresh).document["chart"]["facts"]
    assert (fact["name"], fact["value"], fact.get("unit"), fact["on"]) == (name, value, unit, "2025-12-10")
    assert (fact["note"], fact["noted_on"], fact["page"]) == ("Rheumatology note", "2025-12-11", "4")
    assert "Rheumatology note, December 11, 2025, page 4" in said(signed_in.get(f"/cases/{fresh}/chart"))
    assert sent(signed_in, f"/cases/{fresh}/facts/0").status_code == 303
    assert kept(app, biller, fresh).document["chart"]["facts"] == [fact]
    _, form = form_of(signed_in.get(f"/cases/{fresh}/facts/0").text)
    assert signed_in.post(f"/cases/{fresh}/facts/0/remove", data=form).status_code == 303
    assert "chart" not in kept(app, biller, fresh).document


def test_several_dated_values_of_one_finding_stand_oldest_first(app, biller, signed_in, case_id):
    for day, value in (("3/1/2026", "300"), ("6/1/2025", "9000")):
        sent(signed_in, f"/cases/{case_id}/chart/add?fact=ck", value=value, unit="U/L", on=day, **NOTE)
    words = said(signed_in.get(f"/cases/{case_id}/chart"))
    assert words.index("9,000 U/L, June 1, 2025") < words.index("4,200 U/L") < words.index("300 U/L, March 1, 2026")


WRONG_FINDINGS = [
    ("ck", {"value": "high", "unit": "U/L"}, "Enter Creatine kinase as a number"),
    ("ck", {"value": "4200"}, "Choose the unit of Creatine kinase: U/L, microkat/L or times the upper limit."),
    ("ck", {"value": "600000", "unit": "U/L"}, "Creatine kinase must be 500000 or less."),
    ("diagnosis", {"value": "dermatomyositis"}, "as an ICD-10-CM code, such as M33.12."),
    ("biopsy_proven", {}, "Enter a value, or leave the fact out."),
    ("biopsy_proven", {"value": "yes", "note": ""}, "Say where this is documented, such as: Rheumatology note."),
    ("biopsy_proven", {"value": "yes", "on": "soon"}, "Enter the date of the value as a real date"),
]


def test_a_wrong_finding_is_said_and_not_stored(app, biller, signed_in, case_id):
    before = kept(app, biller, case_id)
    for name, typed, sentence in WRONG_FINDINGS:
        answer = sent(signed_in, f"/cases/{case_id}/chart/add?fact={name}", **{**NOTE, **typed})
        assert answer.status_code == 422, typed
        assert answer.text.count(sentence) == 2, sentence
        assert 'value="12/11/2025"' in answer.text
        assert kept(app, biller, case_id) == before


def test_a_finding_of_another_name_is_refused(app, biller, signed_in, case_id):
    for name in ("shoe_size", "age_years"):
        answer = sent(signed_in, f"/cases/{case_id}/chart/add?fact=ck", name=name, value="1", **NOTE)
        assert answer.status_code == 422
    assert kept(app, biller, case_id).row_version == 1


def test_the_next_finding_may_start_with_the_note_of_the_last(signed_in, fresh):
    answer = sent(signed_in, f"/cases/{fresh}/chart/add?fact=emg", value="abnormal", **NOTE, then="another")
    assert answer.location == f"/cases/{fresh}/chart/add?same_note=yes"
    page = signed_in.get(answer.location).text
    link = unescape(re.search(r'href="([^"]+fact=mri[^"]*)"', page)[1])
    _, form = form_of(signed_in.get(link).text)
    assert (form["note"], form["noted_on"], form["page"]) == ("Rheumatology note", "12/11/2025", "")
    assert form_of(signed_in.get(f"/cases/{fresh}/chart/add?fact=mri").text)[1]["note"] == ""


def test_what_the_policies_still_ask_for_is_offered_first(app, biller, signed_in):
    document = example("medicare-advantage")
    document["chart"]["facts"] = document["chart"]["facts"][:2]
    case_id = add_case(app, biller, document)
    words = said(signed_in.get(f"/cases/{case_id}/chart/add"))
    assert (
        "Still asked for by this case’s policies, programs and safety screen Severe reaction to human immune globulin"
        in words
    )


TREATMENT = {
    "drug": "azathioprine", "drug_class": "antimetabolite", "dose": "150 mg/day", "route": "oral", "starts": "1/5/2025",
    "ends": "2025-06-30", "outcome": "intolerant", "reason": "nausea",
}  # fmt: skip


def test_a_treatment_is_entered_and_the_list_called_complete(app, biller, signed_in, fresh):
    assert (
        sent(signed_in, f"/cases/{fresh}/treatments/add", **TREATMENT, **NOTE).location == f"/cases/{fresh}/treatments"
    )
    words = said(signed_in.get(f"/cases/{fresh}/treatments"))
    assert "150 mg/day, oral, 01/05/2025 to 06/30/2025 Not tolerated: nausea" in words
    assert "No note says so." in words
    complete = {f"chart__trials_complete__{key}": value for key, value in (("note", "Summary"), ("on", "1/2/2026"))}
    assert sent(signed_in, f"/cases/{fresh}/treatments-complete", **complete).location == f"/cases/{fresh}/treatments"
    assert "Yes: Summary, January 2, 2026 says" in said(signed_in.get(f"/cases/{fresh}/treatments"))
    sent(signed_in, f"/cases/{fresh}/treatments-complete", **dict.fromkeys(complete, ""))
    assert "trials_complete" not in kept(app, biller, fresh).document["chart"]


WRONG_TREATMENTS = [
    ({"drug": ""}, "Enter the drug, such as methotrexate."),
    ({"drug_class": ""}, "Choose the class of the drug"),
    ({"outcome": ""}, "Choose how the treatment ended."),
    ({"ends": "1/1/2025"}, "The treatment ends before it starts. Check both dates."),
    ({"starts": "13/1/2025"}, "Enter the start date as a real date"),
    ({"starts": "2025-02-30"}, "Enter the start date as a real date"),
    ({"note": ""}, "Say where this is documented"),
]


def test_a_wrong_treatment_is_said_and_not_stored(app, biller, signed_in, case_id):
    before = kept(app, biller, case_id)
    for typed, sentence in WRONG_TREATMENTS:
        answer = sent(signed_in, f"/cases/{case_id}/treatments/add", **{**TREATMENT, **NOTE, **typed})
        assert answer.status_code == 422, typed
        assert answer.text.count(sentence) == 2, sentence
        assert 'value="150 mg/day"' in answer.text
        assert kept(app, biller, case_id) == before


PRICE = {"code": "J1568", "kind": "contract", "per_unit": "$47.133", "starts": "1/1/2026", "ends": ""}


def test_a_price_is_entered_to_the_tenth_of_a_cent(app, biller, signed_in, case_id):
    assert sent(signed_in, f"/cases/{case_id}/fees/add", **PRICE, then="another").location.startswith(
        f"/cases/{case_id}/fees/add"
    )
    assert kept(app, biller, case_id).document["fees"] == [
        {"code": "J1568", "kind": "contract", "per_unit": "47.133", "starts": "2026-01-01"}
    ]
    assert "J1568 Contract rate: $47.133 a unit From January 1, 2026" in said(signed_in.get(f"/cases/{case_id}/fees"))
    assert sent(signed_in, f"/cases/{case_id}/prices/0", ends="12/31/2026").location == f"/cases/{case_id}/fees"
    assert kept(app, biller, case_id).document["fees"][0]["ends"] == "2026-12-31"


WRONG_PRICES = [
    ({"per_unit": "-1"}, "The price per unit cannot be negative."),
    ({"per_unit": "cheap"}, "Enter the price per unit as a number, such as 47.133."),
    ({"per_unit": "9999999"}, "The price per unit must be 1000000 or less."),
    ({"code": "IVIG"}, "Enter the code in the usual form, such as J1568."),
    ({"kind": ""}, "Choose what kind of price it is."),
    ({"starts": ""}, "Enter the first day of the price."),
    ({"starts": "2026-02-30"}, "Enter the first day of the price as a real date"),
]


def test_a_wrong_price_is_said_and_not_stored(app, biller, signed_in, case_id):
    before = kept(app, biller, case_id)
    for typed, sentence in WRONG_PRICES:
        answer = sent(signed_in, f"/cases/{case_id}/fees/add", **{**PRICE, **typed})
        assert answer.status_code == 422, typed
        assert answer.text.count(sentence) == 2, sentence
        assert kept(app, biller, case_id) == before


# --- whose it is, and who looked


def test_another_practices_case_does_not_exist(app, store, biller, signed_in, case_id):
    other = add_biller(app, store, "Other Clinic (fictional)", "other@example.org")
    theirs = add_case(app, other, example("part-b-office"))
    token = csrf_token(signed_in, "/cases/new")
    addresses = [
        (rule.rule.replace("<case_id>", theirs).replace("<slug>", "patient").replace("<int:at>", "0"), rule.methods)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/cases/<case_id>")
    ]
    assert len(addresses) >= 20
    for address, methods in addresses:
        for name in ("facts", "trials", "prices") if "<any" in address else ("",):
            place = re.sub(r"<any\(.*?\):name>", name, address)
            for method in (methods or set()) & {"GET", "POST"}:
                answer = signed_in.open(place, method=method, data={"csrf_token": token, "row_version": "1"})
                assert answer.status_code == 404, (method, place)
                assert "Maria" not in answer.text
    assert kept(app, other, theirs).row_version == 1
    assert theirs not in signed_in.get("/cases").text


def test_who_opens_and_changes_a_case_is_on_record(app, biller, signed_in, fresh):
    before = len(actions(app, biller))
    signed_in.get("/cases")
    signed_in.get(f"/cases/{fresh}")
    sent(signed_in, f"/cases/{fresh}/patient", patient__given_name="Ada")
    signed_in.get(f"/cases/{fresh}/chart")
    assert actions(app, biller)[before:] == [
        ("cases listed", biller.practice_id),
        ("case read", fresh),
        ("case read", fresh),
        ("case changed", fresh),
        ("case read", fresh),
    ]
