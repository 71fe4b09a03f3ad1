"""The papers of a case on their pages: choosing a kind, what stands behind each sentence, own words, languages, refusals."""

import re
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from costing.case.request_shapes import LetterKind
from costing.letters.kind_groups import KIND_WORDS
from costing.letters.structure import problems
from costing.store.people import Person
from tests.letters.builders import pdf_text
from tests.letters.papers import a_document
from tests.web.conftest import add_biller, csrf_token
from tests.web.test_cases import add_case, kept, said, sent


def a_case_for(app: Flask, person: Person, kind: LetterKind) -> str:
    document = a_document(kind)
    if kind is LetterKind.APPEAL:  # whose last day the clock of this machine may have passed
        document["request"]["denial"]["appeal_by"] = "2099-12-31"
    return add_case(app, person, document)


def field_of(page: str, label: str) -> str:
    """The name of the text area under a label."""
    found = re.search(rf'<label[^>]*for="([^"]+)"[^>]*>\s*{re.escape(label)}\s*</label>', page)
    assert found, label
    return found[1].replace("-", ".")


def text_in(page: str, field: str) -> str:
    found = re.search(rf'<textarea[^>]*name="{re.escape(field)}"[^>]*>(.*?)</textarea>', page, flags=re.S)
    assert found, field
    return unescape(found[1])


@pytest.mark.parametrize("kind", list(LetterKind))
def test_every_kind_is_offered_previewed_and_printed(app, biller, signed_in, kind):
    case_id = a_case_for(app, biller, kind)
    assert f"/cases/{case_id}/letter/{kind}" in signed_in.get(f"/cases/{case_id}/letters").text
    page = signed_in.get(f"/cases/{case_id}/letter/{kind}")
    assert page.status_code == 200
    assert "Everything the letter needs is entered." in said(page)
    printed = signed_in.get(f"/cases/{case_id}/letter/{kind}.pdf")
    assert problems(printed.data) == ()
    assert f"{kind.replace('_', '-')}-20" in printed.headers["Content-Disposition"]


def test_an_unknown_kind_is_not_found(app, biller, signed_in):
    assert signed_in.get(f"/cases/{a_case_for(app, biller, LetterKind.APPEAL)}/letter/poem").status_code == 404


def test_another_practice_sees_none_of_it(app, store, biller, signed_in):
    other = add_biller(app, store, "Another Clinic (fictional)", "other@example.org")
    theirs = f"/cases/{a_case_for(app, other, LetterKind.APPEAL)}"
    for page in ("/letters", "/letter/appeal", "/letter/appeal.pdf", "/letter/appeal/words"):
        assert signed_in.get(f"{theirs}{page}").status_code == 404
    form = {"csrf_token": csrf_token(signed_in, "/cases"), "row_version": "1", "place.0": "Mine."}
    assert signed_in.post(f"{theirs}/letter/appeal/words", data=form).status_code == 404


def test_each_sentence_leads_to_what_stands_behind_it(app, biller, signed_in):
    page = signed_in.get(f"/cases/{a_case_for(app, biller, LetterKind.APPEAL)}/letter/appeal").text
    numbers = re.findall(r'href="#why-(\d+)" aria-describedby="why-(\d+)" data-why="([^"]+)"', page)
    assert len(numbers) > 20
    assert all(one == other and f'id="why-{one}"' in page for one, other, _ in numbers)
    assert any("Chart: Rheumatology note, December 11, 2025, page 2" in why for *_, why in numbers)
    assert any("Published work: " in why and "read November 22, 2026" in why for *_, why in numbers)


def test_own_words_are_kept_marked_and_shown_as_a_difference(app, biller, signed_in):
    case_id = a_case_for(app, biller, LetterKind.APPEAL)
    editor = f"/cases/{case_id}/letter/appeal/words"
    page = signed_in.get(editor).text
    closing = field_of(page, "Closing")
    own = text_in(page, closing)
    typed = own.replace("I am available", "I am glad to be available")
    assert sent(signed_in, editor, **{closing.replace(".", "__"): typed}).status_code == 303
    words = kept(app, biller, case_id).document["request"]["words"]
    assert words == [{"letter": "appeal", "place": "closing", "text": typed, "was": own}]
    shown = signed_in.get(f"/cases/{case_id}/letter/appeal")
    assert "Your own words in it" in shown.text
    assert '<ins class="ig-added"><span class="govuk-visually-hidden">yours: </span>glad to be </ins>' in shown.text
    assert "ig-said--own" in shown.text
    assert "glad to be available" in pdf_text(signed_in.get(f"/cases/{case_id}/letter/appeal.pdf").data)


