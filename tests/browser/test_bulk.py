"""Letters of several cases, by a person with a browser: chosen, looked over, printed by a real worker, corrected, downloaded."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from zipfile import ZipFile

from playwright.sync_api import Page, expect

from costing.store import cases
from tests.browser.audit import faults
from tests.browser.conftest import NARROW, Service, Window, example, follow, press

FILE = "Download {} (ZIP)"


@contextmanager
def a_worker(service: Service) -> Iterator[None]:
    """A worker as a process of its own, as `igpath serve` starts one."""
    environment = {**os.environ, "IGPATH_INSTANCE": str(service.app.config["INSTANCE"].folder)}
    process = subprocess.Popen([sys.executable, "-m", "costing.cli", "jobs", "work"], env=environment)
    try:
        yield
    finally:
        process.terminate()
        assert process.wait(60) == 0


def add_cases(service: Service, names: tuple[str, ...]) -> None:
    with service.store() as session:
        practice_id = cases_practice(service)
        for name in names:
            document = (
                {**example("medicare-advantage"), "label": name} if name != "Bare" else {"label": name, "version": 1}
            )
            cases.keep_new(session, practice_id, document, "somebody")
        session.commit()


def cases_practice(service: Service) -> str:
    with service.store() as session:
        row = session.get(cases.CaseRow, service.case_id)
        assert row
        return row.practice_id


def whole_at_both_widths(page: Page) -> None:
    assert faults(page) == []
    page.set_viewport_size({"width": NARROW, "height": 900})
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})


def test_letters_are_printed_while_the_page_tells_and_what_failed_is_printed_again(service: Service, window: Window):
    add_cases(service, ("Anna (fictional)", "Ben (fictional)", "Bare"))
    page = window.open("/cases")
    follow(page, "Letters of several cases")
    for name in ("Anna (fictional)", "Ben (fictional)", "Bare"):
        page.get_by_label(name, exact=True).check()
    press(page, "Look at their letters")
    page.get_by_role("heading", name="2 of 3 letters can be written").wait_for()
    press(page, "Print 2 letters")
    bar = page.get_by_role("progressbar", name="3 letters wait to be printed.")
    assert bar.get_attribute("value") == "0"
    whole_at_both_widths(page)
    with a_worker(service):
        expect(page.get_by_role("button", name=FILE.format("2 letters"))).to_be_visible()  # without a key pressed
        page.get_by_text("2 of 3 letters printed, 1 not written.", exact=True).wait_for()
        whole_at_both_widths(page)
        page.get_by_role("heading", name="What is missing").wait_for()
        follow(page, "Go to order of Bare")
        assert "/order" in page.url
        page.go_back()
        press(page, "Print again what failed")
        page.get_by_text("2 of 3 letters printed, 1 not written.", exact=True).wait_for()
        expect(page.get_by_role("button", name="Print again what failed")).to_be_visible()
    with page.expect_download() as loading:
        page.get_by_role("button", name=FILE.format("2 letters")).click()
    names = ZipFile(loading.value.path()).namelist()
    assert [name.split("-", 1)[1] for name in names if name.endswith(".pdf")] == ["prior-authorization.pdf"] * 2
    press(page, "Remove this job and its letters now")
    page.get_by_text("The job and its letters are removed.").wait_for()


def test_the_page_of_a_running_job_works_with_the_keyboard_and_is_updated_without_our_script(
    service: Service, window: Window
):
    page = window.open(f"/cases/letters/jobs/{service.open_job_id}")
    follow(page, "Update this page")
    page.get_by_role("link", name="Update this page").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Cancel the rest"
    assert page.get_by_role("status").count() == 1


def test_the_quarters_of_a_job_are_said_once_each(service: Service, window: Window):
    """What the service answers is given here, so that each step is seen."""
    page = window.page
    told = iter([(0, "0 of 4"), (1, "1 of 4"), (1, "1 of 4"), (2, "2 of 4")])
    last = [0, "0 of 4"]

    def answer(route) -> None:  # type: ignore[no-untyped-def]  # playwright's own
        last[:] = next(told, last)
        settled, words = last
        route.fulfill(json={"is_open": True, "settled": settled, "total": 4, "told": words, "states": {"1": "Printed"}})

    page.route("**/progress", answer)
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { window.heard = []; const part = document.querySelector('[role=status]');"
        "if (part) new MutationObserver(() => heard.push(part.textContent)).observe(part, {childList: true}) })"
    )
    window.open(f"/cases/letters/jobs/{service.open_job_id}")
    page.get_by_role("progressbar", name="2 of 4").wait_for()
    assert page.evaluate("heard") == ["1 of 4", "2 of 4"]
    assert page.locator("[data-place='1']").inner_text() == "Printed"
    page.unroute("**/progress")
