"""The whole main job by a person with mouse and keyboard: from signing in to the priced year and the letter."""

from playwright.sync_api import Page, expect

from tests.browser.audit import faults
from tests.browser.conftest import Service, Window, follow, press


def fill_patient(page: Page) -> None:
    page.get_by_label("Given name").fill("Maria")
    page.get_by_label("Family name").fill("Sample")
    page.get_by_label("Date of birth").fill("4/12/1956")
    page.get_by_label("State of residence").select_option("NC")
    page.get_by_label("Weight", exact=True).fill("70")
    page.get_by_label("kg", exact=True).check()
    page.get_by_label("Weighed on").fill("12/11/2025")


def fill_coverage(page: Page) -> None:
    page.get_by_label("Original Medicare").first.check()
    page.get_by_label("Member ID").fill("1EG4-TE5-MK73")


def fill_request(page: Page) -> None:
    page.get_by_label("First approval").check()
    page.get_by_label("Date of the request").fill("12/15/2025")


def fill_order(page: Page) -> None:
    page.get_by_label("Product", exact=True).select_option("octagam_10")
    page.get_by_label("Dose", exact=True).fill("2")
    page.get_by_label("g/kg for the whole cycle").check()
    page.get_by_label("Infusion days in each cycle").fill("2")
    page.get_by_label("A cycle starts every").fill("4")
    page.get_by_label("weeks", exact=True).check()
    page.get_by_label("Number of cycles").fill("13")
    page.get_by_label("First infusion").fill("1/5/2026")
    page.get_by_label("Physician office").check()
    page.get_by_label("non-QP", exact=True).check()


def fill_diagnosis(page: Page) -> None:
    page.get_by_role("textbox").first.fill("M33.12")
    page.get_by_label("Which note says so?").fill("Rheumatology note")
    page.get_by_label("Date of the note").fill("12/11/2025")


def fill_treatment(page: Page) -> None:
    page.get_by_label("Drug", exact=True).fill("methotrexate")
    page.get_by_label("Class of the drug").select_option("antimetabolite")
    page.get_by_label("Started on").fill("4/1/2025")
    page.get_by_label("Ended on").fill("8/20/2025")
    page.get_by_role("radio").nth(1).check()
    page.get_by_label("Which note says so?").fill("Rheumatology note")


def test_from_a_new_case_to_the_priced_year(service: Service, window: Window):
    page = window.open("/cases")
    page.get_by_role("link", name="New case").or_(page.get_by_role("button", name="New case")).click()
    page.get_by_label("Name of the case in the list").fill("Reference order")
    press(page, "Start the case")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reference order")
    follow(page, "Patient")
    fill_patient(page)
    press(page, "Save, then coverage")
    fill_coverage(page)
    press(page, "Save, then plan terms")  # Part B alone: nothing to add
    press(page, "Save, then request")
    fill_request(page)
    press(page, "Save, then order")
    fill_order(page)
    press(page, "See what it adds up to")
    check_what_it_adds_up_to(page)
    press(page, "Save this order")
    add_chart(page)
    follow(page, "Assumptions")
    boxes = page.get_by_role("checkbox").all()
    assert len(boxes) >= 4
    for box in boxes:
        box.check()
    press(page, "Save")
    read_the_answers(page)


def check_what_it_adds_up_to(page: Page) -> None:
    figures = page.locator(".ig-figure").all_inner_texts()
    shown = " ".join(" ".join(figures).split())
    for total in ("Each infusion day 70 g", "Each cycle 140 g", "70 kg 154.32 lb", "26 January 5, 2026"):
        assert total in shown
    assert faults(page) == []
    press(page, "Change it")
    expect(page.get_by_label("Dose", exact=True)).to_have_value("2")
    press(page, "See what it adds up to")


def add_chart(page: Page) -> None:
    follow(page, "Diagnosis and findings")
    press(page, "Add the diagnosis")
    fill_diagnosis(page)
    press(page, "Save")
    expect(page.locator("main")).to_contain_text("M33.12")
    follow(page, "Go on to earlier treatments")
    press(page, "Add a treatment")
    fill_treatment(page)
    press(page, "Save")
    expect(page.locator("main")).to_contain_text("methotrexate")
    follow(page, "Back to the case")


def read_the_answers(page: Page) -> None:
    main, tabs = page.locator("main"), page.get_by_role("navigation", name="This case")
    tabs.get_by_role("link", name="Estimate").click()
    for dollars in ("$2,926.90", "$35,332.90", "$175,533.28"):
        expect(main).to_contain_text(dollars)
    tabs.get_by_role("link", name="Policy").click()
    expect(main).to_contain_text("Does not apply", ignore_case=True)
    tabs.get_by_role("link", name="Help").click()
    expect(main).to_contain_text("Qualified Medicare Beneficiary")
    tabs.get_by_role("link", name="Letter").click()
    expect(main).to_contain_text("methotrexate")
