"""The questions about the plan: its card, then only the terms that its kind has."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from costing.case.coverage_schema import MEDIGAP_PLANS
from costing.domain.coverage import PlanKind
from costing.letters.people import PLAN_KINDS
from costing.web.forms import Field, Group, Option, value_at
from costing.web.staff.words import DATE_HINT
from payer_rules.policies import policies

Document = Mapping[str, Any]
KIND = "coverage.primary.kind"
KIND_HINTS = {
    PlanKind.MEDICARE_PART_B: "The government’s own plan, with or without a Medigap plan.",
    PlanKind.MEDICARE_ADVANTAGE: "Part C: a private plan in the place of Original Medicare.",
    PlanKind.COMMERCIAL: "From a job or the marketplace: PPO, HMO and the like.",
    PlanKind.HDHP: "A commercial plan that goes with a health savings account.",
    PlanKind.MEDICAID: "The state’s plan, where nothing else pays first.",
    PlanKind.SELF_PAY: "No insurance, or it is not used.",
}


def _payers() -> tuple[Option, ...]:
    return tuple(Option(payer_id, name) for payer_id, name in sorted(policies().payers().items(), key=itemgetter(1)))


def card_groups(_: Document) -> tuple[Group, ...]:
    """The kind of coverage, and what stands on the card."""
    kinds = tuple(Option(kind.value, PLAN_KINDS[kind], KIND_HINTS[kind]) for kind in PlanKind)
    changed = "Changing it removes the terms that the new kind does not have."
    return (
        Group((Field(KIND, "What kind of coverage pays first?", "radios", changed, kinds),)),
        Group(
            (
                Field("coverage.primary.payer", "Name of the payer"),
                Field("coverage.primary.plan_name", "Plan", hint="Such as PPO Gold."),
                Field("coverage.primary.member_id", "Member ID", width=20),
                Field("coverage.primary.group", "Group number", width=20),
            ),
            "From the card",
        ),
        Group(
            (
                Field(
                    "coverage.primary.payer_id", "Whose policy shall be read?", "select",
                    "Leave it empty when the payer is not in the list: its policy then reads “not loaded”.", _payers(),
                ),
                Field("coverage.primary.utilization_department", "Department that takes requests", hint="Such as Utilization Management."),
                Field("coverage.primary.fax", "Fax number for requests", width=20),
            ),
            "Where a request goes",
        ),
    )  # fmt: skip


def card_needed(document: Document) -> tuple[str, ...]:
    """Without insurance there is no card; Original Medicare needs no name of a payer."""
    needed = {
        PlanKind.SELF_PAY: (KIND,),
        PlanKind.MEDICARE_PART_B: (KIND, "coverage.primary.member_id"),
    }
    return needed.get(value_at(document, KIND), (KIND, "coverage.primary.payer", "coverage.primary.member_id"))


DEDUCTIBLE = Field(
    "coverage.primary.deductible", "Yearly deductible", "money", "Such as 1700. Enter 0 when there is none."
)
COINSURANCE = Field(
    "coverage.primary.coinsurance_percent", "Patient’s percent of each infusion", "number",
    "The coinsurance after the deductible, such as 20.", suffix="%", width=4,
)  # fmt: skip
MAXIMUM = Field(
    "coverage.primary.out_of_pocket_maximum", "Yearly in-network out-of-pocket maximum", "money", "Such as 8500."
)
YEAR_STARTS = Field(
    "coverage.primary.year_starts", "First day of the plan year",
    hint="Month and day, such as 1/1 or 7/1. Empty means January 1.", width=5,
)  # fmt: skip
DEDUCTIBLE_MET = Field("coverage.primary.deductible_met", "Deductible already met", "money", "Empty counts as $0.")
MAXIMUM_MET = Field(
    "coverage.primary.out_of_pocket_met", "Out-of-pocket amount already met", "money", "Empty counts as $0."
)
MET_ON = Field(
    "coverage.primary.met_as_of", "As of", "date", f"{DATE_HINT} The amounts count only in the plan year of that day."
)
MEDIGAP = Field(
    "coverage.medigap_plan", "Medigap plan", "select",
    "The letter on the supplement’s card. Leave it empty when there is none.",
    tuple(Option(letter, f"Plan {letter}") for letter in MEDIGAP_PLANS),
)  # fmt: skip
BENEFITS = "For one person, in network. The plan’s summary of benefits has these numbers."
MET_SO_FAR = "Already met this plan year"
ASK_THE_PLAN = "Leave this empty when nothing has been paid yet. Ask the plan by phone, or look in its portal."
MEDICAID_TERMS = (
    Field("coverage.medicaid.copay_per_day", "Copay of an infusion day", "money", "Such as 4. Empty: none."),
    Field(
        "coverage.medicaid.spend_down_per_month",
        "Monthly spend-down",
        "money",
        "What the patient pays each month first. Empty: none.",
    ),
)
_CALENDAR_YEAR = (COINSURANCE, MAXIMUM, DEDUCTIBLE)
_OWN_YEAR = (DEDUCTIBLE, COINSURANCE, MAXIMUM, YEAR_STARTS)
_MET = Group((DEDUCTIBLE_MET, MAXIMUM_MET, MET_ON), MET_SO_FAR, ASK_THE_PLAN)
TERMS: dict[str, tuple[Group, ...]] = {
    PlanKind.MEDICARE_PART_B: (
        Group((MEDIGAP,), hint="Medicare’s own deductible and coinsurance are loaded. Only what stands behind it is asked."),
        Group((DEDUCTIBLE_MET, MET_ON), MET_SO_FAR, ASK_THE_PLAN),
    ),
    PlanKind.MEDICARE_ADVANTAGE: (Group(_CALENDAR_YEAR, hint=BENEFITS), _MET),
    PlanKind.COMMERCIAL: (Group(_OWN_YEAR, hint=BENEFITS), _MET),
    PlanKind.HDHP: (Group(_OWN_YEAR, hint=BENEFITS), _MET),
    PlanKind.MEDICAID: (
        Group(MEDICAID_TERMS, hint="All that the patient owes under Medicaid. The state’s amounts are entered as contract rates."),
    ),
    PlanKind.SELF_PAY: (),
}  # fmt: skip
TERMS_NEEDED: dict[str, tuple[Field, ...]] = {
    PlanKind.MEDICARE_ADVANTAGE: (COINSURANCE, MAXIMUM),
    PlanKind.COMMERCIAL: (DEDUCTIBLE, COINSURANCE, MAXIMUM),
    PlanKind.HDHP: (DEDUCTIBLE, COINSURANCE, MAXIMUM),
}


def term_groups(document: Document) -> tuple[Group, ...]:
    """The terms of this kind of plan."""
    return TERMS.get(value_at(document, KIND), ())


def terms_needed(document: Document) -> tuple[str, ...]:
    """What an estimate cannot do without; the kind of coverage comes first."""
    kind = value_at(document, KIND)
    return tuple(field.path for field in TERMS_NEEDED.get(kind, ())) if kind else (KIND,)


def without_foreign_terms(document: dict[str, Any]) -> dict[str, Any]:
    """Drop the terms that a plan of this kind does not have."""
    kind, coverage = value_at(document, KIND), document.get("coverage", {})
    if kind not in TERMS:
        return document
    foreign = {path.rpartition(".")[2] for path in _paths(*TERMS) - _paths(kind)}
    primary = {key: value for key, value in coverage["primary"].items() if key not in foreign}
    rest = {key: value for key, value in coverage.items() if key not in foreign}
    return {**document, "coverage": {**rest, "primary": primary}}


def _paths(*kinds: str) -> set[str]:
    return {field.path for kind in kinds for group in TERMS[kind] for field in group.fields}
