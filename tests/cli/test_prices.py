"""`igpath prices`: shows what would change, asks, loads, takes back; a wrong file changes nothing."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from costing.cli import main
from tests.cli.running import run
from tests.importers.builders import limits_file


@pytest.fixture(autouse=True)
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("IGPATH_INSTANCE", str(tmp_path / "instance"))
    return tmp_path / "instance"


@pytest.fixture
def limits(tmp_path: Path) -> Path:
    path = tmp_path / "limits.csv"
    path.write_bytes(limits_file())
    return path


def answered(answer: str, *arguments: str | Path) -> tuple[int, str]:
    found = CliRunner().invoke(main, [str(one) for one in arguments], input=answer, prog_name="igpath")
    return found.exit_code, found.output


def test_what_would_change_is_shown_and_asked_about(limits: Path, instance: Path):
    code, said = answered("n\n", "prices", "load", limits)
    assert code == 2
    assert "In effect 2026-10-01 to 2026-12-31; 3 rows." in said
    assert "Line 10: A9606 has no payment limit." in said
    assert "J1459" in said
    assert "Nothing was loaded." in said
    assert not instance.exists()


def test_it_is_loaded_shown_and_taken_back(limits: Path):
    assert "Loaded as number 0001." in run("prices", "load", limits, "--yes").output
    said = run("prices", "status").output
    assert "Number 0001, loaded" in said
    assert "limits.csv: 2026-10-01 to 2026-12-31, 3 rows, SHA-256" in said
    assert "Number 0001 is taken back: limits.csv." in run("prices", "undo", "--yes").output
    assert "taken back" in run("prices", "status").output
    again = run("prices", "undo", "--yes")
    assert (again.exit_code, "there is nothing to take back" in again.output) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--from", "2027-01-01", "--to", "2027-03-31"), "is for 2026-10-01 to 2026-12-31, not for 2027-01-01"),
        (("--from", "2027-01-01"), "Name the first and the last day together"),
        (("--from", "2027-01-01", "--to", "2026-12-31"), "Name the first and the last day together"),
    ],
)
def test_another_period_is_refused(limits: Path, arguments: tuple[str, ...], problem: str, instance: Path):
    found = run("prices", "load", limits, "--yes", *arguments)
    assert found.exit_code == 2
    assert problem in found.output
    assert not instance.exists()


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    found = run("prices", "load", tmp_path / "none.csv", "--yes")
    assert found.exit_code == 2
    assert "none.csv cannot be read: No such file or directory." in found.output
