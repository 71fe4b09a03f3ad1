"""The policy side of a case: which tree is asked, what lies outside a policy, and what a question cannot do without."""

from datetime import date

import pytest

from costing.questions import Refused, check, read_case
from payer_rules.findings import DiagnosisGate, GateState, Reading, Required
from payer_rules.verdict import Verdict
from tests.questions.test_estimate import document

BCBSNC = "bcbsnc-medicare-part-b-immune-globulins"
EXAMPLES = ("part-b-office", "part-b-hospital", "part-b-medigap-g", "hdhp-contract", "medicare-advantage", "uninsured")


def readings(name: str, **parts: object) -> dict[tuple[str, str], Reading]:
    found = check(read_case(document(name) | parts)).readings
    return {(one.policy_id, one.tree): one for one in found}


def test_the_sample_meets_every_initial_criterion_of_its_plan():
    found = readings("medicare-advantage")[BCBSNC, "initial"]
    assert (found.starts, found.applies) == (date(2023, 8, 28), True)
    assert found.finding is not None
    assert [(part.cite, part.verdict) for part in found.finding.parts] == [
        ("Initial 1", Verdict.MET),
        ("Initial 2", Verdict.MET),
        ("Initial 3", Verdict.MET),
    ]


def test_a_renewal_asks_the_renewal_tree_and_lacks_the_earlier_approval():
    asked = document("medicare-advantage")["request"] | {"kind": "renewal"}
    found = readings("medicare-advantage", request=asked)
    assert (BCBSNC, "initial") not in found
    renewal = found[BCBSNC, "renewal"].finding
    assert renewal is not None
    assert (renewal.verdict, renewal.needs) == (Verdict.OPEN, ("previously_approved_by_plan", "clinical_benefit"))


def test_a_product_that_the_plans_page_does_not_list_is_outside_it_and_its_authorization_unknown():
    order = document("medicare-advantage")["order"] | {"product": "alyglo"}
    found = check(read_case(document("medicare-advantage") | {"order": order}))
    reading = next(one for one in found.readings if one.policy_id == BCBSNC)
    assert (found.authorization.required, reading.applies) == (Required.UNKNOWN, False)
    assert "for the products they list" in str(reading.why_not)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_reading_of_the_label_keeps_its_mark(name: str):
    labels = [one for (policy_id, _), one in readings(name).items() if policy_id == "octagam-10-label"]
    assert {one.tree for one in labels} == {"indication", "contraindication", "dosing"}
    assert {one.provenance and one.provenance.status for one in labels} == {"secondary"}


def test_without_coverage_and_request_both_are_asked_for():
    bare = {name: part for name, part in document("part-b-office").items() if name not in ("coverage", "request")}
    with pytest.raises(Refused) as refused:
        check(read_case(bare))
    assert list(refused.value.messages) == ["coverage", "request"]


def test_without_an_order_the_label_questions_ask_for_the_product():
    bare = {name: part for name, part in document("medicare-advantage").items() if name != "order"}
    found = check(read_case(bare)).readings
    finding = next(one.finding for one in found if one.policy_id == BCBSNC)
    assert finding is not None
    assert finding.verdict is Verdict.OPEN
    assert "product" in finding.needs


def gate_of(locality: str | None, first: str, code: str = "M33.13", name: str = "part-b-office") -> DiagnosisGate:
    """The gate of a sample at a place, on a day, with one code."""
    given = document(name)
    order = given["order"] | {"first_infusion": first, "locality": locality}
    chart = given["chart"] | {"facts": [given["chart"]["facts"][0] | {"value": code}]}
    found = check(read_case(given | {"order": {k: v for k, v in order.items() if v is not None}, "chart": chart})).gate
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("locality", "first", "code", "state", "contractor"),
    [
        ("11502-00", "2026-10-01", "M33.13", GateState.LISTED, "Palmetto GBA"),
        ("01112-05", "2026-10-01", "M33.13", GateState.NOT_SUPPORTED, "Noridian Healthcare Solutions"),
        ("01112-05", "2026-10-01", "M33.12", GateState.LISTED, "Noridian Healthcare Solutions"),
        ("13202-01", "2026-10-01", "M33.12", GateState.CONDITION_NOT_LOADED, "National Government Services"),
        ("01112-05", "2026-06-30", "M33.13", GateState.NOT_LOADED, "Noridian Healthcare Solutions"),
        (None, "2026-10-01", "M33.13", GateState.NO_PLACE, None),
        ("11502-00", "2027-01-04", "M33.13", GateState.NO_PLACE, None),
    ],
)
def test_the_gate_is_that_of_the_place_and_day_of_infusion(
    locality: str | None, first: str, code: str, state: GateState, contractor: str | None
):
    found = gate_of(locality, first, code)
    assert (found.state, found.contractor) == (state, contractor)


def test_a_medicare_advantage_plan_is_asked_rather_than_the_notice_given():
    assert "organization determination" in str(gate_of("01112-05", "2026-10-01", name="medicare-advantage").next_step)


@pytest.mark.parametrize(
    ("said", "verdict"),
    [({"hyperprolinemia": True}, Verdict.NOT_MET), ({"hyperprolinemia": False}, Verdict.OPEN), ({}, Verdict.OPEN)],
)
def test_a_contraindication_that_the_safety_screen_finds_counts_and_none_found_proves_nothing(
    said: dict[str, bool], verdict: Verdict
):
    """Blue Cross NC asks that there be no labeled contraindication; no label of Privigen is loaded, its record names one."""
    given = document("medicare-advantage")
    facts = [
        *given["chart"]["facts"],
        *({"name": one, "value": yes, "note": "Visit note"} for one, yes in said.items()),
    ]
    case = given | {"order": given["order"] | {"product": "privigen"}, "chart": given["chart"] | {"facts": facts}}
    finding = next(one.finding for one in check(read_case(case)).readings if one.policy_id == BCBSNC)
    assert finding is not None
    warning = finding.parts[1]
    assert (warning.cite, warning.verdict) == ("Initial 2", verdict)
    if said.get("hyperprolinemia"):
        assert "Safety screen of Privigen: Hyperprolinemia (secondary)" in repr(warning)
