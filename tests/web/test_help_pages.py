"""The help page of staff: programs, what is chosen, applications and reminders, and whose they are."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from costing.store import applications
from costing.store.audit import AuditEntry
from costing.store.people import Person
from tests.questions.test_documents import example
from tests.questions.test_help_course import worked_example
from tests.web.conftest import add_biller, csrf_token
from tests.web.forms_read import form_of
from tests.web.test_answers import kept_case, words_of

TYPED = {
    "name": "A fund", "program": "healthwell", "stage": "approved", "applied_on": "11/1/2025", "starts": "11/10/2025",
    "ends": "11/9/2026", "amount": "6,500", "used": "6000", "award_id": "A-17",
}  # fmt: skip


def noted(client: FlaskClient, case_id: str, **more: str) -> Any:
    """Type a new application and send it."""
    address = f"/cases/{case_id}/applications/add"
    return client.post(address, data={**TYPED, **more, "csrf_token": csrf_token(client, address)})


def only(store: Session, biller: Person) -> applications.SavedApplication:
    store.expire_all()
    (kept,) = applications.all_of(store, biller.practice_id)
    return kept


def test_a_medicare_patient_sees_no_card_but_why_and_the_lawful_ways(
    signed_in: FlaskClient, store: Session, biller: Person
):
    text = words_of(signed_in.get(f"/cases/{kept_case(store, biller, example('part-b-office'))}/help").text)
    assert "No manufacturer’s copay help for this patient" in text
    assert "Anti-Kickback Statute" in text
    assert "Do not use a copay card. The law leaves other ways open." in text
    fitting, _, unfit = text.partition("Does not fit")
    assert "Co-Pay Program" not in fitting
    assert "Pfizer OCTAGAM Co-Pay Program" in unfit
    assert fitting.index("Qualified Medicare Beneficiary") < fitting.index("TotalAssist")


def test_what_the_chosen_help_changes(signed_in: FlaskClient, store: Session, biller: Person):
    text = words_of(signed_in.get(f"/cases/{kept_case(store, biller, worked_example('accumulator'))}/help").text)
    assert "A program pays $10,000.00 and runs out in March 2026." in text
    assert "Without help $8,000.00" in text
    assert "Mar 2026" in text


def test_a_limit_that_is_not_known_is_said(signed_in: FlaskClient, store: Session, biller: Person):
    document = worked_example("counts")
    document["help"]["programs"] = [{"name": "A card", "kind": "manufacturer"}]
    text = words_of(signed_in.get(f"/cases/{kept_case(store, biller, document)}/help").text)
    assert "A card pays up to the program's limit, which we do not know." in text
    assert "the patient would owe $240.00. The truth lies between that and $8,000.00." in text


def test_help_that_cannot_be_counted_says_what_to_enter(signed_in: FlaskClient, store: Session, biller: Person):
    document = worked_example(None)
    document["help"] = {"programs": [{"name": "A card", "kind": "manufacturer", "yearly_cap": "500"}]}
    page = signed_in.get(f"/cases/{kept_case(store, biller, document)}/help")
    assert page.status_code == 200
    assert "Ask the plan whether what a program pays counts" in words_of(page.text)


def test_from_the_list_into_the_estimate(signed_in: FlaskClient, store: Session, biller: Person):
    case_id = kept_case(store, biller, worked_example("counts"))
    page = signed_in.get(f"/cases/{case_id}/granted/add?program=grifols-xembify-connexions").text
    action, form = form_of(page)
    assert (form["yearly_cap"], form["limit"], form["program"]) == ("10000", "stated", "grifols-xembify-connexions")
    assert signed_in.post(action, data=form).status_code == 303
    page = signed_in.get(f"/cases/{case_id}/granted/add?program=pfizer-octagam-copay").text
    assert form_of(page)[1]["limit"] == "unknown"
    assert signed_in.get(f"/cases/{case_id}/granted/add?program=none-of-ours").status_code == 200


def test_the_list_of_what_pays_says_which_limit_is_not_known(signed_in: FlaskClient, store: Session, biller: Person):
    document = worked_example("counts")
    document["help"]["programs"] = [{"name": "A card", "kind": "manufacturer"}]
    text = words_of(signed_in.get(f"/cases/{kept_case(store, biller, document)}/granted").text)
    assert "the drug only; up to a limit that is not known, so none of it is counted" in text


def test_an_application_is_noted_changed_and_removed(signed_in: FlaskClient, store: Session, biller: Person):
    case_id = kept_case(store, biller, example("part-b-office"))
    page = signed_in.get(f"/cases/{case_id}/applications/add?program=healthwell").text
    assert 'value="HealthWell Foundation disease funds"' in page
    assert noted(signed_in, case_id).status_code == 303
    text = words_of(signed_in.get(f"/cases/{case_id}/help").text)
    assert "Approved, award A-17" in text
    assert "Award $6,500.00, used $6,000.00, left $500.00" in text
    kept = only(store, biller)
    address = f"/cases/{case_id}/applications/{kept.id}"
    action, form = form_of(signed_in.get(address).text)
    form["stage"] = "ended"
    assert signed_in.post(action, data=form).status_code == 303
    assert only(store, biller).document["stage"] == "ended"
    action, form = form_of(signed_in.get(address).text)
    assert signed_in.post(f"{address}/remove", data=form).status_code == 303
    store.expire_all()
    assert applications.all_of(store, biller.practice_id) == ()
    acts = [entry.action for entry in store.scalars(select(AuditEntry).where(AuditEntry.subject == kept.id))]
    assert acts == ["application kept", "application changed", "application removed"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"ends": "11/1/2025"}, "The award ends before it starts."),
        ({"amount": "-5"}, "cannot be negative"),
        ({"used": "7000"}, "More is used than was awarded."),
        ({"applied_on": "yesterday"}, "real date"),
        ({"stage": ""}, "Choose how far it has come"),
        ({"program": "<script>"}, "such as paf-totalassist"),
    ],
)
def test_a_wrong_application_loses_nothing(
    signed_in: FlaskClient, store: Session, biller: Person, more: dict[str, str], said: str
):
    case_id = kept_case(store, biller, example("part-b-office"))
    answer = noted(signed_in, case_id, **more)
    assert answer.status_code == 422
    assert said in words_of(answer.text)
    assert 'value="A-17"' in answer.text
    assert applications.all_of(store, biller.practice_id) == ()


def test_what_somebody_else_changed_is_shown_first(signed_in: FlaskClient, store: Session, biller: Person):
    case_id = kept_case(store, biller, example("part-b-office"))
    noted(signed_in, case_id)
    kept = only(store, biller)
    action, form = form_of(signed_in.get(f"/cases/{case_id}/applications/{kept.id}").text)
    applications.replace(store, biller.practice_id, kept.id, {**kept.document, "used": "6400"}, 1, biller.id)
    store.commit()
    form["used"] = "6100"
    answer = signed_in.post(action, data=form)
    assert answer.status_code == 409
    assert "Somebody changed this application" in answer.text
    assert only(store, biller).document["used"] == "6400"
    action, form = form_of(answer.text)
    assert form["used"] == "6100"
    assert signed_in.post(action, data=form).status_code == 303
    assert only(store, biller).document["used"] == "6100"


def test_another_practice_finds_no_application(app: Flask, signed_in: FlaskClient, store: Session, biller: Person):
    case_id = kept_case(store, biller, example("part-b-office"))
    noted(signed_in, case_id)
    kept, stranger = only(store, biller), add_biller(app, store, "Elsewhere (fictional)", "stranger@example.org")
    own = kept_case(store, stranger, example("part-b-office"))
    for address in (f"/cases/{own}/applications/{kept.id}", f"/cases/{case_id}/applications/none"):
        assert signed_in.get(address).status_code == 404
    mine = kept_case(store, biller, example("uninsured"))
    assert signed_in.get(f"/cases/{mine}/applications/{kept.id}").status_code == 404


def test_the_front_page_reminds_only_who_is_signed_in(
    app: Flask, signed_in: FlaskClient, anonymous: FlaskClient, store: Session, biller: Person
):
    case_id = kept_case(store, biller, example("part-b-office"))
    soon = date.today() + timedelta(10)
    noted(signed_in, case_id, starts="", stage="applied", ends="", used="", amount="", renew_by="")
    noted(signed_in, case_id, name="Renewing fund", ends="", renew_by=f"{soon:%m/%d/%Y}", used="10")
    assert "A fund: applied on November 1, 2025." in words_of(signed_in.get("/cases").text)
    text = words_of(signed_in.get("/").text)
    assert "A fund: applied on November 1, 2025. Ask for the answer." in text
    assert f"Renewing fund: renew by {soon:%B} {soon.day}, {soon.year}." in text
    assert "fund" not in words_of(anonymous.get("/").text)
    add_biller(app, store, "Elsewhere (fictional)", "stranger@example.org")
    other = app.test_client()
    data = {"email": "stranger@example.org", "password": "three small green words"}
    other.post("/sign-in", data=data | {"csrf_token": csrf_token(other, "/sign-in")})
    assert "fund" not in words_of(other.get("/").text)


def test_an_award_on_record_starts_the_wait(signed_in: FlaskClient, store: Session, biller: Person):
    case_id = kept_case(store, biller, example("medicare-advantage"))
    noted(signed_in, case_id, name="MSU", program="msu-myositis", starts="3/1/2025")
    text = words_of(signed_in.get(f"/cases/{case_id}/help").text)
    assert "The last award was on March 1, 2025; another is possible from March 1, 2027 on." in text


def test_the_sheet_of_the_case_knows_its_awards_and_is_on_record(
    signed_in: FlaskClient, store: Session, biller: Person
):
    case_id = kept_case(
        store, biller, example("uninsured") | {"help": {"us_resident": True, "other_government_program": False}}
    )
    address = f"/cases/{case_id}/help-sheet.pdf"

    def sheet(language: str = "en-US") -> str:
        answer = signed_in.get(f"{address}?language={language}")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        return " ".join(PdfReader(BytesIO(answer.data)).pages[0].extract_text().split())

    assert "Myositis Support" in sheet()
    assert "Inténtelos en este orden" in sheet("es-US")
    soon = date.today() - timedelta(60)
    noted(
        signed_in,
        case_id,
        name="MSU",
        program="msu-myositis",
        starts=f"{soon:%m/%d/%Y}",
        ends="",
        applied_on=f"{soon:%m/%d/%Y}",
    )
    assert "Myositis Support" not in sheet()
    acts = [entry.action for entry in store.scalars(select(AuditEntry).where(AuditEntry.subject == case_id))]
    assert acts.count("help sheet printed") == 3
