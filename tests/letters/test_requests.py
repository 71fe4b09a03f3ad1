"""The kinds of request and the appeal: what each says, what it needs, and what it never claims."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from costing.case.plan_shapes import Coverage, Funding, PartD, SeparateTerms
from costing.case.request_shapes import (
    AppealLevel,
    Denial,
    DenialReason,
    EarlierAuthorization,
    LetterKind,
    OwnWords,
    PreviousRegimen,
    Request,
    RequestKind,
)
from costing.case.shapes import DocumentedVisit
from costing.domain.coverage import PlanKind
from costing.domain.sites import SiteKind
from costing.domain.therapy import DoseUnit
from costing.letters.deadlines import clocks
from costing.letters.document import build_letter
from costing.letters.kind_groups import KIND_WORDS, TO_PAYER
from costing.letters.kinds.answers import ANSWERS
from costing.letters.kinds.appeal import REASON_WORDS
from costing.letters.parts import Letter
from payer_rules.chart import Chart, Evidence, Fact, Outcome, Trial
from payer_rules.verdict import Verdict
from tests.letters.builders import (
    CHART,
    NOTE,
    ORDER,
    PATIENT,
    PLAN,
    TODAY,
    a_case,
    a_finding,
    a_product,
    a_reading,
    an_answer,
    words_of,
)

LATER = Evidence("Rheumatology note", date(2026, 10, 20), "2")
DENIAL = Denial(
    date(2026, 11, 2), DenialReason.NOT_MEDICALLY_NECESSARY, words="Criteria not met.", appeal_to="Fax 919-555-0188"
)
GIVEN = Trial(
    "Octagam 10%",
    "immune_globulin",
    Outcome.ONGOING,
    Evidence("Infusion record", date(2026, 1, 20)),
    product="octagam_10",
    starts=date(2025, 12, 20),
)
URGENT = Fact("dysphagia", True, NOTE)


def a_request(**changes: object) -> Request:
    return replace(Request(RequestKind.INITIAL, TODAY, "PA-778123"), **changes)


def written(kind: LetterKind, **changes: object) -> Letter:
    """A kind of letter about the complete case."""
    return build_letter(a_case(**changes), an_answer(), None, a_product(), TODAY, kind)


def section(letter: Letter, name: str) -> str:
    return words_of(next(one for one in letter.sections if one.name == name))


def gaps(letter: Letter) -> list[str]:
    return [gap.what for gap in letter.gaps]


def test_every_kind_has_a_name_and_a_purpose():
    assert set(KIND_WORDS) == set(LetterKind)


def test_a_renewal_sets_baseline_beside_follow_up_and_says_what_was_not_measured_again():
    facts = (
        *CHART.facts,
        Fact("ck", Decimal(600), LATER, "U/L", date(2026, 10, 18)),
        Fact("mmt8", Decimal(120), Evidence("Infusion record", date(2026, 1, 20)), "points of 150", date(2025, 12, 11)),
    )
    chart = replace(CHART, facts=facts, trials=(*CHART.trials, GIVEN))
    said = section(written(LetterKind.RENEWAL, chart=chart), "response")
    assert "Treatment began on December 20, 2025." in said
    assert "4,200 U/L, 12/10/2025; Laboratory report, December 10, 2025, page 1" in said
    assert "600 U/L, 10/18/2026" in said
    assert "3,600 lower (86%): better" in said
    assert "Of the measures of disease activity taken before and since, 1 is better." in said
    assert said.count("not documented") == 1


def test_a_change_shows_only_what_differs_and_asks_why():
    previous = PreviousRegimen(
        dose=Decimal(1), dose_unit=DoseUnit.G_PER_KG_PER_CYCLE, site=SiteKind.HOME, days_per_cycle=2
    )
    letter = written(LetterKind.CHANGE, request=a_request(previous=previous))
    said = section(letter, "changes")
    assert "1 g/kg per cycle" in said
    assert "2 g/kg per cycle" in said
    assert "physician office" in said
    assert "Infusion days" not in said
    assert gaps(letter) == ["Say why the order changes."]


def test_a_change_without_what_was_before_is_a_draft():
    assert any("authorized so far" in gap for gap in gaps(written(LetterKind.CHANGE)))


def test_an_exception_from_steps_lists_only_what_failed():
    stopped = Trial("Azathioprine", "antimetabolite", Outcome.STOPPED, Evidence("Infusion record", date(2026, 1, 20)))
    letter = written(LetterKind.STEP_THERAPY_EXCEPTION, chart=replace(CHART, trials=(*CHART.trials, stopped)))
    said = section(letter, "steps")
    assert "Prednisone, 60 mg daily, 05/02/2025 to 10/30/2025, inadequate response: weakness persisted" in said
    assert "Methotrexate" in said
    assert "Azathioprine" not in said
    assert letter.gaps == ()


def test_without_a_failed_step_the_exception_is_a_draft():
    assert len(gaps(written(LetterKind.STEP_THERAPY_EXCEPTION, chart=replace(CHART, trials=())))) == 1


@pytest.mark.parametrize(
    ("funding", "state", "cited"),
    [
        (Funding.INSURED, "AZ", True),
        (Funding.SELF_FUNDED, "AZ", False),
        (None, "AZ", False),
        (Funding.INSURED, "NC", False),
    ],
)
def test_a_states_step_law_is_cited_for_insured_plans_only(funding, state, cited):
    plan = replace(PLAN, kind=PlanKind.COMMERCIAL, funding=funding)
    letter = written(LetterKind.STEP_THERAPY_EXCEPTION, coverage=Coverage(plan), patient=replace(PATIENT, state=state))
    assert ("A.R.S. 20-3651" in section(letter, "steps")) is cited


def test_a_site_exception_needs_the_prescribers_reason():
    silent = written(LetterKind.SITE_OF_CARE_EXCEPTION)
    assert gaps(silent) == ["Say why the plan's preferred site is not right for this patient."]
    words = (OwnWords(LetterKind.SITE_OF_CARE_EXCEPTION, "reason", "The veins need an infusion nurse."),)
    said = written(LetterKind.SITE_OF_CARE_EXCEPTION, request=a_request(words=words))
    assert said.gaps == ()
    assert "The veins need an infusion nurse." in section(said, "reason")


def test_continuity_names_the_treatment_that_goes_on_and_the_earlier_authorization():
    given = EarlierAuthorization("A-1", "Other Plan", date(2026, 1, 1), date(2026, 12, 31))
    chart = replace(CHART, trials=(*CHART.trials, GIVEN))
    letter = written(LetterKind.CONTINUITY_OF_CARE, chart=chart, request=a_request(authorization=given))
    assert "has received Octagam 10% since December 20, 2025" in section(letter, "current")
    assert "The next infusion is ordered for January 4, 2027." in section(letter, "current")
    assert "42 CFR 422.112(b)(8)" in section(letter, "current")
    assert "Other Plan" in section(letter, "authorization")
    assert letter.gaps == ()


def test_continuity_without_a_current_treatment_is_a_draft():
    assert len(gaps(written(LetterKind.CONTINUITY_OF_CARE))) == 1


def test_a_network_gap_names_the_provider_and_asks_for_the_search():
    letter = written(LetterKind.NETWORK_GAP, coverage=Coverage(replace(PLAN, practice_in_network=False)))
    assert "1987654325" in section(letter, "provider")
    assert "42 CFR 422.112(a)(1)(iii)" in section(letter, "provider")
    assert gaps(letter) == ["Say which providers of the network were asked, and what they answered."]


def test_a_predetermination_says_that_it_is_voluntary():
    assert "voluntary" in written(LetterKind.PREDETERMINATION).opening[1].text


def test_only_documented_days_were_given():
    silent = written(LetterKind.RETROACTIVE_AUTHORIZATION)
    assert gaps(silent)[0].startswith("Enter the documented infusion times")
    order = replace(ORDER, visits=(DocumentedVisit(date(2027, 1, 4), time(9), time(13, 10)),))
    said = section(written(LetterKind.RETROACTIVE_AUTHORIZATION, order=order), "given")
    assert "January 4, 2027" in said
    assert "09:00 to 13:10" in said
    assert "140 units" in said


def test_a_part_d_exception_goes_to_the_drug_plan():
    coverage = Coverage(PLAN, part_d=PartD(SeparateTerms(), "SilverScript"))
    letter = written(LetterKind.PART_D_EXCEPTION, coverage=coverage)
    assert letter.recipient == ("SilverScript",)
    assert gaps(letter) == ["State why the drugs that the plan covers, or wants first, are not right for this patient."]
    assert "Please decide within 72 hours." in words_of(letter.opening)
    assert "42 CFR 423.578(b)" in section(letter, "steps")
    assert "Immune Globulins Medicare Part B" not in words_of(replace(letter, places=()))


@pytest.mark.parametrize("reason", list(DenialReason))
def test_an_appeal_names_the_decision_and_answers_its_reason(reason):
    given = EarlierAuthorization("A-1", starts=date(2027, 1, 1), ends=date(2027, 12, 31))
    words = (OwnWords(LetterKind.APPEAL, "reason", "The chart answers it."),)
    request = a_request(denial=replace(DENIAL, reason=reason), authorization=given, words=words)
    letter = written(LetterKind.APPEAL, request=request)
    opening = words_of(letter.opening)
    assert opening.startswith(
        "I appeal the decision of November 2, 2026 against Octagam 10% (J1568) for Maria Fictional"
    )
    assert f"The reason given is: {REASON_WORDS[reason]}." in opening
    assert "The notice says: “Criteria not met.”" in opening
    assert letter.gaps == ()
    assert letter.recipient == ("Blue Cross NC", "Appeals", "Fax 919-555-0188")
    names = [one.name for one in letter.sections]
    assert ("answer" in names) is (reason not in (DenialReason.SITE_OF_CARE, DenialReason.OTHER))
    assert "reason" in names
    assert letter.opening[-1].text == ANSWERS[reason].asks


def test_the_answer_to_a_denied_dose_works_the_order_out():
    letter = written(LetterKind.APPEAL, request=a_request(denial=replace(DENIAL, reason=DenialReason.DOSE_OR_QUANTITY)))
    assert (
        "2 g/kg per cycle at 70 kg: 140 g per cycle, 140 units per infusion day and 280 units per cycle, which is 140 g in 28 days."
        in section(letter, "answer")
    )


def test_an_appeal_without_its_denial_is_a_draft():
    assert gaps(written(LetterKind.APPEAL)) == [
        "Enter the denial from its notice: date, reason, level and where appeals go."
    ]


def test_a_lost_authorization_number_is_asked_for():
    letter = written(LetterKind.APPEAL, request=a_request(denial=replace(DENIAL, reason=DenialReason.NO_AUTHORIZATION)))
    assert [gap.field for gap in letter.gaps] == ["request.authorization.number"]


@pytest.mark.parametrize(("kind", "level", "title"), [
    (PlanKind.MEDICARE_PART_B, AppealLevel.FIRST, "First-level appeal (redetermination)"),
    (PlanKind.MEDICARE_ADVANTAGE, AppealLevel.FIRST, "First-level appeal (reconsideration by the plan)"),
    (PlanKind.COMMERCIAL, AppealLevel.EXTERNAL, "External review"),
    (PlanKind.COMMERCIAL, AppealLevel.SECOND, "Second-level appeal (second internal appeal)"),
    (PlanKind.COMMERCIAL, AppealLevel.HEARING, "Hearing"),
])  # fmt: skip
def test_a_level_is_called_as_its_payer_calls_it(kind, level, title):
    request = a_request(denial=replace(DENIAL, level=level))
    letter = written(LetterKind.APPEAL, request=request, coverage=Coverage(replace(PLAN, kind=kind)))
    assert letter.title == f"{title}: Octagam 10% for dermatomyositis"


@pytest.mark.parametrize(("kind", "level", "changes", "day"), [
    (PlanKind.MEDICARE_PART_B, AppealLevel.FIRST, {}, "March 7, 2027"),  # 5 days presumed, then 120
    (PlanKind.MEDICARE_PART_B, AppealLevel.FIRST, {"received_on": date(2026, 11, 4)}, "March 4, 2027"),
    (PlanKind.MEDICARE_ADVANTAGE, AppealLevel.FIRST, {}, "January 6, 2027"),
    (PlanKind.COMMERCIAL, AppealLevel.FIRST, {"received_on": date(2026, 11, 5)}, "May 4, 2027"),
    (PlanKind.COMMERCIAL, AppealLevel.EXTERNAL, {"on": date(2026, 10, 31)}, "February 28, 2027"),
    (PlanKind.COMMERCIAL, AppealLevel.FIRST, {"appeal_by": date(2026, 12, 15)}, "December 15, 2026"),
])  # fmt: skip
def test_the_last_day_to_appeal_follows_the_payer_and_the_notice_wins(kind, level, changes, day):
    request = a_request(denial=replace(DENIAL, level=level, **changes))
    letter = written(LetterKind.APPEAL, request=request, coverage=Coverage(replace(PLAN, kind=kind)))
    assert letter.advice[0].text.startswith(f"Send it by {day}:")


def test_a_day_that_has_passed_is_said_so():
    request = a_request(denial=replace(DENIAL, appeal_by=date(2026, 11, 20)))
    assert "has passed" in written(LetterKind.APPEAL, request=request).advice[0].text


def test_a_limit_from_memory_is_shown_to_the_sender_with_its_status_and_never_printed():
    coverage = Coverage(replace(PLAN, kind=PlanKind.MEDICAID))
    letter = written(LetterKind.APPEAL, request=a_request(denial=DENIAL), coverage=coverage)
    assert "30 days" not in words_of(letter.opening)
    assert any("status: memory" in one.text for one in letter.advice)


def test_haste_needs_the_charts_support():
    request = a_request(expedited=True)
    silent = written(LetterKind.PRIOR_AUTHORIZATION, request=request)
    assert "expedited" not in words_of(silent.opening)
    assert gaps(silent)[0].startswith("The chart does not support an expedited request")
    chart = replace(CHART, facts=(*CHART.facts, URGENT))
    said = written(LetterKind.PRIOR_AUTHORIZATION, request=request, chart=chart)
    assert "I ask for an expedited decision: the chart documents trouble swallowing (Rheumatology note" in words_of(
        said.opening
    )
    assert said.gaps == ()


def test_an_expedited_appeal_asks_for_the_shorter_limit():
    chart = replace(CHART, facts=(*CHART.facts, URGENT))
    letter = written(LetterKind.APPEAL, request=a_request(expedited=True, denial=DENIAL), chart=chart)
    assert "Please decide within 72 hours." in words_of(letter.opening)


def test_no_kind_says_anything_of_a_chart_that_says_nothing():
    for kind in TO_PAYER:
        letter = written(kind, chart=Chart())
        assert letter.is_draft
        assert "who has" not in words_of(letter.opening)
        assert letter.evidence == ()


def test_a_criterion_not_met_is_argued_only_in_the_writers_own_words():
    low = a_finding("Steroids were tried for 3 months", Verdict.NOT_MET, cite="p. 3")
    answer = an_answer(a_reading(low, verdict=Verdict.NOT_MET))
    silent = build_letter(a_case(), answer, None, a_product(), TODAY, LetterKind.PRIOR_AUTHORIZATION)
    (place,) = [one for one in silent.places if one.key.startswith("criterion")]
    assert [one.name for one in silent.sections] == []
    words = (OwnWords(LetterKind.PRIOR_AUTHORIZATION, place.key, "Steroids would harm her bones."),)
    case = a_case(request=a_request(words=words))
    argued = build_letter(case, answer, None, a_product(), TODAY, LetterKind.PRIOR_AUTHORIZATION)
    said = "p. 3: Steroids were tried for 3 months. This is not met. Steroids would harm her bones."
    assert said in section(argued, "arguments")
    assert argued.criteria == silent.criteria


def test_every_time_limit_says_who_vouches_for_it():
    for clock in clocks():
        assert clock.provenance.source or clock.provenance.reason
        assert clock.file_days or clock.file_months or clock.standard
