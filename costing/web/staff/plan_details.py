"""The rarer questions about the plan: services apart, the family, the network, what stands behind it, and how it treats programs."""

from collections.abc import Mapping
from typing import Any

from costing.domain.coverage import PlanKind
from costing.domain.help import Treatment
from costing.letters.people import PLAN_KINDS
from costing.web.forms import Field, Group, Option, value_at
from costing.web.staff.words import DATE_HINT, YES_NO

Document = Mapping[str, Any]
OWN, SECOND = "coverage.primary", "coverage.second"
MANAGED = frozenset({PlanKind.MEDICARE_ADVANTAGE, PlanKind.COMMERCIAL, PlanKind.HDHP})
TYPED = {
    f"{OWN}.drug": ("coinsurance_percent", "copay_per_day", "first_visits"),
    f"{OWN}.administration": ("coinsurance_percent", "copay_per_day", "first_visits"),
}  # a block of which only the radio is left says nothing
OUTSIDE = "Alternative funding: a vendor leaves the drug out of the plan. Some foundations take no such plan."
FUNDING = (
    Option("insured", "Insured", "An insurer bears the risk; state law reaches it."),
    Option("self_funded", "Self-funded", "The employer bears the risk; state law does not reach it."),
    Option(
        "fehb",
        "Federal employees (FEHB or PSHB)",
        "Appeals go to the carrier, then to the Office of Personnel Management.",
    ),
    Option("tricare", "TRICARE", "A federal program: no copay card, and appeals of its own."),
    Option("champva", "CHAMPVA", "A federal program: no copay card, and appeals of its own."),
)
COPAY = "Dollars of each infusion day, such as 50."


def plan_detail_groups(document: Document) -> tuple[Group, ...]:
    """What this kind of plan can have."""
    kind = value_at(document, f"{OWN}.kind")
    behind = (*(_part_d() if kind == PlanKind.MEDICARE_PART_B else ()), *_second(), *_medicaid())
    if kind not in MANAGED:
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
            f"{title}: when the plan shares it in its own way",
            "Empty: by the percent of the plan terms.",
            folded=True,
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
            "Family limits",
            folded=True,
        ),
    )


def _network() -> tuple[Group, ...]:
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
            ),
        ),
        Group(_separate(f"{OWN}.out_of_network", "40"), "Out-of-network terms", folded=True),
        Group(
            _separate(f"{OWN}.pharmacy", "25"),
            "Pharmacy benefit, when it has limits of its own",
            "For a drug that a pharmacy sends. Empty: the drug draws on the medical benefit.",
            folded=True,
        ),
        Group(
            (
                Field(
                    f"{OWN}.visits_met",
                    "Infusion days already used this plan year",
                    "number",
                    "Only where some are free of the deductible. As of the day in the plan terms.",
                    width=3,
                ),
            ),
            "Visits so far",
            folded=True,
        ),
    )


def _separate(path: str, percent: str) -> tuple[Field, ...]:
    """Terms with limits of their own."""
    as_of = "As of the day in the plan terms."
    return (
        Field(f"{path}.deductible", "Its deductible", "money", "Such as 5000."),
        Field(f"{path}.coinsurance_percent", "Patient’s percent", "number", f"Such as {percent}.", suffix="%", width=4),
        Field(f"{path}.copay_per_day", "Copay of an infusion day", "money", COPAY),
        Field(f"{path}.out_of_pocket_maximum", "Its out-of-pocket maximum", "money", "Empty when there is none."),
        Field(f"{path}.deductible_met", "Deductible already met", "money", as_of),
        Field(f"{path}.out_of_pocket_met", "Out-of-pocket amount already met", "money", as_of),
    )


