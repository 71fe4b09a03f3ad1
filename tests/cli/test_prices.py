"""`igpath prices`: shows what would change, asks, loads, takes back; a wrong file changes nothing."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from costing.cli import main
from costing.cli.installation import installation
from costing.questions import data_hash, engine_version, estimate, read_case, to_plain
from costing.reference.load import DATA, load, reference
from costing.store import answers, cases, people
from tests.cli.running import document, run
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


def january(tmp_path: Path) -> Path:
    path = tmp_path / "january.csv"
    text = limits_file().decode("cp1252")
    text = text.replace("October 1, 2026 through December 31, 2026", "January 1, 2026 through March 31, 2026")
    path.write_bytes(text.replace("47.133", "48.000").encode("cp1252"))
    return path


def test_kept_estimates_that_move_are_kept_anew_beside_the_old(tmp_path: Path):
    run("people", "add", "a@clinic.example", "--practice", "Example Clinic (fictional)")
    with installation() as (_, session):
        person = people.find_person(session, "a@clinic.example")
        assert person
        saved = cases.keep_new(session, person.practice_id, document(), person.id)
        found = to_plain(estimate(read_case(document())))
        answers.keep(session, person.practice_id, saved, "estimate", found, engine_version(), data_hash(), person.id)
    assert "No kept estimate moves." in run("prices", "apply", "--yes").output
    run("prices", "load", january(tmp_path), "--yes")
    code, said = answered("n\n", "prices", "apply")
    # 140 units x (48.000 - 47.133) = 121.38 a day, 8 days by March 31; the patient's fifth, by line: 24.28
    assert code == 0
    assert "175,533.28 176,504.32 35,332.90 35,527.14" in " ".join(said.split())
    assert "1 kept. The old ones stay." in run("prices", "apply", "--yes").output
    assert "No kept estimate moves." in run("prices", "apply", "--yes").output
    with installation() as (_, session):
        kept = answers.of_case(session, person.practice_id, saved.id)
        assert [one.answer["course"]["patient"] for one in kept] == ["35527.14", "35332.90"]


def test_what_is_loaded_is_written_as_the_files_that_ship(tmp_path: Path):
    out = tmp_path / "out"
    assert "there is nothing to write" in run("prices", "export", "-o", out).output
    run("prices", "load", january(tmp_path), "--yes")
    assert run("prices", "export", "-o", out).exit_code == 0
    written = Path(shutil.copytree(DATA, tmp_path / "data"))
    for path in out.iterdir():
        shutil.copy(path, written / path.name)
    run("prices", "status")
    assert load(written).limits == reference().limits
    assert "exists already" in run("prices", "export", "-o", out).output
