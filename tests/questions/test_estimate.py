"""The reference cases through the whole question, with the loaded reference data."""

import copy
import json
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

from costing.domain.estimate import Estimate
from costing.questions import Refused, estimate, read_case


def document(name: str) -> dict[str, Any]:
    return json.loads(Path(f"costing/examples/{name}.json").read_text())


def priced(given: dict[str, Any]) -> Estimate:
    return estimate(read_case(given))


def test_the_reference_case_prints_the_published_figures():
    found = priced(document("part-b-office"))
    assert found.cycles[0].totals.allowed == D("13502.56")
    assert found.cycles[0].totals.patient == D("2926.90")
    assert (found.course.allowed, found.course.patient) == (D("175533.28"), D("35332.90"))
    assert len(found.visits) == 26
    assert found.visits[-1].on == date(2026, 12, 8)


def test_medigap_g_pays_all_but_the_deductible():
    assert priced(document("part-b-medigap-g")).course.patient == D("283.00")


def test_the_high_deductible_plan_reaches_its_maximum_in_cycle_three():
    found = priced(document("hdhp-contract"))
    assert [cycle.patient_so_far for cycle in found.cycles[:3]] == [D("4060.50"), D("6761.00"), D("8500.00")]
    assert found.course.billed == D(13) * (280 * D(95) + 2 * (180 + 4 * 60))


def test_medicare_advantage_stops_at_its_maximum():
    found = priced(document("medicare-advantage"))
    assert found.course.patient == D("6700.00")
    assert found.course.plan == found.course.allowed - D(6700)


def test_without_insurance_the_cash_price_is_owed_and_never_medicares():
    given = document("uninsured")
    found = priced(given)
    assert found.course.patient == D(13) * (280 * D("62.50") + 2 * (150 + 4 * 45))
    given["fees"] = []
    without = priced(given)
    assert without.course.patient is None
    assert "never Medicare's" in str(without.missing[0].why)


def test_hospital_outpatient_uses_the_outpatient_schedule_and_its_copayments():
    """OPPS 2026, derived: 217.31 and 47.84; per cycle 2 x (217.31 + 4 x 47.84) = 817.34 (the sheet's own check number)."""
    found = priced(document("part-b-hospital"))
    administration = [line for line in found.visits[0].lines if line.line.code in {"96365", "96366"}]
    assert 2 * sum(line.line.allowed for line in administration) == D("817.34")
    assert {line.line.allowed_basis.provenance.status for line in administration} == {"derived"}
    assert [line.coinsurance for line in administration] == [D("43.46"), D("38.28")]


def test_the_published_outpatient_rows_of_2025():
    """OPPS 2025 Addendum B: 96365 210.69 with 42.14; 96366 46.14 with 9.23 each."""
    given = document("part-b-hospital")
    given["order"] |= {"first_infusion": "2025-10-06", "cycles": 1}
    lines = priced(given).visits[1].lines
    shown = {line.line.code: (line.line.allowed, line.patient) for line in lines if line.line.code != "J1568"}
    assert shown == {"96365": (D("210.69"), D("42.14")), "96366": (D("184.56"), D("36.92"))}
    assert lines[0].line.allowed == D(140) * D("47.525")  # October 2025 payment limit file


def test_a_quarter_that_is_not_loaded_is_said_and_the_newest_offered():
    given = document("part-b-office")
    given["assumptions"].remove("newest_loaded_value")
    found = priced(given)
    assert found.course.patient is None
    missing = next(one for one in found.missing if "payment limit" in str(one.why))
    assert date(2026, 1, 5) in missing.days
    assert date(2026, 10, 12) not in missing.days
    assert missing.assumption == "newest_loaded_value"
    assert str(missing.why).startswith("No Part B payment limit for J1568 is loaded for January 5, 2026: load")


def test_2027_is_unknown_until_the_newest_value_is_chosen():
    given = document("part-b-office")
    given["order"]["first_infusion"] = "2027-01-04"
    found = priced(given)
    assert found.course.patient is not None
    assert all(line.line.allowed_basis.stands_in_for for visit in found.visits for line in visit.lines)
    given["assumptions"].remove("newest_loaded_value")
    said = {str(one.why).split(" is loaded")[0] for one in priced(given).missing}
    assert said >= {"No Medicare Part B deductible", "No Part B payment limit for J1568"}


@pytest.mark.parametrize(
    ("part", "field"),
    [
        (("order",), "order"),
        (("coverage",), "coverage"),
        (("patient", "weight"), "patient.weight"),
    ],
)
def test_what_is_missing_is_named(part: tuple[str, ...], field: str):
    given = copy.deepcopy(document("part-b-office"))
    block = given
    for key in part[:-1]:
        block = block[key]
    del block[part[-1]]
    with pytest.raises(Refused) as refused:
        priced(given)
    assert list(refused.value.messages) == [field]


def test_minutes_must_be_entered_where_no_ramp_is_known():
    given = document("part-b-office")
    given["order"]["product"] = "privigen"
    with pytest.raises(Refused) as refused:
        priced(given)
    assert "Enter the minutes" in refused.value.messages["order.infusion_minutes"][0]
    given["order"]["infusion_minutes"] = 300
    assert any("off label" in str(note) for note in priced(given).notes)


def test_the_middle_step_is_never_taken_for_granted():
    given = document("part-b-office")
    given["assumptions"].remove("octagam_dm_middle_step")
    with pytest.raises(Refused) as refused:
        priced(given)
    assert "30 minutes at 2 mg/kg/min" in refused.value.messages["order.infusion_minutes"][0]


def test_a_managed_plan_needs_its_terms():
    given = document("hdhp-contract")
    for term in ("deductible", "coinsurance_percent", "out_of_pocket_maximum"):
        del given["coverage"]["primary"][term]
    with pytest.raises(Refused) as refused:
        priced(given)
    assert set(refused.value.messages) == {
        f"coverage.primary.{term}" for term in ("deductible", "coinsurance_percent", "out_of_pocket_maximum")
    }


def test_a_product_without_package_sizes_cannot_be_ordered():
    given = document("part-b-office")
    given["order"] |= {"product": "flebogamma_dif", "infusion_minutes": 300}
    with pytest.raises(Refused, match="No package sizes"):
        priced(given)


def test_every_figure_names_its_source_and_date():
    for visit in priced(document("part-b-office")).visits:
        for line in visit.lines:
            for basis in (line.line.allowed_basis, line.line.coinsurance_basis):
                assert basis.provenance.source or basis.provenance.reason
                assert basis.starts
