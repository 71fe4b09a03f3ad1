"""`igpath serve` as a process of its own, as `make run` starts it."""

import json
import os
import re
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from costing.cli.demo import demo_sign_in, load_demo_when_empty
from costing.cli.passwords import hash_password
from costing.store import cases, people
from costing.store.database import make_engine, migrate, session_factory
from costing.store.instance import open_instance

COMMAND = Path(sys.executable).with_name("igpath")
PATIENCE = 60  # seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(folder: Path, port: int) -> Iterator[Path]:
    """The process while it answers; what it says is in the file."""
    said = folder.with_suffix(".said")
    environment = {**os.environ, "IGPATH_INSTANCE": str(folder)}
    with said.open("w") as output:
        process = subprocess.Popen(
            [COMMAND, "serve", "--port", str(port)], env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            wait_for(process, port)
            yield said
        finally:
            process.terminate()
            assert process.wait(PATIENCE) == 0


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(PATIENCE * 10):
        assert process.poll() is None, "the server ended"
        try:
            assert status(port, "/sign-in") == 200
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError


def status(port: int, address: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", address)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def test_the_first_start_makes_everything_and_the_second_keeps_it(tmp_path: Path):
    folder, port = tmp_path / "instance", free_port()
    with serving(folder, port) as said:
        first = said.read_text()
        taken = subprocess.run([COMMAND, "serve", "--port", str(port)], capture_output=True, text=True, check=False)
    assert f"http://127.0.0.1:{port}" in first
    assert "Loaded a fictional demo practice with three cases" in first
    signing_in = r"Sign in as demo@practice\.example, or as prescriber@practice\.example to sign letters, with the password \S{23}\n"
    assert re.search(signing_in, first)
    assert stat.S_IMODE((folder / "demo-sign-in.txt").stat().st_mode) == 0o600
    assert (taken.returncode, taken.stdout) == (2, "")
    assert f"Port {port} is taken" in taken.stderr
    with serving(folder, port) as said:
        second = said.read_text()
    assert "Loaded" not in second
    assert "Database version" not in second
    assert second.splitlines()[-2] in first  # the same password


def test_the_demo_has_three_cases_and_is_loaded_once(tmp_path: Path):
    instance = open_instance(tmp_path)
    engine = make_engine(instance.database_url)
    migrate(engine)
    with session_factory(engine, instance.keys.document_key).begin() as session:
        assert load_demo_when_empty(session, tmp_path)
        assert not load_demo_when_empty(session, tmp_path)
        person = people.find_person(session, "demo@practice.example")
        assert person is not None
        signer = people.find_person(session, "prescriber@practice.example")
        assert signer is not None
        kept = cases.all_of(session, person.practice_id)
        assert {saved.document["practice"]["prescriber"]["name"] for saved in kept} == {signer.name}
        assert len(kept) == 3
        assert all("fictional" in str(saved.label) for saved in kept)
        assert all("fictional" in json.dumps(saved.document["practice"]) for saved in kept)
    engine.dispose()


@pytest.mark.parametrize("change", ["password", "closed"])
def test_a_demo_password_that_is_no_longer_right_is_not_shown(tmp_path: Path, change: str):
    instance = open_instance(tmp_path)
    engine = make_engine(instance.database_url)
    migrate(engine)
    with session_factory(engine, instance.keys.document_key).begin() as session:
        load_demo_when_empty(session, tmp_path)
        assert demo_sign_in(session, tmp_path) is not None
        person = people.find_person(session, "demo@practice.example")
        assert person is not None
        if change == "password":
            people.set_password(session, person, hash_password("another long password"))
        else:
            person.active = False
        assert demo_sign_in(session, tmp_path) is None
        assert not (tmp_path / "demo-sign-in.txt").exists()
    engine.dispose()
