"""The real application behind a real server, and one Chromium window that notes whatever goes wrong in it."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import ConsoleMessage, Page, Request, Response, expect, sync_playwright
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from costing.questions import estimate, read_case, to_plain
from costing.questions.stamp import data_hash, engine_version
from costing.store import answers, applications, cases
from costing.store.database import make_engine, migrate
from costing.store.instance import open_instance
from costing.store.people import Person
from costing.web.app import create_app
from costing.web.limits import limiter
from tests.browser.bulk import two_jobs
from tests.browser.sending import what_is_sent
from tests.questions.test_help_course import worked_example
from tests.web.conftest import PASSWORD, add_biller

EXAMPLES = Path(__file__).resolve().parents[2] / "costing" / "examples"
EMAIL = "browser@example.org"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 30_000  # milliseconds: a busy machine is slow, not wrong
WIDE, NARROW = 1280, 320


@dataclass(slots=True)
class Service:
    """The running service: its address, its database session maker, and what it holds."""

    address: str
    app: Flask
    case_id: str
    empty_id: str
    answer_id: str
    helped_id: str
    application_id: str
    enclosure_id: str
    entry_id: str
    form_id: str
    job_id: str
    open_job_id: str

    def store(self) -> Session:
        """A database session beside the requests'."""
        session: Session = self.app.extensions["sessions"]()
        return session


@dataclass
class Window:
    """A browser tab with a notebook of its console errors, uncaught exceptions and requests to elsewhere."""

    page: Page
    address: str
    wrong: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)  # statuses of 400 and up that a test brings about on purpose

    def open(self, path: str, width: int = WIDE) -> Page:
        """Open one of our own addresses at a width."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.goto(self.address + path, wait_until="load")
        return self.page

    def note_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "about:", "blob:")):
            self.wrong.append(f"asked elsewhere: {request.url}")

    def note_console(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not said.text.startswith("Failed to load resource"):  # note_response knows better
            self.wrong.append(f"console: {said.text}")

    def note_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.wrong.append(f"{response.status} at {response.url}")


class Silent(WSGIRequestHandler):
    """Answers without a line on the terminal for each request."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002  # werkzeug's own name
        """Say nothing."""


def example(name: str) -> dict[str, Any]:
    """A fictional case document."""
    document: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text())
    return document


def fill(session: Session, biller: Person) -> tuple[str, ...]:
    """A full case, an empty one, and a kept answer of the first; a case with help that pays, and its application."""
    document = {**example("part-b-office"), "fees": example("hdhp-contract")["fees"]}
    full = cases.keep_new(session, biller.practice_id, document, biller.id)
    empty = cases.keep_new(session, biller.practice_id, {"version": 1, "label": "Just begun"}, biller.id)
    found = to_plain(estimate(read_case(document)))
    kept = answers.keep(
        session, biller.practice_id, full, "estimate", found, engine_version(), data_hash(), biller.id
    )  # fmt: skip
    helped = cases.keep_new(session, biller.practice_id, worked_example("accumulator"), biller.id)
    award = {
        "name": "A fund",
        "stage": "approved",
        "applied_on": "2026-01-05",
        "starts": "2026-01-10",
        "renew_by": "2026-11-30",
    }
    applied = applications.keep_new(session, helped, award, biller.id)
    return (
        full.id,
        empty.id,
        kept.id,
        helped.id,
        applied.id,
        *what_is_sent(session, full),
        *two_jobs(session, biller, full, empty),
    )


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service on a free port, over an installation of its own."""
    instance = open_instance(tmp_path_factory.mktemp("browser") / "instance")
    engine = make_engine(instance.database_url)
    migrate(engine)
    engine.dispose()
    app, limiter.enabled = create_app(instance), False
    with app.extensions["sessions"]() as session:
        biller = add_biller(app, session, "Example Clinic (fictional)", EMAIL)
        held = fill(session, biller)
        session.commit()
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Service(f"http://127.0.0.1:{server.server_port}", app, *held)
    server.shutdown()
    thread.join()
    server.server_close()
    limiter.enabled = True
    app.extensions["sessions"].kw["bind"].dispose()


@pytest.fixture(scope="session")
def tab(service: Service) -> Iterator[Window]:
    """One tab for the whole run, signed in by typing."""
    executable = shutil.which("chromium")
    assert executable, "Install Chromium first: make setup-tests"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        page = browser.new_context(locale="en-US").new_page()
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        window = Window(page, service.address)
        page.on("request", window.note_request)
        page.on("response", window.note_response)
        page.on("pageerror", lambda error: window.wrong.append(f"exception: {error}"))
        page.on("console", window.note_console)
        sign_in(window)
        yield window
        browser.close()


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page it leads to: what is read next is never the page before."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """Follow a link and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def sign_in(window: Window) -> None:
    """Sign in as a person does."""
    page = window.open("/sign-in")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    page.get_by_role("heading", name="Cases").wait_for()


@pytest.fixture
def window(tab: Window) -> Iterator[Window]:
    """The tab, for one test in which nothing may go wrong."""
    tab.wrong.clear()
    tab.expected.clear()
    yield tab
    assert tab.wrong == []
