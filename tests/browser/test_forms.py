"""Forms by keyboard and with mistakes: everything can be reached, errors get the focus and lead to their fields."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.audit import faults
from tests.browser.conftest import NARROW, WIDE, Service, Window, press

FORMS = [
    "/cases/new", "/cases/{case}/patient", "/cases/{case}/coverage", "/cases/{case}/terms", "/cases/{case}/request",
    "/cases/{case}/order", "/cases/{case}/household", "/cases/{case}/assumptions", "/cases/{case}/practice",
    "/cases/{case}/facts/0", "/cases/{case}/trials/0", "/cases/{case}/prices/0", "/estimate", "/password",
]  # fmt: skip
CONTROLS = "main input:not([type=hidden]), main select, main textarea, main button"
NAME = 'one => one.type === "radio" ? "radios " + one.name : one.id || one.textContent.trim()'
FOCUSED = f"() => ({NAME})(document.activeElement)"
EXPECTED = f"""selector => [...document.querySelectorAll(selector)].filter(one => one.checkVisibility()).map({NAME})"""


def at(service: Service, path: str) -> str:
    return path.format(case=service.case_id, empty=service.empty_id)


def reached_by_tab(page: Page) -> set[str]:
    """What Tab stops at, from the top of the page until it leaves the document or comes round."""
    page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0) }")
    stops: list[str] = []
    for _ in range(150):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED))
        if stops.count(stops[0]) > 1 or page.evaluate("() => document.activeElement === document.body"):
            break
    return set(stops)


@pytest.mark.parametrize("path", FORMS)
def test_every_control_is_reached_by_keyboard(service: Service, window: Window, path: str):
    page = window.open(at(service, path))
    wanted = set(page.evaluate(EXPECTED, CONTROLS))
    assert wanted - reached_by_tab(page) == set()
    assert wanted


@pytest.mark.parametrize("path", ["/", "/cases", "/cases/{case}/order", "/cases/{case}/estimate", "/estimate"])
def test_the_skip_link_comes_first_and_leads_to_the_content(service: Service, window: Window, path: str):
    page = window.open(at(service, path))
    page.keyboard.press("Tab")
    expect(page.locator(".govuk-skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


MISTAKES = [
    ("/cases/{case}/patient", "patient.weight.value", "7O"),
    ("/cases/{case}/coverage", "coverage.primary.member_id", "x" * 100),
    ("/cases/{case}/terms", "coverage.primary.deductible_met", "-5"),
    ("/cases/{case}/request", "request.on", "2/30/2026"),
    ("/cases/{case}/order", "order.dose", "two"),
    ("/cases/{case}/household", "help.household_size", "0"),
    ("/cases/{case}/practice", "practice.npi", "12"),
    ("/cases/{case}/treatments-complete", "chart.trials_complete.on", "yesterday"),
    ("/cases/{case}/facts/0", "value", "dermatomyositis"),
    ("/cases/{case}/trials/0", "ends", "1/1/1999"),
    ("/cases/{case}/prices/0", "per_unit", "NaN"),
    ("/cases/new", "label", "x" * 300),
    ("/estimate", "patient.weight.value", "0"),
]


@pytest.mark.parametrize(("path", "name", "typed"), MISTAKES, ids=lambda value: str(value)[:40])
def test_a_mistake_is_told_on_top_and_beside_its_field(
    service: Service, window: Window, path: str, name: str, typed: str
):
    window.expected.add(422)
    page = window.open(at(service, path))
    page.locator(f'[name="{name}"]:not([type=hidden])').fill(typed)
    with page.expect_navigation():
        page.locator("main form button").first.click()
    summary, field = page.locator(".govuk-error-summary"), page.locator(f'[name="{name}"]:not([type=hidden])')
    expect(summary).to_be_focused()
    expect(field).to_have_value(typed)
    assert page.title().startswith("Error: ")
    own = page.locator(f"[id='{field.get_attribute('id')}-error']")
    sentence = own.inner_text().removeprefix("Error:").strip()
    found = faults(page)
    page.set_viewport_size({"width": NARROW, "height": 900})
    found += faults(page)
    page.set_viewport_size({"width": WIDE, "height": 900})
    assert found == []
    summary.get_by_role("link", name=sentence).first.click()
    expect(field).to_be_focused()


def test_a_choice_that_is_missing_leads_to_its_first_button(service: Service, window: Window):
    window.expected.add(422)
    page = window.open(at(service, "/cases/{empty}/request"))
    page.get_by_label("Date of the request").fill("12/15/2025")
    press(page, "Save")
    page.locator(".govuk-error-summary a").first.click()
    expect(page.get_by_role("radio").first).to_be_focused()
