"""What a letter says, and that it says nothing else."""

from dataclasses import replace

import pytest

from costing.case.plan_shapes import Coverage
from costing.case.request_shapes import LetterKind, Request, RequestKind
from costing.letters.document import build_letter
from costing.letters.parts import Letter, Origin
from payer_rules.chart import Chart
from payer_rules.findings import Authorization, Required
from payer_rules.message import say
from payer_rules.verdict import Cause, Verdict
from tests.letters.builders import (
    DOSE,
    FACTS,
    INDICATION,
    NATIONAL,
    NO_CONTRAINDICATION,
    NONE_EXISTS,
    PLAN,
    SECONDARY,
    TODAY,
    a_case,
    a_finding,
    a_group,
    a_letter,
    a_product,
    a_reading,
    an_answer,
    sentences_of,
    words_of,
)


def rows_of(letter: Letter) -> dict[str, tuple[str, str]]:
    """Each criterion with its status word and its finding."""
    return {row.criterion: (row.status, row.finding.text) for table in letter.criteria for row in table.rows}


def test_the_request_is_one_sentence_with_dose_units_dates_and_site():
    request = a_letter().opening[0].text
    assert request == (
        "I request prior authorization of Octagam 10% (J1568) for Maria Fictional, who has dermatomyositis (M33.10): "
        "2 g/kg per cycle (140 g, 280 units per cycle) on 2 consecutive days every 4 weeks, "
        "13 cycles from January 4, 2027 to December 7, 2027, in a physician office."
    )


def test_a_complete_letter_is_no_draft_and_says_that_the_criteria_are_met():
    letter = a_letter()
    assert not letter.is_draft
    assert letter.gaps == ()
    assert "are met" in letter.opening[1].text


def test_a_renewal_asks_for_a_renewal():
    letter = a_letter(request=Request(RequestKind.RENEWAL, TODAY))
    assert letter.title.startswith("Renewal of prior authorization")
    assert letter.opening[0].text.startswith("I request renewal of the authorization of Octagam 10%")


def test_the_title_for_the_metadata_names_the_case_and_not_the_patient():
    letter = a_letter()
    assert letter.subject.endswith("case PA-778123")
    assert "Maria" not in letter.subject
    assert "Fictional" not in letter.subject


def test_every_sentence_says_what_stands_behind_it():
    letter = a_letter()
    assert all(sentence.backing for sentence in sentences_of(letter))
    origins = {backing.origin for sentence in sentences_of(letter) for backing in sentence.backing}
    assert origins == set(Origin) - {Origin.WRITER}


def test_a_criterion_not_met_is_shown_with_its_value_and_not_asserted():
    low = a_finding(
        "Creatine kinase is above 5,000 U/L",
        Verdict.NOT_MET,
        cite="p. 3",
        reason=say("It is lower."),
        facts=(FACTS[1],),
    )
    letter = a_letter(an_answer(a_reading(INDICATION, low, verdict=Verdict.NOT_MET)))
    assert rows_of(letter)["Creatine kinase is above 5,000 U/L"] == (
        "Not met",
        "It is lower. Creatine kinase: 4,200 U/L (12/10/2025).",
    )
    assert letter.opening[1].text.startswith("Not every criterion of")
    assert not letter.is_draft


@pytest.mark.parametrize(
    ("cause", "word"),
    [
        (Cause.NOT_DOCUMENTED, "Not documented"),
        (Cause.JUDGMENT, "Needs judgment"),
        (Cause.NOT_LOADED, "Not loaded"),
        (Cause.CONFLICT, "Chart disagrees"),
    ],
)
def test_an_open_criterion_names_its_cause_and_makes_a_draft(cause, word):
    silent = a_finding("Steroids were tried", Verdict.OPEN, causes=(cause,))
    letter = a_letter(an_answer(a_reading(INDICATION, silent, verdict=Verdict.OPEN)))
    assert rows_of(letter)["Steroids were tried"][0] == word
    assert letter.is_draft
    assert [gap.what.startswith(f"{word}: Steroids were tried") for gap in letter.gaps] == [True]
    assert "are met" not in letter.opening[1].text


def test_an_open_alternative_of_a_choice_that_is_met_needs_nothing():
    letter = a_letter()
    status, finding = rows_of(letter)["The indication is supported in a compendium that CMS recognizes"]
    assert status == "Not loaded"
    assert finding.startswith("Not needed here")
    assert not letter.is_draft


def test_parts_that_do_not_apply_drop_out():
    other = a_finding("For children only", Verdict.NOT_APPLICABLE)
    assert "For children only" not in words_of(a_letter(an_answer(a_reading(INDICATION, other))))


def test_a_policy_about_something_else_is_listed_as_not_applying():
    policies = a_letter().other_policies
    assert policies
    assert policies.rows[0][1].text == (
        "Does not apply, which is not coverage. It is about blistering diseases, not dermatomyositis."
    )


def test_a_policy_without_text_reads_not_loaded():
    absent = a_reading(layer="local", title="Local determination", finding=None, not_loaded=True)
    policies = a_letter(an_answer(a_reading(), absent)).other_policies
    assert policies
    assert policies.rows[0][1].text.startswith("Not loaded")


