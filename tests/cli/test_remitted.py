"""`igpath remitted`: a file of paid lines against a case file."""

import json
from pathlib import Path

from costing.questions import read_case, to_plain
from costing.questions.remitted import compare_remitted, read_remitted
from tests.cli.running import document, example, run
from tests.questions.test_remitted import rows_of, text_of


def test_what_differs_is_told_with_its_cause(tmp_path: Path):
    rows = rows_of("part-b-office", 2)
    rows[3] |= {"paid": "5173.32"}
    paid = tmp_path / "paid.csv"
    paid.write_bytes(text_of(rows))
    told = run("remitted", example("part-b-office"), paid).stdout
    assert "sequestration" in told
    assert "-105.58" in told
    as_json = json.loads(run("remitted", example("part-b-office"), paid, "--json").stdout)
    assert as_json == to_plain(compare_remitted(read_case(document()), read_remitted(text_of(rows))))


def test_a_wrong_file_is_refused_by_line(tmp_path: Path):
    paid = tmp_path / "paid.csv"
    paid.write_text("date,code,paid\n1/5/2026,J1568,much\n")
    told = run("remitted", example("part-b-office"), paid)
    assert told.exit_code == 2
    assert "Line 2, paid: Enter the dollars as a number" in told.stderr
    assert run("remitted", example("part-b-office"), tmp_path / "none.csv").exit_code == 2
