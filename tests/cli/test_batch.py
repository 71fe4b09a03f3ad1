"""`igpath batch`: the same sums as single estimates, bad lines by number, and no line priced twice."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from costing.questions import estimate, read_case, to_plain
from tests.cli.running import document, run, said

BAD = '{"version": 1, "order": 3}'


def lines_of(folder: Path, *lines: str) -> Path:
    target = folder / "cases.jsonl"
    target.write_text("\n".join(lines) + "\n")
    return target


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_each_line_has_the_sums_of_its_own_estimate(tmp_path, workers):
    names = ("part-b-office", "hdhp-contract")
    cases, out = lines_of(tmp_path, *(json.dumps(document(name)) for name in names)), tmp_path / "out.jsonl"
    result = run("batch", cases, "-o", out, "--workers", workers)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "2 lines done, 0 not priced" in result.stderr
    for name, row in zip(names, rows(out), strict=True):
        whole = to_plain(estimate(read_case(document(name))))
        assert row["answer"] == {key: value for key, value in whole.items() if key not in ("visits", "cycles")}


def test_a_bad_line_is_reported_by_its_number_and_the_rest_goes_on(tmp_path):
    good, out = json.dumps(document()), tmp_path / "out.jsonl"
    result = run("batch", lines_of(tmp_path, BAD, "", "{", good), "-o", out, "--workers", "1")
    assert result.exit_code == 1
    assert "line 1: order" in result.stderr
    assert "line 3: this is not a case document" in result.stderr
    assert [row["line"] for row in rows(out)] == [4]


def test_an_interrupted_run_goes_on_without_pricing_a_line_twice(tmp_path):
    good, out = json.dumps(document()), tmp_path / "out.jsonl"
    cases = lines_of(tmp_path, good, json.dumps(document("uninsured")), good)
    run("batch", cases, "-o", out, "--workers", "1")
    whole = out.read_bytes()
    out.write_bytes(whole[: whole.index(b"\n") + 20])
    result = run("batch", cases, "-o", out, "--workers", "1")
    assert "2 lines done" in result.stderr
    assert out.read_bytes() == whole
    assert run("batch", cases, "-o", out, "--workers", "1").stderr == ""


def test_a_changed_line_is_priced_again(tmp_path):
    out = tmp_path / "out.jsonl"
    run("batch", lines_of(tmp_path, json.dumps(document())), "-o", out, "--workers", "1")
    run("batch", lines_of(tmp_path, json.dumps(document("uninsured"))), "-o", out, "--workers", "1")
    assert [row["answer"]["course"]["patient"] for row in rows(out)] == ["35332.90", "236080.00"]


def test_files_that_do_not_fit_are_said_and_left_alone(tmp_path):
    cases = lines_of(tmp_path, json.dumps(document()))
    assert "the file of cases itself" in said(run("batch", cases, "-o", cases))
    assert "cannot be opened" in said(run("batch", tmp_path / "none.jsonl", "-o", tmp_path / "out.jsonl"))
    other = tmp_path / "other.txt"
    for text in ("my notes\n", "my notes"):
        other.write_text(text)
        assert "something else" in said(run("batch", cases, "-o", other))
        assert other.read_text() == text


def table_of(folder: Path, *rows_: dict[str, str], name: str = "cases.csv", encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows_[0]))
    writer.writeheader()
    writer.writerows(rows_)
    target = folder / name
    target.write_text(text.getvalue(), encoding)
    return target


def usual(**changes: str) -> dict[str, str]:
    """The template's row."""
    (row,) = csv.DictReader(io.StringIO(run("batch", "--template").stdout))
    return row | changes


def answers(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text())))


def test_the_template_is_a_case_that_can_be_priced(tmp_path):
    out = tmp_path / "out.csv"
    result = run("batch", table_of(tmp_path, usual()), "-o", out, "--workers", "1")
    assert (result.exit_code, result.stdout) == (0, "")
    (row,) = answers(out)
    assert (row["line"], row["patient"], row["allowed"]) == ("2", "35332.90", "175533.28")
    assert (row["infusion_days"], row["product"], row["unknown"]) == ("26", "Octagam 10%", "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_rows_of_a_spreadsheet_are_cases(tmp_path, encoding):
    cases = table_of(
        tmp_path,
        usual(),
        usual(**{"order.dose": "1", "label": "Zoë"}),
        usual(**{"order.dose": "much"}),
        encoding=encoding,
    )
    out = tmp_path / "out.jsonl"
    result = run("batch", cases, "-o", out, "--workers", "1")
    assert result.exit_code == 1
    assert "line 4: order.dose: Enter the dose as a number" in result.stderr
    half = document()
    half["order"]["dose"] = "1"
    sums = [row["answer"]["course"]["patient"] for row in rows(out)]
    assert sums == ["35332.90", str(estimate(read_case(half)).course.patient)]


def test_lists_stand_under_numbered_headings(tmp_path):
    fees = {
        f"fees.{at}.{key}": str(value)
        for at, fee in enumerate(document("uninsured")["fees"])
        for key, value in fee.items()
    }
    changed = usual(**{"coverage.primary.kind": "self_pay", **fees})
    out = tmp_path / "out.csv"
    run("batch", table_of(tmp_path, changed), "-o", out, "--workers", "1")
    assert answers(out)[0]["patient"] == "236080.00"


def test_an_unknown_price_is_an_empty_cell_with_its_reason(tmp_path):
    out = tmp_path / "out.csv"
    run(
        "batch", table_of(tmp_path, usual(assumptions="added_hour_after_30_minutes; octagam_dm_middle_step")), "-o", out
    )
    (row,) = answers(out)
    assert row["patient"] == ""
    assert "J1568" in row["unknown"]


@pytest.mark.parametrize(
    ("text", "said_"),
    [
        ("order.dose,order.dose\n1,2\n", "stands twice"),
        ("order dose\n1\n", "There is no heading 'order dose'"),
        ("", "no heading"),
    ],
)
def test_headings_that_cannot_be_used_are_said(tmp_path, text, said_):
    cases = tmp_path / "cases.csv"
    cases.write_text(text)
    assert said_ in said(run("batch", cases, "-o", tmp_path / "out.csv"))


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv"])
def test_a_killed_run_goes_on_to_the_same_file(tmp_path, name):
    """The real command, killed in the midst with no chance to tidy up, then run again."""
    cases = table_of(tmp_path, *(usual(label=f"case {number}") for number in range(700)))
    whole, out = tmp_path / f"whole-{name}", tmp_path / name
    command = [sys.executable, "-m", "costing.cli", "batch", str(cases), "--workers", "1", "-o"]
    subprocess.run([*command, str(whole)], check=True, capture_output=True)
    killed = subprocess.Popen([*command, str(out)], stderr=subprocess.PIPE)
    assert killed.stderr is not None
    killed.stderr.readline()  # the first 200 lines are done
    killed.kill()
    killed.communicate()
    before = out.read_bytes()
    assert 0 < len(before) < whole.stat().st_size
    subprocess.run([*command, str(out)], check=True, capture_output=True)
    assert out.read_bytes() == whole.read_bytes()
    assert out.read_bytes().startswith(before[: before.rfind(b"\n") + 1])
