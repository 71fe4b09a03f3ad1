"""What cannot be true at once stops a letter as a gap that names both sides; what may be meant is told before it is signed."""

from dataclasses import replace
from datetime import date

import pytest

from costing.case.request_shapes import LetterKind
from costing.case.shapes import Change
from costing.letters.document import build_letter
from costing.letters.parts import Letter
from payer_rules.chart import Chart, Evidence, Fact, Outcome
from tests.letters.builders import (
    CHART,
    FACTS,
    LABORATORY,
    NOTE,
    ORDER,
    PATIENT,
    TODAY,
    TRIALS,
    a_case,
    a_letter,
    a_product,
    an_answer,
    words_of,
)
from tests.letters.papers import a_document, a_paper

TOMORROW = date(2026, 11, 25)
CK, PREDNISONE = FACTS[1], TRIALS[0]


def gaps(letter: Letter) -> str:
    return " ".join(gap.what for gap in letter.gaps)


def with_fact(**changes: object) -> Letter:
    return a_letter(chart=replace(CHART, facts=(*FACTS, replace(CK, **changes))))


def with_trial(**changes: object) -> Letter:
    return a_letter(chart=replace(CHART, trials=(replace(PREDNISONE, **changes),)))


@pytest.mark.parametrize(("letter", "said"), [
    (lambda: with_fact(on=TOMORROW), "Creatine kinase of November 25, 2026 comes after this letter"),
    (lambda: with_fact(evidence=Evidence("Note", TOMORROW)), "Note of November 25, 2026 comes after this letter"),
    (lambda: with_fact(on=date(2025, 12, 20)), "Creatine kinase of December 20, 2025 stands in “Laboratory report” of December 10, 2025"),
    (lambda: with_trial(starts=TOMORROW, ends=None), "The start of Prednisone of November 25, 2026 comes"),
    (lambda: with_trial(ends=TOMORROW), "The end of Prednisone of November 25, 2026 comes"),
    (lambda: with_trial(ends=date(2025, 12, 24)), "The end of Prednisone of December 24, 2025 stands in “Rheumatology note”"),
    (lambda: with_trial(outcome=Outcome.ONGOING), "Prednisone is ongoing, and ended on October 30, 2025"),
    (lambda: with_trial(starts=date(1960, 1, 1)), "Prednisone began on January 1, 1960, before the date of birth"),
    (lambda: a_letter(patient=replace(PATIENT, birth_date=TOMORROW)), "The birth of November 25, 2026 comes"),
    (lambda: a_letter(patient=replace(PATIENT, weight=replace(PATIENT.weight, on=TOMORROW))), "The weight of November 25, 2026 comes"),
], ids=lambda value: value if isinstance(value, str) else "")  # fmt: skip
def test_what_cannot_be_true_makes_a_draft_that_names_both_sides(letter, said):
    assert said in gaps(letter())


def test_one_drug_over_the_same_days_with_two_outcomes():
    other = replace(PREDNISONE, outcome=Outcome.INTOLERANT, starts=date(2025, 8, 1), ends=date(2025, 11, 1))
    said = "Prednisone is entered twice over the same days, as inadequate response and not tolerated"
    assert said in gaps(a_letter(chart=replace(CHART, trials=(PREDNISONE, other))))
    for fine in (
        replace(other, starts=PREDNISONE.ends),
        replace(other, drug="Azathioprine"),
        replace(other, outcome=PREDNISONE.outcome),
        replace(other, starts=None),
    ):
        assert "twice" not in gaps(a_letter(chart=replace(CHART, trials=(PREDNISONE, fine))))


def test_a_letter_that_is_in_order_has_no_such_gap():
    assert a_letter().gaps == ()


def test_a_first_infusion_that_has_passed_is_told_to_the_sender_and_not_printed():
    letter = a_letter(order=replace(ORDER, first_infusion=date(2026, 1, 5)))
    assert "The first infusion, January 5, 2026, lies before this letter" in letter.advice[0].text
    assert not letter.is_draft
    renewed = a_letter(order=replace(ORDER, first_infusion=TOMORROW))
    assert renewed.advice == a_letter().advice


