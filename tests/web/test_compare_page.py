"""The page that sets the order beside its usual alternatives."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from costing.questions import read_case
from costing.questions.compare import compare
from costing.store import cases
from costing.store.people import Person
from costing.web.shown import dollars
from tests.questions.test_documents import example


def saved(store: Session, biller: Person, name: str, **changes: object) -> str:
    kept = cases.keep_new(store, biller.practice_id, example(name) | changes, biller.id)
    store.commit()
    return kept.id


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
    page = signed_in.get(address, query_string={"minutes": "300"})
    assert "no rate table" not in page.text
    assert "off label" in page.text
    for wrong in ("0", "five", "99999", "-3"):
        refused = signed_in.get(address, query_string={"minutes": wrong})
        assert "from 1 to 1440, such as 300" in refused.text
        assert f'value="{wrong}"' in refused.text
