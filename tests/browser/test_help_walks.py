"""Four patients looked after by hand: Medicare, a commercial plan that is a maximizer, no insurance, Medicaid."""

from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from costing.store import cases
from costing.store.people import Person
from tests.browser.audit import faults
from tests.browser.conftest import EMAIL, NARROW, Service, Window, example, press
from tests.questions.test_help_course import worked_example


def begun(service: Service, document: dict[str, Any]) -> str:
    """A case of the signed-in person."""
    with service.store() as store:
        biller = store.scalars(select(Person).where(Person.email == EMAIL)).one()
        saved = cases.keep_new(store, biller.practice_id, document, biller.id)
        store.commit()
        return saved.id


def choose(page: Page, question: str, answer: str) -> None:
    """Choose a radio under its question."""
    page.locator("fieldset", has_text=question).last.get_by_label(answer, exact=True).check()


def household(window: Window, case_id: str, typed: dict[str, str], chosen: dict[str, str]) -> None:
    """Fill in the page about the household and keep it."""
    page = window.open(f"/cases/{case_id}/household")
    for label, text in typed.items():
        page.get_by_label(label, exact=True).fill(text)
    for question, answer in chosen.items():
        choose(page, question, answer)
    press(page, "Save")


def programs(window: Window, case_id: str) -> dict[str, str]:
    """The programs that the help page offers, in its order, each with its verdict; the page is whole at both widths."""
    page = window.open(f"/cases/{case_id}/help")
    assert faults(page) == []
    shown = {
        one.locator("h3").inner_text(): one.locator(".ig-verdict").inner_text()
        for one in page.locator(".ig-reading").all()
    }
    assert faults(window.open(f"/cases/{case_id}/help", NARROW)) == []
    window.open(f"/cases/{case_id}/help")
    return shown


def figures(page: Page) -> list[str]:
    """Without help, with help, what programs pay."""
    return page.locator(".ig-figure__value").all_inner_texts()


RESIDENT = {"Does the patient live in the United States?": "Yes"}
NO_OTHER = {"Is the patient also in Medicaid": "No"}


def test_a_medicare_patient_with_a_low_income(service: Service, window: Window):
    case_id = begun(service, example("part-b-office"))
    chosen = {
        **RESIDENT,
        **NO_OTHER,
        "enrolled as a Qualified Medicare Beneficiary": "No",
        "enrolled in SLMB or QI?": "Neither",
    }
    typed = {"People in the household": "1", "Or the monthly income": "1300", "Savings": "5000"}
    household(window, case_id, typed, {**chosen, "have Extra Help for Part D?": "No"})
    found = programs(window, case_id)
    assert next(iter(found.items())) == ("Qualified Medicare Beneficiary (QMB)", "Fits")
    assert not any("Co-Pay Program" in name for name in found)
    assert "No manufacturer’s copay help for this patient" in window.page.locator(".ig-notice").first.inner_text()
    household(window, case_id, {}, {"enrolled as a Qualified Medicare Beneficiary": "Yes"})
    page = window.open(f"/cases/{case_id}/help")
    assert figures(page)[:2] == ["$35,332.90", "$0.00"]
    assert "the practice may not bill the patient for it" in page.locator("main").inner_text()


def test_a_commercial_patient_whose_plan_is_a_maximizer(service: Service, window: Window):
    case_id = begun(service, worked_example(None))
    page = window.open(f"/cases/{case_id}/plan-details")
    choose(page, "What does the plan do with what a program pays?", "Maximizer")
    choose(page, "send patients to outside help", "No")
    press(page, "Save")
    typed = {"People in the household": "2", "Yearly household income before taxes": "90000"}
    household(window, case_id, typed, {**RESIDENT, **NO_OTHER, "Did the insurer refuse": "No"})
    found = programs(window, case_id)
    assert next(iter(found.items())) == ("Pfizer OCTAGAM Co-Pay Program", "May fit")
    assert "The Assistance Fund" not in found
    assert "The plan is a maximizer" in window.page.locator("main").inner_text()
    with window.page.expect_navigation():
        window.page.locator("a", has_text="Count it in the estimate: Pfizer OCTAGAM").click()
    press(window.page, "Save")
    page = window.open(f"/cases/{case_id}/help")
    assert figures(page) == ["$8,000.00", "$8,000.00", "$0.00"]
    assert "pays up to the program's limit, which we do not know." in page.locator("main").inner_text()
    page = window.open(f"/cases/{case_id}/programs/0")
    choose(page, "What does the award say of a limit?", "It names an amount")
    page.get_by_label("Most it pays in a calendar year").fill("10000")
    press(page, "Save")
    assert figures(window.open(f"/cases/{case_id}/help")) == ["$8,000.00", "$3,960.00", "$9,999.99"]


def test_a_patient_without_insurance(service: Service, window: Window):
    document = example("uninsured")
    document.pop("help", None)
    case_id = begun(service, document)
    typed = {"People in the household": "1", "Yearly household income before taxes": "20000"}
    household(window, case_id, typed, {**RESIDENT, **NO_OTHER})
    found = programs(window, case_id)
    assert next(iter(found)) == "Medicaid (full benefit)"
    assert "Pfizer Patient Assistance Program (RxPathways)" in found
    assert not any("TotalAssist" in name or "Co-Pay" in name for name in found)


def test_a_medicaid_patient(service: Service, window: Window):
    document = example("part-b-office")
    document["coverage"] = {"primary": {"kind": "medicaid"}}
    case_id = begun(service, document)
    found = programs(window, case_id)
    assert next(iter(found.items())) == ("Medicaid (full benefit)", "Fits")
    assert not any("Co-Pay" in name for name in found)
    assert "Medicare and Medicaid are federal programs" in window.page.locator(".ig-notice").first.inner_text()


@pytest.mark.parametrize(
    ("label", "text", "said"),
    [
        ("People in the household", "0", "must be between 1 and 30"),
        ("Yearly household income before taxes", "-5", "cannot be negative"),
        ("Yearly household income before taxes", "999999999999", "must be 100000000 or less"),
        ("Savings", "plenty", "as a number, such as 4000"),
    ],
)
def test_bad_answers_keep_what_was_typed(service: Service, window: Window, label: str, text: str, said: str):
    case_id = begun(service, example("part-b-office"))
    window.expected.add(422)
    page = window.open(f"/cases/{case_id}/household")
    page.get_by_label(label, exact=True).fill(text)
    press(page, "Save")
    assert said in page.locator(".govuk-error-summary").inner_text()
    assert page.get_by_label(label, exact=True).input_value() == text
    assert faults(page) == []
