"""`igpath serve` as a process of its own, as `make run` starts it."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from costing.cli.demo import demo_sign_in, load_demo_when_empty
from costing.cli.passwords import hash_password
from costing.store import cases, jobs, people
from costing.store.audit import AuditEntry
from costing.store.database import make_engine, migrate, new_id, session_factory
from costing.store.instance import open_instance

EXAMPLES = Path(__file__).resolve().parents[2] / "costing" / "examples"
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


def children(pid: int) -> dict[int, str]:
    """The processes that a process started, each with its command line."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent == pid:
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:  # ended meanwhile
            continue
    return found


def until(happens: Callable[[], Any]) -> Any:
    """What a condition gives once it holds."""
    give_up = time.monotonic() + PATIENCE
    while not (given := happens()):
        assert time.monotonic() < give_up
        time.sleep(0.05)
    return given


def test_a_worker_that_dies_is_started_again_and_nothing_outlives_the_service(tmp_path: Path):
    folder, port = tmp_path / "instance", free_port()
    environment = {**os.environ, "IGPATH_INSTANCE": str(folder)}
    command = [COMMAND, "serve", "--port", str(port), "--workers", "1", "--letter-workers", "1"]
    with (tmp_path / "said").open("w") as output:
        service = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)

    def worker() -> tuple[int, str] | None:
        return next(((pid, line) for pid, line in children(service.pid).items() if "jobs work" in line), None)

    try:
        wait_for(service, port)
        first, first_line = until(worker)
        os.kill(first, signal.SIGKILL)
        second, second_line = until(lambda: (found := worker()) and found[0] != first and found)
        assert first_line == second_line  # under its own name, so that it goes on at once
        assert status(port, "/sign-in") == 200
        below = {second, *children(service.pid)}
        until(lambda: any("gunicorn" in line for pid in below for line in children(pid).values()))
        below |= {pid for one in below for pid in children(one)}
    finally:
        service.kill()
        service.wait()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below))
    assert "The worker for letters ended (signal 9); another one starts" in (tmp_path / "said").read_text()


def test_a_job_goes_on_after_the_service_was_stopped_and_started(tmp_path: Path):
    folder, port = tmp_path / "instance", free_port()
    instance = open_instance(folder)
    engine = make_engine(instance.database_url)
    migrate(engine)
    sessions = session_factory(engine, instance.keys.document_key)
    document = json.loads((EXAMPLES / "medicare-advantage.json").read_text())
    with sessions.begin() as session:
        office = people.add_practice(session, "Example Clinic (fictional)").id
        ids = [cases.keep_new(session, office, document, "me").id for _ in range(6)]
        job, _ = jobs.start(session, office, new_id(), ids, date(2026, 11, 26), "me")

    def printed() -> int:
        with sessions() as session:
            return jobs.get(session, office, job.id).printed

    with serving(folder, port):
        until(lambda: printed() > 0)
    before = printed()
    assert before < len(ids)  # it was stopped in the middle, after the letter that was being printed
    with serving(folder, port):
        until(lambda: printed() == len(ids))
    with sessions() as session:
        assert jobs.get(session, office, job.id).state is jobs.JobState.DONE
        on_record = select(func.count()).where(AuditEntry.action == "letter printed")
        assert session.scalar(on_record) == len(ids)
    engine.dispose()


def test_a_server_that_cannot_start_ends_the_worker_too(tmp_path: Path):
    failing = [sys.executable, "-c", "import time; time.sleep(3); raise SystemExit(3)"]
    command = [sys.executable, "-m", "costing.jobs.keeper", "1", *failing]
    keeper = subprocess.Popen(command, env={**os.environ, "IGPATH_INSTANCE": str(tmp_path)}, stderr=subprocess.PIPE)
    below = until(lambda: set(children(keeper.pid)) if len(children(keeper.pid)) == 2 else None)
    assert keeper.wait(PATIENCE) == 3
    keeper.communicate()
    assert not any(Path(f"/proc/{pid}").exists() for pid in below)


def test_a_terminal_that_is_closed_ends_the_service_but_not_under_nohup():
    keep = [sys.executable, "-m", "costing.jobs.keeper", "0", "sleep", "60"]
    for before, ends in ((signal.SIG_DFL, True), (signal.SIG_IGN, False)):
        keeper = subprocess.Popen(keep, preexec_fn=lambda way=before: signal.signal(signal.SIGHUP, way))
        until(lambda one=keeper: any("sleep" in line for line in children(one.pid).values()))
        keeper.send_signal(signal.SIGHUP)
        time.sleep(2)
        assert (keeper.poll() is not None) == ends
        keeper.terminate()
        assert keeper.wait(PATIENCE) == 128 + signal.SIGTERM  # how the server ended


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