def test_what_says_no_more_than_the_letter_is_not_kept(app, biller, signed_in):
    case_id = a_case_for(app, biller, LetterKind.APPEAL)
    assert sent(signed_in, f"/cases/{case_id}/letter/appeal/words").status_code == 303
    assert "words" not in kept(app, biller, case_id).document["request"]


def test_own_words_survive_a_change_of_the_case_which_is_said(app, biller, signed_in):
    case_id = a_case_for(app, biller, LetterKind.PREDETERMINATION)
    editor = f"/cases/{case_id}/letter/predetermination/words"
    opening = field_of(signed_in.get(editor).text, "Opening")
    sent(signed_in, editor, **{opening.replace(".", "__"): "Please say whether this treatment is covered."})
    assert "Changed since" not in signed_in.get(f"/cases/{case_id}/letter/predetermination").text
    sent(signed_in, f"/cases/{case_id}/patient", patient__family_name="Sampleton")
    page = said(signed_in.get(f"/cases/{case_id}/letter/predetermination"))
    assert "Please say whether this treatment is covered." in page
    assert "Changed since" in page


def test_a_figure_that_the_case_does_not_have_is_refused_beside_its_place_and_nothing_typed_is_lost(
    app, biller, signed_in
):
    case_id = a_case_for(app, biller, LetterKind.APPEAL)
    editor = f"/cases/{case_id}/letter/appeal/words"
    closing = field_of(signed_in.get(editor).text, "Closing")
    refused = sent(signed_in, editor, **{closing.replace(".", "__"): "Please approve 200 g per cycle."})
    assert refused.status_code == 422
    assert "Your words at “Closing” say 200 g; the case says" in said(refused)
    assert text_in(refused.text, closing) == "Please approve 200 g per cycle."
    assert f'href="#{closing.replace(".", "-")}"' in refused.text
    assert "words" not in kept(app, biller, case_id).document["request"]


def test_words_that_a_changed_order_contradicts_stop_the_letter_and_lead_to_the_editor(app, biller, signed_in):
    document = a_document(LetterKind.APPEAL)
    document["request"]["words"] = [{"letter": "appeal", "place": "closing", "text": "Please approve 149.7 g."}]
    case_id = add_case(app, biller, document)
    assert signed_in.get(f"/cases/{case_id}/letter/appeal.pdf").status_code == 200
    document["order"]["dose"] = "1"
    other = add_case(app, biller, document)
    page = signed_in.get(f"/cases/{other}/letter/appeal")
    assert "say 149.7 g; the case says" in said(page)
    assert f"/cases/{other}/letter/appeal/words" in page.text
    assert signed_in.get(f"/cases/{other}/letter/appeal.pdf").status_code == 303
    assert signed_in.get(f"/cases/{other}/letter/appeal/words").status_code == 200


def test_a_stale_form_is_a_conflict_that_keeps_what_was_typed(app, biller, signed_in):
    case_id = a_case_for(app, biller, LetterKind.APPEAL)
    editor = f"/cases/{case_id}/letter/appeal/words"
    closing = field_of(signed_in.get(editor).text, "Closing")
    answer = sent(signed_in, editor, row_version="0", **{closing.replace(".", "__"): "Call me."})
    assert answer.status_code == 409
    assert text_in(answer.text, closing) == "Call me."
    assert "words" not in kept(app, biller, case_id).document["request"]


def test_the_reason_of_the_notice_to_a_medicare_patient_is_written_on_the_page_that_its_gap_leads_to(
    app, biller, signed_in
):
    document = a_document(LetterKind.MEDICARE_NOTICE)
    del document["request"]["words"]
    case_id = add_case(app, biller, document)
    page, editor = f"/cases/{case_id}/letter/medicare_notice", f"/cases/{case_id}/letter/medicare_notice/words"
    assert f'href="{editor}"' in signed_in.get(page).text
    reason = field_of(signed_in.get(editor).text, "Why Medicare may not pay")
    assert sent(signed_in, editor, **{reason.replace(".", "__"): "It may not be judged necessary."}).status_code == 303
    assert "It may not be judged necessary." in said(signed_in.get(page))
    assert "Draft" not in signed_in.get(page).text


