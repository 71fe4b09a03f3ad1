"""Where a missing value is entered: the section of the case, or the chart entry of one fact."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from costing.case.schema import load_case
from costing.letters.parts import Gap
from costing.letters.said import question_for
from costing.questions.odd_dates import odd_dates
from costing.store.cases import SavedCase
from costing.web.shown import fact_label
from payer_rules.facts import GivenBy, facts

NAMES = {
    "practice": "practice",
    "patient": "patient",
    "coverage": "coverage",
    "terms": "plan terms",
    "plan-details": "more about the plan",
    "request": "request",
    "earlier": "authorization",
    "sent": "what was sent",
    "denial": "denial",
    "good-faith": "Good Faith Estimate",
    "others": "what others bill",
    "order": "order",
    "order-details": "more about the order",
    "changes": "changes of the order",
    "also-given": "what else is given",
    "coverage-changes": "changes of coverage",
    "visits": "documented infusion times",
    "chart": "chart",
    "treatments": "earlier treatments",
    "fees": "prices",
    "household": "household",
    "granted": "programs that already pay",
    "assumptions": "assumptions",
}
CARD = frozenset({"kind", "payer", "payer_id", "plan_name", "member_id", "group", "utilization_department", "fax"})
LISTS = {
    "chart": "cases.chart",
    "treatments": "cases.treatments",
    "fees": "cases.fees",
    "changes": "cases.changes",
    "also-given": "cases.also_given",
    "coverage-changes": "cases.coverage_changes",
    "visits": "cases.visits",
    "granted": "cases.granted",
    "others": "cases.others",
    "sent": "cases.sent",
}  # what a case holds several of has pages of its own
COMPUTED_FROM = {
    "age_years": "patient",
    "bmi": "order-details",
    "state": "patient",
    "insurance_kind": "coverage",
    "us_resident": "household",
    "qmb_enrolled": "household",
    "household_size": "household",
    "income_percent_of_poverty": "household",
    "medicare_savings_level": "household",
    "medicare_savings_resources": "household",
    "premium_program": "household",
    "extra_help_enrolled": "household",
    "medicaid_enrolled": "household",
    "insurer_denied": "household",
    "indication_labelled": "household",
    "other_government_program": "household",
    "maximizer_plan": "plan-details",
    "alternative_funding_plan": "plan-details",
    "request_date": "request",
    "infusion_g_per_kg": "patient",
}  # whatever else is computed follows from the order
PLAN_DETAILS = frozenset(
    {
        "drug",
        "administration",
        "family",
        "practice_in_network",
        "out_of_network",
        "funding",
        "help_treatment",
        "alternative_funding",
        "medicaid",
        "second",
        "coordination",
        "payer_facts",
        "part_d",
        "pharmacy",
        "visits_met",
    }
)
REQUEST_PAGES = {
    "sent": "sent",
    "authorization": "earlier",
    "previous": "earlier",
    "denial": "denial",
    "good_faith": "good-faith",
}
TRIALS = "trials"
LOCALITY = "locality"
DETAILS = {
    **dict.fromkeys(
        (
            "loading",
            "ends",
            "route",
            "given_by",
            "drug_from",
            "conversion",
            "pump_setups",
            "stocked_grams",
            "round_within_percent",
            "weight_basis",
        ),
        "order-details",
    ),
    "changes": "changes",
    "also_given": "also-given",
    "visits": "visits",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A sentence that says what to enter, and a link to where; no link when nothing of the case would settle it."""

    sentence: str
    text: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where one missing fact is entered: a link's text, the question to a person, the address."""

    text: str
    question: str
    href: str


def entries(case_id: str, messages: Mapping[str, Sequence[str]]) -> tuple[Entry, ...]:
    """What a refused question says, each sentence with its section."""
    return tuple(_entry(case_id, sentence, field) for field, said in messages.items() for sentence in said)


def gap_entries(case_id: str, gaps: Iterable[Gap]) -> tuple[Entry, ...]:
    """The gaps of a letter, each with the section that closes it."""
    return tuple(_entry(case_id, gap.what, gap.field) for gap in gaps)


def odd_entries(saved: SavedCase) -> tuple[Entry, ...]:
    """Dates that stand out, each with the section that holds it."""
    found = odd_dates(load_case(saved.document), date.today())
    return tuple(_entry(saved.id, str(one.sentence), one.field) for one in found)


def _entry(case_id: str, sentence: str, field: str | None) -> Entry:
    slug = _slug(field or "")
    if slug not in NAMES:
        return Entry(sentence, "", None)
    anchor = field.replace(".", "-") if field and "." in field and slug not in LISTS else None
    return Entry(sentence, f"Go to {NAMES[slug]}", _address(case_id, slug, anchor))


def _slug(field: str) -> str:
    """The page of a field: the plan's terms have one of their own."""
    block, _, rest = field.partition(".")
    if block == "coverage" and rest.removeprefix("primary.").split(".")[0] in PLAN_DETAILS:
        return "plan-details"
    if block == "coverage" and rest.startswith("changes"):
        return "coverage-changes"
    if block == "help" and rest.startswith("programs"):
        return "granted"
    if block == "coverage" and rest and rest.split(".")[-1] not in CARD | {"primary"}:
        return "terms"
    if block == "chart" and rest.startswith("trials"):
        return "treatments"
    if block == "request" and rest.split(".")[0] in REQUEST_PAGES:
        return "others" if rest.startswith("good_faith.items") else REQUEST_PAGES[rest.split(".")[0]]
    if block == "order" and rest:
        return DETAILS.get(rest.split(".")[0], "order")
    if block == "patient" and rest.split(".")[0] in ("height", "sex"):
        return "order-details"  # asked only where a dose goes by the ideal weight
    return "household" if block == "help" else block


def _address(case_id: str, slug: str, anchor: str | None = None) -> str:
    if slug in LISTS:
        return url_for(LISTS[slug], case_id=case_id)
    return url_for("cases.section", case_id=case_id, slug=slug, _anchor=anchor)


def place_for(case_id: str, need: str) -> Place:
    """Where a fact that a policy or program asks for is entered."""
    if need == LOCALITY:
        return Place(
            "locality of the order", "Where is the infusion given?", _address(case_id, "order", "order-locality")
        )
    kind = facts().get(need)
    question = question_for(need) or fact_label(need)
    if need == TRIALS:
        return Place("earlier treatment", question, url_for("cases.add_trial", case_id=case_id))
    if kind and (kind.given_by is GivenBy.COMPUTED or need in COMPUTED_FROM):
        return Place(kind.label, question, _address(case_id, COMPUTED_FROM.get(need, "order")))
    return Place(fact_label(need), question, url_for("cases.add_fact", case_id=case_id, fact=need))
