"""The fact dictionary: every entry can be asked of a person, and a wrong entry is refused at its line."""

from pathlib import Path

import pytest

from payer_rules.facts import FactType, facts, load
from payer_rules.files import BadFile


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("{label: CK, type: quantity, question: 'How high?'}", "ck is a quantity, so it needs its units"),
        ("{label: CK, type: choice, question: 'How high?'}", "ck is a choice, so it needs its choices"),
        ("{label: CK, type: number, question: 'How high?'}", "type must be one of"),
        ("{label: CK, type: boolean}", "question is missing"),
        ("{label: CK, type: boolean, question: 'Yes?', given_by: chance}", "given_by must be one of chart, computed"),
        ("{label: CK, type: boolean, question: 'Yes?', unit: U/L}", "unknown key 'unit'"),
        (
            "{label: CK, type: quantity, units: [U/L], minimum: 0, question: 'How high?'}",
            "minimum must be text in quotes",
        ),
    ],
)
def test_a_wrong_entry_is_refused(tmp_path: Path, entry: str, problem: str):
    path = tmp_path / "facts.yaml"
    path.write_text(f"# facts\nck: {entry}\n", "utf-8")
    with pytest.raises(BadFile, match=r"^facts\.yaml, line 2: ") as bad:
        load(path)
    assert problem in str(bad.value)


def test_what_a_person_is_asked_is_a_question():
    assert [kind.name for kind in facts().values() if "?" not in kind.question] == []


def test_unit_and_scale_of_a_strength_score_are_part_of_it():
    assert facts()["mmt8"].units == ("points of 80", "points of 150")
    assert all(kind.units for kind in facts().values() if kind.type is FactType.QUANTITY)
