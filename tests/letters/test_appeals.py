"""Appeals by payer, level and reason: the right body, clock, consent and enclosures, and always an answer to the reason."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from costing.case.plan_shapes import Coverage, Funding
from costing.case.request_shapes import AppealLevel, Denial, DenialReason, EarlierAuthorization, LetterKind, OwnWords
from costing.case.shapes import DocumentedVisit
from costing.domain.coverage import PlanKind
from costing.letters.deadlines import DECISION, clocks
from costing.letters.document import build_letter
from costing.letters.kinds.answers import ANSWERS
from costing.letters.kinds.appeal import PAY
from costing.letters.parts import Letter
from payer_rules.chart import Chart, Fact
from tests.letters.builders import CHART, NOTE, ORDER, PLAN, TODAY, a_case, a_product, an_answer, words_of
from tests.letters.test_requests import DENIAL, a_request, gaps, section

CONSENT = date(2026, 11, 5)
PAYERS = [(kind, None) for kind in PlanKind if kind is not PlanKind.SELF_PAY] + [
    (PlanKind.COMMERCIAL, funding) for funding in Funding
]
LEVELS = {(payer, clock.level) for clock in clocks() for payer in clock.payers if clock.level != DECISION}
GIVEN = EarlierAuthorization("A-1", starts=date(2027, 1, 1), ends=date(2027, 12, 31))
WORDS = (OwnWords(LetterKind.APPEAL, "reason", "The chart answers it."),)


def appeal(
    kind: PlanKind, funding: Funding | None, denial: Denial, *, expedited: bool = False, **changes: object
) -> Letter:
    """The appeal of a complete case in that plan."""
    coverage = Coverage(replace(PLAN, kind=kind, funding=funding))
    request = a_request(denial=denial, authorization=GIVEN, words=WORDS, expedited=expedited)
    given = (DocumentedVisit(date(2026, 10, 5), time(9), time(13)),) if kind is PlanKind.MEDICARE_PART_B else ()
    case = a_case(coverage=coverage, request=request, order=replace(ORDER, visits=given), **changes)
    return build_letter(case, an_answer(), None, a_product(), TODAY, LetterKind.APPEAL)


@pytest.mark.parametrize("reason", list(DenialReason))
@pytest.mark.parametrize("level", list(AppealLevel))
@pytest.mark.parametrize(("kind", "funding"), PAYERS)
def test_every_reason_is_answered_at_every_level_of_every_payer(kind, funding, level, reason):
    denial = replace(DENIAL, reason=reason, level=level, consented_on=CONSENT)
    letter = appeal(kind, funding, denial)
    assert letter.gaps == ()
    assert letter.opening[-1].text == (PAY if kind is PlanKind.MEDICARE_PART_B else ANSWERS[reason].asks)
    assert letter.enclosures[0].text == "Notice of the decision, November 2, 2026"
    payer = str(funding if funding in (Funding.FEHB, Funding.TRICARE, Funding.CHAMPVA) else kind)
    assert any("is loaded, only" in one.text for one in letter.advice) is ((payer, str(level)) not in LEVELS)
    if "peer-to-peer" in words_of(letter.closing):
        assert letter.recipient[:2] == ("Blue Cross NC", "Appeals")
    else:
        assert letter.recipient[-1] == "Fax 919-555-0188"
        assert "Blue Cross NC" not in letter.recipient


@pytest.mark.parametrize(("funding", "level", "reason", "title", "to", "day"), [
    (Funding.FEHB, AppealLevel.FIRST, DenialReason.EXPERIMENTAL, "First-level appeal (reconsideration by the carrier)",
     "Blue Cross NC", "May 2, 2027"),
    (Funding.FEHB, AppealLevel.SECOND, DenialReason.EXPERIMENTAL, "Second-level appeal (review by the Office of Personnel Management)",
     "U.S. Office of Personnel Management", "January 31, 2027"),
    (Funding.TRICARE, AppealLevel.FIRST, DenialReason.EXPERIMENTAL, "First-level appeal (reconsideration by the TRICARE contractor)",
     "Blue Cross NC", "January 31, 2027"),
    (Funding.TRICARE, AppealLevel.SECOND, DenialReason.NOT_MEDICALLY_NECESSARY,
     "Second-level appeal (second reconsideration by the TRICARE Quality Monitoring Contractor)", "TRICARE Quality Monitoring Contractor",
     "January 31, 2027"),
    (Funding.TRICARE, AppealLevel.SECOND, DenialReason.EXPERIMENTAL, "Second-level appeal (formal review by the Defense Health Agency)",
     "Defense Health Agency", "January 1, 2027"),
    (Funding.TRICARE, AppealLevel.HEARING, DenialReason.EXPERIMENTAL, "Hearing (independent hearing of the Defense Health Agency)",
     "Defense Health Agency", "January 1, 2027"),
    (Funding.CHAMPVA, AppealLevel.FIRST, DenialReason.EXPERIMENTAL, "First-level appeal (reconsideration of a CHAMPVA decision)",
     "Blue Cross NC", "November 2, 2027"),
    (Funding.SELF_FUNDED, AppealLevel.EXTERNAL, DenialReason.EXPERIMENTAL, "External review",
     "Independent review organization", "March 2, 2027"),
])  # fmt: skip
def test_a_federal_payer_has_its_own_levels_bodies_and_clocks(funding, level, reason, title, to, day):
    denial = replace(DENIAL, level=level, reason=reason, consented_on=CONSENT)
    letter = appeal(PlanKind.COMMERCIAL, funding, denial)
    assert letter.title == f"{title}: Octagam 10% for dermatomyositis"
    assert letter.recipient[0] == to
    assert letter.advice[0].text.startswith(f"Send it by {day}:")


def test_without_the_patients_consent_the_carrier_is_not_written_to():
    silent = appeal(PlanKind.COMMERCIAL, Funding.FEHB, DENIAL)
    assert [gap.field for gap in silent.gaps] == ["request.denial.consented_on"]
    said = appeal(PlanKind.COMMERCIAL, Funding.FEHB, replace(DENIAL, consented_on=CONSENT))
    assert "Maria Fictional consented to this appeal in writing on November 5, 2026." in words_of(said.opening)
    assert said.enclosures[1].text == "Consent of the patient, November 5, 2026"
    assert any(one.text.startswith("Enclose too: why the decision is wrong") for one in said.advice)


def test_a_plan_that_needs_no_consent_is_not_told_of_one():
    letter = appeal(PlanKind.MEDICARE_ADVANTAGE, None, replace(DENIAL, consented_on=CONSENT))
    assert "consent" not in words_of(replace(letter, places=(), advice=())).lower()


def test_federal_rules_hold_for_private_kinds_of_plan_only():
    letter = appeal(PlanKind.MEDICARE_ADVANTAGE, Funding.TRICARE, DENIAL)
    assert "reconsideration by the plan" in letter.title


def test_haste_has_a_shorter_day_where_the_rule_says_so():
    chart = replace(CHART, facts=(*CHART.facts, Fact("dysphagia", True, NOTE)))
    denial = replace(DENIAL, consented_on=CONSENT, received_on=date(2026, 11, 4))
    letter = appeal(PlanKind.COMMERCIAL, Funding.TRICARE, denial, expedited=True, chart=chart)
    said = "To be expedited it has to be sent by November 7, 2026: 3 days from the receipt of the notice. That day has passed"
    assert letter.advice[1].text.startswith(said)


@pytest.mark.parametrize("reason", list(DenialReason))
def test_nothing_is_answered_that_the_chart_does_not_say(reason):
    coverage = Coverage(replace(PLAN, kind=PlanKind.COMMERCIAL))
    case = a_case(coverage=coverage, request=a_request(denial=replace(DENIAL, reason=reason)), chart=Chart())
    letter = build_letter(case, an_answer(), None, a_product(), TODAY, LetterKind.APPEAL)
    wanted = {gap.field for gap in letter.gaps}
    own = {"request.authorization.number"} if reason is DenialReason.NO_AUTHORIZATION else {"request.words"}
    is_answered = reason in (DenialReason.DOSE_OR_QUANTITY, DenialReason.DOCUMENTATION)
    assert wanted >= {"chart.facts"} | (set() if is_answered else own)
    assert "labeled for" not in words_of(letter.sections)


def test_an_authorization_that_does_not_cover_the_days_is_not_argued_with():
    given = replace(GIVEN, ends=date(2027, 3, 31))
    denial = replace(DENIAL, reason=DenialReason.NO_AUTHORIZATION)
    case = a_case(request=a_request(denial=denial, authorization=given))
    letter = build_letter(case, an_answer(), None, a_product(), TODAY, LetterKind.APPEAL)
    assert "does not cover all infusion days" in gaps(letter)[0]
    assert "lie within it" not in section(letter, "answer")


def test_a_late_appeal_needs_its_excuse():
    denial = replace(DENIAL, appeal_by=TODAY - timedelta(days=1))
    silent = appeal(PlanKind.MEDICARE_ADVANTAGE, None, denial)
    assert gaps(silent) == ["Say why the appeal comes after November 23, 2026, its last day, or do not send it."]
    on_time = appeal(PlanKind.MEDICARE_ADVANTAGE, None, replace(denial, appeal_by=TODAY))
    assert on_time.gaps == ()


def test_the_plan_is_asked_for_a_fresh_physician_and_everybody_for_reasons():
    plan = appeal(PlanKind.MEDICARE_ADVANTAGE, None, DENIAL)
    assert "a physician with experience in treating dermatomyositis who took no part" in words_of(plan.closing)
    outside = appeal(PlanKind.MEDICARE_ADVANTAGE, None, replace(DENIAL, level=AppealLevel.HEARING))
    assert "physician with experience" not in words_of(outside.closing)
    assert "name each criterion" in words_of(outside.closing)


def test_an_appeal_to_medicare_names_its_dates_of_service():
    letter = appeal(PlanKind.MEDICARE_PART_B, None, DENIAL)
    assert "The infusions already given were on October 5, 2026." in words_of(letter.opening)
    coverage = Coverage(replace(PLAN, kind=PlanKind.MEDICARE_PART_B))
    case = a_case(coverage=coverage, request=a_request(denial=DENIAL))
    silent = build_letter(case, an_answer(), None, a_product(), TODAY, LetterKind.APPEAL)
    assert [gap.field for gap in silent.gaps] == ["order.visits"]


def test_a_claim_for_what_was_given_is_not_hurried():
    chart = replace(CHART, facts=(*CHART.facts, Fact("dysphagia", True, NOTE)))
    letter = appeal(PlanKind.MEDICARE_PART_B, None, DENIAL, expedited=True, chart=chart)
    assert "expedited" not in words_of(letter.opening)
    assert letter.gaps == ()
