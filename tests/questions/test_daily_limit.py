"""A hospital day's coinsurance is limited to Medicare's inpatient deductible; an office has no such limit.

The rule (42 CFR 419.41) is told from memory and marked so; the deductibles are those loaded: 1,676 in 2025, 1,736 in 2026.
"""

from datetime import date
from decimal import Decimal as D
from typing import Any

from costing.domain.estimate import Estimate
from costing.domain.money import ZERO
from costing.questions import estimate, read_case
from payer_rules.dated import Status
from tests.questions.test_documents import example


def document(name: str = "part-b-hospital", **order: Any) -> dict[str, Any]:
    given = example(name)
    given["order"] |= order
    return given


def priced(name: str = "part-b-hospital", **order: Any) -> Estimate:
    return estimate(read_case(document(name, **order)))


def coinsurance(found: Estimate, visit: int = 0) -> list[D | None]:
    return [line.coinsurance for line in found.visits[visit].lines]


def test_a_large_dose_reaches_the_limit_with_its_drug():
    """140 g in one day: after the deductible of 283 the drug alone is 20% of 12,914.24, 2,582.85, above 1,736."""
    first = priced(days_per_cycle=1, cycles=2).visits[0]
    assert first.totals.patient == 283 + 1736
    assert [line.coinsurance for line in first.lines] == [D(1736), *([ZERO] * (len(first.lines) - 1))]
    assert first.totals.allowed == first.totals.plan + first.totals.patient


def test_each_day_has_its_own_limit_and_each_year_its_own_deductible():
    found = priced(days_per_cycle=1, first_infusion="2025-12-15", cycles=3)
    assert [visit.on.year for visit in found.visits] == [2025, 2026, 2026]
    assert [sum(coinsurance(found, visit)) for visit in range(3)] == [1676, 1736, 1736]


def test_below_the_limit_nothing_changes():
    """70 g a day: 20% of 6,598.62 is 1,319.72, and the copayments are 43.46 + 4 x 9.57."""
    found = priced(cycles=2)
    assert coinsurance(found, 2) == [D("1319.72"), D("43.46"), D("38.28")]
    assert not any("daily limit" in str(note) for note in found.notes)


def test_the_ranking_of_sites_can_reverse():
    hospital = priced(days_per_cycle=1)
    office = priced("part-b-office", days_per_cycle=1)
    assert hospital.course.allowed > office.course.allowed
    assert hospital.course.patient == 283 + 13 * D(1736) < office.course.patient


def test_it_is_marked_as_told_from_memory_and_said():
    found = priced(days_per_cycle=1, cycles=1)
    rule = next(one for one in found.assumptions if one.name == "daily_coinsurance_limit")
    assert rule.provenance.status is Status.MEMORY
    assert any("reaches Medicare's daily limit of $1,736" in str(note) for note in found.notes)
    assert "daily_coinsurance_limit" not in {one.name for one in priced("part-b-office").assumptions}


def test_a_year_without_a_limit_is_said_unless_the_newest_is_chosen():
    given = document(days_per_cycle=1, first_infusion="2027-01-04", cycles=1)
    assert estimate(read_case(given)).visits[0].totals.patient == 283 + 1736
    given = document(days_per_cycle=1, first_infusion="2026-12-28", cycles=2)
    given["assumptions"].remove("newest_loaded_value")
    found = estimate(read_case(given))
    assert found.visits[0].totals.patient == 283 + 1736
    assert found.visits[1].on == date(2027, 1, 25)
    assert found.visits[1].totals.patient is None
