"""The example cases priced a second time by a few lines of fractions that share nothing with the service."""

import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any

import pytest

from costing.case.schema import load_case
from costing.domain.estimate import Estimate
from costing.questions.estimate import estimate

CYCLES, DAYS = 13, 2
LIMIT = Fraction("47.133")  # CMS October 2026 Medicare Part B Payment Limit File 091626, J1568
OFFICE = (Fraction("67.14"), Fraction("21.38"))  # 96365 and 96366, 2026 relative values x 33.4009
HOSPITAL = (Fraction("217.31"), Fraction("47.84"))  # the same in the outpatient schedule, derived for 2026
COPAYS = (Fraction("43.46"), Fraction("9.57"))


def document(name: str) -> dict[str, Any]:
    return json.loads(Path(f"costing/examples/{name}.json").read_text())


def priced(name: str) -> Estimate:
    return estimate(load_case(document(name)))


def cents(dollars: Fraction) -> Fraction:
    """Half up."""
    return Fraction(floor(dollars * 100 + Fraction(1, 2)), 100)


def same(found: Decimal | None, by_hand: Fraction) -> bool:
    return found is not None and Fraction(found) == by_hand


def weight_kg(name: str) -> Fraction:
    given = document(name)["patient"]["weight"]
    return Fraction(given["value"]) * (Fraction("0.45359237") if given["unit"] == "lb" else 1)


def units_and_waste(name: str) -> tuple[int, int]:
    """Units of 500 mg given and left over on one day of 1 g/kg, from vials of 2, 5, 10, 20 and 30 g with the least left."""
    mg = ceil(weight_kg(name) * 1000)
    opened = next(
        grams for grams in range(ceil(Fraction(mg, 1000)), 1000) if grams not in {1, 3}
    )  # 2 and 5 reach all others
    given = ceil(Fraction(mg, 500))
    return given, opened * 2 - given


def added_hours() -> int:
    """1,000 mg/kg: 30 minutes at 1, 30 at 2, the rest at 4 mg/kg/min; an added hour needs more than 30 minutes."""
    minutes = 60 + Fraction(1000 - 30 - 60, 4)
    return ceil((minutes - 60 - 30) / 60)


def lines(name: str, unit: Fraction, first: Fraction, added: Fraction) -> tuple[Fraction, ...]:
    """The allowed amounts of one day: drug, waste if any, first hour, added hours."""
    given, waste = units_and_waste(name)
    drug = [cents(given * unit)] + ([cents(waste * unit)] if waste else [])
    return (*drug, first, cents(added * added_hours()))


def course(day: tuple[Fraction, ...]) -> Iterator[tuple[int, Fraction]]:
    for cycle in range(1, CYCLES + 1):
        for _ in range(DAYS):
            yield from ((cycle, line) for line in day)


def shared(
    day: tuple[Fraction, ...], deductible: Fraction, maximum: Fraction | None
) -> tuple[list[Fraction], Fraction]:
    """What the patient has paid after each cycle, and what was allowed: 20% of each line after the deductible."""
    paid, allowed, after = Fraction(0), Fraction(0), []
    for cycle, line in course(day):
        taken = min(deductible, line)
        deductible -= taken
        own = taken + cents((line - taken) / 5)
        paid += own if maximum is None else min(own, maximum - paid)
        allowed += line
        after[cycle - 1 :] = [paid]
    return after, allowed


def agrees(found: Estimate, after: list[Fraction], allowed: Fraction) -> None:
    assert same(found.course.allowed, allowed)
    assert same(found.course.patient, after[-1])
    assert [Fraction(cycle.patient_so_far or 0) for cycle in found.cycles] == after


def test_part_b_office():
    after, allowed = shared(lines("part-b-office", LIMIT, *OFFICE), Fraction(283), None)
    assert (after[0], after[-1], allowed) == (Fraction("2926.90"), Fraction("35332.90"), Fraction("175533.28"))
    agrees(priced("part-b-office"), after, allowed)


def test_high_deductible_plan():
    """The contract allows the same amounts as Medicare."""
    after, allowed = shared(lines("hdhp-contract", LIMIT, *OFFICE), Fraction(1700), Fraction(8500))
    assert after[:3] == [Fraction("4060.50"), Fraction("6761.00"), Fraction("8500.00")]
    agrees(priced("hdhp-contract"), after, allowed)


def test_medicare_advantage():
    """At Medicare's amounts, as its assumption says."""
    after, allowed = shared(lines("medicare-advantage", LIMIT, *OFFICE), Fraction(0), Fraction(6700))
    agrees(priced("medicare-advantage"), after, allowed)


def test_uninsured():
    """The practice's own cash prices: 62.50 a unit, 150 and 45 for the hours."""
    day = lines("uninsured", Fraction("62.50"), Fraction(150), Fraction(45))
    found = priced("uninsured")
    assert same(found.course.patient, CYCLES * DAYS * sum(day))
    assert found.course.patient == found.course.allowed


def test_part_b_hospital():
    """Drug at 20% after the deductible, administration at its printed copayments."""
    given, waste = units_and_waste("part-b-hospital")
    assert waste == 0
    drug = cents(given * LIMIT)
    administration = HOSPITAL[0] + added_hours() * HOSPITAL[1]
    copays = COPAYS[0] + added_hours() * COPAYS[1]
    first_day = 283 + cents((drug - 283) / 5) + copays
    other_days = (CYCLES * DAYS - 1) * (cents(drug / 5) + copays)
    found = priced("part-b-hospital")
    assert same(found.course.allowed, CYCLES * DAYS * (drug + administration))
    assert same(found.course.patient, first_day + other_days)


@pytest.mark.parametrize("path", sorted(Path("costing/examples").glob("*.json")), ids=lambda path: path.stem)
def test_every_example_is_priced_whole_and_adds_up(path: Path):
    found = priced(path.stem)
    assert found.missing == ()
    for visit in found.visits:
        for line in visit.lines:
            assert line.line.allowed == line.plan + line.second_payer + line.patient
    assert found.course.allowed == sum(visit.totals.allowed for visit in found.visits)
    assert found.course.patient == sum(year.totals.patient for year in found.plan_years)
