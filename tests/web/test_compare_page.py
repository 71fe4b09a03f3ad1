"""The page that sets the order beside its usual alternatives."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from costing.questions import read_case
from costing.questions.alternatives import read_alternatives
from costing.questions.compare import compare
from costing.store import cases
from costing.store.people import Person
from costing.web.shown import dollars
from tests.questions.test_documents import example
from tests.web.forms_read import form_of
from tests.web.test_cases import changed


def saved(store: Session, biller: Person, name: str, **changes: object) -> str:
    kept = cases.keep_new(store, biller.practice_id, example(name) | changes, biller.id)
    store.commit()
    return kept.id


def sent(client: FlaskClient, address: str, **typed: str | list[str]) -> TestResponse:
    """Open the page, change some controls of its form, send it."""
    action, form = form_of(client.get(address).text, "minutes")
    return client.post(action, data=changed(form, typed))


def test_every_alternative_is_shown_with_the_questions_cents(signed_in: FlaskClient, store: Session, biller: Person):
    page = signed_in.get(f"/cases/{saved(store, biller, 'part-b-office')}/compare")
    found = compare(read_case(example("part-b-office")))
    assert page.status_code == 200
    assert len(found.ranked) > 3
    for one in found.ranked:
        assert dollars(one.patient) in page.text
        assert one.product_name in page.text
    for one in found.not_ranked:
        assert one.product_name in page.text
    assert page.text.count("As ordered") == 1


def test_a_case_without_an_order_says_what_to_enter(signed_in: FlaskClient, store: Session, biller: Person):
    page = signed_in.get(f"/cases/{saved(store, biller, 'part-b-office', order=None)}/compare")
    assert page.status_code == 200
    assert "What to enter first" in page.text
    assert "/order" in page.text


def test_minutes_rank_the_products_without_a_rate_table(signed_in: FlaskClient, store: Session, biller: Person):
    address = f"/cases/{saved(store, biller, 'part-b-office')}/compare"
    assert "no rate table is loaded for Privigen" in signed_in.get(address).text
    page = sent(signed_in, address, minutes="300")
    assert "no rate table" not in page.text
    assert "off label" in page.text
    for wrong in ("0", "five", "99999", "-3"):
        refused = sent(signed_in, address, minutes=wrong)
        assert refused.status_code == 422
        assert (
            refused.text.count("the minutes of one infusion day")
            + refused.text.count("The minutes of one infusion day")
            == 2
        )
        assert f'value="{wrong}"' in refused.text


def test_alternatives_are_chosen_by_form_and_stay_chosen(signed_in: FlaskClient, store: Session, biller: Person):
    address = f"/cases/{saved(store, biller, 'part-b-office')}/compare"
    page = sent(
        signed_in, address, days=["3"], starts="1/12/2026, 2026-02-02", sites=["hospital_outpatient"], by="total"
    )
    found = compare(
        read_case(example("part-b-office")),
        read_alternatives(
            {"days": [3], "starts": ["2026-01-12", "2026-02-02"], "sites": ["hospital_outpatient"], "by": "total"}
        ),
    )
    assert page.status_code == 200
    assert "by the total allowed" in page.text
    assert len(found.ranked) == 5
    for one in found.ranked:
        assert dollars(one.allowed) in page.text
    assert 'value="1/12/2026, 2026-02-02"' in page.text
    assert "2026" not in page.request.path


def test_the_same_therapy_under_the_skin_is_set_beside_it(signed_in: FlaskClient, store: Session, biller: Person):
    address = f"/cases/{saved(store, biller, 'part-b-office')}/compare"
    under = {f"under_the_skin__0__{key}": value for key, value in {
        "product": "hizentra", "interval__every": "1", "interval__unit": "weeks", "factor": "1.37", "given_by": "staff",
        "site": "office", "minutes": "90",
    }.items()}  # fmt: skip
    page = sent(signed_in, address, **under)
    assert "Under the skin" in page.text
    assert "Hizentra" in page.text
    missing = sent(signed_in, address, **(under | {"under_the_skin__0__factor": ""}))
    assert missing.status_code == 422
    assert missing.text.count("the prescriber chooses it, none is assumed") == 2
