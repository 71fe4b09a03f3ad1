"""One question to the chart: silence is open, conflicts are shown, units are kept."""

from datetime import date
from decimal import Decimal

import pytest

from payer_rules.chart import Evidence, Fact, Outcome
from payer_rules.findings import Decider, Finding
from payer_rules.leaves import place
from payer_rules.verdict import Cause, Verdict
from tests.rules.builders import a_fact, a_trial, judged

RASH = "{text: Rash, documented: gottron_sign, cite: p. 4}"
CODE = "{text: The diagnosis is listed, fact: diagnosis, starts_with: [M33.1, M33.9], is_one_of: [M36.0]}"
HIGH_CK = "{text: CK is high, compare: ck, at_least: '1000', unit: U/L}"
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def number(name: str, value: str, unit: str, on: date | None = None) -> Fact:
    return a_fact(name, Decimal(value), unit, on)


def test_a_silent_chart_is_open_and_says_what_is_missing():
    found = judged(RASH)
    assert (found.verdict, found.causes, found.needs) == (Verdict.OPEN, (Cause.NOT_DOCUMENTED,), ("gottron_sign",))
    assert str(found.reason) == "Not documented: Gottron papules or sign."


@pytest.mark.parametrize(("value", "verdict"), [(True, Verdict.MET), (False, Verdict.NOT_MET)])
def test_a_documented_answer_settles_it_with_its_place(value: bool, verdict: Verdict):
    found = judged(RASH, a_fact("gottron_sign", value))
    assert (found.verdict, found.cite, found.decided_by) == (verdict, "p. 4", Decider.CHART)
    said = "yes" if value else "no"
    assert str(found.reason) == f"Gottron papules or sign: {said} (Rheumatology note, May 20, 2026, page 2)."


def test_two_answers_of_one_day_conflict_and_both_are_shown():
    found = judged(RASH, a_fact("gottron_sign", True, on=MAY), a_fact("gottron_sign", False, on=MAY))
    assert (found.verdict, found.causes) == (Verdict.OPEN, (Cause.CONFLICT,))
    assert "yes on May 1, 2026" in str(found.reason)
    assert "no on May 1, 2026" in str(found.reason)


def test_the_newest_answer_counts():
    found = judged(RASH, a_fact("gottron_sign", True, on=JUNE), a_fact("gottron_sign", False, on=MAY))
    assert found.verdict is Verdict.MET


def test_the_same_answer_twice_is_no_conflict():
    found = judged(RASH, a_fact("gottron_sign", True, on=MAY), a_fact("gottron_sign", True, on=MAY))
    assert found.verdict is Verdict.MET


@pytest.mark.parametrize(
    ("codes", "verdict"),
    [
        (["M33.12"], Verdict.MET),
        (["M36.0"], Verdict.MET),
        (["D83.9", "M33.90"], Verdict.MET),
        (["M33.20"], Verdict.NOT_MET),
        (["M36.01"], Verdict.NOT_MET),
        ([], Verdict.OPEN),
    ],
)
def test_any_documented_code_may_match(codes: list[str], verdict: Verdict):
    found = judged(CODE, *(a_fact("diagnosis", code) for code in codes))
    assert (found.verdict, found.decided_by) == (verdict, Decider.CLAIM_CODE)


@pytest.mark.parametrize(
    ("value", "unit", "verdict"),
    [
        ("1000", "U/L", Verdict.MET),
        ("999.9", "U/L", Verdict.NOT_MET),
        ("17", "microkat/L", Verdict.MET),
        ("16.6", "microkat/L", Verdict.NOT_MET),
    ],
)
def test_ck_in_microkat_is_sixty_times_as_many_units(value: str, unit: str, verdict: Verdict):
    """1 microkat/L is 60 U/L: 17 are 1,020, and 16.6 are 996."""
    assert judged(HIGH_CK, number("ck", value, unit)).verdict is verdict


def test_another_scale_is_a_conflict_and_never_a_number():
    """78 of 80 and 78 of 150 are different strengths."""
    asked = "{text: Weakness, compare: mmt8, at_most: '140', unit: points of 150}"
    found = judged(asked, number("mmt8", "78", "points of 80"))
    assert (found.verdict, found.causes) == (Verdict.OPEN, (Cause.CONFLICT,))
    assert "in points of 150, which does not follow from 78 points of 80" in str(found.reason)


