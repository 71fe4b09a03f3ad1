"""Payers' forms: sealed, versioned, and never another practice's."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from costing.store import forms
from costing.store.cases import NotFound, Stale
from costing.store.forms import Full
from costing.store.people import Person
from tests.store.conftest import a_person

ABOUT = {"title": "Form of Sample", "payer": "Sample Health", "plan_name": None, "fields": [{"name": "x"}], "ties": {}}
PDF = b"%PDF-1.7 Sample"


def test_a_form_comes_back_and_is_tied(session: Session, person: Person):
    one = forms.add(session, person.practice_id, ABOUT, PDF, person.id)
    session.expire_all()
    assert forms.get(session, person.practice_id, one.id) == one
    assert forms.content_of(session, person.practice_id, one.id) == PDF
    forms.tie(session, person.practice_id, one.id, {"x": "Today"}, 1, person.id)
    session.expire_all()
    tied = forms.get(session, person.practice_id, one.id)
    assert (tied.ties, tied.row_version, tied.fields) == ({"x": "Today"}, 2, ABOUT["fields"])
    with pytest.raises(Stale):
        forms.tie(session, person.practice_id, one.id, {}, 1, person.id)
    forms.remove(session, person.practice_id, one.id)
    assert forms.all_of(session, person.practice_id) == ()


def test_it_is_its_practices_alone(session: Session, person: Person):
    other = a_person(session, "Other Clinic (fictional)", "other@example.org").practice_id
    one = forms.add(session, person.practice_id, ABOUT, PDF, person.id)
    assert forms.all_of(session, other) == ()
    for act in (
        lambda: forms.get(session, other, one.id),
        lambda: forms.content_of(session, other, one.id),
        lambda: forms.tie(session, other, one.id, {}, 1, "x"),
        lambda: forms.remove(session, other, one.id),
    ):
        with pytest.raises(NotFound):
            act()
    assert len(forms.all_of(session, person.practice_id)) == 1


def test_nothing_is_readable_and_there_is_an_end(session: Session, person: Person, monkeypatch: pytest.MonkeyPatch):
    forms.add(session, person.practice_id, ABOUT, PDF, person.id)
    assert "Sample" not in repr(session.execute(text("SELECT * FROM payer_forms")).all())
    monkeypatch.setattr(forms, "MOST", 1)
    with pytest.raises(Full):
        forms.add(session, person.practice_id, ABOUT, PDF, person.id)
