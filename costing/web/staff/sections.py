"""The short pages of a case as data: which questions each asks, and where the answers stand in the document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from costing.case.part import STATES
from costing.case.plan_schema import MEDIGAP_PLANS
from costing.letters.people import PLAN_KINDS
from costing.questions import CHOICES
from costing.reference.load import reference
from costing.web.forms import Field, Group, Option, value_at
from payer_rules.policies import policies

Document = Mapping[str, Any]
STATE_OPTIONS = tuple(Option(state, state) for state in STATES)
YES_NO = (Option("yes", "Yes"), Option("no", "No"))
DATE_HINT = "Month, day and year, such as 1/5/2026."


@dataclass(frozen=True, slots=True)
class Section:
    """One page. `groups` follow from the document, since a plan's kind decides which of its terms are asked."""

    slug: str
    title: str
    lead: str
    groups: Callable[[Document], tuple[Group, ...]]
    needed: tuple[str, ...]  # dotted paths that must hold something before the page counts as done
    optional: bool = False


def _fixed(*groups: Group) -> Callable[[Document], tuple[Group, ...]]:
    return lambda _: groups


PATIENT = _fixed(
    Group(
        (
            Field("patient.given_name", "Given name"),
            Field("patient.family_name", "Family name"),
            Field("patient.birth_date", "Date of birth", "date", "Such as 7/23/1961."),
            Field("patient.state", "State of residence", "select", options=STATE_OPTIONS),
        )
    ),
    Group(
        (
            Field("patient.weight.value", "Weight", "number", "Such as 70 kg or 154 lb.", width=5),
            Field(
                "patient.weight.unit", "Unit of the weight", "radios", options=(Option("kg", "kg"), Option("lb", "lb"))
            ),
            Field("patient.weight.on", "Date of the weight", "date", DATE_HINT),
        ),
        "Weight",
        "The dose is per kilogram, so the weight decides every figure.",
    ),
)


@cache
def _payers() -> tuple[Option, ...]:
    return tuple(Option(payer_id, name) for payer_id, name in sorted(policies().payers().items()))


def _coverage(_: Document) -> tuple[Group, ...]:
    kinds = tuple(Option(kind.value, words) for kind, words in PLAN_KINDS.items())
    return (
        Group((Field("coverage.primary.kind", "What kind of coverage pays first?", "radios", options=kinds),)),
        Group(
            (
                Field("coverage.primary.payer", "Name of the payer, as on the card"),
                Field(
                    "coverage.primary.payer_id",
                    "Payer whose policy is loaded",
                    "select",
                    "Leave it empty when the payer is not in the list: its policy then reads “not loaded”.",
                    options=_payers(),
                ),
                Field("coverage.primary.plan_name", "Plan"),
                Field("coverage.primary.member_id", "Member ID", width=20),
                Field("coverage.primary.group", "Group number", width=20),
                Field("coverage.primary.utilization_department", "Department that takes requests"),
                Field("coverage.primary.fax", "Fax for requests", width=20),
            ),
            "The card and the address",
        ),
    )


