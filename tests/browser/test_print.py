"""The estimate printed by the browser: every infusion day with its claim lines, and nothing of the screen's furniture."""

import io
import re
from collections import Counter

from pypdf import PdfReader

from costing.questions import estimate, read_case
from costing.web.shown import dollars
from payer_rules.message import long_date
from tests.browser.conftest import Service, Window, example


def squeezed(text: str) -> str:
    """Text without spaces: letter spacing makes spaces of its own in a PDF."""
    return re.sub(r"\s+", "", text)


def test_a_printed_estimate_has_every_claim_line(service: Service, window: Window):
    page = window.open(f"/cases/{service.case_id}/estimate")
    printed = page.pdf(format="Letter", print_background=False)
    text = squeezed("".join(one.extract_text() for one in PdfReader(io.BytesIO(printed)).pages))
    priced = estimate(read_case(example("part-b-office")))
    assert len(priced.visits) == 26
    for visit in priced.visits:
        assert squeezed(long_date(visit.on)) in text
    lines = [settled for visit in priced.visits for settled in visit.lines]
    for code, wanted in Counter(settled.line.code for settled in lines).items():
        assert text.count(code) >= wanted
    assert dollars(priced.course.patient) in text
    assert "Signout" not in text


def test_the_screen_opens_a_day_by_keyboard(service: Service, window: Window):
    page = window.open(f"/cases/{service.case_id}/estimate")
    summary = page.locator("details.ig-visit > summary, .ig-visit summary").last
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator(".ig-visit").last.get_attribute("open") is not None
