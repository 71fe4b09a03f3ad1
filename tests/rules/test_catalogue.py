"""The catalogue: what is known of each document, how far each policy can be read, and what a case of such a payer reads."""

from datetime import date
from pathlib import Path

import pytest

from payer_rules.dated import Status
from payer_rules.files import BadFile
from payer_rules.findings import Required
from payer_rules.policies import Asked, State, answer, load_collection, policies, state_of
from payer_rules.policies.catalogue import Entry
from tests.rules.builders import a_chart, a_fact

JUNE = date(2026, 6, 1)
ENTRY = """
payer: Example Plan
payer_id: example
entries:
  - id: example-1
    title: Immune globulin
    status: published
    source: {title: Policy 1, url: https://plan.example/1, read: 2026-11-22}
    not_loaded: [all criteria]
"""


def readings(payer: str | None, kind: str, *facts: object, on: date = JUNE) -> dict[tuple[str, str], object]:
    asked = Asked(payer, kind, "initial", on, on)
    return {(one.policy_id, one.tree): one for one in answer(policies(), asked, a_chart(*facts)).readings}


def test_every_document_has_source_and_day_and_says_what_is_missing():
    for entry in policies().entries:
        assert entry.not_loaded, entry.id
        source = entry.provenance.source
        assert source.read if source else entry.provenance.reason, entry.id


@pytest.mark.parametrize(("policy", "state"), [
    ("bcbsnc-medicare-part-b-immune-globulins", State.EXECUTABLE),
    ("cms-ncd-250-3", State.EXECUTABLE),
    ("original-medicare-authorization", State.EXECUTABLE),
    ("bcbsm-ma-preferred-immune-globulins", State.PARTLY),
    ("anthem-cg-med-83-site-of-care", State.PARTLY),
    ("capital-bluecross-mp-2-023", State.PARTLY),
])  # fmt: skip
def test_the_state_of_a_policy(policy: str, state: State):
    assert state_of(policies().get(policy)[-1]) is state


def test_third_party_and_memory_never_become_a_rule_of_a_plan():
    """Only what was seen in the payer's own words, or a faithful copy, is executable; the label and Original Medicare say their status."""
    ruled = [policy for policy in policies().all() if policy.layer == "plan" and (policy.trees or policy.authorization)]
    assert {policy.provenance.status for policy in ruled} == {Status.PUBLISHED}
    assert not {policy.payer_id for policy in ruled} & {"humana", "hcsc", "evicore", "fep", "bcbsmn"}


def test_a_case_of_a_payer_without_text_reads_its_documents_as_not_loaded():
    found = answer(policies(), Asked("aetna", "commercial", "initial", JUNE, JUNE), a_chart(a_fact("site", "office")))
    assert found.authorization.required is Required.UNKNOWN
    by_id = {one.policy_id: one for one in found.readings}
    known = by_id["aetna-cpb-0206"]
    assert (known.not_loaded, known.finding) == (True, None)
    assert "CPB 0206" in str(known.why_not)
    assert "The chart is not at fault" in str(known.why_not)
    assert by_id["aetna-site-of-care"].tree in ("initial", "site_of_care")


def test_documents_for_another_kind_of_insurance_stay_silent():
    assert ("humana-ivig", "initial") in readings("humana", "medicare_advantage")
    assert ("humana-ivig", "initial") not in readings("humana", "commercial")


def test_a_payer_with_several_policies_reads_those_of_the_insurance():
    own = {name for name, _ in readings("bcbsnc", "commercial") if name.startswith("bcbsnc")}
    assert own == {"bcbsnc-commercial-immunoglobulin-therapy"}


def test_an_old_text_judges_no_request_of_today():
    old = readings("capital-bluecross", "commercial", a_fact("diagnosis", "M33.12"))
    reading = old["capital-bluecross-mp-2-023", "initial"]
    assert (reading.not_loaded, reading.finding) == (True, None)
    assert "The version in force on June 1, 2026 is not loaded" in str(reading.why_not)
    assert "to September 30, 2014" in str(reading.why_not)
    then = readings("capital-bluecross", "commercial", a_fact("diagnosis", "M33.12"), on=date(2014, 1, 15))
    assert then["capital-bluecross-mp-2-023", "initial"].finding is not None


