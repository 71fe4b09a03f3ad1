"""Medically unlikely edits: units of a code on one day, given and wasted together, flagged above the limit only."""

from datetime import date
from decimal import Decimal as D

import pytest

from costing.domain.charges import claim_lines
from costing.domain.edits import Setting, UnlikelyEdit, over_edits
from costing.domain.therapy import InfusionDay
from payer_rules.dated import Dated, History
from tests.domain.builders import SEEN, prices

J1568 = {
    ("J1568", setting): History(
        "edit", (Dated(UnlikelyEdit(units, 3), "units a day", date(2026, 10, 1), date(2026, 12, 31), SEEN),)
    )
    for setting, units in ((Setting.OFFICE, 300), (Setting.HOSPITAL, 310))
}


def over(
    dose_mg: int, opened_mg: int, in_hospital: bool = False, on: date = date(2026, 10, 5)
) -> list[tuple[int, int]]:
    lines = claim_lines(InfusionDay(on, 1, 1, dose_mg), opened_mg, D(60), prices())
    return [
        (one.units, one.limit) for one in over_edits(lines, J1568, Setting.HOSPITAL if in_hospital else Setting.OFFICE)
    ]


@pytest.mark.parametrize(
    ("dose_mg", "opened_mg", "in_hospital", "found"),
    [
        (150_000, 150_000, False, []),
        (150_500, 150_500, False, [(301, 300)]),
        (149_000, 151_000, False, [(302, 300)]),  # 298 given and 4 wasted
        (151_000, 151_000, True, []),
        (156_000, 156_000, True, [(312, 310)]),
    ],
)
def test_units_of_the_day_against_the_edit(
    dose_mg: int, opened_mg: int, in_hospital: bool, found: list[tuple[int, int]]
):
    assert over(dose_mg, opened_mg, in_hospital) == found


def test_a_day_before_the_loaded_table_is_held_against_it():
    assert over(160_000, 160_000, on=date(2026, 1, 5)) == [(320, 300)]
