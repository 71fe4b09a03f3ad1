"""The reference course and the ledger's rules, worked by hand."""

from datetime import date
from decimal import Decimal as D

import pytest

from costing.domain.charges import Coinsurance, billing_units
from costing.domain.claim import LineKind
from costing.domain.coverage import MonthDay, Supplement, Terms, one_plan
from costing.domain.estimate import Estimate
from costing.domain.money import cents
from costing.domain.pricing import NEWEST_LOADED_VALUE, price
from costing.domain.therapy import DoseUnit
from payer_rules.dated import Dated, History
from tests.domain.builders import SEEN, a_course, a_price, a_regimen, an_amount, prices, some_terms


def patient_by_cycle(estimate: Estimate) -> list[D | None]:
    return [cycle.patient_so_far for cycle in estimate.cycles]


def test_the_reference_course():
    """13 cycles of 280 units x 47.133 and 2 x (67.14 + 4 x 21.38): allowed 13,502.56 a cycle, 175,533.28 a year.

    Patient: 283 + 20% a line, rounded half up a line. First cycle 2,926.90; year 35,332.90.
    """
    estimate = price(a_course())
    first = estimate.cycles[0].totals
    assert (first.allowed, first.patient) == (D("13502.56"), D("2926.90"))
    assert (estimate.course.allowed, estimate.course.patient) == (D("175533.28"), D("35332.90"))
    assert estimate.plan_years[0].deductible_met_on == date(2026, 1, 5)


def test_medigap_g_leaves_the_deductible():
    second = Supplement(an_amount("Plan G", "100"), D(100), pays_deductible=False)
    assert price(a_course(timeline=one_plan(some_terms("283", second=second)))).course.patient == D("283.00")


def test_a_high_deductible_plan_reaches_its_maximum_in_cycle_three():
    """1,700 deductible, 20%, maximum 8,500, the same allowed amounts: 4,060.50, 6,761.00, then 8,500 for good."""
    estimate = price(a_course(timeline=one_plan(some_terms("1700", "8500"))))
    assert patient_by_cycle(estimate)[:4] == [D("4060.50"), D("6761.00"), D("8500.00"), D("8500.00")]
    assert estimate.plan_years[0].maximum_reached_on == date(2026, 3, 3)


def test_the_deductible_is_taken_from_the_drug_first():
    lines = price(a_course()).visits[0].lines
    assert [(line.line.kind, line.deductible) for line in lines] == [
        (LineKind.DRUG, D(283)),
        (LineKind.FIRST_HOUR, 0),
        (LineKind.ADDED_HOUR, 0),
    ]


def test_left_over_units_are_a_waste_line_with_its_own_share():
    """Worked example B: 28 g from one 30 g vial is 56 units and 4 wasted; 4 x 47.133 = 188.53, patient 20% = 37.71."""
    course = a_course(
        regimen=a_regimen(days_per_cycle=5, cycles=1), sizes=a_course().sizes[-1:], timeline=one_plan(some_terms())
    )
    drug, waste = price(course).visits[0].lines[:2]
    assert (drug.line.units, drug.line.modifier, waste.line.units, waste.line.modifier) == (56, None, 4, "JW")
    assert (waste.line.allowed, waste.patient) == (D("188.53"), D("37.71"))


def test_without_waste_the_drug_line_says_so():
    assert price(a_course()).visits[0].lines[0].line.modifier == "JZ"


@pytest.mark.parametrize(
    ("dose_mg", "opened", "unit", "units"),
    [(350, 400, 10, (35, 5)), (1001, 2000, 500, (3, 1)), (1000, 1000, 500, (2, 0)), (9900, 9900, 100, (99, 0))],
)
def test_a_part_used_unit_is_billed_whole(dose_mg: int, opened: int, unit: int, units: tuple[int, int]):
    """The first row is Noridian's published JW example: 350 mg of infliximab from four 100 mg vials, 35 units and 5 wasted."""
    assert billing_units(dose_mg, opened, unit) == units


def test_counters_reset_with_the_plan_year():
    estimate = price(a_course(timeline=one_plan(some_terms("1700", "8500", starts=MonthDay(7, 1)))))
    assert [(year.starts, year.totals.patient) for year in estimate.plan_years] == [
        (date(2025, 7, 1), D(8500)),
        (date(2026, 7, 1), D(8500)),
    ]


