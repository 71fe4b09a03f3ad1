"""What the commands print: the published figures, the same answers as the questions give, and a schema that fits."""

import json
from datetime import date
from decimal import Decimal

import jsonschema
import pytest

from costing import VERSION
from costing.case.shapes import Case
from costing.questions import check, estimate, programs, read_case, to_plain
from payer_rules.findings import ProgramAnswer
from tests.cli.running import EXAMPLES, changed, document, example, run, written

NAMES = sorted(path.stem for path in EXAMPLES.glob("*.json"))
PUBLISHED = {
    "part-b-office": ("13,502.56", "2,926.90", "175,533.28", "35,332.90"),
    "part-b-medigap-g": ("13,502.56", "175,533.28", "283.00"),
    "hdhp-contract": ("4,060.50", "6,761.00", "8,500.00"),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_an_estimate_prints_the_published_figures(name):
    result = run("estimate", example(name))
    assert (result.exit_code, result.stderr) == (0, "")
    for figure in PUBLISHED[name]:
        assert f" {figure}" in result.stdout


def test_the_figures_stand_where_they_belong():
    lines = run("estimate", example("part-b-office")).stdout.splitlines()
    year = next(line.split() for line in lines if line.startswith("2026-01-01 to"))
    assert year[3:10] == ["26", "unknown", "175,533.28", "140,200.38", "0.00", "0.00", "35,332.90"]
    first = next(line.split() for line in lines if line.split()[:2] == ["1", "2026-01-05"])
    assert first[2:] == ["unknown", "13,502.56", "10,575.66", "0.00", "0.00", "2,926.90", "2,926.90"]
    hdhp = run("estimate", example("hdhp-contract")).stdout.splitlines()
    so_far = [
        line.split()[-1] for line in hdhp if line.split()[1:2] in (["2026-01-05"], ["2026-02-02"], ["2026-03-02"])
    ]
    assert so_far == ["4,060.50", "6,761.00", "8,500.00"]


def test_an_estimate_names_code_units_source_date_and_status_of_every_line():
    told = run("estimate", example("part-b-office")).stdout
    assert "J1568-JZ    140" in told
    assert "47.133 dollars per 500 mg from 2026-10-01 (newest loaded value, borrowed); CMS October 2026" in told
    assert "[secondary]" in told
    assert "[memory: " in told


def test_every_visit_shows_each_infusion_day():
    told = run("estimate", "--every-visit", example("part-b-office")).stdout
    assert told.count("Infusion day ") == 26
    assert run("estimate", example("part-b-office")).stdout.count("Infusion day ") == 1


def test_days_that_cannot_be_priced_are_said_with_the_offer(tmp_path):
    chosen = [name for name in document()["assumptions"] if name != "newest_loaded_value"]
    result = run("estimate", changed(tmp_path, "assumptions", chosen))
    assert result.exit_code == 0
    assert "NOT PRICED" in result.stdout
    assert "No Part B payment limit for J1568 is loaded for January 5, 2026" in result.stdout
    assert "unknown" in result.stdout


def programs_today(case: Case) -> tuple[ProgramAnswer, ...]:
    """As the command asks: who would apply now."""
    return programs(case, on=date.today())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("command", "question"), [("estimate", estimate), ("check", check), ("programs", programs_today)]
)
def test_json_is_the_answer_of_the_question(name, command, question):
    result = run(command, "--json", example(name))
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == to_plain(question(read_case(document(name))))


def test_amounts_in_json_are_exact_strings():
    found = json.loads(run("estimate", "--json", example("part-b-office")).stdout)
    assert found["course"]["patient"] == "35332.90"
    assert Decimal(found["cycles"][0]["totals"]["allowed"]) == Decimal("13502.56")
    assert found["visits"][0]["on"] == "2026-01-05"


def test_check_says_that_authorization_is_required_and_gives_the_trail():
    told = run("check", example("medicare-advantage")).stdout
    assert told.startswith("Authorization: required.")
    assert "MET: The indication is on the FDA label of the ordered product [Initial 1.A]" in told
    assert "does not apply, which is not coverage" in told
    assert "not loaded" in told


def test_check_says_that_original_medicare_has_no_authorization():
    assert run("check", example("part-b-office")).stdout.startswith("Authorization: not required.")


def test_programs_give_each_answer_with_its_reason_and_next_step():
    told = run("programs", example("hdhp-contract")).stdout
    csl = next(block for block in told.split("\n\n") if "CSL Behring" in block)
    assert csl.startswith("NOT ELIGIBLE: CSL Behring copay")
    assert all(f"\n  {label}: " in csl for label in ("Pays", "Limit", "Next"))
    assert "\n  Covers: drug yes, infusion no, premium no. Not known whether" in csl
    assert "\n  Terms read 2026-11-22 [" in csl


def test_the_schema_fits_every_example_and_refuses_what_we_refuse():
    schema = json.loads(run("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    fits = jsonschema.Draft202012Validator(schema)
    assert [name for name in NAMES if not fits.is_valid(document(name))] == []
    assert not fits.is_valid(document() | {"colour": "red"})
    order = document()["order"]
    for bad in ({"site": "moon"}, {"days_per_cycle": 9}, {"dose": None}, {"interval": "monthly"}, {"colour": "red"}):
        assert not fits.is_valid(document() | {"order": order | bad}), bad


def test_help_and_version():
    assert VERSION in run("--version").stdout
    told = run("--help").stdout
    for command in ("estimate", "check", "programs", "letter", "schema", "policies"):
        assert command in told


def test_nothing_is_written_beside_a_case(tmp_path):
    case = changed(tmp_path, "label", "Copy")
    for command in ("estimate", "check", "programs"):
        assert run(command, case).exit_code == 0
    assert list(tmp_path.iterdir()) == [case]


def test_a_check_says_what_the_contractors_list_says(tmp_path):
    whole = document()
    whole["order"] |= {"locality": "01112-05", "first_infusion": "2026-10-05"}
    whole["chart"]["facts"][0]["value"] = "M33.13"
    told = run("check", written(tmp_path, json.dumps(whole))).stdout
    assert "Diagnosis codes for a claim of 2026-10-05: not supported (revision of 2026-07-01 [secondary])" in told
    assert "not supported in this jurisdiction" in told
    assert "Next: Give the patient the written notice (ABN, form CMS-R-131)" in told


def test_the_safety_screen_prints_label_chart_source_and_mark():
    told = run("safety", example("part-b-office")).stdout
    assert "Octagam 10%: CAUTION" in told
    assert "CAUTION: Kidneys." in told
    assert "Chart: age years: 69 years (Worked out from the case)" in told
    assert "Label: iga: about 106 mcg/mL [secondary: Harriet Lane Handbook" in told
    assert "Label: concentration: 10%: 700 mL on an infusion day of 70 g [memory: " in told
    assert json.loads(run("safety", "--json", example("part-b-office")).stdout)[0]["level"] == "caution"