@pytest.mark.parametrize(
    ("sign", "verdicts"),
    [("at_least", "nyy"), ("more_than", "nny"), ("at_most", "yyn"), ("less_than", "ynn")],
)
def test_the_bound_itself(sign: str, verdicts: str):
    asked = f"{{text: Score, compare: haq_di, {sign}: '1'}}"
    found = [judged(asked, number("haq_di", value, "points of 3")).verdict for value in ("0.9", "1", "1.1")]
    assert found == [Verdict.MET if one == "y" else Verdict.NOT_MET for one in verdicts]


@pytest.mark.parametrize(
    ("which", "verdict"), [("latest", Verdict.NOT_MET), ("any", Verdict.MET), ("all", Verdict.NOT_MET)]
)
def test_which_of_several_values_counts(which: str, verdict: Verdict):
    asked = f"{{text: CK is high, compare: ck, at_least: '1000', unit: U/L, which: {which}}}"
    found = judged(asked, number("ck", "4000", "U/L", MAY), number("ck", "200", "U/L", JUNE))
    assert found.verdict is verdict


def test_two_values_of_the_newest_day_conflict_only_when_the_bound_lies_between():
    between = judged(HIGH_CK, number("ck", "900", "U/L", MAY), number("ck", "1100", "U/L", MAY))
    same_side = judged(HIGH_CK, number("ck", "1200", "U/L", MAY), number("ck", "1100", "U/L", MAY))
    assert (between.causes, same_side.verdict) == ((Cause.CONFLICT,), Verdict.MET)


STEROID = "{text: A steroid failed, tried: {drug_classes: [corticosteroid], outcomes: [inadequate], months: 3}}"


def tried(complete: bool = False, **trial: object) -> Finding:
    return judged(STEROID, a_trial(**trial), complete=complete)


@pytest.mark.parametrize(
    ("starts", "ends", "verdict"),
    [
        (date(2025, 1, 31), date(2025, 4, 30), Verdict.MET),
        (date(2025, 1, 31), date(2025, 4, 29), Verdict.OPEN),
        (date(2025, 2, 10), date(2025, 5, 10), Verdict.MET),
        (date(2025, 2, 10), date(2025, 5, 9), Verdict.OPEN),
        (None, date(2025, 5, 9), Verdict.OPEN),
        (date(2025, 2, 10), None, Verdict.OPEN),
    ],
)
def test_months_are_whole_calendar_months_and_unknown_dates_prove_none(
    starts: date | None, ends: date | None, verdict: Verdict
):
    assert tried(starts=starts, ends=ends).verdict is verdict


def test_an_ongoing_trial_lasts_until_the_day_of_the_reading():
    asked = "{text: A steroid, tried: {drug_classes: [corticosteroid], months: 3}}"
    lasting = a_trial(outcome=Outcome.ONGOING, starts=date(2026, 3, 1))
    too_new = a_trial(outcome=Outcome.ONGOING, starts=date(2026, 3, 2))
    assert [judged(asked, one).verdict for one in (lasting, too_new)] == [Verdict.MET, Verdict.OPEN]


def test_no_trial_is_open_until_a_note_says_that_the_list_is_complete():
    assert judged(STEROID).verdict is Verdict.OPEN
    found = judged(STEROID, complete=True)
    assert found.verdict is Verdict.NOT_MET
    assert "lists all treatments, and this is not among them" in str(found.reason)


def test_a_complete_list_with_a_shorter_or_other_trial_is_not_met_and_names_it():
    found = tried(complete=True, starts=date(2025, 1, 1), ends=date(2025, 2, 1), dose="60 mg/day")
    assert found.verdict is Verdict.NOT_MET
    assert "prednisone, 60 mg/day, January 1, 2025 to February 1, 2025, inadequate" in str(found.reason)


def test_a_complete_list_whose_trial_has_no_dates_stays_open():
    assert tried(complete=True).verdict is Verdict.OPEN


def test_a_place_is_note_day_and_page():
    assert place(Evidence("Laboratory report")) == "Laboratory report"
    assert place(Evidence("Laboratory report", date(2026, 1, 5), "3")) == "Laboratory report, January 5, 2026, page 3"
