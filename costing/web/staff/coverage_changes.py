"""The questions about a coverage that holds from a day on: another plan, or none."""

from collections.abc import Mapping
from typing import Any

from costing.case.coverage_schema import MEDIGAP_PLANS
from costing.domain.coverage import PlanKind
from costing.letters.people import PLAN_KINDS
from costing.web.forms import Field, Group, Option
from costing.web.staff.words import DATE_HINT

OWN = "coverage.primary"
GAP = "No insurance from that day: every amount is the patient’s."


def coverage_change_groups(_: Mapping[str, Any], __: Mapping[str, Any]) -> tuple[Group, ...]:
    """From which day, which plan, and the terms that its kind has."""
    kinds = tuple(Option(kind, PLAN_KINDS[kind], GAP if kind is PlanKind.SELF_PAY else None) for kind in PlanKind)
    letters = tuple(Option(letter, f"Plan {letter}") for letter in MEDIGAP_PLANS)
    return (
        Group((Field("on", "From which day?", "date", f"{DATE_HINT} The plan before it holds to the day before."),)),
        Group(
            (
                Field(f"{OWN}.kind", "What kind of coverage is it?", "radios", options=kinds),
                Field(f"{OWN}.payer", "Name of the payer"),
                Field(f"{OWN}.plan_name", "Plan"),
            )
        ),
        Group(
            (
                Field(f"{OWN}.deductible", "Yearly deductible", "money", "Such as 1700. Enter 0 when there is none."),
                Field(f"{OWN}.coinsurance_percent", "Patient’s percent of each infusion", "number", "Such as 20.", suffix="%", width=4),
                Field(f"{OWN}.out_of_pocket_maximum", "Yearly out-of-pocket maximum", "money", "Such as 8500."),
                Field(f"{OWN}.year_starts", "First day of its plan year", hint="Such as 1/1 or 7/1. Empty means January 1.", width=5),
                Field(f"{OWN}.deductible_met", "Deductible already met", "money", "Under this plan. Empty counts as $0."),
                Field(f"{OWN}.out_of_pocket_met", "Out-of-pocket amount already met", "money", "Under this plan. Empty counts as $0."),
                Field(f"{OWN}.met_as_of", "As of", "date", DATE_HINT),
                Field("coverage.medigap_plan", "Medigap plan", "select", "Only with Original Medicare.", letters),
            ),
            "Its terms",
            "Leave empty what it does not have: Original Medicare’s own terms are loaded.",
        ),
    )  # fmt: skip
