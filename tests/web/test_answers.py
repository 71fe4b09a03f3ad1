"""The answers of a case on its pages: the same cents and verdicts as the questions, kept answers, letters, refusals."""

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from costing.domain.estimate import Estimate
from costing.letters.html import render_html
from costing.questions import Refused, check, estimate, read_case, to_plain
from costing.questions.answer_record import CannotRead, read_back
from costing.questions.letter import letter
from costing.questions.programs import programs
from costing.store import answers, cases
from costing.store.audit import AuditEntry
from costing.store.people import Person
from costing.web.figures import in_force, price_per, working
from costing.web.shown import dollars
from payer_rules.findings import Finding, PolicyAnswer
from payer_rules.policies import policies
from tests.web.conftest import add_biller, csrf_token

EXAMPLES = Path(__file__).resolve().parents[2] / "costing" / "examples"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.json"))
PAGES = ("", "/estimate", "/policy", "/safety", "/help", "/letter")


def document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text())
    return found


def kept_case(store: Session, biller: Person, given: dict[str, Any]) -> str:
    saved = cases.keep_new(store, biller.practice_id, given, biller.id)
    store.commit()
    return saved.id


def words_of(page: str) -> str:
    """A page's text as a reader sees it: one space between words."""
    inside = re.sub(r"<(script|style|head)\b.*?</\1>", " ", page, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", inside)))


def squeezed(text: str) -> str:
    """Text without any space or joiner (print keeps a date together), for comparing two layouts of the same words."""
    return re.sub(r"[\s\u2060]+", "", text)


@pytest.mark.parametrize("name", NAMES)
def test_every_page_of_every_example_opens(name: str, signed_in: FlaskClient, store: Session, biller: Person):
    case_id = kept_case(store, biller, document(name))
    for page in PAGES:
        assert signed_in.get(f"/cases/{case_id}{page}").status_code == 200, page


@pytest.mark.parametrize("name", NAMES)
def test_the_estimate_page_shows_the_cents_of_the_question(
    name: str, signed_in: FlaskClient, store: Session, biller: Person
):
    found = estimate(read_case(document(name)))
    text = words_of(signed_in.get(f"/cases/{kept_case(store, biller, document(name))}/estimate").text)
    assert f"First infusion day {dollars(known(found.visits[0].totals.patient))}" in text
    assert f"First cycle {dollars(known(found.cycles[0].totals.patient))}" in text
    for year in found.plan_years:
        assert f"Plan year {year.starts.year} {dollars(known(year.totals.patient))}" in text
    for cycle in found.cycles:
        assert f"{dollars(known(cycle.totals.patient))} {dollars(known(cycle.patient_so_far))}" in text
    for visit in found.visits:
        for settled in visit.lines:
            for sentence in working(settled):
                assert str(sentence) in text


def known(value: Decimal | None) -> Decimal:
    assert value is not None
    return value


def test_the_reference_case_prints_its_four_figures(signed_in: FlaskClient, store: Session, biller: Person):
    text = words_of(signed_in.get(f"/cases/{kept_case(store, biller, document('part-b-office'))}/estimate").text)
    for figure in ("$13,502.56", "$2,926.90", "$175,533.28", "$35,332.90"):
        assert figure in text


def test_charges_and_the_second_payer_stand_only_where_there_are_any(
    signed_in: FlaskClient, store: Session, biller: Person
):
    pages = {name: signed_in.get(f"/cases/{kept_case(store, biller, document(name))}/estimate").text for name in NAMES}
    assert {name for name, page in pages.items() if "Billed" in page} == {"hdhp-contract"}
    assert {name for name, page in pages.items() if ">Second payer<" in page} == {"part-b-medigap-g"}
    assert "Adjustment $181,186.72" in words_of(pages["hdhp-contract"])


def test_every_figure_that_nobody_published_shows_its_mark(signed_in: FlaskClient, store: Session, biller: Person):
    page = signed_in.get(f"/cases/{kept_case(store, biller, document('part-b-office'))}/estimate").text
    for mark in ("secondary", "assumed", "memory", "borrowed for this day"):
        assert f'<span class="ig-mark">{mark}</span>' in page


def test_working_says_how_a_line_came_to_its_figures():
    first = estimate(read_case(document("hdhp-contract"))).visits[0].lines[0]
    assert [str(sentence) for sentence in working(first)] == [
        "140 units \N{MULTIPLICATION SIGN} $47.133 = $6,598.62 allowed.",
        "The deductible takes $1,700.00, which leaves $4,898.62.",
        "Coinsurance of 20% on $4,898.62 is $979.72.",
        "The plan pays $3,918.90, the patient $2,679.72.",
        "The practice charges $13,300.00; $6,701.38 of it is its adjustment.",
    ]


def test_working_says_where_the_yearly_maximum_cut_and_where_nobody_shares():
    over = estimate(read_case(document("hdhp-contract"))).visits[5].lines[0]
    assert "The yearly maximum leaves $388.75 of that." in map(str, working(over))
    alone = estimate(read_case(document("uninsured"))).visits[0].lines[0]
    assert str(working(alone)[-1]) == "No plan shares it: the patient pays all $8,750.00."


def test_working_of_a_hospital_names_the_printed_copayment():
    lines = estimate(read_case(document("part-b-hospital"))).visits[0].lines
    hours = next(settled for settled in lines if settled.line.code == "96366")
    assert any("copayment" in str(sentence) for sentence in working(hours))


def test_a_price_reads_with_its_unit_and_dates():
    line = estimate(read_case(document("part-b-office"))).visits[0].lines[0]
    limit, deductible = line.line.allowed_basis, line.share_basis[0]
    assert limit is not None
    assert price_per(limit) == "$47.133 per 500 mg"
    assert in_force(limit) == "October 1, 2026 to December 31, 2026"
    assert price_per(deductible) == "$283.00 a year"


# --- what is not priced, and the assumptions


def unpriced() -> dict[str, Any]:
    given = document("part-b-office")
    given["assumptions"].remove("newest_loaded_value")
    return given


def press(client: FlaskClient, case_id: str, **form: str) -> Any:
    token = csrf_token(client, f"/cases/{case_id}/estimate")
    return client.post(f"/cases/{case_id}/estimate/assumptions", data={"csrf_token": token, **form})


def test_days_without_a_price_are_named_and_the_newest_value_is_offered(
    signed_in: FlaskClient, store: Session, biller: Person
):
    page = signed_in.get(f"/cases/{kept_case(store, biller, unpriced())}/estimate").text
    text = words_of(page)
    assert "No Part B payment limit for J1568 is loaded for January 5, 2026" in text
    assert "20 of 26 infusion days have no price for this reason." in text
    assert "Use the newest loaded value, in force from October 1, 2026" in text
    assert "Plan year 2026 Unknown" in text
    assert "$35,332.90" not in page


def test_the_newest_value_is_taken_and_taken_back_by_a_button(signed_in: FlaskClient, store: Session, biller: Person):
    case_id = kept_case(store, biller, unpriced())
    assert press(signed_in, case_id, name="newest_loaded_value", take="yes", row_version="1").status_code == 303
    assert "$35,332.90" in signed_in.get(f"/cases/{case_id}/estimate").text
    assert "newest_loaded_value" in cases.get(store, biller.practice_id, case_id).document["assumptions"]
    assert press(signed_in, case_id, name="newest_loaded_value", take="no", row_version="2").status_code == 303
    assert "$35,332.90" not in signed_in.get(f"/cases/{case_id}/estimate").text


def test_an_assumption_of_an_old_page_changes_nothing(signed_in: FlaskClient, store: Session, biller: Person):
    case_id = kept_case(store, biller, unpriced())
    press(signed_in, case_id, name="newest_loaded_value", take="yes", row_version="0")
    page = signed_in.get(f"/cases/{case_id}/estimate").text
    assert "Somebody changed this case in the meantime" in page
    assert "$35,332.90" not in page


def test_an_unknown_assumption_is_refused(signed_in: FlaskClient, store: Session, biller: Person):
    case_id = kept_case(store, biller, unpriced())
    assert press(signed_in, case_id, name="free_drugs", take="yes", row_version="1").status_code == 400
    assert cases.get(store, biller.practice_id, case_id).row_version == 1


# --- refusals, strangers


def test_a_refused_question_says_what_to_enter_and_where(signed_in: FlaskClient, store: Session, biller: Person):
    case_id = kept_case(store, biller, {"version": 1, "label": "Only a name"})
    for page in PAGES[1:]:
        text = signed_in.get(f"/cases/{case_id}{page}")
        assert text.status_code == 200
        assert "What to enter first" in text.text
        assert (
            f"/cases/{case_id}/{'coverage' if page == '/help' else 'order' if page != '/policy' else 'coverage'}"
            in text.text
        )
    assert signed_in.get(f"/cases/{case_id}").text.count("Not yet") == 5
    assert signed_in.get(f"/cases/{case_id}/letter.pdf").status_code == 303


def test_missing_terms_lead_to_the_page_of_plan_terms(signed_in: FlaskClient, store: Session, biller: Person):
    given = document("hdhp-contract")
    del given["coverage"]["primary"]["deductible"]
    case_id = kept_case(store, biller, given)
    page = signed_in.get(f"/cases/{case_id}/estimate").text
    assert f"/cases/{case_id}/terms#coverage-primary-deductible" in page
    assert 'id="coverage-primary-deductible"' in signed_in.get(f"/cases/{case_id}/terms").text


def test_another_practice_sees_nothing(app: Flask, signed_in: FlaskClient, store: Session):
    other = add_biller(app, store, "Another Clinic (fictional)", "other@example.org")
    case_id = kept_case(store, other, document("part-b-office"))
    saved = cases.get(store, other.practice_id, case_id)
    kept = answers.keep(store, other.practice_id, saved, "estimate", {}, "0", "0" * 64, other.id)
    store.commit()
    for page in (*PAGES, "/letter.pdf"):
        assert signed_in.get(f"/cases/{case_id}{page}").status_code == 404, page
    assert signed_in.get(f"/answers/{kept.id}").status_code == 404
    token = csrf_token(signed_in, "/cases")
    for address in ("answers", "estimate/assumptions"):
        assert signed_in.post(f"/cases/{case_id}/{address}", data={"csrf_token": token}).status_code == 404


def test_nobody_reads_without_signing_in(anonymous: FlaskClient, store: Session, biller: Person):
    case_id = kept_case(store, biller, document("part-b-office"))
    for address in (*(f"/cases/{case_id}{page}" for page in PAGES), f"/cases/{case_id}/letter.pdf", "/policies"):
        answer = anonymous.get(address)
        assert answer.status_code == 302
        assert "/sign-in" in answer.location


# --- kept answers


def keep(client: FlaskClient, case_id: str, question: str) -> Any:
    token = csrf_token(client, f"/cases/{case_id}/{question}")
    return client.post(f"/cases/{case_id}/answers", data={"csrf_token": token, "question": question})


def test_a_kept_estimate_stays_as_it_was(signed_in: FlaskClient, store: Session, biller: Person):
    case_id = kept_case(store, biller, document("part-b-office"))
    kept = keep(signed_in, case_id, "estimate")
    assert kept.status_code == 303
    before = words_of(signed_in.get(f"/cases/{case_id}/estimate").text)
    press(signed_in, case_id, name="newest_loaded_value", take="no", row_version="1")
    text = words_of(signed_in.get(kept.location).text)
    assert "$35,332.90" in text
    for sentence in re.findall(r"\d+ units? × [^=]*= \$[\d,.]+ allowed\.", before):
        assert sentence in text
    assert kept.location in signed_in.get(f"/cases/{case_id}/estimate").text


def test_a_kept_reading_stays_as_it_was(signed_in: FlaskClient, store: Session, biller: Person):
    case_id = kept_case(store, biller, document("medicare-advantage"))
    page = signed_in.get(keep(signed_in, case_id, "policy").location).text
    assert "Authorization is required" in page
    assert "3 met, 0 not met, 0 open" in page


def test_what_was_kept_carries_engine_data_and_document(signed_in: FlaskClient, store: Session, biller: Person):
    case_id = kept_case(store, biller, document("uninsured"))
    keep(signed_in, case_id, "estimate")
    (one,) = answers.of_case(store, biller.practice_id, case_id)
    assert one.document == document("uninsured")
    assert one.answer == to_plain(estimate(read_case(document("uninsured"))))
    assert (one.case_row_version, one.created_by, len(one.data_hash)) == (1, biller.id, 64)


def test_a_kept_answer_says_when_engine_or_data_have_changed(signed_in: FlaskClient, store: Session, biller: Person):
    case_id = kept_case(store, biller, document("part-b-office"))
    saved = cases.get(store, biller.practice_id, case_id)
    plain = to_plain(estimate(read_case(document("part-b-office"))))
    old = answers.keep(store, biller.practice_id, saved, "estimate", plain, "0.0.1", "f" * 64, biller.id)
    odd = answers.keep(store, biller.practice_id, saved, "estimate", {"sum": "12.00"}, "0.0.1", "f" * 64, biller.id)
    store.commit()
    page = signed_in.get(f"/answers/{old.id}").text
    assert "have changed since" in page
    assert "$35,332.90" in page
    assert "12.00" in signed_in.get(f"/answers/{odd.id}").text
    assert "have changed since" not in signed_in.get(keep(signed_in, case_id, "estimate").location).text


def test_only_known_questions_are_kept(signed_in: FlaskClient, store: Session, biller: Person):
    case_id = kept_case(store, biller, document("part-b-office"))
    token = csrf_token(signed_in, f"/cases/{case_id}/estimate")
    answer = signed_in.post(f"/cases/{case_id}/answers", data={"csrf_token": token, "question": "everything"})
    assert answer.status_code == 400


@pytest.mark.parametrize("name", NAMES)
def test_a_plain_answer_read_back_gives_the_same_plain_answer(name: str):
    case = read_case(document(name))
    for shape, found in ((Estimate, estimate(case)), (PolicyAnswer, check(case))):
        plain = json.loads(json.dumps(to_plain(found)))
        assert to_plain(read_back(shape, plain)) == plain


def test_an_answer_of_another_shape_cannot_be_read_back():
    for broken in ({}, [], "text", None, {"visits": 3}):
        with pytest.raises(CannotRead):
            read_back(Estimate, broken)


# --- policy, help


def leaves(finding: Finding) -> Iterator[Finding]:
    for part in finding.parts:
        yield from leaves(part)
    if not finding.parts:
        yield finding


@pytest.mark.parametrize("name", NAMES)
def test_the_policy_page_shows_every_criterion_of_the_question(
    name: str, signed_in: FlaskClient, store: Session, biller: Person
):
    found = check(read_case(document(name)))
    text = words_of(signed_in.get(f"/cases/{kept_case(store, biller, document(name))}/policy").text)
    assert str(found.authorization.why) in text
    assert str(found.authorization.next_step) in text
    for reading in found.readings:
        assert reading.title in text
        assert str(reading.why_not or "") in text
        for leaf in leaves(reading.finding) if reading.finding else ():
            assert leaf.text in text


def test_the_plan_is_read_first_and_what_does_not_apply_is_not_coverage(
    signed_in: FlaskClient, store: Session, biller: Person
):
    text = words_of(signed_in.get(f"/cases/{kept_case(store, biller, document('medicare-advantage'))}/policy").text)
    order = [
        "Authorization is required",
        "Immune Globulins Medicare Part B",
        "Local coverage",
        "NCD 250.3",
        "Product label: FDA label",
    ]
    places = [text.index(title) for title in order]
    assert places == sorted(places)
    assert "Does not apply This is not coverage." in text


def test_an_open_criterion_leads_to_the_fact_that_settles_it(signed_in: FlaskClient, store: Session, biller: Person):
    given = document("medicare-advantage")
    given["chart"] = {}
    case_id = kept_case(store, biller, given)
    page = signed_in.get(f"/cases/{case_id}/policy").text
    address = f"/cases/{case_id}/chart/add?fact=diagnosis"
    assert address in page
    assert signed_in.get(address).status_code == 200


def test_a_reading_says_where_each_fact_is_documented(signed_in: FlaskClient, store: Session, biller: Person):
    text = words_of(signed_in.get(f"/cases/{kept_case(store, biller, document('medicare-advantage'))}/policy").text)
    assert "Diagnosis (ICD-10-CM): M33.12 – Rheumatology note, December 11, 2025, page 1" in text


@pytest.mark.parametrize("name", NAMES)
def test_the_help_page_says_of_every_program_whether_it_fits(
    name: str, signed_in: FlaskClient, store: Session, biller: Person
):
    text = words_of(signed_in.get(f"/cases/{kept_case(store, biller, document(name))}/help").text)
    for answer in programs(read_case(document(name)), on=date.today()):
        for said in (answer.name, str(answer.reason), answer.pays, answer.next_step):
            assert squeezed(said) in squeezed(text)


def test_what_a_program_still_asks_leads_to_the_household(signed_in: FlaskClient, store: Session, biller: Person):
    given = document("medicare-advantage")
    del given["help"]
    case_id = kept_case(store, biller, given)
    assert f"/cases/{case_id}/household" in signed_in.get(f"/cases/{case_id}/help").text


# --- the letter


@pytest.mark.parametrize("name", NAMES)
def test_the_page_holds_every_word_of_the_printed_letter(
    name: str, signed_in: FlaskClient, store: Session, biller: Person
):
    found = letter(read_case(document(name)), date.today())
    printed = re.sub(r'<div class="draft-box">.*?</div>', "", render_html(found), flags=re.S)
    page = squeezed(words_of(signed_in.get(f"/cases/{kept_case(store, biller, document(name))}/letter").text))
    cells = re.findall(r"<(?:p|td|th|li|caption|h1|h2)\b[^>]*>([^<]+)", printed.split("<body")[1])
    for cell in filter(None, (squeezed(unescape(cell)).rstrip("([") for cell in cells)):
        assert cell in page, cell
    for gap in found.gaps:
        assert squeezed(gap.what) in page


def test_a_letter_without_gaps_is_ready_and_one_with_gaps_is_a_draft(
    signed_in: FlaskClient, store: Session, biller: Person
):
    ready = signed_in.get(f"/cases/{kept_case(store, biller, document('medicare-advantage'))}/letter").text
    assert "Ready to sign" in ready
    assert "Draft" not in ready
    given = document("medicare-advantage")
    del given["patient"]["birth_date"], given["practice"]["fax"]
    case_id = kept_case(store, biller, given)
    draft = signed_in.get(f"/cases/{case_id}/letter").text
    assert "Draft: not ready to send" in draft
    assert "Ready to sign" not in draft
    assert f"/cases/{case_id}/patient#patient-birth_date" in draft
    assert f"/cases/{case_id}/practice#practice-fax" in draft


def test_the_pdf_opens_in_the_browser_under_a_name_without_the_patient_and_is_audited(
    signed_in: FlaskClient, store: Session, biller: Person
):
    case_id = kept_case(store, biller, document("medicare-advantage"))
    answer = signed_in.get(f"/cases/{case_id}/letter.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert answer.mimetype == "application/pdf"
    assert re.fullmatch(
        r'inline; filename="prior-authorization-\d{4}-\d\d-\d\d\.pdf"', answer.headers["Content-Disposition"]
    )
    assert answer.headers["Cache-Control"] == "no-store"
    entry = store.scalars(select(AuditEntry).where(AuditEntry.action == "letter printed")).one()
    assert (entry.subject, entry.person_id) == (case_id, biller.id)


def test_markup_in_a_case_shows_as_typed(signed_in: FlaskClient, store: Session, biller: Person):
    given = document("medicare-advantage")
    typed = "<script>alert(1)</script>"
    given["label"] = given["patient"]["family_name"] = given["chart"]["facts"][0]["note"] = typed
    case_id = kept_case(store, biller, given)
    for page in PAGES:
        assert typed not in signed_in.get(f"/cases/{case_id}{page}").text
    assert "&lt;script&gt;alert(1)" in signed_in.get(f"/cases/{case_id}/policy").text


# --- cards and policies


def test_the_cards_say_each_answer_in_a_few_words(signed_in: FlaskClient, store: Session, biller: Person):
    text = words_of(signed_in.get(f"/cases/{kept_case(store, biller, document('medicare-advantage'))}").text)
    found = estimate(read_case(document("medicare-advantage")))
    assert f"Patient pays {dollars(known(found.cycles[0].totals.patient))} for the first cycle" in text
    assert "Authorization required" in text
    assert "Immune Globulins Medicare Part B, Prior Authorization: 3 met, 0 not met, 0 open" in text
    assert "Try first: Qualified Medicare Beneficiary (QMB)." in text
    assert "Ready to sign" in text


def test_a_card_says_what_is_not_priced(signed_in: FlaskClient, store: Session, biller: Person):
    text = words_of(signed_in.get(f"/cases/{kept_case(store, biller, unpriced())}").text)
    assert "20 of 26 infusion days not priced" in text
    assert "Plan year 2026: not known" in text


def on_privigen(**facts: bool) -> dict[str, Any]:
    """The office case with Privigen and these answers in the chart."""
    given = document("part-b-office")
    said = [{"name": name, "value": value, "note": "Visit note"} for name, value in facts.items()]
    chart = {**given["chart"], "facts": [*given["chart"]["facts"], *said]}
    return {**given, "order": {**given["order"], "product": "privigen"}, "chart": chart}


def test_the_safety_page_names_attribute_source_status_and_chart(
    signed_in: FlaskClient, store: Session, biller: Person
):
    case_id = kept_case(store, biller, on_privigen(hyperprolinemia=True))
    page = words_of(signed_in.get(f"/cases/{case_id}/safety").text)
    assert "Privigen Stop" in page
    assert "a contraindication by what is known of its label, and the chart says that it holds" in page
    assert "Label, hyperprolinemia contraindication: yes." in page
    assert "secondary" in page
    assert "Hyperprolinemia: yes – Visit note" in page
    assert (
        f'href="/cases/{case_id}/chart/add?fact=thrombosis_history"' in signed_in.get(f"/cases/{case_id}/safety").text
    )
    card = words_of(signed_in.get(f"/cases/{case_id}").text)
    assert "Stop: contraindicated by what is known" in card
    assert "Hyperprolinemia: stop" in card


def in_california(code: str) -> dict[str, Any]:
    """An office in California, infusions from October 2026, one diagnosis code."""
    given = document("part-b-office")
    facts = [{**given["chart"]["facts"][0], "value": code}, *given["chart"]["facts"][1:]]
    order = {**given["order"], "locality": "01112-05", "first_infusion": "2026-10-05"}
    return {**given, "order": order, "chart": {**given["chart"], "facts": facts}}


def test_a_code_that_the_contractor_does_not_list_prompts_the_written_notice(
    signed_in: FlaskClient, store: Session, biller: Person
):
    case_id = kept_case(store, biller, in_california("M33.13"))
    page = words_of(signed_in.get(f"/cases/{case_id}/policy").text)
    assert "Not supported in this jurisdiction" in page
    assert "ABN, form CMS-R-131" in page
    assert "A57187" in page
    assert "M33.13: not supported in this jurisdiction" in words_of(signed_in.get(f"/cases/{case_id}").text)
    kept = signed_in.get(keep(signed_in, case_id, "policy").location).text
    assert "Not supported in this jurisdiction" in kept


def test_without_a_locality_the_policy_page_leads_to_it(signed_in: FlaskClient, store: Session, biller: Person):
    case_id = kept_case(store, biller, document("part-b-office"))
    page = signed_in.get(f"/cases/{case_id}/policy").text
    assert "Contractor not known" in page
    assert f'href="/cases/{case_id}/order#order-locality"' in page
    assert 'id="order-locality"' in signed_in.get(f"/cases/{case_id}/order").text


def test_every_loaded_policy_has_its_page_with_every_tree(signed_in: FlaskClient):
    listed = signed_in.get("/policies").text
    for entry in policies().entries:
        assert f'href="/policies/{entry.id}"' in listed
        assert all(missing[1:] in words_of(signed_in.get(f"/policies/{entry.id}").text) for missing in entry.not_loaded)
    for policy in policies().all():
        assert f'href="/policies/{policy.id}"' in listed
        text = words_of(signed_in.get(f"/policies/{policy.id}").text)
        assert policy.title in text
        for tree in policy.trees.values():
            assert tree.words.text in text


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("find=aetna", "CPB 0206", "Blue Cross NC"),
        (
            "find=michigan+commercial",
            "Change in managing immunoglobulin therapies",
            "Preferred immune globulin products",
        ),
        ("find=0206", "Parenteral Immunoglobulins", "Molina"),
        ("state=executable", "NCD 250.3", "CPB 0206"),
        ("state=catalogue", "CPB 0206", "NCD 250.3"),
        ("find=nobody&state=partly", "No policy holds these words", "Aetna Better"),
    ],
)
def test_the_policies_are_found_by_words_and_state(signed_in: FlaskClient, query: str, shown: str, hidden: str):
    text = words_of(signed_in.get(f"/policies?{query}").text)
    assert shown in text
    assert hidden not in text


def test_an_unknown_policy_is_not_found(signed_in: FlaskClient):
    assert signed_in.get("/policies/nobody").status_code == 404


def test_a_document_that_no_longer_reads_refuses_rather_than_fails(
    signed_in: FlaskClient, store: Session, biller: Person
):
    given = document("part-b-office")
    given["order"]["product"] = "withdrawn_product"
    with pytest.raises(Refused):
        read_case(given)
    case_id = kept_case(store, biller, given)
    for page in PAGES:
        assert signed_in.get(f"/cases/{case_id}{page}").status_code == 200
