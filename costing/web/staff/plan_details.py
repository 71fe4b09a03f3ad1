"""The rarer questions about the plan: services apart, the family, the network, what stands behind it, and how it treats programs."""

from collections.abc import Mapping
from typing import Any

from costing.domain.coverage import PlanKind
from costing.domain.help import Treatment
from costing.web.forms import Field, Group, Option, value_at
from costing.web.staff.words import DATE_HINT, YES_NO

Document = Mapping[str, Any]
OWN = "coverage.primary"
MANAGED = frozenset({PlanKind.MEDICARE_ADVANTAGE, PlanKind.COMMERCIAL, PlanKind.HDHP})
TYPED = {
    f"{OWN}.drug": ("coinsurance_percent", "copay_per_day", "first_visits"),
    f"{OWN}.administration": ("coinsurance_percent", "copay_per_day", "first_visits"),
}  # a block of which only the radio is left says nothing
COPAY = "Dollars of each infusion day, such as 50."


def plan_detail_groups(document: Document) -> tuple[Group, ...]:
    """What this kind of plan can have."""
    behind = _behind(second=value_at(document, "coverage.second") != "")
    if value_at(document, f"{OWN}.kind") not in MANAGED:
        return behind
    return (
        *_service("drug", "The drug"),
        *_service("administration", "Giving it"),
        *_family(),
        *_network(),
        *_help(),
        *behind,
    )


def _service(name: str, title: str) -> tuple[Group, ...]:
    path = f"{OWN}.{name}"
    return (
        Group(
            (
                Field(f"{path}.copay_per_day", "Copay of an infusion day", "money", COPAY),
                Field(
                    f"{path}.coinsurance_percent",
                    "Patient’s percent",
                    "number",
                    "Of what deductible and copay leave.",
                    suffix="%",
                    width=4,
                ),
                Field(
                    f"{path}.first_visits",
                    "Infusion days before the deductible applies",
                    "number",
                    "Such as 3. Empty: none.",
                    width=3,
                ),
                Field(
                    f"{path}.deductible_applies",
                    "Does the deductible apply?",
                    "radios",
                    "Yes when nothing is chosen.",
                    YES_NO,
                    inline=True,
                ),
            ),
            title,
            "Only when the plan shares it in its own way. Empty: by the percent of the plan terms.",
        ),
    )


def _family() -> tuple[Group, ...]:
    path = f"{OWN}.family"
    kinds = (
        Option("embedded", "Embedded", "The patient’s own limits count too, whichever is reached first."),
        Option("aggregate", "Aggregate", "Only the family’s limits count."),
    )
    return (
        Group(
            (
                Field(f"{path}.kind", "How do the family’s limits work?", "radios", options=kinds),
                Field(f"{path}.deductible", "Family deductible", "money", "Such as 3400."),
                Field(f"{path}.out_of_pocket_maximum", "Family out-of-pocket maximum", "money", "Such as 17000."),
                Field(
                    f"{path}.deductible_met",
                    "Family deductible already met",
                    "money",
                    "As of the day in the plan terms.",
                ),
                Field(
                    f"{path}.out_of_pocket_met",
                    "Family out-of-pocket amount already met",
                    "money",
                    "As of the day in the plan terms.",
                ),
            ),
            "Family plan",
        ),
    )


def _network() -> tuple[Group, ...]:
    path = f"{OWN}.out_of_network"
    return (
        Group(
            (
                Field(
                    f"{OWN}.practice_in_network",
                    "Is the practice in the plan’s network?",
                    "radios",
                    "Yes when nothing is chosen.",
                    YES_NO,
                    inline=True,
                ),
                Field(f"{path}.deductible", "Out-of-network deductible", "money", "Such as 5000."),
                Field(
                    f"{path}.coinsurance_percent",
                    "Patient’s percent out of network",
                    "number",
                    "Such as 40.",
                    suffix="%",
                    width=4,
                ),
                Field(f"{path}.out_of_pocket_maximum", "Out-of-network maximum", "money", "Empty when there is none."),
            ),
            "Network",
        ),
    )


def _help() -> tuple[Group, ...]:
    words = (
        Option(Treatment.COUNTS, "It counts", "As if the patient had paid it."),
        Option(Treatment.ACCUMULATOR, "It does not count (accumulator)", "It uses up neither deductible nor maximum."),
        Option(Treatment.MAXIMIZER, "Maximizer", "The plan sets the drug’s share by the program’s yearly benefit."),
    )
    funding = (
        Option("insured", "Insured", "An insurer bears the risk; state law reaches it."),
        Option("self_funded", "Self-funded", "The employer bears the risk; state law does not reach it."),
    )
    return (
        Group(
            (
                Field(
                    f"{OWN}.help_treatment",
                    "What does the plan do with what a program pays?",
                    "radios",
                    "Ask the plan; it is often called a copay adjustment.",
                    words,
                ),
                Field(
                    f"{OWN}.funding",
                    "Who bears the plan’s risk?",
                    "radios",
                    "The card or the employer says so.",
                    funding,
                ),
            ),
            "Programs that pay",
        ),
    )


def _behind(second: bool) -> tuple[Group, ...]:
    """Medicaid behind the plan; a second plan that came with a document is kept and said."""
    said = " A second plan is entered too: only one can stand behind the first." if second else ""
    return (
        Group(
            (
                Field(
                    "coverage.medicaid.copay_per_day",
                    "Medicaid’s own copay of an infusion day",
                    "money",
                    "Such as 4, or 0. Empty when there is no Medicaid.",
                ),
                Field(
                    "coverage.medicaid.spend_down_per_month",
                    "Monthly spend-down",
                    "money",
                    "What the patient pays each month before Medicaid pays. Empty: none.",
                ),
            ),
            "Medicaid behind this plan",
            f"With Medicaid the patient may be billed for no more than this.{said}",
        ),
    )


def without_lone_radios(document: dict[str, Any]) -> dict[str, Any]:
    """Drop a service of which only the radio is left."""
    for path, typed in TYPED.items():
        if all(value_at(document, f"{path}.{name}") == "" for name in typed):
            deductible = value_at(document, f"{path}.deductible_applies")
            if deductible in ("", "yes", True):
                parent = value_at(document, OWN, {})
                parent.pop(path.rpartition(".")[2], None)
    return document


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
