"""Which version answers, whether authorization is required, and which layers speak."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from payer_rules.criteria.asked import parts_of
from payer_rules.criteria.shapes import AtLeast, Criterion, IsOneOf
from payer_rules.findings import Reading, Required
from payer_rules.policies import SHIPPED, Asked, Collection, answer, load_collection, policies
from tests.rules.builders import a_chart, a_fact

JUNE = date(2026, 6, 1)
DM = a_fact("diagnosis", "M33.12")
OCTAGAM = a_fact("product", "octagam_10")


def asked(payer: str | None = None, kind: str = "medicare_advantage", on: date = JUNE, service: date = JUNE) -> Asked:
    return Asked(payer, kind, "initial", on, service)


def readings(question: Asked, *facts: object, collection: Collection | None = None) -> dict[tuple[str, str], Reading]:
    found = answer(collection or policies(), question, a_chart(*facts)).readings
    return {(one.policy_id, one.tree): one for one in found}


@pytest.mark.parametrize(
    ("payer", "kind", "on", "required"),
    [
        ("bcbsnc", "medicare_advantage", JUNE, Required.REQUIRED),
        ("bcbsm", "medicare_advantage", JUNE, Required.REQUIRED),
        (None, "medicare_part_b", JUNE, Required.NOT_REQUIRED),
        ("bcbsnc", "medicare_part_b", JUNE, Required.NOT_REQUIRED),
        ("bcbsnc", "commercial", JUNE, Required.UNKNOWN),
        ("bcbsnc", "medicare_advantage", date(2023, 8, 27), Required.UNKNOWN),
        (None, "medicare_advantage", JUNE, Required.UNKNOWN),
        (None, "hdhp", JUNE, Required.UNKNOWN),
        (None, "self_pay", JUNE, Required.NOT_REQUIRED),
    ],
)
def test_authorization_by_payer_kind_and_day(payer: str | None, kind: str, on: date, required: Required):
    given = answer(policies(), asked(payer, kind, on), a_chart(DM, OCTAGAM)).authorization
    assert given.required is required
    assert (given.policy_id is None) == (required is Required.UNKNOWN or kind == "self_pay")


def test_authorization_is_unknown_where_the_policy_is_not_about_the_order():
    """The Blue Cross NC page does not speak of infusions at home."""
    given = answer(policies(), asked("bcbsnc"), a_chart(DM, OCTAGAM, a_fact("site", "home"))).authorization
    assert given.required is Required.UNKNOWN
    assert str(given.next_step).startswith("Call the plan")


def test_original_medicare_says_that_its_rule_is_told_from_memory():
    given = answer(policies(), asked(kind="medicare_part_b"), a_chart(DM)).authorization
    assert given.provenance is not None
    assert given.provenance.status == "memory"


def test_medicare_reads_the_national_layer_as_not_about_dermatomyositis_and_the_local_one_as_not_loaded():
    found = readings(asked(kind="medicare_part_b"), DM, OCTAGAM)
    for name in ("cms-home-ivig-benefit", "cms-ncd-250-3"):
        reading = found[name, "initial"]
        assert (reading.applies, reading.finding, reading.not_loaded) == (False, None, False)
        assert "Dermatomyositis is not on" in str(reading.why_not)
    local = found["local-determination", "initial"]
    assert (local.not_loaded, local.finding) == (True, None)
    assert "local determinations are not loaded" in str(local.why_not)


def test_a_commercial_plan_reads_neither_medicare_layer():
    found = readings(asked(kind="commercial"), DM, OCTAGAM)
    assert {name for name, _ in found} == {"octagam-10-label", "common-dermatomyositis"}


def test_a_plan_without_clinical_criteria_reads_them_as_not_loaded_beside_its_product_step():
    found = readings(asked("bcbsm"), DM, OCTAGAM)
    step, initial = (
        found["bcbsm-ma-preferred-immune-globulins", "product_step"],
        found["bcbsm-ma-preferred-immune-globulins", "initial"],
    )
    assert (initial.not_loaded, initial.finding) == (True, None)
    assert step.finding is not None
    assert step.finding.verdict == "met"


def test_another_payers_policy_stays_silent():
    assert not any(name.startswith("bcbsm") for name, _ in readings(asked("bcbsnc"), DM, OCTAGAM))


def test_the_label_of_another_product_stays_silent():
    assert not any(
        name == "octagam-10-label" for name, _ in readings(asked("bcbsnc"), DM, a_fact("product", "privigen"))
    )


@pytest.fixture
def two_versions(tmp_path: Path) -> Collection:
    """Each plan's policy in an old version to the end of 2025 and a new one from February 1, 2026."""
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "policies"))
    for path in [*folder.glob("bcbsnc/*08-28.yaml"), *folder.glob("bcbsm/*11-01.yaml")]:
        text = path.read_text("utf-8")
        line = next(one for one in text.splitlines() if one.startswith("starts:"))
        path.write_text(text.replace(line, f"{line}\nends: 2025-12-31"), "utf-8")
        path.with_name("newer.yaml").write_text(text.replace(line, "starts: 2026-02-01"), "utf-8")
    return load_collection(folder)


