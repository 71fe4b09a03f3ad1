"""The questions about the household, as programs ask them, and about a program that already pays for the patient, by its award."""

from collections.abc import Mapping
from typing import Any

from costing.domain.coverage import PlanKind
from costing.web.forms import Field, Group, Option, value_at
from costing.web.staff.words import DATE_HINT, YES_NO
from payer_rules.programs import programs as collection

MEDICARE = frozenset({PlanKind.MEDICARE_PART_B, PlanKind.MEDICARE_ADVANTAGE})


def household_groups(document: Mapping[str, Any]) -> tuple[Group, ...]:
    """Income and savings, then what the patient is enrolled in, as far as this kind of insurance can have it."""
    kind = value_at(document, "coverage.primary.kind")
    groups = (Group(_income(), "Household"), Group((_resident(),)))
    if kind in MEDICARE or not kind:
        return (*groups, Group(_medicare_help(), "Help with Medicare’s costs"), Group(_others()))
    return (*groups, Group(_others()))


def _income() -> tuple[Field, ...]:
    return (
        Field("help.household_size", "People in the household", "number", "Such as 2.", width=3),
        Field("help.annual_income", "Yearly household income before taxes", "money", "Such as 38000."),
        Field("help.monthly_income", "Or the monthly income", "money", "Such as 1350. Enter one of the two."),
        Field(
            "help.savings",
            "Savings",
            "money",
            "Bank accounts, stocks and bonds, such as 4000; not the home or one car. Some states do not ask.",
        ),
    )


def _resident() -> Field:
    return Field(
        "help.us_resident", "Does the patient live in the United States?", "radios", options=YES_NO, inline=True
    )


def _medicare_help() -> tuple[Field, ...]:
    premium = (Option("slmb", "SLMB"), Option("qi", "QI"), Option("none", "Neither"))
    return (
        Field(
            "help.qmb", "Is the patient enrolled as a Qualified Medicare Beneficiary (QMB)?", "radios",
            "A QMB owes no share of what Medicare covers. The state’s Medicaid office or Medicare’s notices say so.", YES_NO, inline=True,
        ),
        Field(
            "help.premium_program", "Is the patient enrolled in SLMB or QI?", "radios",
            "They pay the Part B premium and leave the share of each infusion.", premium, inline=True,
        ),
        Field(
            "help.extra_help", "Does the patient have Extra Help for Part D?", "radios",
            "It does not touch what Part B pays for.", YES_NO, inline=True,
        ),
    )  # fmt: skip


def _others() -> tuple[Field, ...]:
    return (
        Field(
            "help.other_government_program",
            "Is the patient also in Medicaid, TRICARE, VA or another government health program?",
            "radios",
            "A manufacturer’s copay help may not be used beside one.",
            YES_NO,
            inline=True,
        ),
        Field(
            "help.on_label",
            "Is the drug used for a disease that its label names?",
            "radios",
            "For dermatomyositis our product records say it; answer for another disease.",
            YES_NO,
            inline=True,
        ),
        Field(
            "help.insurer_denied",
            "Did the insurer refuse to pay for the drug?",
            "radios",
            "Programs that give the drug ask this.",
            YES_NO,
            inline=True,
        ),
    )


def program_groups(_: Mapping[str, Any], __: Mapping[str, Any]) -> tuple[Group, ...]:
    """A program that already pays for this patient, by its award."""
    lead = (
        "Leave empty what the award does not say. A limit that is not known is not counted, and the estimate says so."
    )
    return (Group(_who()), Group(_what(), "What it pays", lead))


def _who() -> tuple[Field, ...]:
    kinds = (
        Option("manufacturer", "Manufacturer", "Closed to people with federal insurance."),
        Option("foundation", "Foundation"),
        Option("other", "Another"),
    )
    ours = tuple(Option(one.id, one.name) for one in collection())
    return (
        Field("name", "Program", hint="As on the award."),
        Field("program", "Which one of our list is it?", "select", "Empty: none of them.", ours),
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


def start_of(program_id: str) -> dict[str, Any]:
    """What is known of a program of our list before its award is read; nothing for another id."""
    known = next((one for one in collection() if one.id == program_id), None)
    if known is None:
        return {}
    kind = "manufacturer" if known.kind.name.startswith("manufacturer") else known.kind.name
    dollars, gives = known.terms["yearly_limit"].dollars, known.terms["covers_administration"].value
    row = {"name": known.name, "program": known.id, "kind": kind if kind in ("manufacturer", "foundation") else "other"}
    row |= {"limit": "stated", "yearly_cap": str(dollars)} if dollars is not None else {"limit": "unknown"}
    return row | ({"drug_only": "no" if gives == "yes" else "yes"} if gives else {})


def _what() -> tuple[Field, ...]:
    known = (
        Option("stated", "It names an amount", "Enter it below."),
        Option("none", "It says that there is no limit"),
        Option("unknown", "It does not say", "It may pay up to a limit that we do not know."),
    )
    return (
        Field("limit", "What does the award say of a limit?", "radios", options=known),
        Field("yearly_cap", "Most it pays in a calendar year", "money", "Such as 10000."),
        Field("monthly_cap", "Most it pays in a month", "money"),
        Field("claim_cap", "Most it pays for an infusion day", "money"),
        Field("patient_minimum", "What the patient pays of each infusion day", "money", "Such as 10."),
        Field("already_paid", "Already paid this year", "money"),
        Field("starts", "Holds from", "date", DATE_HINT),
        Field("ends", "Holds to", "date", "Leave it empty while it holds."),
    )
