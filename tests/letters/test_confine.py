"""The process that opens a stranger's file: what a program in it could still do, asked of one that tries."""

import os
import subprocess
import sys

import pytest

from costing.letters import apart
from costing.letters.apart import Refusal, ask_apart

ROOT = apart.ROOT
TRIES = {
    "files": (
        "open('/etc/passwd')", "open(f'/proc/{os.getppid()}/environ')", "os.listdir('/tmp')", "open('/tmp/igpath-canary', 'w')",
        "os.execv('/bin/true', ['true'])", "open('instance/keys.json')", "open('README.md')",
    ),
    "network": ("socket.socket()", "socket.socket(socket.AF_UNIX)", "socket.create_connection(('127.0.0.1', 9), 1)"),
}  # fmt: skip
ALLOWED = (
    "open('costing/letters/confine.py').read()",
    "__import__('xml.dom.minidom')",
    "open('/dev/urandom').fileno()",
)
SCRIPT = """
import os, socket, sys
from costing.letters.confine import confine
print(*confine())
for code in sys.argv[1:]:
    try:
        eval(code)
        print("done")
    except OSError:
        print("refused")
"""


def tried(*codes: str) -> tuple[list[str], list[str]]:
    ran = subprocess.run(  # this script
        [sys.executable, "-c", SCRIPT, *codes], capture_output=True, text=True, cwd=ROOT, check=True, timeout=60
    )
    lacks, *answers = ran.stdout.splitlines()
    return lacks.split(), answers


def test_what_it_cannot_do_is_refused_or_named_as_not_confined():
    for name, codes in TRIES.items():
        lacks, answers = tried(*codes)
        assert name in lacks or set(answers) == {"refused"}, (name, answers)


def test_it_reads_our_own_code():
    assert tried(*ALLOWED)[1] == ["done"] * len(ALLOWED)


def test_a_machine_that_cannot_confine_says_so_once(caplog: pytest.LogCaptureFixture, tmp_path, monkeypatch):
    apart._tell.cache_clear()
    monkeypatch.setattr(apart, "ROOT", tmp_path)
    monkeypatch.setattr(apart, "STARTS_WITH", ("PATH",))
    (tmp_path / "lacking.py").write_text("print('files network\\ntaken 1')")
    assert ask_apart("lacking", b"") == ("1", b"")
    assert ask_apart("lacking", b"") == ("1", b"")
    assert [one.getMessage() for one in caplog.records] == [
        "uploads are opened without being confined from: files network"
    ]
    apart._tell.cache_clear()


@pytest.mark.parametrize(
    "program",
    [
        "import os\nos.write(1, b'\\ntaken 1\\n' + bytes(10_000_000))\nos._exit(1)",
        "raise SystemExit(0)",
        "print('taken 1')",
    ],
    ids=["falls", "says nothing", "says half"],
)
def test_half_an_answer_is_none(program: str, tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "ROOT", tmp_path)
    monkeypatch.setattr(apart, "STARTS_WITH", ("PATH",))
    (tmp_path / "falling.py").write_text(program)
    with pytest.raises(Refusal, match=r"^$"):
        ask_apart("falling", b"")


def test_an_answer_without_end_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "ROOT", tmp_path)
    (tmp_path / "talking.py").write_text(
        "import os\nfrom costing.letters.confine import confine\nconfine()\nwhile True: os.write(1, bytes(50_000_000))"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{ROOT}")
    with pytest.raises(Refusal, match=r"^$"):
        ask_apart("talking", b"")
