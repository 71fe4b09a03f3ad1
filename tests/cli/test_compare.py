"""`igpath compare`: rows by patient cost, the unknown below, JSON as the question gives it."""

import json

from costing.questions import read_case, to_plain
from costing.questions.alternatives import Alternatives
from costing.questions.compare import compare
from tests.cli.running import document, example, run, said


def test_rows_stand_by_patient_cost_and_the_unknown_below():
    told = run("compare", example("part-b-office"), "--products", "privigen", "--days", "3,4").stdout
    rows = [line.split() for line in told.splitlines() if line.startswith(("as ordered", "days"))]
    assert [row[-3] for row in rows] == ["35,332.90", "35,641.52", "35,682.08"]
    assert "NOT RANKED, product: Privigen (off label)" in told
    assert "no rate table is loaded" in told


def test_json_is_the_question_s_answer():
    result = run("compare", example("part-b-office"), "--json", "--days", "3")
    assert json.loads(result.stdout) == to_plain(compare(read_case(document()), Alternatives(days=(3,))))


def test_a_list_that_cannot_be_read_says_how_it_looks():
    for option, value in (("--days", "two"), ("--sites", "moon"), ("--starts", "1/5/2026")):
        assert "give a list such as" in said(run("compare", example("part-b-office"), option, value))


def test_an_unknown_product_is_refused():
    assert "There is no product 'x'" in said(run("compare", example("part-b-office"), "--products", "x"))
