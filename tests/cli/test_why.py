"""`igpath why`: a figure by its amount or its name, as a tree or as JSON."""

import json

from tests.cli.running import example, run, said


def test_an_amount_walks_to_its_sources():
    told = run("why", example("part-b-office"), "2926.90").stdout
    assert "2,926.90  Cycle 1  [cycle.1.patient]" in told
    assert "283.00  Deductible" in told
    assert "140 x $47.133 = $6,598.62." in told
    assert "CMS October 2026 Medicare Part B Payment Limit File" in told


def test_a_name_walks_as_json():
    (step,) = json.loads(run("why", example("part-b-office"), "day.1.patient", "--json").stdout)
    assert (step["figure"], step["dollars"]) == ("day.1.patient", "1576.65")
    assert [part["figure"] for part in step["parts"]] == ["line.1.1.patient", "line.1.2.patient", "line.1.3.patient"]


def test_what_is_no_figure_says_what_is():
    assert "No figure of this estimate is $1.23." in said(run("why", example("part-b-office"), "1.23"))
    assert "Name one such as course.patient" in said(run("why", example("part-b-office"), "total"))
