"""The page of a policy reading: what would settle it, values that disagree, what is the office's own, and no version in force."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from costing.questions import check, read_case
from costing.questions.letter import letter
from costing.store import cases
from costing.store.people import Person
from payer_rules.policies import use_office_policies
from tests.web.test_answers import words_of

POLICY = """
id: sample-plan-ig
title: Invented policy
payer: Sample Plan
payer_id: sample-plan
layer: plan
starts: 2025-01-01
ends: 2026-12-31
draft: true
status: entered
reason: Invented for this test.
trees:
  initial:
    text: Initial criteria
    every:
      - {text: Strength is low, cite: A.1, page: "3", compare: mmt8, less_than: "142", unit: points of 150}
      - {text: CK was high, cite: A.2, compare: ck, at_least: "1000", unit: U/L, which: any}
      - text: One of two
        cite: A.3
        any_one:
          - {text: Trouble swallowing, cite: A.3.a, documented: dysphagia}
          - text: Both
            every: [{text: Rash, documented: heliotrope_rash}, {text: EMG, documented: emg_triad}]
"""
NOTE = {"note": "Rheumatology note", "page": "2"}


@pytest.fixture(autouse=True)
def own_policy(tmp_path: Path, signed_in: FlaskClient) -> None:
    (tmp_path / "sample-plan-ig-2025-01-01.yaml").write_text(POLICY.lstrip(), "utf-8")
    use_office_policies(tmp_path)


def case(requested: str = "2025-12-15", **facts: Any) -> dict[str, Any]:
    given: dict[str, Any] = json.loads(Path("costing/examples/medicare-advantage.json").read_text())
    given["coverage"]["primary"]["payer_id"] = "sample-plan"
    given["request"]["on"] = requested
    given["chart"] = {"facts": [{"name": "diagnosis", "value": "M33.12", **NOTE}, *facts.get("more", [])]}
    return given


def strength(value: str) -> dict[str, Any]:
    return {"name": "mmt8", "value": value, "unit": "points of 150", "on": "2025-12-01", **NOTE}


def enzyme(value: str, on: str) -> dict[str, Any]:
    return {"name": "ck", "value": value, "unit": "U/L", "on": on, **NOTE}


def page(signed_in: FlaskClient, store: Session, biller: Person, given: dict[str, Any]) -> str:
    saved = cases.keep_new(store, biller.practice_id, given, biller.id)
    store.commit()
    return signed_in.get(f"/cases/{saved.id}/policy").text


def test_the_shortest_way_stands_first_with_links_to_where_it_is_entered(signed_in, store, biller):
    html = page(signed_in, store, biller, case(more=[strength("130")]))
    shown = words_of(html)
    assert "What would settle it All of these together, the shortest way: What was the creatine kinase (CK)?" in shown
    assert "Is trouble swallowing documented? Wanted: Trouble swallowing: yes (A.3.a)" in shown
    assert "The other ways (1) Or all of: What was the creatine kinase (CK)?" in shown
    assert "/chart/add?fact=dysphagia" in html


def test_values_that_disagree_are_both_shown_and_the_question_is_which_holds(signed_in, store, biller):
    shown = words_of(page(signed_in, store, biller, case(more=[strength("139"), strength("145")])))
    assert "Strength is low (A.1, page 3)" in shown
    assert "139 points of 150 on December 1, 2025" in shown
    assert "145 points of 150 on December 1, 2025" in shown
    assert "Which of the values that disagree holds?" in shown


def test_a_value_that_does_not_count_but_says_otherwise_is_shown(signed_in, store, biller):
    more = [enzyme("4200", "2025-10-01"), enzyme("180", "2025-12-01")]
    shown = words_of(page(signed_in, store, biller, case(more=more)))
    counts = shown.index("Creatine kinase: 4,200 U/L on October 1, 2025")
    otherwise = shown.index("The chart also says otherwise")
    assert counts < otherwise < shown.index("Creatine kinase: 180 U/L on December 1, 2025")


def test_the_offices_own_policy_and_a_draft_say_so_on_every_page_and_in_the_letter(signed_in, store, biller):
    shown = words_of(page(signed_in, store, biller, case()))
    assert "office’s own, not verified" in shown
    assert "Nobody else has compared it with the payer’s document. draft" in shown
    for path in ("/policies", "/policies/sample-plan-ig"):
        assert "office’s own, not verified" in words_of(signed_in.get(path).text)
    written = letter(read_case(case(more=[strength("130")])), date(2025, 12, 15))
    assert "the office's own copy, not verified by anybody else; draft" in str(written)


def test_a_day_without_a_version_has_no_policy_in_force(signed_in, store, biller):
    given = case("2027-01-02")
    (found,) = [one for one in check(read_case(given)).readings if one.policy_id == "sample-plan-ig"]
    assert (found.in_force, found.finding) == (False, None)
    shown = words_of(page(signed_in, store, biller, given))
    assert "No policy in force No version of this policy is in force on January 2, 2027." in shown


def test_a_file_that_cannot_be_taken_is_said_on_the_list_and_nothing_is_lost(signed_in, tmp_path):
    signed_in.get("/policies")
    (tmp_path / "sample-plan-ig-2025-01-01.yaml").write_text("id: [", "utf-8")
    shown = words_of(signed_in.get("/policies").text)
    assert (
        "Your office’s own policies are not as their folder holds them. sample-plan-ig-2025-01-01.yaml, line 1" in shown
    )
    assert "Invented policy" in shown


SCORED = (
    POLICY.partition("    every:")[0] + "    every:\n      - {classified: eular_acr_2017, as: probable, cite: B.1}\n"
)


def test_a_score_is_one_row_of_a_letter_with_its_points(signed_in, tmp_path):
    """Onset at 30 gives 1.3, the Gottron sign 3.3 and a raised enzyme 1.3 points without a biopsy: 5.9 of the 5.5 needed."""
    (tmp_path / "sample-plan-ig-2025-01-01.yaml").write_text(SCORED.lstrip(), "utf-8")
    yes = [
        {"name": name, "value": True, **NOTE}
        for name in ("gottron_sign_itself", "raised_muscle_enzyme", "other_cause_excluded")
    ]
    more = [
        *yes,
        {"name": "muscle_biopsy", "value": "not done", **NOTE},
        {"name": "age_at_onset", "value": "30", "unit": "years", **NOTE},
    ]
    table = letter(read_case(case(more=more)), date(2025, 12, 15)).criteria[0]
    rows = [row for row in table.rows if "classification" in row.criterion]
    assert "Score without biopsy: between 5.9 and" in rows[-1].finding.text
    assert not any("First symptom at" in row.criterion for row in table.rows)