YEAR_STARTS = Field(
    "coverage.primary.year_starts", "First day of the plan year", "text", "Month and day, such as 01-01.", width=5
)
DEDUCTIBLE = Field(
    "coverage.primary.deductible", "Yearly deductible", "money", "Such as 1700. Enter 0 when there is none."
)
COINSURANCE = Field(
    "coverage.primary.coinsurance_percent",
    "Patient’s percent of each infusion",
    "number",
    "Such as 20.",
    suffix="%",
    width=4,
)
MAXIMUM = Field(
    "coverage.primary.out_of_pocket_maximum", "Yearly in-network out-of-pocket maximum", "money", "Such as 8500."
)
MET = Group(
    (
        Field("coverage.primary.met_as_of", "On which day were these true?", "date", DATE_HINT),
        Field("coverage.primary.deductible_met", "Deductible already met", "money"),
        Field("coverage.primary.out_of_pocket_met", "Out-of-pocket amount already met", "money"),
    ),
    "Already met this plan year",
    "Leave this empty when nothing has been paid yet.",
)
MEDIGAP = Field(
    "coverage.medigap_plan", "Medigap plan", "select", "The letter on the card. Leave it empty without one.",
    options=tuple(Option(letter, f"Plan {letter}") for letter in MEDIGAP_PLANS),
)  # fmt: skip
TERMS: dict[str, tuple[Group, ...]] = {
    "medicare_part_b": (
        Group(
            (MEDIGAP,), hint="Medicare sets the deductible and the coinsurance; only what stands behind it is asked."
        ),
        MET,
    ),
    "medicare_advantage": (Group((COINSURANCE, DEDUCTIBLE, MAXIMUM)), MET),
    "commercial": (Group((DEDUCTIBLE, COINSURANCE, MAXIMUM, YEAR_STARTS)), MET),
    "hdhp": (Group((DEDUCTIBLE, COINSURANCE, MAXIMUM, YEAR_STARTS)), MET),
    "self_pay": (
        Group((), hint="Without insurance there are no plan terms. Enter the practice’s cash prices under Prices."),
    ),
}


def _terms(document: Document) -> tuple[Group, ...]:
    kind = value_at(document, "coverage.primary.kind")
    return TERMS.get(str(kind), (Group((), hint="Choose the kind of coverage first."),))


REQUEST = _fixed(
    Group(
        (
            Field(
                "request.kind", "What is asked of the payer?", "radios",
                options=(Option("initial", "First approval"), Option("renewal", "Renewal of an approval")),
            ),
            Field("request.on", "Date of the request", "date", DATE_HINT),
            Field("request.case_number", "The payer’s own case number", hint="If it gave one already.", width=20),
        )
    )
)  # fmt: skip
DOSE_UNITS = (
    Option("g_per_kg_per_cycle", "g per kg for the whole cycle", "2 g/kg over 2 days is 2 here."),
    Option("g_per_kg_per_day", "g per kg on each infusion day", "0.4 g/kg a day for 5 days is 0.4 here."),
    Option("g_per_cycle", "grams for the whole cycle"),
)
SITES = (
    Option("office", "Physician office or infusion suite"),
    Option("hospital_outpatient", "Hospital outpatient department, on campus"),
)


@cache
def _products() -> tuple[Option, ...]:
    known = sorted(reference().products.values(), key=lambda one: one.name)
    return tuple(Option(one.id, f"{one.name} ({one.hcpcs}, {' or '.join(one.routes)})") for one in known)


def _order(_: Document) -> tuple[Group, ...]:
    return (
        Group(
            (
                Field("order.product", "Product", "select", options=_products()),
                Field("order.dose", "Dose", "number", "Such as 2 or 0.4.", width=5),
                Field("order.dose_unit", "What does the dose mean?", "radios", options=DOSE_UNITS),
            ),
            "Product and dose",
        ),
        Group(
            (
                Field("order.days_per_cycle", "Infusion days in each cycle", "number", "1 to 5, such as 2.", width=3),
                Field("order.interval.every", "A new cycle starts every", "number", "Such as 4.", width=3),
                Field(
                    "order.interval.unit", "Weeks or days?", "radios",
                    options=(Option("weeks", "Weeks"), Option("days", "Days")),
                ),
                Field("order.cycles", "Number of cycles", "number", "13 cycles every 4 weeks are a year.", width=3),
                Field("order.first_infusion", "First infusion", "date", DATE_HINT),
            ),
            "Schedule",
            "Every 4 weeks is not every month: the dates are counted.",
        ),
        Group(
            (
                Field("order.site", "Where is it given?", "radios", options=SITES),
                Field(
                    "order.conversion_factor", "Medicare conversion factor of the practice", "select",
                    "Only for an office. Leave it empty for non-QP, which most practices are.",
                    options=(Option("non_qp", "non-QP"), Option("qp", "QP (qualifying APM participant)")),
                ),
                Field(
                    "order.infusion_minutes", "Minutes of one infusion day", "number",
                    "Leave it empty to use the label’s rates, where they are loaded.", width=4,
                ),
                Field(
                    "order.slow_rate", "Slower rate because of kidney or clotting risk?", "radios", options=YES_NO
                ),
            ),
            "Place and time",
        ),
    )  # fmt: skip


