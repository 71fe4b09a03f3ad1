"""The band of an estimate whose limits are borrowed: worked by hand from the limits that are loaded."""

from dataclasses import replace
from decimal import Decimal

from costing.questions import estimate, read_case
from costing.questions.band import price_band
from costing.reference.load import reference
from tests.cli.running import document


def test_the_reference_case_by_the_lowest_and_the_highest_limit_seen():
    """By hand: 10 of 13 cycles (20 days) start in quarters that are not loaded; 140 units a day.

    140 x 47.133 = 6,598.62 and 140 x 49.301 = 6,902.14: 303.52 a day, of which the patient's 20 percent is 60.71
    (1,380.43 less 1,319.72). 20 x 303.52 = 6,070.40 and 20 x 60.71 = 1,214.20 above 175,533.28 and 35,332.90.
    """
    case = read_case(document())
    band = price_band(case, estimate(case))
    assert band
    assert band.days == 20
    (limits,) = band.limits
    assert (limits.code, limits.lowest, limits.highest) == ("J1568", Decimal("47.133"), Decimal("49.301"))
    assert (band.allowed_low, band.patient_low) == (Decimal("175533.28"), Decimal("35332.90"))
    assert (band.allowed_high, band.patient_high) == (Decimal("181603.68"), Decimal("36547.10"))


def test_there_is_none_where_every_limit_is_loaded_or_nothing_is_borrowed():
    order = {**document()["order"], "first_infusion": "2026-10-05", "cycles": 3}
    loaded = read_case({**document(), "order": order})
    assert price_band(loaded, estimate(loaded)) is None
    others = [name for name in document()["assumptions"] if name != "newest_loaded_value"]
    unknown = read_case({**document(), "assumptions": others})
    assert price_band(unknown, estimate(unknown)) is None


def test_an_estimate_by_other_data_leaves_what_is_loaded_as_it_is():
    case, known = read_case(document()), reference()
    history = known.limits["J1568"]
    twice = tuple(replace(one, value=replace(one.value, per_unit=one.value.per_unit * 2)) for one in history.entries)
    doubled = replace(known, limits={**known.limits, "J1568": replace(history, entries=twice)})
    first = estimate(case, doubled).visits[0].lines[0].line
    assert first.allowed == Decimal("13197.24")  # 140 x 94.266
    assert estimate(case).visits[0].lines[0].line.allowed == Decimal("6598.62")
