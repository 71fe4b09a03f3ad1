"""`igpath fees`: prices of a case file out as CSV, and in from one."""

import json
from pathlib import Path

from tests.cli.running import example, run


def test_out_and_in_gives_the_same_prices(tmp_path: Path):
    file, case = tmp_path / "fees.csv", tmp_path / "case.json"
    assert run("fees", "export", example("hdhp-contract"), "-o", file).exit_code == 0
    told = run("fees", "import", example("hdhp-contract"), file, "--replace", "-o", case)
    assert told.stdout == f"6 prices taken. Written to {case}.\n"
    assert run("estimate", case).stdout == run("estimate", example("hdhp-contract")).stdout
    assert run("fees", "export", case).stdout.splitlines() == file.read_text().splitlines()


def test_a_wrong_row_writes_nothing(tmp_path: Path):
    file, case = tmp_path / "fees.csv", tmp_path / "case.json"
    file.write_text("code,kind,per_unit,starts\nJ1568,cash,much,2026-01-01\n")
    told = run("fees", "import", example("hdhp-contract"), file, "-o", case)
    assert (told.exit_code, case.exists()) == (2, False)
    assert "Line 2, per_unit: Enter the price per unit as a number" in told.stderr


def test_new_prices_come_beside_the_old(tmp_path: Path):
    file, case = tmp_path / "fees.csv", tmp_path / "case.json"
    file.write_text("code,kind,per_unit,starts\nJ1568,acquisition,40,2026-01-01\n")
    assert run("fees", "import", example("hdhp-contract"), file, "-o", case).exit_code == 0
    assert len(json.loads(case.read_text())["fees"]) == 7
    assert "unknown" not in run("margin", case).stdout


def test_the_case_is_never_written_over(tmp_path: Path):
    case = tmp_path / "case.json"
    case.write_text(example("hdhp-contract").read_text())
    file = tmp_path / "fees.csv"
    run("fees", "export", case, "-o", file)
    assert run("fees", "import", case, file, "-o", case).exit_code == 2
