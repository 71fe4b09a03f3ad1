"""Whatever stands in any form of any page, and whatever a file is called: an answer in words, on every address that there is."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.routing import Rule

from costing.case.request_shapes import LetterKind
from costing.letters.payer_form import fields_to, read_form
from costing.store import cases, enclosures, forms, letterheads, payers
from costing.store.people import Person
from costing.web.staff.sections import SECTIONS
from tests.letters.files import A_LOGO, a_pdf
from tests.letters.papers import a_document
from tests.letters.payer_forms import a_payer_form
from tests.web.conftest import csrf_token
from tests.web.forms_read import Form, forms_of
from tests.web.test_cases import add_case
from tests.web.test_packet import multipart

HOSTILE = [
    "<script>alert(1)</script>{{1234567*1000001}}",
    "\x00\x1b\u202e\u200b\ufeff",
    "9" * 400,
    "x" * 9000,
    "../../../etc/passwd",
    "-1e999",
]
ENTRIES = ("facts", "trials", "prices", "changes", "also", "times", "coverages", "programs", "items")
KINDS = (LetterKind.APPEAL, LetterKind.RENEWAL, LetterKind.GOOD_FAITH_ESTIMATE)
KEPT = {"csrf_token", "row_version", "seen", "content"}
LEAVES = ("/sign-out", "/password", "/remove", "/sessions")  # would end the walk
NAMES = [
    "../../etc/passwd.pdf", "<b>x</b>.pdf", "\u202efdp.exe", "a" * 3000 + ".pdf", "", ".pdf", "x\x00.pdf", 'x"; filename="y.pdf',
    "CON.pdf", "{{7*7}}.pdf", "💉.pdf", "C:\\Users\\x\\note.pdf",
]  # fmt: skip


@pytest.fixture
def ids(app: Flask, biller: Person, store: Session) -> dict[str, Any]:
    """A case with something at every address."""
    case_id = add_case(app, biller, a_document(LetterKind.APPEAL))
    saved = cases.get(store, biller.practice_id, case_id)
    blank, plan = read_form(a_payer_form()), saved.document["coverage"]["primary"]
    about = {"title": "Form", "payer": plan.get("payer", "P"), "fields": fields_to(blank.fields), "ties": {}}
    letterheads.keep_logo(store, biller.practice_id, "svg", A_LOGO, biller.id)
    made = {
        "case_id": case_id,
        "enclosure_id": enclosures.add(store, saved, "Report", a_pdf("A"), 1, biller.id).id,
        "form_id": forms.add(store, biller.practice_id, about, blank.pdf, biller.id).id,
        "entry_id": payers.add(store, biller.practice_id, {"payer": "P"}, biller.id).id,
        "at": 0,
    }  # fmt: skip
    store.commit()
    return made


def pages(app: Flask, ids: dict[str, Any]) -> Iterator[str]:
    """The address of every page that these ids lead to; of a part that the address names, every one."""
    adapter = app.url_map.bind("localhost")
    named = (
        [{"slug": slug} for slug in SECTIONS]
        + [{"name": name} for name in ENTRIES]
        + [{"kind": kind} for kind in KINDS]
    )
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and _is_page(rule):
            for more in named:
                given = {**ids, **more, **(rule.defaults or {})}
                if rule.arguments <= given.keys():
                    values = {key: given[key] for key in rule.arguments}
                    yield adapter.build(rule.endpoint, values, method="GET", append_unknown=False)


def _is_page(rule: Rule) -> bool:
    return not rule.rule.startswith(("/api/", "/static")) and not rule.rule.endswith((".pdf", ".csv", ".zip"))


def all_forms(app: Flask, client: FlaskClient, ids: dict[str, Any]) -> list[tuple[str, Form]]:
    """Every form of every page, once."""
    found: dict[tuple[str, tuple[str, ...]], tuple[str, Form]] = {}
    for address in dict.fromkeys(pages(app, ids)):
        answer = client.get(address)
        assert answer.status_code < 500, address
        for action, form in _whole(answer.text) if answer.mimetype == "text/html" else ():
            found[action or address, tuple(form)] = action or address, form
    return [one for one in found.values() if not one[0].endswith(LEAVES) and set(one[1]) - KEPT]


def _whole(page: str) -> Iterator[tuple[str, Form]]:
    """Its forms with all their controls, also those that are empty or not ticked."""
    for (action, form), part in zip(
        forms_of(page), re.findall(r"<form\b.*?</form>", page, flags=re.DOTALL), strict=True
    ):
        for name in re.findall(r'<(?:input|select|textarea|button)\b[^>]*\bname="([^"]+)"', part):
            form.setdefault(name, "")
        yield action, form


def test_nothing_that_is_sent_breaks_any_form(app: Flask, signed_in: FlaskClient, ids: dict[str, Any]):
    sent = all_forms(app, signed_in, ids)
    assert len({action for action, _ in sent}) > 40
    wrong: dict[str, int | str] = {}
    for typed in HOSTILE:
        for action, form in sent:
            for name in set(form) - KEPT:
                form[name] = typed
            answer = signed_in.post(action, data=form)
            if answer.status_code >= 500 or "<script>alert" in answer.text or "1234568234567" in answer.text:
                wrong[f"{action} {typed[:20]!r}"] = answer.status_code
    assert wrong == {}
    for path in ("", "/letter", "/letter.pdf", "/packet", "/packet.pdf", "/forms", "/estimate", "/policy"):
        assert signed_in.get(f"/cases/{ids['case_id']}{path}").status_code < 400


def test_no_name_of_a_file_breaks_anything(app: Flask, signed_in: FlaskClient, ids: dict[str, Any]):
    takers = {
        action: form
        for address in dict.fromkeys(pages(app, ids))
        for action, form in forms_of(signed_in.get(address).text)
        if "file" in form
    }
    assert f"/cases/{ids['case_id']}/packet" in takers
    assert "/practice/forms" in takers
    wrong = {}
    for action in takers:
        for name in NAMES:
            file = FileStorage(BytesIO(a_pdf("A")), name, content_type="application/pdf")
            data = {"csrf_token": csrf_token(signed_in, "/cases"), "title": "T", "payer": "P", "file": file}
            answer = signed_in.post(action, **multipart(data))
            if answer.status_code >= 500 or "Content-Disposition: form" in str(answer.headers):
                wrong[f"{action} {name[:20]!r}"] = answer.status_code
    assert wrong == {}
    page = signed_in.get(f"/cases/{ids['case_id']}/packet").text
    assert "<b>x</b>" not in page
    assert signed_in.get(f"/cases/{ids['case_id']}/packet.pdf").mimetype == "application/pdf"
