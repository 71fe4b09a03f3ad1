"""Whatever is typed into every control of a page at once: an answer in words, never a broken page, and the case still opens."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from costing.store.people import Person
from costing.web.staff.sections import SECTIONS
from tests.web.forms_read import form_of
from tests.web.test_cases import add_case, example

HOSTILE = [
    "", "0", "-1", "NaN", "1e999", "²", "٧٠", "9" * 400, "x" * 5000, "2026-02-30", "1/1/0001", "12/31/9999", "2/29/2025",
    "<script>alert(1)</script>", "{{1234567*1000001}}", "file:///etc/passwd", "%s", "[]", "null", "\u202e", "\x7f", "a\nb", "💉",
]  # fmt: skip
ENTRIES = ["facts/0", "facts/1", "facts/2", "trials/0", "prices/0", "treatments/add", "fees/add", "chart/add?fact=mmt8"]
OPENED = ["", "/chart", "/treatments", "/fees", "/estimate", "/policy", "/help", "/letter"]
HIDDEN = {"csrf_token", "row_version", "name", "then"}


@pytest.mark.parametrize("page", [*SECTIONS, *ENTRIES])
def test_nothing_that_is_typed_breaks_a_page(app: Flask, biller: Person, signed_in: FlaskClient, page: str):
    document = {**example("part-b-office"), "fees": example("hdhp-contract")["fees"]}
    case_id = add_case(app, biller, document)
    for typed in HOSTILE:
        action, form = form_of(signed_in.get(f"/cases/{case_id}/{page}").text)
        for name in set(form) - HIDDEN:
            form[name] = typed
        answer = signed_in.post(action, data=form)
        assert answer.status_code in {200, 303, 422}, typed[:20]
        assert "<script>alert" not in answer.text
        assert "1234568234567" not in answer.text
    assert [signed_in.get(f"/cases/{case_id}{path}").status_code for path in OPENED] == [200] * len(OPENED)


@pytest.mark.parametrize("page", ["patient", "facts/0", "letter/appeal/words"])
def test_a_version_that_no_row_can_have_is_a_conflict(app: Flask, biller: Person, signed_in: FlaskClient, page: str):
    case_id = add_case(app, biller, example("medicare-advantage"))
    action, form = form_of(signed_in.get(f"/cases/{case_id}/{page}").text)
    for version in ("9" * 10, "9" * 400, "9" * 5000, "-1", "1e3", "\u0661", "", "x"):
        form["row_version"] = version
        assert signed_in.post(action, data=form).status_code == 409, version[:20]
