"""The way that the API's page shows, from a case to a signed packet and a filled form: every command is run as it stands there."""

import re
import shlex
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from costing.store import people
from costing.store.people import Person, RoleName
from costing.web.api.story import STEPS
from tests.letters.files import a_pdf
from tests.letters.payer_forms import a_payer_form
from tests.web.calling import text_of
from tests.web.test_cases import example

ROOT = Path(__file__).resolve().parents[2]


class Terminal:
    """As much of a shell and of curl as the page's commands use."""

    def __init__(self, client: FlaskClient, folder: Path, **variables: str) -> None:
        self.client, self.folder, self.variables = client, folder, {"IGPATH": "", **variables}

    def run(self, command: str) -> TestResponse:
        words = shlex.split(self._expanded(command).replace("\\\n", " "))
        assert words.pop(0) == "curl"
        sent: dict[str, Any] = {"headers": {}}
        form: dict[str, Any] = {}
        address, method, target = "", "", None
        while words:
            word = words.pop(0)
            if word == "-X":
                method = words.pop(0)
            elif word == "-H":
                name, _, value = words.pop(0).partition(": ")
                sent["headers"][name] = value
            elif word == "-F":
                name, _, value = words.pop(0).partition("=")
                form[name] = FileStorage((self.folder / value[1:]).open("rb"), value[1:]) if value[:1] == "@" else value
            elif word == "--data":
                value = words.pop(0)
                sent["data"] = (ROOT / value[1:]).read_bytes() if value[:1] == "@" else value
            elif word == "--output":
                target = self.folder / words.pop(0)
            else:
                address = word
        if form:
            sent |= {"data": form, "content_type": "multipart/form-data"}
        answer = self.client.open(address, method=method or ("POST" if "data" in sent else "GET"), **sent)
        if target:
            target.write_bytes(answer.data)
        return answer

    def _expanded(self, command: str) -> str:
        """Variables outside single quotes."""
        parts = re.split(r"('[^']*')", command)
        return "".join(
            part if part.startswith("'") else re.sub(r"\$([A-Z]+)", lambda found: self.variables[found[1]], part)
            for part in parts
        )


@pytest.fixture
def terminal(app: Flask, store: Session, biller: Person, token: str, tmp_path: Path) -> Terminal:
    """Two tokens, that of the office and that of the prescriber, and the two files that the way needs."""
    name = example("medicare-advantage")["practice"]["prescriber"]["name"]
    signer = people.add_person(store, biller.practice_id, "signer@example.org", "x", name, RoleName.PRESCRIBER)
    secret = people.add_token(store, biller.practice_id, signer.id, "signing")
    store.commit()
    (tmp_path / "form.pdf").write_bytes(a_payer_form())
    (tmp_path / "note.pdf").write_bytes(a_pdf("CK 4,200"))
    return Terminal(app.test_client(), tmp_path, TOKEN=token, SIGNER=secret)


def test_every_command_of_the_page_runs_and_the_way_ends_with_packet_and_form(terminal: Terminal):
    page = terminal.client.get("/api/v1/docs").text
    way = page.split('<ol class="ig-way">')[1].split("</ol>")[0]
    shown = [unescape(one) for one in re.findall(r"<code>(curl.*?)</code></pre>", way, flags=re.S)]
    assert shown == [step.command for step in STEPS]
    answers = []
    for step in STEPS:
        answer = terminal.run(step.command)
        assert answer.status_code in (200, 201), (step.title, answer.text)
        if step.names:
            terminal.variables[step.names] = answer.json["id"]
        if answer.is_json and "content_hash" in answer.json:
            terminal.variables["HASH"] = answer.json["content_hash"]
        answers.append(answer)
    signed, packet = text_of(answers[-2]), text_of(answers[-1])
    assert "I am available on any weekday." in signed
    assert "Signed electronically on" in packet
    assert "Encl. 1, p. 1 of 1" in packet
    assert "Encl. 2, p. 1 of 2" in packet
    record = terminal.client.get(
        f"/api/v1/signed-letters/{terminal.variables['SIGNED']}",
        headers={"Authorization": f"Bearer {terminal.variables['TOKEN']}"},
    ).json
    assert sha256((terminal.folder / "signed.pdf").read_bytes()).hexdigest() == record["file_hash"]
    assert (terminal.folder / "form-filled.pdf").read_bytes().startswith(b"%PDF-")