def test_before_an_assumed_start_the_version_in_force_is_not_loaded_rather_than_absent():
    found = readings("peopleshealth", "medicare_advantage", on=date(2025, 12, 15))
    reading = found["peopleshealth-part-b-step-immune-globulins", "initial"]
    assert reading.not_loaded
    assert "The version in force on December 15, 2025 is not loaded" in str(reading.why_not)
    printed = readings("bcbsm", "medicare_advantage", on=date(2024, 10, 31))
    reading = printed["bcbsm-ma-preferred-immune-globulins", "initial"]
    assert not reading.not_loaded
    assert "No version of this policy is in force" in str(reading.why_not)


def test_site_and_quantity_are_read_beside_the_request():
    hospital = a_fact("site", "hospital_outpatient")
    found = readings("arkansas-bcbs", "commercial", hospital, a_fact("plan_requires_site_of_care", True))
    assert found["arkansas-bcbs-2018030-site-of-care", "site_of_care"].finding.verdict == "open"


def test_the_payers_to_choose_from_are_plans_not_contractors_nor_labels():
    payers = policies().payers()
    assert {"aetna", "bcbsnc", "original-medicare", "oscar"} <= set(payers)
    assert not {"palmetto", "dme-mac", "fda-label"} & set(payers)


@pytest.mark.parametrize(("instead", "wrong"), [
    (("not_loaded: [all criteria]", "not_loaded: []"), "not_loaded must say what is missing"),
    (("id: example-1", "id: bcbsnc-medicare"), None),
    (("title: Immune", "titel: Immune"), "unknown key 'titel'"),
    (("    status: published", "    layer: label\n    status: published"), "layer must be one of plan, local"),
    (("    status: published", "    insurance_kinds: [comercial]\n    status: published"), "insurance_kind is never 'comercial'"),
    (("    source:", "    sauce:"), "unknown key 'sauce'"),
])  # fmt: skip
def test_a_wrong_entry_is_refused_with_its_line(tmp_path: Path, instead: tuple[str, str], wrong: str | None):
    (tmp_path / "catalogue.yaml").write_text(ENTRY.replace(*instead))
    if wrong is None:
        assert isinstance(load_collection(tmp_path).entries[0], Entry)
        return
    with pytest.raises(BadFile, match=r"catalogue\.yaml, line \d+: ") as refused:
        load_collection(tmp_path)
    assert wrong in str(refused.value)


def test_an_id_stands_once(tmp_path: Path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "catalogue.yaml").write_text(ENTRY)
    with pytest.raises(BadFile, match="stands here twice"):
        load_collection(tmp_path)


# --- common criteria


@pytest.mark.parametrize(
    ("payer", "kind", "shown"),
    [
        (None, "commercial", True),
        ("aetna", "commercial", True),
        ("bcbsm", "medicare_advantage", True),
        ("harvard-pilgrim", "commercial", True),
        ("bcbsnc", "medicare_advantage", False),
        ("bcbsnd", "medicaid", False),
        (None, "medicare_part_b", False),
        (None, "self_pay", False),
    ],
)
def test_the_common_criteria_stand_in_only_where_a_plans_own_are_not_loaded(payer: str | None, kind: str, shown: bool):
    found = readings(
        payer, kind, a_fact("diagnosis", "M33.12"), a_fact("product", "octagam_10"), a_fact("site", "office")
    )
    assert (("common-dermatomyositis", "initial") in found) is shown


def test_the_common_criteria_say_that_they_are_nobodys_and_name_who_asks():
    (common,) = policies().get("common-dermatomyositis")
    assert "no payer's policy" in common.title
    assert common.provenance.status is Status.DERIVED
    assert "not the policy of any payer" in common.notes[0]
    assert "common" not in policies().payers()
    for tree in ("initial", "renewal"):
        for part in common.trees[tree].parts:
            assert part.words.cite, part.words.text


def test_for_another_disease_there_is_no_checklist():
    assert ("common-dermatomyositis", "initial") not in readings(None, "commercial", a_fact("diagnosis", "G61.81"))
