"""Letters of several cases at once: what each lacks before printing, one file with a list, a record of each, other practices."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from costing.store.people import Person
from costing.web.staff import bulk_pages
from costing.web.staff.bulk_pages import zipped
from tests.web.conftest import add_biller, csrf_token
from tests.web.test_cases import actions, add_case, example, said


@pytest.fixture
def three(app: Flask, biller: Person) -> list[str]:
    """A letter, a draft, and a case without an order."""
    draft = example("medicare-advantage")
    del draft["coverage"]["primary"]["member_id"]
    documents = (
        example("medicare-advantage"),
        {**draft, "label": "Without a number"},
        {"version": 1, "label": "Fresh"},
    )
    return [add_case(app, biller, document) for document in documents]


def post(client: FlaskClient, address: str, ids: list[str]):
    return client.post(address, data={"csrf_token": csrf_token(client, "/cases/letters"), "case": ids})


def test_each_case_is_looked_over_first(signed_in: FlaskClient, three: list[str]):
    page = post(signed_in, "/cases/letters", three)
    words = said(page)
    assert "2 of 3 letters can be written" in words
    assert "Without a number Draft 1 thing is missing: Enter the member ID from the card." in words
    assert "Fresh Not written Enter the order" in words
    assert f"/cases/{three[2]}/order" in page.text


def test_the_file_holds_the_letters_and_a_list(app: Flask, signed_in: FlaskClient, biller: Person, three: list[str]):
    answer = post(signed_in, "/cases/letters.zip", three)
    assert answer.mimetype == "application/zip"
    archive = ZipFile(BytesIO(answer.data))
    assert archive.testzip() is None
    names = archive.namelist()
    assert names[0] == "list.txt"
    assert sorted(name.split("-", 1)[1] for name in names[1:]) == [
        "prior-authorization-draft.pdf",
        "prior-authorization.pdf",
    ]
    told = archive.read("list.txt").decode()
    assert "not-written: Fresh (Enter the order" in told
    assert "Without a number" in told
    patient = example("medicare-advantage")["patient"]["family_name"]
    assert not any(patient in name for name in [*names, answer.headers["Content-Disposition"]])
    alone = signed_in.get(f"/cases/{three[0]}/letter.pdf").data
    assert alone in [archive.read(name) for name in names]
    printed = [subject for act, subject in actions(app, biller) if act == "letter printed"]
    assert sorted(printed[:-1]) == sorted(three[:2])


def test_none_and_too_many_are_refused(signed_in: FlaskClient, three: list[str], monkeypatch: pytest.MonkeyPatch):
    for address in ("/cases/letters", "/cases/letters.zip"):
        page = post(signed_in, address, [])
        assert (page.status_code, page.text.count("Tick at least one case.")) == (422, 2)
    monkeypatch.setattr(bulk_pages, "MOST", 2)
    page = post(signed_in, "/cases/letters", three)
    assert (page.status_code, "Tick at most" in page.text, page.text.count(" checked")) == (422, True, 3)


def test_another_practices_cases_do_not_exist(app: Flask, signed_in: FlaskClient, store: Session, three: list[str]):
    other = add_biller(app, store, "Other Clinic (fictional)", "other@example.org")
    theirs = add_case(app, other, {**example("medicare-advantage"), "label": "Theirs"})
    assert "Theirs" not in signed_in.get("/cases/letters").text
    assert post(signed_in, "/cases/letters.zip", [theirs]).status_code == 422
    mixed = post(signed_in, "/cases/letters", [theirs, three[0]])
    assert "1 of 1 letters can be written" in said(mixed)


def test_the_file_comes_part_by_part():
    """Each file leaves before the next one is made, so that many letters need no more memory than one."""
    made: list[str] = []

    def files():
        for name in ("a", "b", "c"):
            made.append(name)
            yield name, name.encode() * 1000

    parts = zipped(files())
    assert (b"aaa" in next(parts), made) == (True, ["a"])
    assert (b"bbb" in next(parts), made) == (True, ["a", "b"])
    rest = b"".join(parts)
    assert b"ccc" in rest
