"""Every page, wide and narrow: axe, width, heading, title, console, requests; and that no page is left out."""

import pytest

from costing.case.request_shapes import LetterKind
from payer_rules.policies import policies
from tests.browser.audit import faults
from tests.browser.conftest import NARROW, WIDE, Service, Window

# endpoint -> addresses; {case}, {empty}, {answer}, {enclosure}, {entry}, {form} are real ids
PAGES = {
    "home.index": ["/"],
    "home.data": ["/data"],
    "patient.ask": ["/estimate", "/estimate?speaks=es"],
    "api.docs": ["/api/v1/docs"],
    "security.change_password": ["/password"],
    "cases.index": ["/cases", "/cases?show=due&order=due", "/cases?show=denied"],
    "cases.new": ["/cases/new"],
    "cases.choose_letters": ["/cases/letters"],
    "cases.asked_facts": ["/cases/{empty}/chart/asked", "/cases/{case}/chart/asked"],
    "cases.sent": ["/cases/{case}/sent"],
    "cases.add_sent": ["/cases/{case}/sent/add", "/cases/{case}/sent/add?what=prior_authorization"],
    "cases.ask_to_renew": ["/cases/{case}/renew"],
    "cases.show": ["/cases/{case}", "/cases/{empty}"],
    "cases.ask_to_remove": ["/cases/{case}/remove"],
    "cases.section": [
        "/cases/{case}/patient", "/cases/{case}/coverage", "/cases/{case}/terms", "/cases/{case}/request",
        "/cases/{case}/order", "/cases/{case}/order-details", "/cases/{case}/household", "/cases/{case}/assumptions",
        "/cases/{case}/earlier", "/cases/{case}/denial", "/cases/{case}/good-faith",
        "/cases/{case}/practice", "/cases/{case}/plan-details", "/cases/{case}/name", "/cases/{case}/treatments-complete",
        "/cases/{empty}/patient", "/cases/{empty}/order", "/cases/{empty}/terms",
    ],
    "cases.chart": ["/cases/{case}/chart", "/cases/{empty}/chart"],
    "cases.treatments": ["/cases/{case}/treatments", "/cases/{empty}/treatments"],
    "cases.fees": ["/cases/{case}/fees", "/cases/{empty}/fees"],
    "cases.changes": ["/cases/{case}/changes", "/cases/{empty}/changes"],
    "cases.granted": ["/cases/{case}/granted"],
    "cases.add_granted": ["/cases/{case}/granted/add"],
    "cases.others": ["/cases/{case}/others"],
    "cases.add_other": ["/cases/{case}/others/add"],
    "cases.coverage_changes": ["/cases/{case}/coverage-changes"],
    "cases.add_coverage_change": ["/cases/{case}/coverage-changes/add"],
    "cases.also_given": ["/cases/{case}/also-given"],
    "cases.add_also_given": ["/cases/{case}/also-given/add"],
    "cases.visits": ["/cases/{case}/visits"],
    "cases.add_visit": ["/cases/{case}/visits/add"],
    "cases.add_change": ["/cases/{case}/changes/add"],
    "cases.add_fact": [
        "/cases/{case}/chart/add", "/cases/{case}/chart/add?fact=ck", "/cases/{empty}/chart/add?fact=diagnosis",
    ],
    "cases.add_trial": ["/cases/{case}/treatments/add"],
    "cases.add_fee": ["/cases/{case}/fees/add"],
    "practice.fees": ["/practice/fees"],
    "practice.letterhead": ["/practice/letterhead"],
    "practice.directory": ["/practice/payers"],
    "practice.add_payer": ["/practice/payers/add", "/practice/payers/add?case={case}"],
    "practice.payer": ["/practice/payers/{entry}"],
    "practice.forms": ["/practice/forms"],
    "practice.form": ["/practice/forms/{form}"],
    "cases.case_forms": ["/cases/{case}/forms", "/cases/{empty}/forms"],
    "answers.ask_to_sign": ["/cases/{case}/letter/sign"],
    "prices.index": ["/prices"],
    "prices.estimates": ["/prices/estimates"],
    "prices.lacking": ["/prices/cases"],
    "cases.fees_file": ["/cases/{case}/fees/file"],
    "cases.entry": ["/cases/{case}/facts/0", "/cases/{case}/facts/2", "/cases/{case}/trials/0", "/cases/{case}/prices/0"],
    "answers.estimate": ["/cases/{case}/estimate", "/cases/{empty}/estimate"],
    "answers.case_why": ["/cases/{case}/why/cycle.1.patient", "/cases/{case}/why/course.allowed"],
    "answers.kept_why": ["/answers/{answer}/why/day.1.patient"],
    "answers.remitted": ["/cases/{case}/remitted"],
    "answers.margin": ["/cases/{case}/margin", "/cases/{empty}/margin"],
    "answers.compare": ["/cases/{case}/compare", "/cases/{empty}/compare"],
    "answers.policy": ["/cases/{case}/policy", "/cases/{empty}/policy"],
    "answers.safety": ["/cases/{case}/safety", "/cases/{empty}/safety"],
    "answers.help": ["/cases/{case}/help", "/cases/{empty}/help", "/cases/{helped}/help"],
    "cases.add_application": ["/cases/{case}/applications/add?program=healthwell"],
    "cases.application": ["/cases/{helped}/applications/{application}"],
    "programs.index": ["/programs"],
    "programs.show": ["/programs/paf-totalassist", "/programs/pan-foundation-legacy"],
    "cases.letter_jobs": ["/cases/letters/jobs"],
    "cases.letter_job": ["/cases/letters/jobs/{job}", "/cases/letters/jobs/{open_job}"],
    "cases.packet": ["/cases/{case}/packet", "/cases/{empty}/packet"],
    "cases.enclosure_name": ["/cases/{case}/packet/{enclosure}/name"],
    "answers.letters": ["/cases/{case}/letters", "/cases/{empty}/letters"],
    "answers.letter": [
        "/cases/{case}/letter", "/cases/{empty}/letter", *(f"/cases/{{case}}/letter/{kind}" for kind in LetterKind),
        "/cases/{case}/letter/patient_estimate?language=es",
    ],
    "answers.letter_words": ["/cases/{case}/letter/appeal/words"],
    "answers.kept_answer": ["/answers/{answer}"],
    "policies.index": ["/policies", "/policies?find=blue&state=partly", "/policies?find=nobody"],
    "policies.show": [
        *(f"/policies/{policy.id}" for policy in policies().all()),
        *(f"/policies/{entry.id}" for entry in policies().entries[::6]),
        "/policies/wps-l34771",
    ],
}  # fmt: skip
NO_PAGES = {
    "static": "assets",
    "security.static": "Flask-Security's own assets",
    "security.login": "while signed in it leads to the cases; test_signing_in.py looks at it",
    "home.health": "for a supervisor",
    "answers.letter_pdf": "a PDF",
    "cases.packet_pdf": "a PDF",
    "cases.letter_job_progress": "JSON",
    "cases.letter_job_file": "a ZIP file",
    "practice.numbered_form": "a PDF",
    "cases.filled_form": "a PDF",
    "cases.editable_form": "a PDF",
    "answers.signed_pdf": "a PDF",
    "answers.signed_packet": "a PDF",
    "practice.logo": "a picture",
    "cases.enclosure_pdf": "a PDF",
    "answers.help_sheet": "a PDF",
    "cases.fees_out": "a CSV file",
    "practice.fees_out": "a CSV file",
    "practice.fees_example": "a CSV file",
    "cases.fees_example": "a CSV file",
}


def places(service: Service) -> dict[str, str]:
    """The real ids in an address."""
    return {
        "case": service.case_id, "empty": service.empty_id, "answer": service.answer_id, "helped": service.helped_id,
        "application": service.application_id, "enclosure": service.enclosure_id, "entry": service.entry_id,
        "form": service.form_id, "job": service.job_id, "open_job": service.open_job_id,
    }  # fmt: skip


def test_every_page_is_looked_at(service: Service):
    found = {rule.endpoint for rule in service.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    shown = {one for one in found if one == "api.docs" or not one.startswith("api.")}
    assert shown == set(PAGES) | set(NO_PAGES)


@pytest.mark.parametrize("path", [path for paths in PAGES.values() for path in paths])
def test_a_page_is_whole_at_both_widths(service: Service, window: Window, path: str):
    page = window.open(path.format(**places(service)))
    wide = faults(page)
    page.set_viewport_size({"width": NARROW, "height": 900})
    narrow = [f"at {NARROW} px: {one}" for one in faults(page)]
    page.set_viewport_size({"width": WIDE, "height": 900})
    assert wide + narrow == []
