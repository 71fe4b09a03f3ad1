"""The README tells the truth: its commands run, and the files it names exist."""

import re
import shlex
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from costing.cli import main
from payer_rules.policies.skeleton import skeleton
from tests.importers.builders import limits_file, zipped
from tests.letters.files import a_pdf

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = [line.partition("#")[0].strip() for line in README.splitlines() if line.startswith("    .venv/bin/igpath ")]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    lines = tmp_path / "CASES.jsonl"
    lines.write_text((ROOT / "costing/examples/part-b-office.json").read_text("utf-8").replace("\n", " ") + "\n")
    monkeypatch.setenv("IGPATH_INSTANCE", str(tmp_path / "instance"))
    limits = tmp_path / "limits.zip"
    limits.write_bytes(zipped({"limits.csv": limits_file()}))
    (tmp_path / "note.pdf").write_bytes(a_pdf("CK 4,200"))
    paid = tmp_path / "PAID.csv"
    paid.write_text("date,code,paid\n1/5/2026,J1568,4951.45\n")
    own = tmp_path / "own-policy.yaml"
    own.write_text(skeleton("own-policy", "Own policy", "Own Plan", date(2026, 7, 1), date(2026, 7, 1))[0], "utf-8")
    here = {
        "CASES.jsonl": str(lines),
        "ANSWERS.csv": str(tmp_path / "answers.csv"),
        "PAID.csv": str(paid),
        "FILE.zip": str(limits),
        "NOTE.pdf": str(tmp_path / "note.pdf"),
        "LETTERS": str(tmp_path / "letters"),
        "packet.pdf": str(tmp_path / "p.pdf"),
        "letter.pdf": str(tmp_path / "l.pdf"),
        "OWN.yaml": str(tmp_path / "own.yaml"),
        "DRAFTS": str(tmp_path / "drafts"),
        "OWN-POLICY.yaml": str(own),
    }
    words = [here.get(word, word) for word in shlex.split(command)[1:]]
    monkeypatch.chdir(ROOT)
    ran = CliRunner().invoke(main, words, input="y\n" * 4)
    assert ran.exit_code == 0, ran.output


def test_there_are_commands():
    assert len(COMMANDS) >= 8


def test_what_it_links_to_is_there():
    linked = re.findall(r"\]\(([^)#:]+)\)", README)
    assert len(linked) >= 4
    assert [name for name in linked if not (ROOT / name).exists()] == []


def test_its_make_commands_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"(?:^    |`)make ([a-z]+)", README, re.M)) <= targets
