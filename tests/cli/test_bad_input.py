"""Whatever is wrong with a case file: a sentence that names the field, exit code 2, nothing written, no trace."""

import json
from pathlib import Path

import pytest

from costing.cli.files import LARGEST_FILE
from tests.cli.running import changed, document, example, run, said, written

COMMANDS = ("estimate", "check", "programs", "letter")
WRONG = [
    ("order.dose", "0", "Dose must be more than 0"),
    ("order.dose", "-2", "cannot be negative"),
    ("order.dose", "NaN", "Enter the dose as a number, such as 2 or 0.4."),
    ("order.dose", "9" * 60, "or less"),
    ("order.dose", "1e400", "as a number"),
    ("order.dose", "two grams", "as a number"),
    ("order.dose", "70", "adds up to 70 g/kg per cycle"),
    ("order.dose_unit", "g_per_kg_per_day", "adds up to 4 g/kg per cycle"),
    ("order.cycles", 0, "between 1 and 60"),
    ("order.cycles", 1.5, "whole number"),
    ("order.first_infusion", "2026-02-30", "real date"),
    ("order.product", "wonder_globulin", "no product 'wonder_globulin'"),
    ("order.infusion_hours", 5, "not a known field"),
    ("patient.weight.value", "1540", "weight"),
    ("patient.weight", "70 kg", "must be an object"),
    ("patient.birth_date", "1961-13-01", "real date"),
    ("coverage.primary.kind", "gold_card", "Choose the kind of coverage"),
    ("coverage.primary.payer_id", "no-such-plan", "no payer 'no-such-plan'"),
    ("colour", "red", "not a known field"),
    ("version", 99, "not known"),
    ("assumptions", ["moon"], "no assumption 'moon'"),
    ("chart.facts.0.value", "M", "ICD-10-CM code"),
    ("practice.address.state", "Nowhere", "the state in the usual form"),
]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("path", "value", "sentence"), WRONG)
def test_a_wrong_value_is_refused_by_its_field(tmp_path, monkeypatch, command, path, value, sentence):
    monkeypatch.chdir(tmp_path)
    case = changed(tmp_path, path, value)
    told = said(run(command, case))
    field = {"order.dose_unit": "order.dose", "assumptions": "assumptions.0"}.get(path, path)
    assert f"  {field}: " in told
    assert sentence.lower() in told.lower()
    assert list(tmp_path.iterdir()) == [case]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "9" * 5000, "-0.5", "[1]", "{}", "true"])
def test_a_number_that_json_lets_through_is_refused_by_its_field(tmp_path, number):
    text = json.dumps(document()).replace('"dose": "2"', f'"dose": {number}')
    assert "order.dose: " in said(run("estimate", written(tmp_path, text)))


def test_pounds_typed_as_kilograms_are_caught(tmp_path):
    told = said(run("estimate", changed(tmp_path, "patient.weight", {"value": "700", "unit": "kg"})))
    assert "patient.weight.value: Check the weight and its unit" in told


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is not a case file: line 1: Expecting value"),
        ('{"order": ', "line 1: Expecting value"),
        ('{"order":\n {"dose": 2,}}', "line 2: "),
        ("[]", "document: The case document must be a JSON object"),
        ("null", "must be a JSON object"),
        ('"a"', "must be a JSON object"),
        (b"\xff\xfe\xfa", "is not UTF-8 text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not"),
        ("[" * 100_000, "nested too deeply"),
        ('{"label": "a", "label": "b"}', "the key 'label' stands in one object twice"),
        ("{}", "order: Enter the order"),
        ("7" * 5000, "must be a JSON object"),
    ],
)
def test_a_broken_file_is_refused_in_a_sentence(tmp_path, content, sentence):
    case = written(tmp_path, content)
    told = said(run("estimate", case))
    assert sentence in told
    assert str(case) in told


def test_a_huge_file_is_refused_without_reading_it_all(tmp_path):
    case = tmp_path / "huge.json"
    with case.open("wb") as file:
        file.truncate(LARGEST_FILE * 500)
    assert "is larger than 2,000,000 bytes" in said(run("check", case))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_missing_file_and_a_folder_are_refused(tmp_path, command):
    assert "nothing.json: cannot be read: No such file or directory." in said(run(command, tmp_path / "nothing.json"))
    assert "cannot be read: Is a directory." in said(run(command, tmp_path))


def test_a_file_that_opens_but_cannot_be_read_is_refused():
    assert "cannot be read: Input/output error." in said(run("estimate", Path("/proc/self/mem")))


@pytest.mark.parametrize(
    "arguments", [("estimate",), ("estimate", "--yaml", "x"), ("guess", "x"), ("letter", "--date", "soon", "x")]
)
def test_a_wrong_command_line_is_refused(arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("Usage: igpath")


def test_parts_that_a_question_needs_are_named(tmp_path):
    assert "coverage: " in said(run("estimate", changed(tmp_path, "coverage", None)))
    assert "patient.weight: " in said(run("estimate", changed(tmp_path, "patient.weight", None)))
    assert "request: " in said(run("check", changed(tmp_path, "request", None)))
    assert "order: " in said(run("programs", changed(tmp_path, "order", None)))
    assert "order: " in said(run("letter", changed(tmp_path, "order", None)))


def test_what_a_file_holds_cannot_steer_the_terminal(tmp_path):
    told = said(run("estimate", changed(tmp_path, "order.\x1b[2J\x07\u009b31m\u202e", 1)))
    assert "\\u001b[2J\\u0007\\u009b31m\\u202e: This is not a known field." in told
    assert not any(sign in told for sign in "\x1b\x07\u009b\u202e")


def test_half_a_character_in_a_key_is_shown_not_raised(tmp_path):
    case = written(tmp_path, '{"order": {"\\ud800": 1}}')
    assert "not a known field" in said(run("estimate", case))


@pytest.mark.parametrize("name", ["part-b-office", "hdhp-contract"])
def test_no_patient_is_named_in_a_refusal(tmp_path, name):
    told = said(run("estimate", changed(tmp_path, "order.dose", "x", name)))
    assert document(name)["patient"]["family_name"] not in told
    assert document(name)["patient"]["birth_date"] not in told


def test_an_example_is_never_changed_by_asking():
    before = example("part-b-office").read_bytes()
    run("estimate", example("part-b-office"))
    assert Path(example("part-b-office")).read_bytes() == before
