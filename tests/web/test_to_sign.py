"""A letter is put before the prescriber, who finds it at once, signs it, and has it off the list."""

import re

from flask.testing import FlaskClient

from tests.web.conftest import csrf_token
from tests.web.test_cases import add_case, example, kept, said
from tests.web.test_sending import prescriber  # noqa: F401  # a fixture

LETTER = "prior_authorization"


def ask(client: FlaskClient, case_id: str, version: int = 1):
    typed = {"csrf_token": csrf_token(client, f"/cases/{case_id}/letter"), "row_version": version}
    return client.post(f"/cases/{case_id}/letter/to-sign?kind={LETTER}", data=typed)


def test_a_letter_waits_for_its_signature_until_it_is_signed(app, biller, signed_in, prescriber):  # noqa: F811  # a fixture
    case_id = add_case(app, biller, example("medicare-advantage"))
    assert "Ask for the signature" in said(signed_in.get(f"/cases/{case_id}/letter"))
    assert ask(signed_in, case_id).location == f"/cases/{case_id}/letter/{LETTER}"
    assert kept(app, biller, case_id).document["request"]["to_sign"] == [LETTER]
    assert "It waits for the signature of Dana Example" in said(signed_in.get(f"/cases/{case_id}/letter"))
    assert f'href="/cases/{case_id}/letter/{LETTER}"' not in signed_in.get("/cases").text
    waiting = prescriber.get("/cases").text
    assert f'href="/cases/{case_id}/letter/{LETTER}"' in waiting
    assert "To sign: prior authorization" in said(signed_in.get("/cases?show=sign"))
    address = f"/cases/{case_id}/letter/sign?kind={LETTER}"
    assert f'href="{address}"' in prescriber.get(f"/cases/{case_id}/letter/{LETTER}").text
    content = re.search(r'name="content" value="(\w+)"', prescriber.get(address).text)[1]
    typed = {
        "csrf_token": csrf_token(prescriber, address),
        "content": content,
        "name": "Dana Example",
        "read": "yes",
        "kind": LETTER,
    }
    assert prescriber.post(f"/cases/{case_id}/letter/sign", data=typed).status_code == 303
    assert "to_sign" not in kept(app, biller, case_id).document["request"]
    words = said(signed_in.get(f"/cases/{case_id}/letter"))
    assert "Signed Signed by Dana Example" in words
    assert "Download the signed letter" in words
    assert "Ask for the signature" not in words
    assert f'href="/cases/{case_id}/letter/{LETTER}"' not in prescriber.get("/cases").text


def test_an_old_page_asks_for_no_signature(app, biller, signed_in, prescriber):  # noqa: F811  # a fixture
    case_id = add_case(app, biller, example("medicare-advantage"))
    assert ask(signed_in, case_id, version=7).status_code == 303
    assert "to_sign" not in kept(app, biller, case_id).document["request"]
    assert "Somebody changed this case in the meantime" in said(signed_in.get(f"/cases/{case_id}/letter"))


def test_a_signature_is_asked_for_a_letter_and_only_in_ones_own_practice(app, biller, signed_in, prescriber):  # noqa: F811
    case_id = add_case(app, biller, example("medicare-advantage"))
    token = csrf_token(signed_in, f"/cases/{case_id}/letter")
    assert (
        signed_in.post(f"/cases/{case_id}/letter/to-sign", data={"csrf_token": token, "row_version": 1}).status_code
        == 400
    )
    nobodys = "00000000-0000-4000-8000-000000000000"
    assert (
        signed_in.post(f"/cases/{nobodys}/letter/to-sign?kind={LETTER}", data={"csrf_token": token}).status_code == 404
    )
    empty = add_case(app, biller, {"version": 1, "label": "Empty"})
    assert ask(signed_in, empty).status_code == 400


def test_which_cases_lack_a_price_is_a_page_of_its_own(app, biller, signed_in):
    document = example("part-b-office")
    document["assumptions"] = [one for one in document["assumptions"] if one != "newest_loaded_value"]
    document["order"]["first_infusion"] = "2029-01-08"
    add_case(app, biller, document)
    assert 'href="/prices/cases"' in signed_in.get("/prices").text
    page = said(signed_in.get("/prices/cases"))
    assert "1 case: Part B alone, office (fictional)" in page