def test_two_answers_of_one_day_do_not_make_haste():
    note = Evidence("Note", date(2026, 11, 1), "1")
    yes = Fact("dysphagia", True, note, on=date(2026, 11, 1))
    request = replace(a_case().request, expedited=True)
    sure = a_letter(request=request, chart=replace(CHART, facts=(*FACTS, yes)))
    torn = a_letter(request=request, chart=replace(CHART, facts=(*FACTS, yes, replace(yes, value=False))))
    assert "I ask for an expedited decision" in words_of(sure.opening)
    assert "I ask for an expedited decision" not in words_of(torn.opening)
    assert "does not support an expedited request" in gaps(torn)


def test_dermatomyositis_is_what_the_letter_is_about_wherever_its_code_stands():
    """A cancer's code comes before M36.0."""
    cancer = Fact("diagnosis", "C34.90", Evidence("Oncology note", date(2025, 12, 1), "1"), on=date(2025, 12, 1))
    chart = replace(CHART, facts=(cancer, replace(FACTS[0], value="M36.0"), *FACTS[1:]))
    letter = a_letter(chart=chart)
    assert "who has dermatomyositis (M36.0)" in words_of(letter.opening)
    assert letter.history[0].text == (
        "The patient has dermatomyositis (M36.0); documented: Rheumatology note, December 11, 2025, page 2."
    )
    assert "C34.90, M36.0" in words_of(letter.blocks)


def test_a_contraindication_in_the_chart_is_not_overruled_by_the_labels_list():
    document = a_document(LetterKind.PRIOR_AUTHORIZATION)
    found = {
        "name": "labelled_contraindication",
        "note": "Allergy note",
        "noted_on": "2025-12-12",
        "on": "2025-12-12",
        "page": "1",
    }
    document["chart"]["facts"].append({**found, "value": True})
    letter = a_paper(LetterKind.PRIOR_AUTHORIZATION, document=document)
    assert "Chart disagrees: There is no labeled contraindication to the ordered product" in gaps(letter)
    assert "are met" not in words_of(letter.opening)
    document["chart"]["facts"].append({**found, "value": False, "on": "2025-12-13", "noted_on": "2025-12-13"})
    assert a_paper(LetterKind.PRIOR_AUTHORIZATION, document=document).gaps == ()


def test_words_without_a_place_are_told_to_the_sender():
    document = a_document(LetterKind.PRIOR_AUTHORIZATION)
    words = {"letter": "prior_authorization", "place": "criterion 9 Gone", "text": "An exception, please."}
    document["request"]["words"] = [words]
    letter = a_paper(LetterKind.PRIOR_AUTHORIZATION, document=document)
    assert (
        letter.advice[0].text
        == "Your words at “criterion 9 Gone” have no place in this letter now, so they are not in it."
    )
    assert "An exception" not in words_of(replace(letter, advice=(), places=()))


def test_a_later_weight_cannot_have_been_taken_yet():
    weight = replace(PATIENT.weight, on=TOMORROW)
    order = replace(ORDER, changes=(Change(date(2027, 3, 1), weight=weight),))
    assert "The later weight of November 25, 2026 comes after this letter" in gaps(a_letter(order=order))


# --- renewals


def a_renewal(*facts: Fact) -> Letter:
    chart = Chart((FACTS[0], *facts), TRIALS, NOTE)
    case = a_case(chart=chart)
    return build_letter(case, an_answer(), None, a_product(), TODAY, LetterKind.RENEWAL)


def test_a_renewal_without_any_measure_says_so():
    said = words_of(next(section for section in a_renewal().sections if section.name == "response"))
    assert "No measure of disease activity is documented." in said


def test_values_of_one_day_that_disagree_are_both_said_and_no_difference_is_worked_out():
    early = replace(CK, value=CK.value, on=date(2025, 1, 1), evidence=Evidence("Old report", date(2025, 1, 1)))
    other = replace(CK, value=CK.value * 2, evidence=replace(LABORATORY, page="7"))
    rows = next(section for section in a_renewal(early, CK, other).sections if section.name == "response").grids[0].rows
    _, first, last, difference = (cell.text for cell in rows[0])
    assert first.startswith("4,200 U/L, 01/01/2025")
    assert last == (
        "The values disagree: 4,200 U/L, 12/10/2025; Laboratory report, December 10, 2025, page 1; "
        "8,400 U/L, 12/10/2025; Laboratory report, December 10, 2025, page 7"
    )
    assert difference == "—"