LABEL = a_reading(layer="label", policy_id="label", title="Octagam 10% label", provenance=SECONDARY)


def test_a_source_that_is_not_published_shows_its_status():
    (table,) = a_letter(an_answer(LABEL)).criteria
    assert table.caption == "Octagam 10% label"
    assert table.source.text.endswith("status: secondary")


def test_the_label_has_no_table_beside_a_plan_that_asks_it_but_keeps_its_status():
    letter = a_letter(an_answer(LABEL, a_reading()))
    assert [table.caption for table in letter.criteria] == ["Immune Globulins Medicare Part B: Prior Authorization"]
    assert letter.other_policies
    assert letter.other_policies.rows[0][1].text == "Read where the criteria above ask the label. Status: secondary."


@pytest.mark.parametrize(
    ("verdict", "word"), [(Verdict.NOT_MET, "Met"), (Verdict.MET, "Not met"), (Verdict.OPEN, "Not documented")]
)
def test_a_contraindication_is_turned_around_so_that_a_good_answer_reads_as_met(verdict, word):
    asked = a_finding("A reaction is documented", verdict, needs=("ig_hypersensitivity",))
    root = a_group("any_one", verdict, asked, text="A contraindication is documented")
    letter = a_letter(an_answer(replace(LABEL, tree="contraindication", finding=root)))
    assert rows_of(letter)["There is no labeled contraindication"][0] == word
    assert any("severe reaction" in gap.what for gap in letter.gaps) is (verdict is Verdict.OPEN)


def test_trees_of_one_policy_stand_in_one_sentence():
    failed = a_reading(a_finding("Tried", Verdict.NOT_MET), verdict=Verdict.NOT_MET, tree="product_step")
    said = [sentence.text for sentence in a_letter(an_answer(a_reading(), failed)).opening[1:2]]
    assert said == [
        "Not every criterion of Immune Globulins Medicare Part B: Prior Authorization is met; the table gives each finding as it stands."
    ]


def test_original_medicare_gets_a_record_that_asks_for_nothing():
    label = a_reading(layer="label", title="Octagam 10% label", provenance=SECONDARY)
    plan = replace(PLAN, payer=None, fax=None)
    letter = a_letter(an_answer(label, NATIONAL, authorization=NONE_EXISTS), coverage=Coverage(plan))
    assert letter.kind is LetterKind.MEDICAL_NECESSITY_RECORD
    assert letter.title == "Record of medical necessity: Octagam 10% for dermatomyositis"
    assert letter.opening[0].text == (
        "This is a record, not a request. Original Medicare has no prior authorization for immune globulin."
    )
    assert "I request" not in words_of(letter)
    assert "peer-to-peer" not in words_of(letter)
    assert not letter.is_draft


def test_where_nobody_knows_whether_authorization_is_required_the_letter_asks():
    unknown = Authorization(Required.UNKNOWN, say("Not known."), say("Call the plan."))
    letter = a_letter(an_answer(a_reading(), authorization=unknown))
    assert letter.kind is LetterKind.PRIOR_AUTHORIZATION
    assert "If no authorization is required" in letter.opening[-1].text


def test_a_case_without_an_order_has_no_letter():
    with pytest.raises(ValueError, match="order"):
        build_letter(a_case(order=None), an_answer(), None, a_product(), TODAY)


def test_enclosures_are_the_chart_notes_once_each_with_their_pages():
    assert [sentence.text for sentence in a_letter().enclosures] == [
        "Rheumatology note, October 30, 2025, page 1",
        "Laboratory report, December 10, 2025, page 1",
        "Rheumatology note, December 11, 2025, pages 2, 3",
    ]


def test_treatments_stand_in_the_order_they_began_with_outcome_and_reason():
    trials = a_letter().trials
    assert trials
    assert [[cell.text for cell in row][:4] for row in trials.rows] == [
        [
            "Prednisone (corticosteroid)",
            "60 mg daily, by mouth",
            "05/02/2025 to 10/30/2025",
            "Inadequate response: weakness persisted",
        ],
        [
            "Methotrexate (immunosuppressant)",
            "20 mg weekly, by mouth",
            "06/10/2025 to 09/15/2025",
            "Not tolerated: liver enzymes rose",
        ],
    ]


def test_the_patient_is_not_given_a_diagnosis_that_the_chart_does_not_give():
    letter = a_letter(chart=Chart())
    assert "dermatomyositis" not in letter.title
    assert "who has" not in letter.opening[0].text
    assert letter.history == ()
    assert letter.evidence == ()


def test_no_sentence_on_delay_stands_without_the_charts_support():
    assert "delay" not in words_of(a_letter()).lower()


def test_met_criteria_say_where_they_are_documented():
    letter = a_letter(an_answer(a_reading(NO_CONTRAINDICATION, DOSE)))
    documented = [[place.text for place in row.documented] for row in letter.criteria[0].rows]
    assert documented == [["Rheumatology note, December 11, 2025, page 3"], ["From the order"]]