OLD, GAP, NEW = date(2025, 12, 31), date(2026, 1, 15), date(2026, 2, 1)


def starts(collection: Collection, payer: str, on: date, service: date) -> date | None:
    """The start of the version that answered; none in a gap."""
    found = readings(asked(payer, on=on, service=service), DM, OCTAGAM, collection=collection)
    return next(one.starts for (name, _), one in found.items() if name.startswith(payer))


@pytest.mark.parametrize(("on", "version"), [(OLD, date(2023, 8, 28)), (GAP, None), (NEW, NEW)])
def test_a_request_takes_the_version_of_its_own_date(two_versions: Collection, on: date, version: date | None):
    assert starts(two_versions, "bcbsnc", on=on, service=NEW) == version


@pytest.mark.parametrize(("service", "version"), [(OLD, date(2024, 11, 1)), (GAP, None), (NEW, NEW)])
def test_a_policy_by_date_of_service_takes_that_date(two_versions: Collection, service: date, version: date | None):
    assert starts(two_versions, "bcbsm", on=OLD, service=service) == version


def test_a_gap_reads_no_version_in_force(two_versions: Collection):
    found = readings(asked("bcbsnc", on=GAP, service=GAP), DM, OCTAGAM, collection=two_versions)
    reading = found["bcbsnc-medicare-part-b-immune-globulins", "initial"]
    assert (reading.applies, reading.finding) == (False, None)
    assert str(reading.why_not) == "No version of this policy is in force on January 15, 2026."


def test_before_its_date_a_label_is_not_loaded_rather_than_borrowed():
    assert policies().consult("octagam_10", "indication", date(2021, 7, 15)) is not None
    assert policies().consult("octagam_10", "indication", date(2021, 7, 14)) is None
    assert policies().consult("privigen", "indication", JUNE) is None


@pytest.mark.parametrize(
    ("policy_id", "says"),
    [
        ("bcbsnc-medicare-part-b-immune-globulins", "assumed to be that day"),
        ("octagam-10-label", "the letter itself was not read"),
        ("original-medicare-authorization", "earliest year of the loaded prices"),
    ],
)
def test_a_start_that_is_not_printed_says_why(policy_id: str, says: str):
    assert says in (policies().get(policy_id)[0].starts_reason or "")


def test_a_product_is_outside_the_bcbsm_notice_only_when_it_is_on_none_of_its_lists():
    (policy,) = policies().get("bcbsm-ma-preferred-immune-globulins")
    step = policy.trees["product_step"]
    assert isinstance(step, AtLeast)
    *listed, unlisted = step.parts
    named = {value for tree in listed for value in products_in(tree)}
    assert set(products_in(unlisted)) == named
    assert len(named) == 20


def products_in(tree: Criterion) -> list[str]:
    """The products that a tree asks of the order."""
    if isinstance(tree, IsOneOf):
        return list(tree.values) if tree.fact == "product" else []
    return [value for part in parts_of(tree) for value in products_in(part)]
