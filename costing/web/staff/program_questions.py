"""The questions about a program that already pays for the patient, by its award."""

from collections.abc import Mapping
from typing import Any

from costing.web.forms import Field, Group, Option
from costing.web.staff.words import DATE_HINT, YES_NO


def program_groups(_: Mapping[str, Any], __: Mapping[str, Any]) -> tuple[Group, ...]:
    """A program that already pays for this patient, by its award."""
    return (Group(_who()), Group(_what(), "What it pays", "Leave empty what the award does not say."))


def _who() -> tuple[Field, ...]:
    kinds = (
        Option("manufacturer", "Manufacturer", "Closed to people with federal insurance."),
        Option("foundation", "Foundation"),
        Option("other", "Another"),
    )
    return (
        Field("name", "Program", hint="As on the award."),
        Field("kind", "Who gives the help?", "radios", options=kinds),
        Field(
            "drug_only",
            "Does it pay for the drug only?",
            "radios",
            "Yes when nothing is chosen.",
            YES_NO,
            inline=True,
        ),
        Field("rank", "In which place does it pay?", "number", "1 pays first. 1 when empty.", width=3),
    )


def _what() -> tuple[Field, ...]:
    return (
        Field("yearly_cap", "Most it pays in a calendar year", "money", "Such as 10000."),
        Field("monthly_cap", "Most it pays in a month", "money"),
        Field("claim_cap", "Most it pays for an infusion day", "money"),
        Field("patient_minimum", "What the patient pays of each infusion day", "money", "Such as 10."),
        Field("already_paid", "Already paid this year", "money"),
        Field("starts", "Holds from", "date", DATE_HINT),
        Field("ends", "Holds to", "date", "Leave it empty while it holds."),
    )
