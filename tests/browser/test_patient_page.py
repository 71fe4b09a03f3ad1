"""The patient page in a real browser: two short pages and the answer, at a phone's width too."""

from playwright.sync_api import Page, expect

from tests.browser.audit import faults
from tests.browser.conftest import NARROW, Window, follow, press


def fill_treatment(page: Page) -> None:
    page.get_by_label("Original Medicare").check()
    page.get_by_label("Which medicine?").select_option("octagam_10")
    page.get_by_label("Your weight").fill("70")
    page.get_by_label("Kilograms (kg)").check()
    page.get_by_label("Dose", exact=True).fill("2")
    page.get_by_label("Grams per kilogram (g/kg) for the whole cycle").check()
    page.get_by_label("Infusion days in each cycle").fill("2")
    page.get_by_label("Weeks from the start of one cycle").fill("4")
    page.get_by_label("Date of the first infusion").fill("1/5/2026")
    page.get_by_label("A doctor’s office or infusion center").check()


def test_a_patient_reads_what_they_may_owe_on_a_phone(window: Window):
    page = window.open("/estimate", NARROW)
    fill_treatment(page)
    press(page, "Continue")
    assert faults(page) == []
    page.get_by_label("second").select_option("none")
    press(page, "Show what I may owe")
    expect(page.get_by_role("heading", level=1)).to_have_text("What you may owe")
    assert page.locator(".ig-figure__value").all_inner_texts() == ["$1,576.65", "$2,926.90", "$35,332.90"]
    assert faults(page) == []
    assert page.evaluate("() => window.localStorage.length + window.sessionStorage.length") == 0
    assert page.url.endswith("/estimate")  # no answer of the form is in the address
    page.set_viewport_size({"width": 1280, "height": 900})
    assert faults(page) == []


def test_the_answer_of_a_mistake_keeps_the_page_and_the_words(window: Window):
    window.expected.add(422)
    page = window.open("/estimate", NARROW)
    fill_treatment(page)
    page.get_by_label("Your weight").fill("seventy")
    press(page, "Continue")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.get_by_label("Your weight")).to_have_value("seventy")
    expect(page.get_by_label("Dose", exact=True)).to_have_value("2")
    assert faults(page) == []


def test_a_medicare_patient_finds_who_may_help(window: Window):
    page = window.open("/estimate", NARROW)
    fill_treatment(page)
    press(page, "Continue")
    page.get_by_label("second").select_option("none")
    press(page, "Show what I may owe")
    page.get_by_text("Tell us about your household", exact=True).click()
    page.get_by_label("State you live in").select_option("NC")
    page.get_by_label("People in your household").fill("1")
    page.get_by_label("Or the income in one month").fill("1300")
    page.get_by_label("Savings (optional)").fill("3000")
    for question, answer in (
        ("Do you live in the United States?", "Yes"),
        ("Is the medicine for dermatomyositis?", "Yes"),
        ("Are you in the Qualified Medicare Beneficiary", "No"),
    ):
        page.locator("fieldset", has_text=question).last.get_by_label(answer, exact=True).check()
    press(page, "See who may help")
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    assert faults(page) == []
    assert page.locator("#help ~ * .ig-card__title").first.inner_text() == "Qualified Medicare Beneficiary (QMB)"
    expect(page.get_by_text("You may not use a drug company’s copay card.", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Hoja en español")).to_be_visible()


def test_a_patient_reads_it_in_spanish_and_back(window: Window):
    page = window.open("/", NARROW)
    follow(page, "Calcule en español")
    page.locator("#coverage-primary-kind").check()
    page.get_by_label("¿Qué medicina?").select_option("octagam_10")
    page.get_by_label("Su peso").fill("70")
    page.get_by_label("Kilogramos (kg)").check()
    page.get_by_label("Dosis", exact=True).fill("2")
    page.get_by_label("Gramos por kilogramo (g/kg) para todo el ciclo").check()
    page.get_by_label("Días de infusión en cada ciclo").fill("2")
    page.get_by_label("Semanas desde").fill("4")
    page.get_by_label("Fecha de la primera infusión").fill("1/5/2026")
    page.get_by_label("Un consultorio médico").check()
    press(page, "Continuar")
    assert faults(page) == []
    page.get_by_label("Segundo seguro").select_option("none")
    press(page, "Ver lo que podría deber")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lo que usted podría deber")
    assert page.locator(".ig-figure__value").all_inner_texts() == ["$1,576.65", "$2,926.90", "$35,332.90"]
    assert faults(page) == []
    press(page, "This page in English")
    expect(page.get_by_role("heading", level=1)).to_have_text("What you may owe")
    assert page.url.endswith("/estimate")
