"""Orders that change during the course: every day is priced with its own phase, and nothing before a change moves."""

import json
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from marshmallow import ValidationError

from costing.case.schema import dump_case, flat_messages, load_case
from costing.domain.estimate import Estimate
from costing.questions import Refused
from costing.questions.estimate import estimate
from costing.questions.letter import letter


def document(name: str = "part-b-office", **order: Any) -> dict[str, Any]:
    given: dict[str, Any] = json.loads(Path(f"costing/examples/{name}.json").read_text())
    given["order"] |= order
    return given


def priced(**order: Any) -> Estimate:
    return estimate(load_case(document(**order)))


def heavier(given: dict[str, Any], kg: str = "77") -> dict[str, Any]:
    given["patient"]["weight"] = {"value": kg, "unit": "kg"}
    return given


def refusal(**order: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        load_case(document(**order))
    return flat_messages(refused.value.messages)


HEAVIER = {"on": "2026-07-01", "weight": {"value": "77", "unit": "kg"}}


def test_a_change_splits_the_year_to_the_cent():
    """7 cycles at 70 kg start before July 1, 2026; from July 20 on, 6 at 77 kg.

    The 6 are exactly those of a 77 kg patient whose course starts on July 20, apart from the deductible met in January.
    """
    found, plain = priced(changes=[HEAVIER]), priced()
    alone = estimate(load_case(heavier(document(cycles=6, first_infusion="2026-07-20"))))
    assert [visit.totals for visit in found.visits[:14]] == [visit.totals for visit in plain.visits[:14]]
    assert [visit.totals.allowed for visit in found.visits[14:]] == [visit.totals.allowed for visit in alone.visits]
    before, after = (sum(visit.totals.allowed or 0 for visit in part) for part in (found.visits[:14], alone.visits))
    assert found.course.allowed == before + after


def test_the_phases_are_said_with_their_own_grams():
    found = priced(changes=[HEAVIER])
    assert [(phase.cycles, phase.grams_per_cycle, phase.weight_kg) for phase in found.phases] == [
        (7, D(140), D(70)),
        (6, D(154), D(77)),
    ]


def test_one_phase_says_no_phases():
    assert priced().phases == ()


def test_a_course_in_two_documents_equals_one():
    """Original Medicare's deductible is met in the first half, so the second says so."""
    whole = priced(cycles=13)
    first = priced(cycles=7)
    later = document(cycles=6, first_infusion="2026-07-20")
    later["coverage"]["primary"] |= {"met_as_of": "2026-07-19", "deductible_met": "283"}
    second = estimate(load_case(later))
    assert first.course.patient is not None
    assert second.course.patient is not None
    assert whole.course.patient == first.course.patient + second.course.patient


def test_loading_comes_before_the_order_s_own_cycles():
    loading = {"dose": "2", "dose_unit": "g_per_kg_per_cycle", "days_per_cycle": 5, "cycles": 1}
    found = priced(dose="1", days_per_cycle=1, cycles=12, loading=loading)
    assert [visit.dose_mg for visit in found.visits[:6]] == [28_000] * 5 + [70_000]
    assert len(found.visits) == 5 + 12


def test_the_site_and_the_product_change_with_their_prices():
    found = priced(changes=[{"on": "2026-10-01", "site": "hospital_outpatient"}])
    codes = {
        visit.lines[-1].line.allowed_basis.value for visit in found.visits[-2:] if visit.lines[-1].line.allowed_basis
    }
    assert codes == {D("47.84")}  # the hospital's added hour of 2026, not the office's 21.38
    assert [phase.site for phase in found.phases] == ["office", "hospital_outpatient"]


def test_a_product_that_is_not_loaded_in_a_change_is_refused():
    with pytest.raises(Refused, match="no product"):
        priced(changes=[{"on": "2026-10-01", "product": "nonsense"}])


def test_the_stop_date_cuts_the_course():
    found = priced(ends="2026-02-02")
    assert [str(visit.on) for visit in found.visits] == ["2026-01-05", "2026-01-06", "2026-02-02"]


def test_only_stocked_sizes_are_opened():
    found = priced(stocked_grams=["20"])
    assert [(vial.grams, vial.count) for vial in found.visits[0].vials] == [(D(20), 4)]
    assert found.visits[0].lines[1].line.modifier == "JW"


def test_a_size_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(Refused) as refused:
        priced(stocked_grams=["7"])
    assert "2, 5, 10, 20, 30 g" in refused.value.messages["order.stocked_grams"][0]


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({"changes": [{"on": "2026-03-01"}]}, "order.changes.0.on"),
        ({"changes": [{"on": "2026-03-01", "dose": "9"}]}, "order.changes.0.dose"),
        ({"changes": [HEAVIER, HEAVIER]}, "order.changes"),
        ({"changes": [{"on": "2026-03-01", "interval": {"every": 1, "unit": "days"}}]}, "order.changes.0.interval"),
        ({"ends": "2026-01-04"}, "order.ends"),
        (
            {"loading": {"dose": "9", "dose_unit": "g_per_kg_per_cycle", "days_per_cycle": 2, "cycles": 1}},
            "order.loading.dose",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(order: dict[str, Any], field: str):
    assert list(refusal(**order)) == [field]


def test_an_order_with_everything_is_written_back_as_it_was():
    given = document(
        changes=[HEAVIER | {"dose": "1.5", "site": "hospital_outpatient", "product": "octagam_10"}],
        loading={"dose": "2", "dose_unit": "g_per_kg_per_cycle", "days_per_cycle": 5, "cycles": 1},
        interval={"every": 1, "unit": "months"},
        ends="2026-12-31",
        stocked_grams=["10", "20"],
    )
    case = load_case(given)
    assert load_case(dump_case(case)) == case
    assert dump_case(case)["order"]["changes"] == given["order"]["changes"]


def test_a_dose_is_rounded_to_whole_vials_only_within_the_entered_percentage():
    """72.3 kg at 2 g/kg over 2 days are 72.3 g a day; with vials of 10 g 70 g are 3.2% less."""
    given = heavier(document(round_within_percent="5", stocked_grams=["10"]), "72.3")
    found = estimate(load_case(given))
    assert {visit.dose_mg for visit in found.visits} == {70_000}
    assert found.grams_per_cycle == D(140)
    assert any("70 g are given, 72.3 g were ordered (5% are allowed)" in str(note) for note in found.notes)
    strict = heavier(document(round_within_percent="3", stocked_grams=["10"]), "72.3")
    assert {visit.dose_mg for visit in estimate(load_case(strict)).visits} == {72_300}


def test_a_loading_dose_per_kilogram_needs_a_weight():
    given = document(
        dose="70",
        dose_unit="g_per_cycle",
        infusion_minutes=300,
        loading={"dose": "2", "dose_unit": "g_per_kg_per_cycle", "days_per_cycle": 5, "cycles": 1},
    )
    del given["patient"]["weight"]
    with pytest.raises(Refused) as refused:
        estimate(load_case(given))
    assert list(refused.value.messages) == ["patient.weight"]


def test_chair_hours_are_those_of_the_plan_year():
    """26 infusion days of 287.5 minutes in 2026: 7,475 minutes."""
    assert [year.chair_minutes for year in priced().plan_years] == [D(7475)]


def test_the_dose_goes_by_the_adjusted_weight_when_so_ordered():
    """A woman of 65 inches: ideal 57 kg; 107 kg adjusted are 77 kg, so 2 g/kg over 2 days are 77 g a day."""
    given = heavier(document(weight_basis="adjusted"), "107")
    given["patient"] |= {"height": {"value": "65", "unit": "in"}, "sex": "female"}
    case = load_case(given)
    found = estimate(case)
    assert found.visits[0].dose_mg == 77_000
    assert any("adjusted weight of 77 kg" in str(note) for note in found.notes)
    assert load_case(dump_case(case)) == case
    rows = {row.label: row.value.text for block in letter(case, date(2025, 12, 15)).regimen for row in block.rows}
    assert rows["Body weight"].startswith("107 kg")
    assert rows["Dosing weight"] == "77 kg (adjusted weight)"


def test_an_ideal_weight_without_height_is_refused():
    with pytest.raises(Refused) as refused:
        priced(weight_basis="ideal")
    assert list(refused.value.messages) == ["patient.height"]
