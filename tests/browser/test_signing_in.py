"""What a browser that is not signed in sees, and the pages that only come about: mistakes, conflicts, dead ends."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.audit import faults
from tests.browser.conftest import EMAIL, NARROW, WIDE, Service, Window, follow, press, sign_in


@pytest.fixture
def stranger(window: Window) -> Iterator[Page]:
    """A tab of somebody who is not signed in, in the same browser."""
    browser = window.page.context.browser
    assert browser
    page = browser.new_page()
    page.on("request", window.note_request)
    page.on("console", window.note_console)
    yield page
    page.context.close()


def faults_at_both_widths(page: Page) -> list[str]:
    found = []
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"at {width} px: {one}" for one in faults(page)]
    return found


def test_the_sign_in_page_and_its_refusal(service: Service, stranger: Page):
    stranger.goto(f"{service.address}/cases/{service.case_id}/estimate")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert faults_at_both_widths(stranger) == []
    stranger.get_by_label("E-mail address").fill(EMAIL)
    stranger.get_by_label("Password", exact=True).fill("not this one, sorry")
    press(stranger, "Sign in")
    expect(stranger.locator(".govuk-error-summary")).to_be_focused()
    expect(stranger.get_by_label("E-mail address")).to_have_value(EMAIL)
    expect(stranger.get_by_label("Password", exact=True)).to_have_value("")
    assert stranger.title().startswith("Error: ")
    assert faults_at_both_widths(stranger) == []
    stranger.locator(".govuk-error-summary a").click()
    expect(stranger.get_by_label("E-mail address")).to_be_focused()


def test_the_password_can_be_shown_and_hidden(service: Service, stranger: Page):
    stranger.goto(f"{service.address}/sign-in")
    password = stranger.get_by_label("Password", exact=True)
    stranger.get_by_role("button", name="Show password").click()
    expect(password).to_have_attribute("type", "text")
    stranger.get_by_role("button", name="Hide password").click()
    expect(password).to_have_attribute("type", "password")


def test_a_rejected_new_password_says_what_is_wrong(window: Window):
    page = window.open("/password")
    page.get_by_label("Password now").fill("not this one, sorry")
    page.get_by_label("New password", exact=True).fill("short")
    press(page, "Change password")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert page.title().startswith("Error: ")
    assert faults_at_both_widths(page) == []
    page.locator(".govuk-error-summary a").first.click()
    expect(page.locator("main input[type=password]:focus")).to_have_count(1)


def test_a_page_that_is_not_there(service: Service, window: Window, stranger: Page):
    window.expected.add(404)
    page = window.open(f"/cases/{service.answer_id}")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    assert faults_at_both_widths(page) == []
    stranger.goto(f"{service.address}/nowhere")
    assert faults_at_both_widths(stranger) == []


def test_two_people_at_one_page(service: Service, window: Window):
    window.expected.add(409)
    page = window.open(f"/cases/{service.empty_id}/household")
    second = page.context.new_page()
    second.goto(f"{service.address}/cases/{service.empty_id}/household")
    second.get_by_label("People in the household").fill("3")
    press(second, "Save")
    second.close()
    page.get_by_label("People in the household").fill("4")
    press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Somebody changed this case")
    assert page.locator("main td").all_inner_texts() == ["4", "3"]
    assert faults_at_both_widths(page) == []
    press(page, "Save what I typed")
    follow(page, "Household")
    expect(page.get_by_label("People in the household")).to_have_value("4")


def test_the_check_of_an_order_on_a_phone(service: Service, window: Window):
    page = window.open(f"/cases/{service.case_id}/order", NARROW)
    press(page, "See what it adds up to")
    expect(page.locator("main")).to_contain_text("140 g")
    assert faults_at_both_widths(page) == []


def test_after_signing_out_the_back_button_shows_nothing(service: Service, stranger: Page):
    sign_in(Window(stranger, service.address))
    stranger.goto(f"{service.address}/cases/{service.case_id}")
    press(stranger, "Sign out")
    stranger.wait_for_load_state()
    stranger.go_back()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Sign in")
