"""Dates that are possible but rarely meant: each is said once, and a usual case says nothing."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from costing.questions import read_case
from costing.questions.odd_dates import odd_dates

EXAMPLES = Path(__file__).resolve().parents[2] / "costing" / "examples"
TODAY = date(2026, 11, 26)


def a_document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((EXAMPLES / "medicare-advantage.json").read_text())
    return document


def odd(document: dict[str, Any]) -> dict[str, str]:
    return {one.field: str(one.sentence) for one in odd_dates(read_case(document), TODAY)}


@pytest.mark.parametrize("name", ["medicare-advantage", "part-b-office", "hdhp-contract", "uninsured"])
def test_a_usual_case_has_none(name: str):
    assert odd(json.loads((EXAMPLES / f"{name}.json").read_text())) == {}


def test_a_first_request_after_the_first_infusion_is_probably_the_wrong_year():
    document = a_document()
    document["request"]["on"] = "2026-12-15"
    assert odd(document) == {
        "order.first_infusion": "The first infusion, January 5, 2026, lies before the date of the request, December 15, 2026. "
        "Check both years."
    }


def test_a_renewal_may_follow_the_infusions_it_renews():
    document = a_document()
    document["request"] = {"kind": "renewal", "on": "2026-12-15", "authorization": {"ends": "2025-12-31"}}
    assert odd(document) == {}


def test_an_authorization_over_before_the_first_infusion_covers_nothing():
    document = a_document()
    document["request"]["authorization"] = {"starts": "2025-12-01", "ends": "2025-12-31"}
    assert (
        "December 31, 2025, before the first infusion, January 5, 2026" in odd(document)["request.authorization.ends"]
    )


def test_what_is_weighed_or_written_lies_in_the_past():
    document = a_document()
    document["patient"]["weight"]["on"] = "2026-11-27"
    document["chart"]["facts"][0]["noted_on"] = "2027-01-02"
    found = odd(document)
    assert found["patient.weight.on"] == "The weight is dated November 27, 2026, which is still to come."
    assert "is dated January 2, 2027, which is still to come." in found["chart.facts"]
    document["patient"]["weight"]["on"] = "2026-11-26"
    assert "patient.weight.on" not in odd(document)


def test_no_drug_was_taken_before_birth():
    document = a_document()
    document["chart"]["trials"][0]["starts"] = "1925-03-01"
    assert "began on March 1, 1925, before the date of birth, July 23, 1958." in odd(document)["chart.trials"]
