"""A writer's own words by the API: read, put in, shown as a difference, refused where they contradict the case."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from costing.case.request_shapes import LetterKind
from costing.store.people import Person
from tests.letters.papers import a_document
from tests.web.calling import NO_OBJECTS, NOBODYS, fits
from tests.web.conftest import Caller, another_practice
from tests.web.test_cases import actions, add_case

PATH, TAG = "/cases/{case_id}/letter/words", {"If-Match": '"1"'}


@pytest.fixture
def case_id(app: Flask, biller: Person) -> str:
    return add_case(app, biller, a_document(LetterKind.APPEAL))


def put(call: Caller, case_id: str, tag: dict[str, str] = TAG, kind: str = "appeal", **words: str) -> TestResponse:
    sent = {"words": [{"place": place, "text": text} for place, text in words.items()]}
    return call("PATCH", f"/cases/{case_id}/letter/words?kind={kind}", headers=tag, json=sent)


def at(answer: TestResponse, key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in answer.json["places"] if one["key"] == key)
    return found


def test_words_are_read_put_in_and_shown_as_a_difference(app: Flask, call: Caller, biller: Person, case_id: str):
    read = call("GET", f"/cases/{case_id}/letter/words?kind=appeal")
    fits(app, read, PATH, "get")
    own = at(read, "closing")["own"]
    changed = put(call, case_id, closing=own.replace("I am available", "I am glad to be available"))
    fits(app, changed, PATH, "patch")
    assert [(one["kind"], one["text"]) for one in at(changed, "closing")["difference"] if one["kind"] == "added"] == [
        ("added", "glad to be ")
    ]
    assert at(changed, "closing")["was"] == own
    letter = call("GET", f"/cases/{case_id}/letter?kind=appeal").json
    assert "I am glad to be available" in letter["closing"][0]["text"]
    assert letter["closing"][0]["backing"][0]["origin"] == "writer"
    more = put(call, case_id, {"If-Match": changed.headers["ETag"]}, opening="I appeal.")
    assert (at(more, "opening")["written"], "glad" in at(more, "closing")["written"]) == ("I appeal.", True)
    dropped = put(call, case_id, {"If-Match": more.headers["ETag"]}, closing="", opening=at(more, "opening")["own"])
    assert {(at(dropped, key)["written"], tuple(at(dropped, key)["difference"])) for key in ("opening", "closing")} == {
        (None, ())
    }
    assert [act for act, _ in actions(app, biller)] == [
        "case read",
        "case changed",
        "case read",
        "case changed",
        "case changed",
    ]


def test_without_a_kind_it_is_the_one_that_the_case_asks_for(call: Caller, case_id: str):
    usual = call("GET", f"/cases/{case_id}/letter").json["kind"]
    assert call("GET", f"/cases/{case_id}/letter/words").json["kind"] == usual
    assert call("GET", f"/cases/{case_id}/letter/words?kind=poem").status_code == 422


@pytest.mark.parametrize(
    ("words", "field", "sentence"),
    [
        ([{"place": "closing", "text": "I ask for 950 g."}], "words.0.text", "the case says"),
        ([{"place": "closing", "text": "x" * 20_001}], "words.0.text", "Shorten your words"),
        ([{"place": "closing", "text": "a\x07b"}], "words.0.text", "Remove the control characters"),
        ([{"place": "closing", "text": 7}], "words.0.text", "Enter your words as text."),
        ([{"place": "poem", "text": "x"}], "words.0.place", "There is no such place in this letter. It has: opening"),
        ([{"text": "x"}], "words.0.place", "Enter the key of a place."),
        ([{"place": "opening", "text": "I appeal."}, {"place": "opening"}], "words.1.place", "for each place once"),
        (["x"], "words.0", "This must be an object"),
        ("x", "words", "This must be a list."),
        (None, "words", 'Enter the words as a list, such as [{"place": "closing"'),
    ],
)
def test_wrong_words_are_named_and_nothing_is_kept(app, biller, call, case_id, words, field, sentence):
    refused = call("PATCH", f"/cases/{case_id}/letter/words?kind=appeal", headers=TAG, json={"words": words})
    assert refused.status_code == 422
    assert sentence in refused.json["errors"][field][0]
    assert call("GET", f"/cases/{case_id}").json["row_version"] == 1
    assert "case changed" not in [act for act, _ in actions(app, biller)]


def test_a_figure_that_the_case_does_not_have_is_named_by_both(call: Caller, case_id: str):
    refused = put(call, case_id, opening="I appeal.", closing="I ask for 950 g in all.")
    assert list(refused.json["errors"]) == ["words.1.text"]
    assert "950 g" in refused.json["errors"]["words.1.text"][0]


def test_words_are_changed_in_the_version_of_the_case(call: Caller, case_id: str):
    assert put(call, case_id, {}, closing="Thank you.").status_code == 428
    assert put(call, case_id, {"If-Match": '"7"'}, closing="Thank you.").status_code == 412
    assert put(call, case_id, closing="Thank you.").headers["ETag"] == '"2"'
    assert put(call, case_id, closing="Thanks.").status_code == 412


def test_a_case_without_a_letter_says_what_to_enter(app: Flask, call: Caller, biller: Person):
    fresh = add_case(app, biller, {"version": 1})
    for answer in (call("GET", f"/cases/{fresh}/letter/words"), put(call, fresh, closing="x")):
        assert (answer.status_code, "order" in answer.json["errors"]) == (422, True)


@pytest.mark.parametrize("body", NO_OBJECTS)
def test_a_body_that_holds_no_words(call: Caller, case_id: str, body: bytes):
    address = f"/cases/{case_id}/letter/words"
    answer = call("PATCH", address, headers=TAG, data=body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer.json["errors"]
    huge = {"data": b" " * 2_000_001, "content_type": "application/json"}
    assert call("PATCH", address, headers=TAG, **huge).status_code == 413


def test_another_practice_finds_and_changes_nothing(app: Flask, store: Session, call: Caller, case_id: str):
    other = another_practice(app, store)
    for which in (case_id, NOBODYS):
        assert other("GET", f"/cases/{which}/letter/words?kind=appeal").status_code == 404
        assert put(other, which, closing="Mine.").status_code == 404
    assert call("GET", f"/cases/{case_id}").json["row_version"] == 1
