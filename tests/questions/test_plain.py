"""Answers as JSON values: exact numbers, ISO days, sentences; and the stamp of what made them."""

import json
import os
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from costing import VERSION
from costing.questions import check, data_hash, engine_version, estimate, letter, programs, read_case, to_json, to_plain
from costing.questions.stamp import hash_of
from payer_rules.dated import Status
from payer_rules.message import say
from payer_rules.policies import use_office_policies
from payer_rules.programs import use_own
from tests.questions.test_estimate import document

EXAMPLES = sorted(path.stem for path in Path("costing/examples").glob("*.json"))


@dataclass(frozen=True)
class Example:
    """One of each."""

    price: Decimal = Decimal("1E+3")
    share: Decimal = Decimal("2926.90")
    on: date = date(2026, 1, 5)
    status: Status = Status.MEMORY
    why: object = say("No price for {day}.", day=date(2027, 1, 1))
    known: bool = True
    units: int = 140
    note: str | None = None
    parts: tuple[object, ...] = (Decimal("0.10"), ("a",))
    kinds: frozenset[str] = frozenset({"b", "a"})


def test_each_kind_of_value_has_one_plain_form():
    assert to_plain(Example()) == {
        "price": "1000",
        "share": "2926.90",
        "on": "2026-01-05",
        "status": "memory",
        "why": "No price for January 1, 2027.",
        "known": True,
        "units": 140,
        "note": None,
        "parts": ["0.10", ["a"]],
        "kinds": ["a", "b"],
    }
    assert to_plain({Status.MEMORY: Decimal(1)}) == {"memory": "1"}
    assert json.loads(to_json(Example())) == to_plain(Example())


@pytest.mark.parametrize("value", [1.5, b"x", object(), Example])
def test_what_an_answer_does_not_hold_has_no_plain_form(value):
    with pytest.raises(TypeError, match="has no plain form"):
        to_plain(value)
    with pytest.raises(TypeError, match="has no plain form"):
        to_json((value,))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_answer_survives_json(name):
    case = read_case(document(name))
    for answer in (estimate(case), check(case), letter(case, date(2026, 1, 2)), programs(case)):
        plain = to_plain(answer)
        assert json.loads(json.dumps(plain)) == plain
        assert to_json(answer) == json.dumps(plain, separators=(",", ":"))


def test_an_answer_does_not_depend_on_the_cases_before_it():
    asked = [*EXAMPLES, *reversed(EXAMPLES)]
    answers = [to_json(estimate(read_case(document(name)))) for name in asked]
    assert answers[: len(EXAMPLES)] == answers[: len(EXAMPLES) - 1 : -1]


def test_the_plain_amounts_are_the_answers_own():
    found = estimate(read_case(document("part-b-office")))
    lines = [line for visit in to_plain(found)["visits"] for line in visit["lines"]]
    assert sum(Decimal(line["patient"]) for line in lines) == found.course.patient


def test_the_stamp_names_version_and_data():
    assert engine_version() == VERSION
    assert re.fullmatch("[0-9a-f]{64}", data_hash())


def test_the_hash_changes_with_any_file_and_any_name(tmp_path: Path):
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text("a: 1")
    two.write_text("b: 1")
    before = hash_of("r", (one, two))
    assert hash_of("r", (one, two)) == before
    assert hash_of("s", (one, two)) != before
    two.write_text("b: 2")
    assert hash_of("r", (one, two)) != before
    assert hash_of("r", (one,)) != before
    three = two.rename(tmp_path / "three.yaml")
    two.write_text("b: 1")
    assert hash_of("r", (one, three)) != hash_of("r", (one, two))


def test_an_office_s_own_policies_and_programs_are_part_of_the_hash(tmp_path: Path):
    before = data_hash()
    for use, name in ((use_office_policies, "policies"), (use_own, "programs")):
        folder = tmp_path / name
        folder.mkdir()
        use(folder)
        try:
            assert data_hash() == before
            (folder / "one.yaml").write_text("a: 1")
            first = data_hash()
            (folder / "one.yaml").write_text("a: 2 # longer")
            os.utime(folder / "one.yaml", ns=(1, 1))
            assert len({before, first, data_hash()}) == 3
        finally:
            use(None)
    assert data_hash() == before
