"""Every kind of paper: its whole text, its pages and tags; what each says and refuses."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from costing.case.request_shapes import LetterKind
from costing.letters.good_faith import due
from costing.letters.kinds.peer_to_peer import MOST
from costing.letters.parts import Letter
from costing.letters.pdf import render_pdf
from costing.letters.structure import problems
from costing.letters.tongue import UNREVIEWED, Language, spanish
from costing.questions import Refused
from tests.letters.builders import pdf_text, sentences_of, words_of
from tests.letters.papers import LABORATORY, PATIENT_KINDS, a_document, a_paper
from tests.letters.test_pdf import right_edge

PAGES = {
    LetterKind.PEER_TO_PEER: 1,
    LetterKind.FAX_COVER: 1,
    LetterKind.MISSING_DOCUMENTS: 1,
    LetterKind.MEDICARE_NOTICE: 1,
    LetterKind.PATIENT_ESTIMATE: 2,
    LetterKind.GOOD_FAITH_ESTIMATE: 2,
    LetterKind.HELP_SHEET: 1,
}
PAPER_WIDTH, MARGIN = 612, 60  # points
VARIANTS = [(kind, Language.ENGLISH) for kind in LetterKind] + [(kind, Language.SPANISH) for kind in PATIENT_KINDS]


def section(letter: Letter, name: str) -> str:
    return "\n".join(words_of(one) for one in letter.sections if one.name == name)


def refused(document: dict[str, Any], kind: LetterKind = LetterKind.GOOD_FAITH_ESTIMATE) -> dict[str, list[str]]:
    with pytest.raises(Refused) as caught:
        a_paper(kind, document=document)
    return caught.value.messages


@pytest.mark.parametrize(("kind", "language"), VARIANTS)
def test_every_paper_is_complete_tagged_and_no_longer_than_it_should_be(kind, language):
    letter = a_paper(kind, language)
    assert letter.gaps == ()
    assert letter.kind is kind
    printed = render_pdf(letter)
    assert problems(printed) == ()
    assert len(PdfReader(BytesIO(printed)).pages) <= PAGES.get(kind, 3)


@pytest.mark.parametrize("kind", list(LetterKind))
def test_every_sentence_of_every_paper_says_what_stands_behind_it(kind):
    assert all(sentence.backing for sentence in sentences_of(a_paper(kind)))


@pytest.mark.parametrize("kind", list(LetterKind))
def test_every_paper_is_black_on_white_and_keeps_long_names_within_its_margins(kind):
    document = a_document(kind)
    long_word = "Wolfeschlegelsteinhausenbergerdorff" * 2
    document["patient"]["family_name"] = document["practice"]["name"] = long_word
    printed = render_pdf(a_paper(kind, document=document))
    assert right_edge(printed) <= PAPER_WIDTH - MARGIN
    with pikepdf.open(BytesIO(printed)) as pdf:
        drawn = [pikepdf.parse_content_stream(page, "rg RG g G k K sc SC scn SCN") for page in pdf.pages]
    assert {tuple(map(float, one.operands)) for page in drawn for one in page} <= {(0, 0, 0), (1, 1, 1)}


@pytest.mark.parametrize("kind", list(LetterKind))
def test_the_title_never_names_the_patient(kind):
    letter = a_paper(kind)
    assert "Sample" not in letter.subject.replace("Sample Street", "")


# --- peer to peer


def test_the_call_sheet_asks_what_a_reviewer_asks_and_says_what_is_not_documented():
    document = a_document(LetterKind.PEER_TO_PEER)
    document["chart"]["facts"] = [one for one in document["chart"]["facts"] if one["name"] != "ck"]
    rows = {
        row[0].text: row[1].text
        for row in a_paper(LetterKind.PEER_TO_PEER, document=document).sections[0].grids[0].rows
    }
    assert rows["How active is it?"] == "Not documented."
    assert rows["What was tried, and how did it end?"].startswith("Prednisone, 60 mg/day, 03/03/2025 to 09/15/2025")
    assert (
        rows["Why this dose?"]
        == "2 g/kg per cycle at 74.8 kg: 149.7 g and 300 units per cycle, on 2 consecutive days every 4 weeks."
    )


def test_the_call_sheet_of_a_treated_patient_says_what_treatment_did_and_why_it_cannot_wait():
    document = a_document(LetterKind.RENEWAL)
    document["request"]["denial"] = {"on": "2026-10-01", "reason": "not_medically_necessary"}
    document["chart"]["facts"].append(
        {"name": "dysphagia", "value": True, "note": "Rheumatology note", "noted_on": "2025-12-11", "page": "1"}
    )
    letter = a_paper(LetterKind.PEER_TO_PEER, document=document)
    rows = {row[0].text: row[1].text for row in letter.sections[0].grids[0].rows}
    assert rows["What has immune globulin done so far?"] == (
        "Creatine kinase: 4,200 U/L to 612 U/L, 3,588 lower (85%): better."
    )
    assert rows["Why can it not wait?"] == "Trouble swallowing: yes."
    assert rows["Other criteria?"].endswith("the letter has the rest.")
    assert len(PdfReader(BytesIO(render_pdf(letter))).pages) == 1


def test_the_call_sheet_stays_one_page_for_a_chart_of_sixty_treatments():
    document = a_document(LetterKind.PEER_TO_PEER)
    document["chart"]["trials"] *= 30
    document["chart"]["facts"] += [
        {"name": "dysphagia", "value": True, "note": "Rheumatology note", "noted_on": "2025-12-11", "page": "1"},
        {
            "name": "mmt8",
            "value": "120",
            "unit": "points of 150",
            "on": "2025-12-11",
            "note": "Rheumatology note",
            "page": "2",
        },
    ]
    letter = a_paper(LetterKind.PEER_TO_PEER, document=document)
    assert f"; {60 - MOST} more, the letter has the rest." in words_of(letter)
    assert len(PdfReader(BytesIO(render_pdf(letter))).pages) == 1


def test_the_criterion_that_is_not_met_comes_first():
    document = a_document(LetterKind.PEER_TO_PEER)
    document["chart"]["facts"] = document["chart"]["facts"][:2]
    asked = [
        row
        for row in a_paper(LetterKind.PEER_TO_PEER, document=document).sections[0].grids[0].rows
        if "Is this met?" in row[0].text
    ]
    assert asked[0][1].text.startswith("Not documented. Missing:")


# --- papers of the office


def test_a_fax_cover_tells_nothing_of_the_patient():
    text = pdf_text(render_pdf(a_paper(LetterKind.FAX_COVER)))
    assert "800-555-0199" in text
    assert "PA-778123" in text
    for secret in ("Walter", "M33.12", "Octagam", "YPN00000001", "1958"):
        assert secret not in text


def test_a_fax_cover_without_numbers_is_a_draft():
    document = a_document(LetterKind.FAX_COVER)
    del document["coverage"]["primary"]["fax"], document["practice"]["fax"]
    letter = a_paper(LetterKind.FAX_COVER, document=document)
    assert {gap.field for gap in letter.gaps} == {"coverage.primary.fax", "practice.fax"}


def test_missing_documents_asks_for_each_open_criterion_and_says_when_there_is_none():
    document = a_document(LetterKind.MISSING_DOCUMENTS)
    assert a_paper(LetterKind.MISSING_DOCUMENTS, document=document).sections == ()
    document["chart"]["facts"] = document["chart"]["facts"][:2]
    letter = a_paper(LetterKind.MISSING_DOCUMENTS, document=document)
    assert "Has the patient ever had a severe reaction to human immune globulin?" in section(letter, "missing")
    assert "Initial 2" in section(letter, "missing")
    assert letter.recipient == ("Dana Example, MD",)


def test_a_chart_without_a_diagnosis_asks_for_it():
    document = a_document(LetterKind.MISSING_DOCUMENTS)
    document["chart"]["facts"] = document["chart"]["facts"][1:]
    assert "Enter the diagnosis code" in section(a_paper(LetterKind.MISSING_DOCUMENTS, document=document), "missing")


# --- notice to a Medicare patient


def test_the_notice_gives_the_reason_and_the_cost_and_is_not_the_form():
    letter = a_paper(LetterKind.MEDICARE_NOTICE)
    said = section(letter, "boxes")
    assert "Medicare may decide that this treatment is not medically necessary." in said
    assert "$13,220.00 for the first infusion day; $343,720.00 for the course" in said  # 140 x 90 + 300 + 4 x 80
    assert letter.recipient == ("For the office; not the notice itself",)
    assert "status: secondary" in words_of(letter.opening)
    assert "1EG4" not in words_of(replace(letter, places=()))  # the Medicare number has no place on the form


@pytest.mark.parametrize("kind", ["medicare_advantage", "commercial", "self_pay"])
def test_the_notice_is_for_original_medicare_only(kind):
    document = a_document(LetterKind.MEDICARE_NOTICE)
    document["coverage"] = {"primary": {"kind": kind}}
    assert "Original Medicare" in refused(document, LetterKind.MEDICARE_NOTICE)["coverage.primary.kind"][0]


# --- estimate for the patient


def test_the_patients_estimate_gives_first_day_year_and_cycles_and_is_no_bill():
    letter = a_paper(LetterKind.PATIENT_ESTIMATE)
    assert letter.opening[0].text == "This is an estimate and not a bill."
    rows = {row[0].text: row[1].text for row in letter.sections[0].grids[0].rows}
    assert rows["Plan year from January 1, 2026 to December 31, 2026, infusion days: 26"] == "$6,700.00"
    assert len(letter.sections[1].grids[0].rows) == 13
    assert "its maximum is reached" in letter.sections[0].points[0].text


def test_what_is_not_priced_is_not_known():
    document = a_document(LetterKind.PATIENT_ESTIMATE)
    document["assumptions"] = [
        "octagam_dm_middle_step",
        "added_hour_after_30_minutes",
        "medicare_advantage_at_medicare_rates",
    ]
    letter = a_paper(LetterKind.PATIENT_ESTIMATE, document=document)
    assert "not known" in section(letter, "owed")


def test_a_patient_who_pays_alone_gets_a_good_faith_estimate_instead():
    document = a_document(LetterKind.GOOD_FAITH_ESTIMATE)
    assert "Good Faith Estimate" in refused(document, LetterKind.PATIENT_ESTIMATE)["coverage.primary.kind"][0]


# --- Good Faith Estimate

ELEMENTS = [
    "Sam Sample",
    "May 19, 1990",
    "Infusions of immune globulin (Octagam 10%)",
    "on 2 consecutive days every 4 weeks. It has 13 cycles with 26 infusion days",
    "January 5, 2026 to December 8, 2026",
    "M33.12",
    "J1568",
    "3,640",
    "$227,500.00",
    "96365",
    "$3,900.00",
    "96366",
    "$4,680.00",
    "Example Infusion Center",
    "1234567893",
    "12-3456789",
    "100 Sample Street, Suite 4, Raleigh, NC 27601",
    "$236,080.00",
    "Triangle Laboratory",
    "82550",
    "$370.50",
    "$236,450.50",
    "Visit with the rheumatologist",
    "You will get a separate Good Faith Estimate for each of these",
    "We may advise more items or services during your care",
    "only an estimate",
    "at least $400 more than its total here",
    "You have 120 days from the date of the first bill",
    "$25",
    "will not affect the quality",
    "not a contract",
    "It replaces the estimate of December 1, 2025 (GFE-3).",
    "Estimate number GFE-7.",
]


@pytest.mark.parametrize("element", ELEMENTS)
def test_every_required_element_stands_in_the_printed_estimate(element):
    text = re.sub(r"\s+", " ", pdf_text(render_pdf(a_paper(LetterKind.GOOD_FAITH_ESTIMATE))))
    assert element in text


MISSING = [
    (("patient", "given_name"), "patient.given_name"),
    (("patient", "birth_date"), "patient.birth_date"),
    (("practice", "npi"), "practice.npi"),
    (("practice", "tin"), "practice.tin"),
    (("practice", "address"), "practice.address"),
    (("practice", "phone"), "practice.phone"),
    (("practice",), "practice"),
    (("chart", "facts"), "chart.facts"),
    (("fees",), "fees"),
    (("request", "good_faith", "separate_items"), "request.good_faith.separate_items"),
    (("request", "good_faith", "items"), "request.good_faith.alone"),
    (("request", "good_faith", "asked_on"), "request.good_faith.asked_on"),
    (("request", "good_faith", "replaces_on"), "request.good_faith.replaces_on"),
]


@pytest.mark.parametrize(("path", "field"), MISSING)
def test_a_missing_element_refuses_the_estimate_and_names_its_field(path, field):
    document = a_document(LetterKind.GOOD_FAITH_ESTIMATE)
    block = document
    for key in path[:-1]:
        block = block[key]
    del block[path[-1]]
    assert list(refused(document)) == [field]


def test_everything_that_is_missing_is_said_at_once():
    document = a_document(LetterKind.GOOD_FAITH_ESTIMATE)
    del document["patient"]["birth_date"], document["practice"]["tin"], document["request"]["good_faith"]
    assert set(refused(document)) == {
        "patient.birth_date", "practice.tin", "request.good_faith.alone", "request.good_faith.separate_items",
        "request.good_faith.asked_on",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["medicare_part_b", "medicare_advantage", "commercial", "hdhp", "medicaid"])
def test_an_insured_patient_is_refused(kind):
    document = a_document(LetterKind.GOOD_FAITH_ESTIMATE)
    document["coverage"] = {"primary": {"kind": kind}}
    assert list(refused(document)) == ["coverage.primary.kind"]


def test_more_than_twelve_months_are_refused_with_the_day_to_end_before():
    document = a_document(LetterKind.GOOD_FAITH_ESTIMATE)
    document["order"]["cycles"] = 14
    document["fees"] = [{**fee, "ends": "2027-12-31"} for fee in document["fees"]]
    assert "before January 5, 2027" in refused(document)["order.cycles"][0]


def test_nobody_else_and_nothing_separate_are_said():
    document = a_document(LetterKind.GOOD_FAITH_ESTIMATE)
    document["request"]["good_faith"] = {"asked_on": "2025-12-15", "alone": True, "nothing_separate": True}
    letter = a_paper(LetterKind.GOOD_FAITH_ESTIMATE, document=document)
    assert "Nobody else is expected to bill you for it." in section(letter, "total")
    assert "None." in section(letter, "separate")


def test_two_items_of_one_provider_stand_together():
    document = a_document(LetterKind.GOOD_FAITH_ESTIMATE)
    second = {**LABORATORY, "code": "80053", "label": "Metabolic panel", "count": 2, "charge": "10.00"}
    document["request"]["good_faith"]["items"].append(second)
    letter = a_paper(LetterKind.GOOD_FAITH_ESTIMATE, document=document)
    assert [one.name for one in letter.sections].count("others") == 1
    assert "$390.50" in section(letter, "others")


@pytest.mark.parametrize(("asked", "service", "day"), [
    (date(2025, 12, 15), date(2026, 1, 5), date(2025, 12, 18)),  # ten business days or more ahead: three
    (date(2025, 12, 15), date(2025, 12, 19), date(2025, 12, 16)),  # three to nine: one
    (date(2025, 12, 19), date(2026, 1, 2), date(2025, 12, 24)),  # over a weekend
    (date(2025, 12, 15), date(2025, 12, 16), None),
])  # fmt: skip
def test_it_is_due_by_the_business_days_from_its_scheduling(asked, service, day):
    assert due(asked, service) == day


# --- Spanish


@pytest.mark.parametrize("kind", PATIENT_KINDS)
def test_spanish_papers_are_spanish_and_say_that_nobody_reviewed_them(kind):
    letter = a_paper(kind, Language.SPANISH)
    assert letter.language == "es-US"
    assert UNREVIEWED in section(letter, "translation")
    english = {sentence.text for sentence in sentences_of(a_paper(kind)) if sentence.text in spanish()}
    shown = {sentence.text for sentence in sentences_of(letter)}
    same = {text for text in english if spanish()[text] == text}
    assert english
    assert shown & english <= same
    assert english & set(spanish()) - same


def test_a_spanish_estimate_names_the_same_amounts():
    amounts = [
        set(re.findall(r"\$[\d,.]+\d", words_of(a_paper(LetterKind.GOOD_FAITH_ESTIMATE, one).sections)))
        for one in Language
    ]
    assert amounts[0] == amounts[1]


def test_every_translation_keeps_the_values_of_its_template():
    for english, translated in spanish().items():
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", translated)), english


def test_an_appeal_against_a_denial_that_is_still_to_come_is_a_draft():
    document = a_document(LetterKind.APPEAL)
    document["request"]["denial"]["on"] = "2025-12-20"
    found = a_paper(LetterKind.APPEAL, document=document)
    assert [gap.field for gap in found.gaps] == ["request.denial.on"]
    assert "December 20, 2025 comes after this letter" in found.gaps[0].what
