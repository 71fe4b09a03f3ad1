"""What Medicare's claim systems stop at, said with what to do; and who decides the claim."""

from datetime import date

import pytest

from costing.domain.edits import Setting
from costing.questions import estimate, read_case
from costing.reference.load import reference
from tests.questions.test_documents import example


def said(name: str = "part-b-office", weight: str = "70", **order: object) -> str:
    document = example(name)
    document["order"] |= order
    document["patient"]["weight"]["value"] = weight
    return " ".join(str(note) for note in estimate(read_case(document)).notes)


@pytest.mark.parametrize(
    ("code", "units"), [("J1568", 300), ("J1459", 300), ("J1569", 400), ("J1561", 360), ("J1554", 240)]
)
def test_the_edits_of_october_2026(code: str, units: int):
    """CMS NCCI tables effective 2026-10-01: the same in an office and a hospital for these codes."""
    for setting in Setting:
        edit = reference().unlikely_edits[code, setting].on(date(2026, 10, 1)).value
        assert (edit.units, edit.indicator) == (units, 3)


def test_two_grams_per_kilogram_in_one_day_pass_up_to_75_kg():
    assert "claim systems" not in said(weight="75", days_per_cycle=1)
    over = said(weight="76", days_per_cycle=1)
    assert "304 units of J1568 on January 5, 2026 are more than Medicare's claim systems expect in a day (300" in over
    assert over.count("claim systems") == 1


def test_it_says_what_to_do_and_never_to_split():
    over = said(weight="90", days_per_cycle=1)
    assert "Bill what was given, document why it was needed, and appeal a denial" in over
    assert not any(word in over.lower() for word in ("split", "another day", "fewer units", "other code"))


def test_plans_outside_medicare_are_not_held_against_medicares_edits():
    assert "claim systems" not in said("hdhp-contract", weight="90", days_per_cycle=1)


def test_the_contractor_follows_from_the_locality():
    assert "decided by Palmetto GBA (JM)" in said(locality="11502-00")
    assert "decided by" not in said()


def test_every_locality_has_its_contractor():
    known = reference()
    assert {locality[:5] for locality in known.localities} == set(known.contractors)
