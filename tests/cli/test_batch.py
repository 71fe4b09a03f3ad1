"""`igpath batch`: the same sums as single estimates, bad lines by number, and no line priced twice."""

import json
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