def test_a_paper_that_is_not_for_this_case_says_what_to_enter(app, biller, signed_in):
    case_id = a_case_for(app, biller, LetterKind.APPEAL)
    page = signed_in.get(f"/cases/{case_id}/letter/good_faith_estimate")
    assert "A Good Faith Estimate is for a patient without insurance" in said(page)
    assert signed_in.get(f"/cases/{case_id}/letter/good_faith_estimate.pdf").status_code == 303


def test_patient_papers_come_in_spanish(app, biller, signed_in):
    case_id = a_case_for(app, biller, LetterKind.GOOD_FAITH_ESTIMATE)
    page = signed_in.get(f"/cases/{case_id}/letter/good_faith_estimate?language=es")
    assert "Estimado de buena fe (Good Faith Estimate)" in said(page)
    assert 'class="ig-letter" lang="es-US"' in page.text
    printed = PdfReader(BytesIO(signed_in.get(f"/cases/{case_id}/letter/good_faith_estimate.pdf?language=es").data))
    assert printed.trailer["/Root"]["/Lang"] == "es-US"


def test_the_paper_may_be_a4(app, biller, signed_in):
    case_id = a_case_for(app, biller, LetterKind.APPEAL)
    address = f"/cases/{case_id}/letter/appeal.pdf"
    pages = [PdfReader(BytesIO(signed_in.get(f"{address}{query}").data)).pages[0] for query in ("", "?paper=a4")]
    sizes = [tuple(round(float(side)) for side in page.mediabox[2:]) for page in pages]
    assert sizes == [(612, 792), (595, 842)]


def test_the_levels_of_appeal_are_called_as_the_payer_calls_them(app, biller, signed_in):
    page = said(signed_in.get(f"/cases/{a_case_for(app, biller, LetterKind.APPEAL)}/denial"))
    assert "First-level appeal Reconsideration by the plan." in page
    assert "Second-level appeal Reconsideration by the independent review entity." in page
    assert "Redetermination" not in page


def test_a_denial_is_entered_by_form_and_dropped_when_emptied(app, biller, signed_in):
    case_id = a_case_for(app, biller, LetterKind.STEP_THERAPY_EXCEPTION)
    page = f"/cases/{case_id}/denial"
    refused = sent(signed_in, page, request__denial__number="D-1")
    assert refused.status_code == 422
    assert "Enter the date of the notice." in said(refused)
    entered = {
        "request__denial__on": "12/20/2025",
        "request__denial__reason": "step_therapy",
        "request__denial__number": "D-1",
    }
    assert sent(signed_in, page, **entered).status_code == 303
    assert kept(app, biller, case_id).document["request"]["denial"] == {
        "on": "2025-12-20",
        "reason": "step_therapy",
        "level": "first",
        "number": "D-1",
    }
    assert "Another drug first, notice of December 20, 2025" in said(signed_in.get(f"/cases/{case_id}"))
    assert "D-1" in said(signed_in.get(f"/cases/{case_id}/letter/appeal"))
    emptied = dict.fromkeys(("request__denial__on", "request__denial__number"), "")
    assert sent(signed_in, page, **emptied).status_code == 303
    assert "denial" not in kept(app, biller, case_id).document["request"]


def test_what_others_bill_is_entered_and_stands_in_the_estimate(app, biller, signed_in):
    document = a_document(LetterKind.GOOD_FAITH_ESTIMATE)
    del document["request"]["good_faith"]["items"]
    case_id = add_case(app, biller, document)
    assert (
        f"/cases/{case_id}/good-faith#request-good_faith-alone"
        in signed_in.get(f"/cases/{case_id}/letter/good_faith_estimate").text
    )
    item = {
        "provider": "Triangle Laboratory", "npi": "1234567893", "tin": "11-1111111",
        "location": "1 Main Street, Raleigh", "state": "NC", "code": "82550", "label": "Blood test", "count": "13", "charge": "28.50",
    }  # fmt: skip
    assert sent(signed_in, f"/cases/{case_id}/others/add", **item).status_code == 303
    assert "13 at $28.5" in said(signed_in.get(f"/cases/{case_id}/others"))
    assert "$370.50" in said(signed_in.get(f"/cases/{case_id}/letter/good_faith_estimate"))


def test_every_kind_of_letter_is_named_on_the_page_of_choices(app, biller, signed_in):
    page = said(signed_in.get(f"/cases/{a_case_for(app, biller, LetterKind.RENEWAL)}/letters"))
    for words in KIND_WORDS.values():
        assert words.name in page
        assert words.purpose in page
