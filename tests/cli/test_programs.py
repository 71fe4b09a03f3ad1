"""`igpath programs`: of a case, the collection and its review, and a program of one's own from an empty file to an answer."""

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from costing.cli import main
from payer_rules.programs import SHIPPED
from payer_rules.programs.load import program_files
from tests.questions.test_help_course import worked_example

EXAMPLES = Path("costing/examples")
SHIPPED_FILE = SHIPPED / "healthwell" / "healthwell.yaml"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own."""
    monkeypatch.setenv("IGPATH_INSTANCE", str(tmp_path / "instance"))
    return tmp_path


def run(*words: object, code: int = 0) -> str:
    ran = CliRunner().invoke(main, ["programs", *map(str, words)])
    assert ran.exit_code == code, ran.output
    return ran.output


def test_a_case_file_alone_is_asked_about(here: Path):
    assert run(EXAMPLES / "uninsured.json") == run("match", EXAMPLES / "uninsured.json")
    assert len(json.loads(run("--json", EXAMPLES / "uninsured.json"))) == 30


def test_every_program_is_listed_and_shown(here: Path):
    listed = run("list")
    assert listed.count("2026-11-22") == 30
    shown = run("show", "hospital-501r")
    assert "yearly limit: No cap" in shown
    assert "claim limit: Not known (the hospital's policy says)." in shown
    assert "No program has the id 'none'" in run("show", "none", code=2)


@pytest.mark.parametrize(
    ("on", "code", "said"), [("2027-02-20", 0, "All 30 programs"), ("2027-02-21", 1, "877-968-7233")]
)
def test_the_review_begins_after_ninety_days(here: Path, on: str, code: int, said: str):
    assert said in run("review", "--on", on, code=code)


def test_the_money_of_a_case(here: Path):
    path = here / "case.json"
    path.write_text(json.dumps(worked_example("accumulator")))
    text = run("money", path)
    assert "A program pays $10,000.00 and runs out in March 2026." in text
    assert "Course        8,000.00     10,000.00   8,000.00" in text
    assert json.loads(run("money", "--json", path))["after"] == "8000.00"


def test_the_whole_collection_is_proved(here: Path):
    text = run("test")
    assert text.count("proved") == 30
    assert "not proved" not in text


def test_from_nothing_to_an_answer(here: Path):
    """The skeleton proves itself; filled in and added, it is read against every case, also by name."""
    file = here / "own.yaml"
    run("new", file, "--id", "our-charity", "--kind", "cash_aid")
    assert "can be read, with 2 cases" in run("check", file)
    assert "our-charity: 2 cases, proved" in run("test", file)
    assert "Added" in run("add", file)
    assert "our-charity" in run("list")
    answers = json.loads(run("--json", EXAMPLES / "uninsured.json"))
    assert [one["program_id"] for one in answers if one["kind"] == "cash_aid"] == ["msu-myositis", "our-charity"]
    assert next(one for one in answers if one["program_id"] == "our-charity")["eligibility"] == "eligible"
    assert "is there already" in run("new", file, "--id", "again", code=2)


def test_what_no_case_notices_is_named_and_not_added(here: Path):
    file = here / "own.yaml"
    run("new", file, "--id", "our-charity")
    cases = file.with_suffix(".cases.yaml")
    text = cases.read_text()
    cases.write_text(text[: text.index("  - name: Lives elsewhere")])
    file.write_text(
        file.read_text().replace(
            "fits:", "  - {text: The patient is an adult, compare: age_years, at_least: '18'}\nfits:"
        )
    )
    assert "no case notices when this is missing or bent: The patient is an adult" in run("test", file, code=1)
    assert "Nothing was added" in run("add", file, code=2)
    assert not (here / "instance" / "programs").exists()


def test_a_mistake_is_named_with_its_line(here: Path):
    file = here / "own.yaml"
    run("new", file, "--id", "our-charity")
    file.write_text(file.read_text().replace("documented: us_resident", "documented: us_citizen"))
    assert "own.yaml, line 16: no fact is named 'us_citizen'" in run("check", file, code=2)
    file.write_text(file.read_text().replace("id: our-charity", "id: ../../keys", 1))
    assert "id is made of small letters" in run("add", file, code=2)
    file.with_suffix(".cases.yaml").unlink()
    assert "own.yaml, line" in run("check", file, code=2)
    assert "cannot be read" in run("check", here / "nothing.yaml", code=2)
    assert "There is no kind 'gift'" in run("new", here / "x.yaml", "--id", "x", "--kind", "gift", code=2)


def test_a_shipped_program_is_not_replaced(here: Path):
    file = here / "healthwell.yaml"
    shutil.copyfile(SHIPPED_FILE, file)
    shutil.copyfile(SHIPPED_FILE.with_suffix(".cases.yaml"), file.with_suffix(".cases.yaml"))
    assert "A shipped program has the id 'healthwell'" in run("add", file, code=2)


def test_a_damaged_program_of_ones_own_silences_nobody(here: Path):
    file = here / "own.yaml"
    run("new", file, "--id", "our-charity")
    run("add", file)
    (here / "instance" / "programs" / "our-charity.yaml").write_text("id: [")
    assert len(json.loads(run("--json", EXAMPLES / "uninsured.json"))) == 30


def test_the_schema_takes_every_shipped_file_and_refuses_a_slip(here: Path):
    schema = json.loads(run("schema"))
    jsonschema.Draft202012Validator.check_schema(schema)
    read = [
        json.loads(json.dumps(yaml.safe_load(path.read_text("utf-8")), default=str)) for path in program_files(SHIPPED)
    ]
    for document in read:
        jsonschema.validate(document, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**read[0], "pays": "all"}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**read[0], "terms": {"covers_drug": {"value": "mostly"}}}, schema)
