"""What is sent, by a person with a browser: a file enclosed, moved and removed, and what a refused one looks like."""

from tests.browser.audit import faults
from tests.browser.conftest import NARROW, Service, Window, press
from tests.letters.files import a_pdf, encrypted


def test_a_file_is_enclosed_moved_and_removed(service: Service, window: Window):
    page = window.open(f"/cases/{service.empty_id}/packet")
    for name, raw in (("First note.pdf", a_pdf("First")), ("Second note.pdf", a_pdf("Second"))):
        page.get_by_label("PDF, PNG or JPEG").set_input_files(
            {"name": name, "mimeType": "application/pdf", "buffer": raw}
        )
        press(page, "Enclose")
    rows = page.get_by_role("table").get_by_role("row")
    assert [row.inner_text().split("\n")[0].strip() for row in rows.all()[1:]] == [
        "Encl. 1\tFirst note",
        "Encl. 2\tSecond note",
    ]
    press(page, "Up enclosure 2")
    assert "Second note" in rows.nth(1).inner_text()
    press(page, "Remove enclosure 1")
    assert "First note" in rows.nth(1).inner_text()
    press(page, "Remove enclosure 1")
    page.get_by_text("Nothing is enclosed yet.").wait_for()


def test_a_refused_file_is_explained_beside_its_field(service: Service, window: Window):
    window.expected.add(422)
    page = window.open(f"/cases/{service.empty_id}/packet")
    locked = {"name": "locked.pdf", "mimeType": "application/pdf", "buffer": encrypted("x")}
    page.get_by_label("PDF, PNG or JPEG").set_input_files(locked)
    press(page, "Enclose")
    summary = page.get_by_role("alert")
    assert "protected by a password" in summary.inner_text()
    summary.get_by_role("link").click()
    assert page.evaluate("document.activeElement.id") == "file"
    assert faults(page) == []
    page.set_viewport_size({"width": NARROW, "height": 900})
    assert faults(page) == []
