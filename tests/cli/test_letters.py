"""`igpath letters`: many letters at once, each whole, with a reason for each that is not written."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from costing.letters.structure import problems
from tests.cli.running import EXAMPLES, document, example, run, said
from tests.letters.files import A_LOGO

WHEN = ("--date", "2025-12-15")


@pytest.fixture
def three(tmp_path: Path) -> list[Path]:
    """A letter, a draft and a record."""
    draft = document("medicare-advantage")
    del draft["coverage"]["primary"]["member_id"]
    (tmp_path / "a-draft.json").write_text(json.dumps(draft))
    return [example("medicare-advantage"), tmp_path / "a-draft.json", example("part-b-office")]


@pytest.mark.parametrize("workers", [1, 2])
def test_every_case_gets_its_letter(tmp_path: Path, three: list[Path], workers: int):
    folder = tmp_path / "new" / "letters"
    told = run("letters", *three, "-o", folder, "--workers", str(workers), *WHEN)
    assert told.exit_code == 0, told.output
    assert f"3 letters written to {folder}, 1 of them drafts; 0 not written." in told.stdout
    assert sorted(path.name for path in folder.iterdir()) == [
        "a-draft.pdf",
        "medicare-advantage.pdf",
        "part-b-office.pdf",
    ]
    alone = tmp_path / "alone.pdf"
    run("letter", three[0], "-o", alone, *WHEN)
    assert (folder / "medicare-advantage.pdf").read_bytes() == alone.read_bytes()


def test_a_bad_case_is_told_and_the_others_go_on(tmp_path: Path, three: list[Path]):
    (tmp_path / "bad.json").write_text("{")
    (tmp_path / "empty.json").write_text('{"version": 1}')
    (tmp_path / "large.json").write_bytes(b" " * 2_000_001)
    wrong = [tmp_path / name for name in ("bad.json", "empty.json", "large.json", "none.json")]
    told = run("letters", *wrong, *three, "-o", tmp_path / "out", "--workers", "1", *WHEN)
    assert told.exit_code == 1
    assert "bad.json: is not a case file" in told.stderr
    assert "empty.json: order: Enter the order" in told.stderr
    assert "large.json: is larger than" in told.stderr
    assert "none.json: cannot be read or written: No such file" in told.stderr
    assert "3 letters written" in told.stdout
    assert "4 not written" in told.stdout
    assert not list((tmp_path / "out").glob("*.part"))


def test_progress_is_told(tmp_path: Path):
    text = example("medicare-advantage").read_text()
    many = []
    for number in range(30):
        many.append(tmp_path / f"case-{number}.json")
        many[-1].write_text(text)
    told = run("letters", *many, "-o", tmp_path / "out", "--workers", "1", *WHEN)
    assert "25 of 30 done, 0 not written" in told.stderr
    assert "30 letters written" in told.stdout


def test_a_logo_and_another_kind(tmp_path: Path, three: list[Path]):
    (tmp_path / "logo.svg").write_bytes(A_LOGO)
    run("letters", three[0], "-o", tmp_path / "plain", *WHEN)
    told = run("letters", three[0], "-o", tmp_path / "logo", "--logo", tmp_path / "logo.svg", *WHEN)
    assert told.exit_code == 0
    plain, logo = ((tmp_path / name / "medicare-advantage.pdf").read_bytes() for name in ("plain", "logo"))
    assert plain != logo
    assert problems(logo) == ()
    assert run("letters", three[0], "-o", tmp_path / "kind", "--kind", "fax_cover", *WHEN).exit_code == 0
    assert (tmp_path / "kind" / "medicare-advantage.pdf").read_bytes() != plain


def test_refusals_before_anything_is_written(tmp_path: Path, three: list[Path]):
    (tmp_path / "medicare-advantage.json").write_text("{}")
    same = run("letters", three[0], tmp_path / "medicare-advantage.json", "-o", tmp_path / "out")
    assert "Two case files are called medicare-advantage" in said(same)
    (tmp_path / "file").write_text("")
    assert "cannot be a folder" in said(run("letters", three[0], "-o", tmp_path / "file"))
    (tmp_path / "bad.svg").write_text("no")
    assert "not a PNG or SVG" in said(run("letters", three[0], "-o", tmp_path / "o", "--logo", tmp_path / "bad.svg"))
    assert "cannot be read" in said(run("letters", three[0], "-o", tmp_path / "o", "--logo", tmp_path / "none.svg"))


def test_the_real_command_with_two_processes(tmp_path: Path):
    cases = sorted(EXAMPLES.glob("*.json"))
    command = [
        sys.executable,
        "-m",
        "costing.cli",
        "letters",
        *map(str, cases),
        "-o",
        str(tmp_path),
        "--workers",
        "2",
        *WHEN,
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    written = len(list(tmp_path.glob("*.pdf")))
    assert written >= 4, ran.stderr
    assert ran.returncode == (0 if written == len(cases) else 1)
