"""The command as a process of its own: exit codes, streams, other encodings, a closed pipe, no network."""

import os
import subprocess
import sys
from pathlib import Path

from tests.cli.running import EXAMPLES, changed, example

ROOT = EXAMPLES.parents[1]


def igpath(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a shell gets."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "costing.cli", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_the_reference_case_prints_its_figures():
    done = igpath("estimate", example("part-b-office"))
    assert (done.returncode, done.stderr) == (0, "")
    for figure in ("13,502.56", "2,926.90", "175,533.28", "35,332.90"):
        assert figure in done.stdout


def test_two_processes_write_the_same_letter(tmp_path):
    for name, seed in (("a.pdf", "1"), ("b.pdf", "2")):
        done = igpath(
            "letter", example("medicare-advantage"), "-o", tmp_path / name, "--date", "2025-12-15", PYTHONHASHSEED=seed
        )
        assert (done.returncode, done.stderr) == (0, "")
    first = (tmp_path / "a.pdf").read_bytes()
    assert first.startswith(b"%PDF-1.7")
    assert first == (tmp_path / "b.pdf").read_bytes()


def test_a_refusal_goes_to_standard_error_with_code_2(tmp_path):
    done = igpath("estimate", changed(tmp_path, "order.dose", "lots"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "order.dose: Enter the dose as a number, such as 2 or 0.4." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_terminal_without_unicode_still_gets_its_answer(tmp_path):
    case = changed(tmp_path, "order.\u0142", 1)
    done = igpath("estimate", case, PYTHONIOENCODING="latin-1")
    assert done.returncode == 2
    assert "order.\\u0142: This is not a known field." in done.stderr


def test_a_reader_that_stops_early_is_no_error():
    command = f"{sys.executable} -m costing.cli estimate --json {example('part-b-office')} | head -1"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("{\n", "")


def test_a_case_from_a_pipe_is_read():
    command = f"{sys.executable} -m costing.cli check <(cat {example('part-b-office')})"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("Authorization: not required.")


def test_a_price_loads_neither_printer_nor_database():
    program = (
        "import sys; from costing.cli import main\n"
        f"main(['estimate', {str(example('part-b-office'))!r}], standalone_mode=False)\n"
        "print([name for name in ('weasyprint', 'pikepdf', 'sqlalchemy', 'flask') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("[]")