HOUSEHOLD = _fixed(
    Group(
        (
            Field("help.household_size", "People in the household", "number", "Such as 2.", width=3),
            Field("help.annual_income", "Yearly household income before taxes", "money", "Such as 38000."),
            Field("help.us_resident", "Does the patient live in the United States?", "radios", options=YES_NO),
            Field(
                "help.qmb", "Is the patient enrolled as a Qualified Medicare Beneficiary (QMB)?", "radios",
                "Medicaid’s card or Medicare’s notices say so.", options=YES_NO,
            ),
        )
    )
)  # fmt: skip


def _assumptions(_: Document) -> tuple[Group, ...]:
    options = tuple(Option(one.name, one.sentence, f"Status: {one.status}. {one.reason}") for one in CHOICES)
    return (Group((Field("assumptions", "What may the estimate assume?", "checks", options=options),)),)


PRACTICE = _fixed(
    Group(
        (
            Field("practice.name", "Name of the practice"),
            Field("practice.address.line1", "Street"),
            Field("practice.address.line2", "Second address line"),
            Field("practice.address.city", "City"),
            Field("practice.address.state", "State", "select", options=STATE_OPTIONS),
            Field("practice.address.zip", "ZIP code", width=10),
            Field("practice.phone", "Phone", width=20),
            Field("practice.fax", "Fax", width=20),
            Field("practice.npi", "NPI of the practice", width=10),
            Field("practice.tin", "Tax number (TIN)", width=10),
        ),
        "Practice",
    ),
    Group(
        (
            Field("practice.prescriber.name", "Name"),
            Field("practice.prescriber.credentials", "Credentials", hint="Such as MD.", width=10),
            Field("practice.prescriber.specialty", "Specialty"),
            Field("practice.prescriber.npi", "NPI of the prescriber", width=10),
            Field("practice.prescriber.phone", "Phone for a call with the reviewer", width=20),
        ),
        "Prescriber, who signs",
    ),
)
SECTIONS = {
    one.slug: one
    for one in (
        Section("patient", "Patient", "Who is treated.", PATIENT, ("patient.weight.value",)),
        Section("coverage", "Coverage", "Who pays first.", _coverage, ("coverage.primary.kind",)),
        Section(
            "terms", "Plan terms", "What decides the patient’s share. The plan’s summary of benefits has these numbers.",
            _terms, ("coverage.primary",), optional=True,
        ),
        Section("request", "Request", "What is asked, and when.", REQUEST, ("request.kind",)),
        Section("order", "Order", "The prescription, as it was written.", _order, ("order.product",)),
        Section(
            "household", "Household", "What assistance programs ask. Skip it when no help is wanted.", HOUSEHOLD, ("help",),
            optional=True,
        ),
        Section(
            "assumptions", "Assumptions", "Each one is named wherever it touches a figure; none is taken unless you tick it.",
            _assumptions, ("assumptions",), optional=True,
        ),
        Section("practice", "Practice and prescriber", "The letterhead and who signs.", PRACTICE, ("practice.prescriber.name",)),
    )
}  # fmt: skip


def without_foreign_terms(document: dict[str, Any], kind: str) -> dict[str, Any]:
    """Drop the terms that a plan of this kind does not have, when the kind was changed."""
    asked = {field.path for group in TERMS.get(kind, ()) for field in group.fields}
    everywhere = {field.path for groups in TERMS.values() for group in groups for field in group.fields}
    coverage = dict(document.get("coverage", {}))
    coverage["primary"] = {
        key: value
        for key, value in coverage.get("primary", {}).items()
        if f"coverage.primary.{key}" not in everywhere - asked
    }
    if MEDIGAP.path not in asked:
        coverage.pop("medigap_plan", None)
    return {**document, "coverage": coverage}
