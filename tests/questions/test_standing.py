"""Where a case stands with its payer, and what is due: by what was sent, authorized and denied, with the payer's own limits."""

from datetime import date
from typing import Any

import pytest

from costing.letters.deadlines import clocks
from costing.questions.standing import Stage, _length, standing

TODAY = date(2026, 11, 26)
SENT = {"what": "prior_authorization", "on": "2026-11-20", "way": "fax"}
DENIAL = {"on": "2026-11-10", "reason": "step_therapy"}


def a_document(kind: str = "commercial", **request: Any) -> dict[str, Any]:
    return {
        "coverage": {"primary": {"kind": kind}},
        "order": {"first_infusion": "2026-12-07"},
        "request": {"kind": "initial", "on": "2026-11-20", **request},
    }


def stands(document: dict[str, Any]) -> tuple[Stage, date | None, str]:
    found = standing(document, TODAY)
    return found.stage, found.due, str(found.sentence or "")


def test_an_empty_case_is_being_prepared_and_nothing_is_due():
    assert stands({"version": 1}) == (Stage.PREPARING, None, "")


def test_a_request_that_was_not_sent_is_due_before_the_first_infusion():
    assert stands(a_document()) == (
        Stage.PREPARING, date(2026, 11, 23), "The first infusion is on December 7, 2026, and no request is recorded as sent."
    )  # fmt: skip
    past = {**a_document(), "order": {"first_infusion": "2026-11-25"}}
    assert stands(past) == (Stage.PREPARING, None, "")


def test_a_decision_is_due_within_the_payers_limit():
    assert stands(a_document(sent=[SENT])) == (
        Stage.WAITING, date(2026, 12, 5), "Sent November 20, 2026. The payer has 15 days to decide (a limit of status secondary)."
    )  # fmt: skip


def test_a_limit_says_its_status_unless_it_is_published():
    stage, due, sentence = stands(a_document("medicare_advantage", sent=[SENT]))
    assert (stage, due) == (Stage.WAITING, date(2026, 11, 23))
    assert sentence == "Sent November 20, 2026. The payer has 72 hours to decide (a limit of status secondary)."
    assert stands(a_document("medicare_advantage", sent=[SENT], expedited=True))[1] == date(2026, 11, 21)
    assert stands(a_document("medicare_part_b", denial=DENIAL)) == (
        Stage.DENIED, date(2027, 3, 15), "Appeal by March 15, 2027."
    )  # fmt: skip  # 120 days from the receipt, presumed 5 days after the notice


def test_what_was_asked_after_the_fact_and_what_a_drug_plan_decides_have_limits_of_their_own():
    late = {**SENT, "what": "retroactive_authorization"}
    assert stands(a_document("medicare_advantage", sent=[late]))[1] == date(2026, 12, 4)  # our own pace
    drug = {**SENT, "what": "part_d_exception"}
    assert stands(a_document("medicare_part_b", sent=[drug]))[0] is Stage.WAITING


def test_without_a_loaded_limit_our_own_pace_holds():
    assert stands(a_document("self_pay", sent=[SENT]))[1:] == (
        date(2026, 12, 4), "Sent November 20, 2026. Ask for the decision by December 4, 2026."
    )  # fmt: skip


def test_what_goes_to_the_patient_or_the_prescriber_asks_for_no_decision():
    for what in ("missing_documents", "patient_estimate", "fax_cover"):
        assert stands(a_document(sent=[{**SENT, "what": what}]))[0] is Stage.PREPARING


def test_a_denial_is_due_until_the_appeal_is_sent():
    assert stands(a_document(sent=[SENT], denial={**DENIAL, "appeal_by": "2026-12-01"})) == (
        Stage.DENIED, date(2026, 12, 1), "Appeal by December 1, 2026."
    )  # fmt: skip
    assert stands(a_document(denial={**DENIAL, "received_on": "2026-11-12"}))[1] == date(2027, 5, 11)  # 180 days
    appeal = {**SENT, "what": "appeal", "on": "2026-11-24"}
    assert stands(a_document(sent=[SENT, appeal], denial=DENIAL))[:2] == (Stage.WAITING, date(2026, 12, 24))
    late = {**DENIAL, "appeal_by": "2026-11-12"}
    assert stands(a_document(denial=late))[2] == "The last day to appeal was November 12, 2026."


def test_of_what_was_sent_on_one_day_the_last_counts():
    denial = {**DENIAL, "on": SENT["on"]}
    assert stands(a_document(sent=[SENT, {**SENT, "what": "appeal"}], denial=denial))[0] is Stage.WAITING
    assert stands(a_document(sent=[{**SENT, "what": "appeal"}, SENT], denial=denial))[0] is Stage.DENIED


def test_an_appeal_against_an_earlier_denial_answers_nothing():
    appeal = {**SENT, "what": "appeal", "on": "2026-11-01"}
    assert stands(a_document(sent=[appeal], denial=DENIAL))[0] is Stage.DENIED


def test_an_authorization_is_due_a_month_before_it_ends():
    given = {"number": "A1", "starts": "2026-01-01", "ends": "2026-12-31"}
    assert stands(a_document(authorization=given, denial=DENIAL, sent=[SENT])) == (
        Stage.APPROVED, date(2026, 12, 1), "The authorization ends on December 31, 2026: renew it."
    )  # fmt: skip
    assert stands(a_document(authorization={"ends": "2027-06-30"}))[2] == "Authorized until June 30, 2027."
    assert stands(a_document(authorization={"number": "A1"})) == (Stage.APPROVED, None, "")
    assert stands(a_document(authorization=given, renewed_on="2026-11-25"))[1] is None


def test_a_renewal_is_due_before_what_it_renews_ends():
    given = {"ends": "2026-12-31"}
    renewal = a_document(authorization=given)
    renewal["request"]["kind"] = "renewal"
    assert stands(renewal) == (
        Stage.PREPARING, date(2026, 12, 1), "The authorization ends on December 31, 2026: send the renewal."
    )  # fmt: skip
    renewal["request"]["sent"] = [{**SENT, "what": "renewal"}]
    assert stands(renewal)[0] is Stage.WAITING


@pytest.mark.parametrize(("due", "soon"), [("2026-11-01", True), ("2027-01-02", True), ("2027-01-03", False)])
def test_a_week_ahead_is_soon(due: str, soon: bool):
    ends = date.fromisoformat(due)
    found = standing(a_document(authorization={"ends": ends.isoformat()}), TODAY)
    assert found.is_soon(TODAY) is soon


def test_every_limit_that_is_loaded_has_a_length():
    limits = [limit for clock in clocks() for limit in (clock.standard, clock.expedited) if limit]
    assert limits
    assert all(_length(limit).days >= 1 for limit in limits)


@pytest.mark.parametrize(("limit", "days"), [("72 hours", 3), ("25 hours", 2), ("30 days", 30)])
def test_a_limit_is_whole_days_rounded_up(limit: str, days: int):
    assert _length(limit).days == days


def test_a_limit_in_another_unit_is_not_taken_for_days():
    with pytest.raises(KeyError):
        _length("6 months")
