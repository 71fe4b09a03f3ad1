"""The same patient across alternatives: each figure is that of its own estimate, and what is unknown is never ranked."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from costing.case.shapes import Case
from costing.domain.sites import SiteKind
from costing.questions import Refused, estimate, read_case
from costing.questions.compare import Alternatives, Comparison, compare


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
    assert [(one.change, one.site) for one in answer.not_ranked] == [("site", SiteKind.HOSPITAL_OUTPATIENT)]
    assert "Ask the other site" in answer.not_ranked[0].unknown[0]


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


def test_a_course_in_phases_is_refused():
    with pytest.raises(Refused, match="phases"):
        compare(case(changes=[{"on": "2026-03-02", "dose": "1"}]))
