"""The same patient across alternatives: each figure is that of its own estimate, and what is unknown is never ranked."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from costing.case.shapes import Case
from costing.domain.sites import SiteKind
from costing.domain.therapy import GivenBy, Interval, IntervalUnit
from costing.questions import Refused, estimate, read_case
from costing.questions.alternatives import Alternatives, Rank, UnderTheSkin, read_alternatives
from costing.questions.compare import Comparison, compare
from costing.questions.margin import margin


def case(name: str = "part-b-office", **order: Any) -> Case:
    given: dict[str, Any] = json.loads(Path(f"costing/examples/{name}.json").read_text())
    given["order"] |= order
    return read_case(given)


def sums(comparison: Comparison) -> list[tuple[str, Decimal | None, Decimal | None]]:
    return [(one.change, one.allowed, one.patient) for one in comparison.ranked]


def test_each_alternative_costs_what_its_own_order_costs():
    asked = Alternatives(sites=(SiteKind.HOSPITAL_OUTPATIENT,), days=(3,), starts=(date(2026, 3, 2),))
    own = {
        "as ordered": case(),
        "site": case(site="hospital_outpatient"),
        "days": case(days_per_cycle=3),
        "start": case(first_infusion="2026-03-02"),
    }
    found = sums(compare(case(), asked))
    assert {change for change, *_ in found} == set(own)
    for change, allowed, patient in found:
        course = estimate(own[change]).course
        assert (allowed, patient) == (course.allowed, course.patient)
    assert ("as ordered", Decimal("175533.28"), Decimal("35332.90")) in found


def test_the_patient_who_pays_least_stands_first_and_a_tie_goes_to_the_smaller_total():
    ranked = compare(case("hdhp-contract"), Alternatives(days=(5, 4, 3))).ranked
    assert [one.days_per_cycle for one in ranked] == [2, 3, 4, 5]
    assert {one.patient for one in ranked} == {Decimal("8500.00")}


def test_what_is_unknown_is_listed_with_its_reason_and_without_sums():
    answer = compare(case(), Alternatives(products=("privigen", "flebogamma_dif")))
    assert [one.change for one in answer.ranked] == ["as ordered"]
    privigen, flebogamma = answer.not_ranked
    assert (privigen.allowed, privigen.patient) == (None, None)
    assert "no rate table is loaded for Privigen" in privigen.unknown[0]
    assert "No package sizes are loaded" in flebogamma.unknown[0]


def test_an_order_that_is_itself_unpriced_is_not_ranked():
    given: dict[str, Any] = json.loads(Path("costing/examples/part-b-office.json").read_text())
    given["assumptions"].remove("newest_loaded_value")
    answer = compare(read_case(given), Alternatives(days=(3,)))
    assert answer.ranked == ()
    assert all(one.unknown and one.patient is None for one in answer.not_ranked)


def test_minutes_given_for_a_comparison_do_not_replace_the_label():
    answer = compare(case(), Alternatives(products=("privigen",), days=(3,), minutes=300))
    by_change = {one.change: one for one in answer.ranked}
    assert by_change["product"].patient == estimate(case(product="privigen", infusion_minutes=300)).course.patient
    assert by_change["days"].patient == estimate(case(days_per_cycle=3)).course.patient
    assert by_change["product"].off_label
    assert not by_change["as ordered"].off_label


def test_entered_prices_are_not_taken_for_those_of_another_site():
    answer = compare(case("hdhp-contract"), Alternatives(sites=tuple(SiteKind)))
    assert {one.site for one in answer.not_ranked} == set(SiteKind) - {SiteKind.OFFICE}
    assert all("Ask the other site" in one.unknown[0] for one in answer.not_ranked)


def test_prices_entered_for_another_site_are_taken_there():
    given = json.loads(Path("costing/examples/hdhp-contract.json").read_text())
    own = [{**fee, "site": "infusion_suite"} for fee in given["fees"] if fee["kind"] == "contract"]
    given["fees"] += [{**fee, "per_unit": str(Decimal(fee["per_unit"]) * 2)} for fee in own]
    answer = compare(read_case(given), Alternatives(sites=(SiteKind.INFUSION_SUITE,)))
    there = next(one for one in answer.ranked if one.change == "site")
    assert there.allowed == 2 * next(one for one in answer.ranked if one.change == "as ordered").allowed


def test_home_is_never_a_cheap_part_b_site():
    answer = compare(case(), Alternatives(sites=(SiteKind.HOME,)))
    assert "neither of its home benefits lists the disease" in answer.not_ranked[0].unknown[0]


def test_the_usual_alternatives_are_both_sites_the_label_s_days_and_every_product_into_a_vein():
    answer = compare(case())
    changes = [one.change for one in (*answer.ranked, *answer.not_ranked)]
    assert (changes.count("site"), changes.count("days"), changes.count("product")) == (1, 3, 15)
    assert "Hizentra" not in {one.product_name for one in answer.not_ranked}


def test_other_days_would_be_another_dose_where_it_is_ordered_per_day():
    order = case(dose="1", dose_unit="g_per_kg_per_day")
    assert "another dose" in compare(order, Alternatives(days=(3,))).not_ranked[0].unknown[0]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"interval": {"every": 2, "unit": "days"}}, "overlap"),
        ({"ends": "2026-02-01"}, "after the stop date"),
    ],
)
def test_what_the_case_document_would_refuse_is_not_priced(changes, reason):
    answer = compare(case(**changes), Alternatives(days=(3,), starts=(date(2026, 6, 1),)))
    assert any(reason in sentence for one in answer.not_ranked for sentence in one.unknown)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Alternatives(products=("privygen",)), "products"),
        (Alternatives(days=(6,)), "days"),
        (Alternatives(days=(3,), minutes=0), "minutes"),
        (Alternatives(starts=tuple(date(2026, 1, day) for day in range(1, 32)) * 2), "alternatives"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_field(asked, field):
    with pytest.raises(Refused) as refused:
        compare(case(), asked)
    assert list(refused.value.messages) == [field]


def test_a_later_start_before_a_stop_date_is_no_cheaper_alternative():
    """With the stop date fewer cycles are given from the later start: that it costs less says nothing."""
    answer = compare(case(ends="2026-12-31"), Alternatives(starts=(date(2026, 6, 1), date(2026, 1, 12))))
    (later,) = answer.not_ranked
    assert later.first_infusion == date(2026, 6, 1)
    assert "8 cycles fall before the stop date, not 13" in later.unknown[0]
    assert (later.allowed, later.patient, later.visits) == (None, None, 16)
    assert date(2026, 1, 12) in {one.first_infusion for one in answer.ranked}


def test_in_a_course_in_phases_only_what_no_phase_sets_is_changed():
    course = case(changes=[{"on": "2026-03-02", "dose": "1", "product": "octagam_10"}])
    asked = Alternatives(("privigen",), (SiteKind.HOSPITAL_OUTPATIENT,), (3,), (date(2026, 3, 2),), minutes=300)
    answer = compare(course, asked)
    assert [one.change for one in answer.ranked if one.change != "as ordered"] == ["site"]
    reasons = {one.change: one.unknown[0] for one in answer.not_ranked}
    assert "sets the product itself" in reasons["product"]
    assert "days of their own" in reasons["days"]
    assert "dates of their own" in reasons["start"]


WEEKLY = UnderTheSkin("hizentra", Interval(1, IntervalUnit.WEEKS), Decimal("1.37"), GivenBy.STAFF, SiteKind.OFFICE, 90)


def test_under_the_skin_is_the_converted_dose_over_the_same_time():
    """140 g every 4 weeks for 364 days x 1.37 / 4 = 47.95 g a week for 52 weeks."""
    answer = compare(case(), Alternatives(under_the_skin=(WEEKLY,)))
    under = next(one for one in answer.ranked if one.change == "under the skin")
    conversion = {"factor": "1.37", "from_interval": {"every": 4, "unit": "weeks"}}
    own = case(
        product="hizentra", route="sc", given_by="staff", days_per_cycle=1, interval={"every": 1, "unit": "weeks"},
        cycles=52, conversion=conversion, infusion_minutes=90,
    )  # fmt: skip
    course = estimate(own)
    assert (under.allowed, under.patient) == (course.course.allowed, course.course.patient)
    assert (under.visits, under.chair_hours) == (52, Decimal(78))
    assert course.grams_per_cycle == Decimal("47.95")


@pytest.mark.parametrize(
    ("order", "under", "reason"),
    [
        ({}, {"interval": Interval(10, IntervalUnit.DAYS)}, "no whole number of these intervals"),
        ({"dose": "1", "dose_unit": "g_per_kg_per_day"}, {}, "whole cycle"),
        ({}, {"given_by": GivenBy.SELF}, "neither of its home benefits"),
        ({}, {"product": "octagam_10"}, "not given under the skin"),
    ],
)
def test_what_cannot_be_given_under_the_skin_is_not_ranked(order, under, reason):
    answer = compare(case(**order), Alternatives(under_the_skin=(replace(WEEKLY, **under),)))
    assert reason in answer.not_ranked[0].unknown[0]


def test_by_margin_the_most_that_is_kept_stands_first_and_an_unknown_margin_is_not_ranked():
    given: dict[str, Any] = json.loads(Path("costing/examples/part-b-office.json").read_text())
    asked = Alternatives(products=("privigen",), days=(3,), minutes=300, by=Rank.MARGIN)
    assert all("No purchase price" in one.unknown[0] for one in compare(read_case(given), asked).not_ranked)
    given["fees"] = [{"code": "J1568", "kind": "acquisition", "per_unit": "40", "starts": "2026-01-01"}]
    answer = compare(read_case(given), asked)
    assert [one.change for one in answer.ranked] == ["days", "as ordered"]
    assert [one.margin for one in answer.ranked] == sorted((one.margin for one in answer.ranked), reverse=True)
    assert answer.ranked[1].margin == margin(read_case(given)).course.margin
    assert [one.product_name for one in answer.not_ranked] == ["Privigen"]


def test_by_total_the_smallest_total_stands_first():
    totals = [one.allowed for one in compare(case(), Alternatives(days=(3, 4, 5), by=Rank.TOTAL)).ranked]
    assert totals == sorted(totals)


def test_a_label_without_days_offers_none():
    answer = compare(case(product="privigen", infusion_minutes=300))
    assert "days" not in {one.change for one in (*answer.ranked, *answer.not_ranked)}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ([], "alternatives"),
        ({"dais": [2]}, "dais"),
        ({"days": [2.5]}, "days.0"),
        ({"starts": ["soon"]}, "starts.0"),
        ({"under_the_skin": [{"product": "hizentra", "interval": {"every": 1, "unit": "weeks"}}]}, "under_the_skin.0.factor"),
        ({"by": "luck"}, "by"),
    ],
)  # fmt: skip
def test_what_is_no_alternative_is_refused_by_field(typed, field):
    with pytest.raises(Refused) as refused:
        read_alternatives(typed)
    assert list(refused.value.messages) == [field]