def _help() -> tuple[Group, ...]:
    words = (
        Option(Treatment.COUNTS, "It counts", "As if the patient had paid it."),
        Option(Treatment.ACCUMULATOR, "It does not count (accumulator)", "It uses up neither deductible nor maximum."),
        Option(Treatment.MAXIMIZER, "Maximizer", "The plan sets the drug’s share by the program’s yearly benefit."),
    )
    return (
        Group(
            (
                Field(
                    f"{OWN}.help_treatment", "What does the plan do with what a program pays?", "radios",
                    "Ask the plan; it is often called a copay adjustment.", words,
                ),
                Field(
                    f"{OWN}.alternative_funding", "Does the plan send patients to outside help for the drug?", "radios", OUTSIDE, YES_NO,
                ),
                Field(f"{OWN}.funding", "Who bears the plan’s risk?", "radios", "The card or the employer says so.", FUNDING),
            ),
            "Programs that pay",
        ),
    )  # fmt: skip


def _part_d() -> tuple[Group, ...]:
    """A drug plan beside Original Medicare: the standard design's terms, marked, where the plan's are not entered."""
    path = "coverage.part_d"
    return (
        Group(
            (
                Field(f"{path}.plan_name", "Name of the Part D plan", hint="As on its card."),
                Field(
                    f"{path}.payment_plan",
                    "Are the shares spread over the year?",
                    "radios",
                    "By the Medicare Prescription Payment Plan. No when nothing is chosen.",
                    YES_NO,
                    inline=True,
                ),
                *_separate(f"{path}.terms", "25"),
            ),
            "Part D plan",
            "For a drug that a pharmacy sends. What is empty is taken from the standard design of the year, where it is loaded.",
            folded=True,
        ),
    )


def _second() -> tuple[Group, ...]:
    path = f"{SECOND}."
    kinds = tuple(Option(kind, PLAN_KINDS[kind]) for kind in PlanKind if kind is not PlanKind.SELF_PAY)
    ways = (
        Option("standard", "Standard", "It pays up to what the first plan left."),
        Option(
            "non_duplication", "Non-duplication", "It pays only what its own benefit is above the first plan’s payment."
        ),
    )
    return (
        Group(
            (
                Field(f"{path}kind", "What kind of plan is it?", "select", options=kinds),
                Field(f"{path}payer", "Name of its payer"),
                Field(f"{path}deductible", "Its yearly deductible", "money", "Such as 500. Empty for Original Medicare."),
                Field(f"{path}coinsurance_percent", "Patient’s percent under it", "number", "Such as 20.", suffix="%", width=4),
                Field(f"{path}out_of_pocket_maximum", "Its out-of-pocket maximum", "money", "Such as 5000."),
                Field(f"{path}year_starts", "First day of its plan year", hint="Such as 1/1. Empty means January 1.", width=5),
                Field(f"{path}deductible_met", "Its deductible already met", "money"),
                Field(f"{path}out_of_pocket_met", "Its out-of-pocket amount already met", "money"),
                Field(f"{path}met_as_of", "As of", "date", DATE_HINT),
                Field("coverage.coordination", "How does it reckon with the first?", "radios", "Standard when nothing is chosen.", ways),
            ),
            "A second plan behind this one",
            "Only one payer stands behind the first: a Medigap plan, Medicaid or a second plan.",
            folded=True,
        ),
        Group(_payer_facts(), "Who pays first, Medicare or a plan from a job", "Only where both are there.", folded=True),
    )  # fmt: skip


def _payer_facts() -> tuple[Field, ...]:
    path = "coverage.payer_facts"
    reasons = (Option("age", "Age"), Option("disability", "A disability"), Option("esrd", "Kidney failure (ESRD)"))
    return (
        Field(f"{path}.medicare_because", "Why does the patient have Medicare?", "radios", options=reasons),
        Field(
            f"{path}.current_employment", "Does the plan come from work that goes on now?", "radios",
            "Of the patient or spouse; with a disability also of another family member. A retiree’s plan does not.", YES_NO, inline=True,
        ),
        Field(f"{path}.employees", "Employees of that employer", "number", "Such as 150.", width=5),
        Field(f"{path}.coordination_ends", "Last day of the coordination period", "date", "With kidney failure: of 30 months (memory)."),
    )  # fmt: skip


def _medicaid() -> tuple[Group, ...]:
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
            "With Medicaid the patient may be billed for no more than this.",
            folded=True,
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
    if set(value_at(document, SECOND, {})) == {"kind"} and value_at(document, f"{SECOND}.kind") == "":
        document["coverage"].pop("second")
    return document