def test_a_plan_year_from_february_29_falls_on_march_1():
    assert [
        year.starts
        for year in price(a_course(timeline=one_plan(some_terms("1700", "8500", starts=MonthDay(2, 29))))).plan_years
    ][-1] == date(2026, 3, 1)


def test_what_was_met_counts_only_in_its_own_plan_year():
    met = ("1700", "2000")
    this_year = price(a_course(timeline=one_plan(some_terms("1700", "8500", met_as_of=date(2026, 1, 1), met=met))))
    last_year = price(a_course(timeline=one_plan(some_terms("1700", "8500", met_as_of=date(2025, 12, 31), met=met))))
    assert this_year.course.patient == D(6500)
    assert last_year.course.patient == D(8500)


def test_a_day_without_a_price_is_unknown_not_guessed():
    gap = History(
        "Part B limit for J1568", (Dated(D("47.133"), "dollars", date(2026, 10, 1), date(2026, 12, 31), SEEN),)
    )
    estimate = price(
        a_course(prices=prices(drug=a_price("J1568", "1", allowed=gap)), newest={gap.name: date(2026, 10, 1)})
    )
    assert estimate.course.allowed is None
    assert estimate.course.patient is None
    missing = estimate.missing[0]
    assert (len(missing.days), missing.assumption) == (20, NEWEST_LOADED_VALUE)
    assert (
        str(missing.why)
        == "No Part B limit for J1568 is loaded for January 5, 2026: load the official file for that date."
    )


def test_the_newest_value_stands_in_only_when_chosen_and_says_so():
    gap = History(
        "Part B limit for J1568", (Dated(D("47.133"), "dollars", date(2026, 10, 1), date(2026, 12, 31), SEEN),)
    )
    estimate = price(a_course(prices=prices(drug=a_price("J1568", "1", allowed=gap), stretch=True)))
    assert estimate.course.patient == D("35332.90")
    first, last = estimate.visits[0].lines[0].line, estimate.visits[-1].lines[0].line
    assert first.allowed_basis.stands_in_for == date(2026, 1, 5)
    assert last.allowed_basis.stands_in_for is None


def test_a_printed_copayment_is_taken_per_unit():
    """OPPS 2025 Addendum B: 96365 210.69 with copayment 42.14; 96366 46.14 with 9.23 each."""
    first = a_price(
        "96365",
        "210.69",
        coinsurance=History("c", (Dated(Coinsurance(per_unit=D("42.14")), "dollars", date(2025, 1, 1), None, SEEN),)),
    )
    added = a_price(
        "96366",
        "46.14",
        coinsurance=History("c", (Dated(Coinsurance(per_unit=D("9.23")), "dollars", date(2025, 1, 1), None, SEEN),)),
    )
    lines = (
        price(a_course(prices=prices(first_hour=first, added_hour=added), timeline=one_plan(some_terms())))
        .visits[0]
        .lines
    )
    assert [(line.line.allowed, line.patient) for line in lines[1:]] == [
        (D("210.69"), D("42.14")),
        (D("184.56"), D("36.92")),
    ]


def test_without_insurance_the_patient_pays_it_all():
    estimate = price(a_course(timeline=one_plan(Terms(MonthDay(1, 1), {}, patient_pays_all=True))))
    assert estimate.course.patient == estimate.course.allowed == D("175533.28")


def test_a_missing_price_leaves_later_shares_of_that_plan_year_unknown():
    until_june = History("contract rate", (Dated(D(50), "dollars", date(2026, 2, 1), None, SEEN),))
    estimate = price(
        a_course(
            prices=prices(drug=a_price("J1568", "1", allowed=until_june)), timeline=one_plan(some_terms("1700", "8500"))
        )
    )
    assert estimate.visits[0].lines[0].line.allowed is None
    assert estimate.visits[-1].lines[0].line.allowed is not None
    assert estimate.visits[-1].lines[0].patient is None


def test_grams_need_no_weight():
    course = a_course(regimen=a_regimen(dose=D(140), dose_unit=DoseUnit.G_PER_CYCLE), weight_kg=None)
    assert price(course).course.allowed == D("175533.28")


def test_half_a_cent_rounds_up():
    assert (cents(D("1.005")), cents(D("2.675"))) == (D("1.01"), D("2.68"))
