"""Forms as data: names to a document and back, errors at their fields."""

import json
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from costing.case.schema import dump_case
from costing.questions import read_case
from costing.web.forms import Field, document_from, place, summary_rows, typed_from, value_at, values_from
from costing.web.staff.sections import SECTIONS

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "costing" / "examples").glob("*.json"))
DOSE, DAY = Field("order.dose", "Dose", "number"), Field("order.first_infusion", "First infusion", "date")
QMB, ASSUMED = Field("help.qmb", "QMB", "radios"), Field("assumptions", "Assumed", "checks")


def test_an_answer_goes_to_its_place_and_leaves_the_rest():
    document = {"order": {"dose": "1", "cycles": 13}, "label": "kept"}
    changed = document_from(MultiDict({"order.dose": " 2 "}), [DOSE], document)
    assert changed == {"order": {"dose": "2", "cycles": 13}, "label": "kept"}
    assert document["order"] == {"dose": "1", "cycles": 13}


def test_an_empty_answer_removes_the_value_and_the_block_that_it_leaves_empty():
    assert document_from(MultiDict(), [DOSE], {"order": {"dose": "1"}, "label": "kept"}) == {"label": "kept"}


def test_a_name_that_is_no_field_of_the_page_is_not_read():
    form = MultiDict({"order.dose": "2", "order.cycles": "99", "version": "7", "practice.name": "Other"})
    assert document_from(form, [DOSE], {"version": 1}) == {"version": 1, "order": {"dose": "2"}}


def test_a_field_below_a_plain_value_takes_its_place():
    assert document_from(MultiDict({"order.dose": "2"}), [DOSE], {"order": "nonsense"}) == {"order": {"dose": "2"}}


def test_checks_are_a_list():
    form = MultiDict([("assumptions", "a"), ("assumptions", "b")])
    assert document_from(form, [ASSUMED], {}) == {"assumptions": ["a", "b"]}
    assert typed_from(form, [ASSUMED]) == {"assumptions": ["a", "b"]}
    assert document_from(MultiDict(), [ASSUMED], {"assumptions": ["a"]}) == {}


def test_stored_values_show_as_a_person_types_them():
    document = {"order": {"first_infusion": "2026-01-05"}, "help": {"qmb": False}}
    assert values_from(document, [DAY, QMB, DOSE]) == {
        "order.first_infusion": "1/5/2026",
        "help.qmb": "no",
        "order.dose": "",
    }


def test_a_path_through_a_plain_value_holds_nothing():
    assert value_at({"order": "text"}, "order.dose", "absent") == "absent"


def test_errors_stand_at_their_field_and_the_rest_keep_their_path():
    errors = {"order.dose": ["a"], "order": ["b"], "patient.weight.value": ["c"]}
    beside, elsewhere = place(errors, [DOSE, DAY])
    assert beside == {"order.dose": ["a", "b"]}
    assert elsewhere == {"patient.weight.value": ["c"]}
    assert summary_rows(errors, [DOSE, DAY]) == [("order-dose", "a"), ("order-dose", "b"), (None, "c")]


def test_an_error_of_one_item_stands_at_the_list():
    assert place({"assumptions.1": ["a"]}, [ASSUMED])[0] == {"assumptions": ["a"]}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("slug", SECTIONS)
def test_what_a_page_shows_is_read_back_to_the_same_document(example: Path, slug: str):
    document = dump_case(read_case(json.loads(example.read_text())))
    fields = SECTIONS[slug].fields(document)
    shown = MultiDict(values_from(document, fields))
    assert dump_case(read_case(document_from(shown, fields, document))) == document
