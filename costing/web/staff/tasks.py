"""What the list and the case page say of a case: who, what, and which of its pages are done."""

from dataclasses import dataclass
from datetime import date

from flask import url_for

from costing.case.schema import load_case
from costing.case.shapes import Case
from costing.domain.coverage import PlanKind
from costing.letters.figures import counted
from costing.letters.people import PLAN_KINDS
from costing.reference.load import reference
from costing.store.cases import SavedCase
from costing.web.forms import Document, value_at
from costing.web.staff.gist import GISTS
from costing.web.staff.sections import SECTIONS, Section

DONE, TO_DO, OPTIONAL = "Done", "To do", "Optional"
ORDER = (
    "patient", "coverage", "terms", "plan-details", "coverage-changes", "request", "sent", "earlier", "denial",
    "good-faith", "others", "order", "order-details",
    "changes", "also-given", "chart", "treatments", "fees", "household", "granted", "assumptions",
    "practice", "visits",
)  # fmt: skip
GOOD_FAITH = {"good-faith", "others"}  # for a patient who pays alone
HIDDEN: dict[str, set[str]] = {
    "": GOOD_FAITH,
    **dict.fromkeys(PlanKind, GOOD_FAITH),
    PlanKind.SELF_PAY: {"terms", "plan-details", "granted", "earlier", "denial", "sent"},
    PlanKind.MEDICAID: {"plan-details", *GOOD_FAITH},
}
OPTIONAL_LISTS = frozenset({"changes", "granted", "also-given", "visits", "coverage-changes", "others", "sent"})
RARE = frozenset({"earlier", "denial", "good-faith", "plan-details", "order-details"})
TAKEN = {
    "coverage.primary.practice_in_network": True,
    "coverage.coordination": "standard",
    "order.given_by": "staff",
    "order.drug_from": "practice",
    "order.weight_basis": "actual",
}  # what a kept document says where nothing was chosen
PRICED_BY_THE_PRACTICE = frozenset({PlanKind.COMMERCIAL, PlanKind.HDHP, PlanKind.MEDICAID, PlanKind.SELF_PAY})


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the task list."""

    slug: str
    title: str
    hint: str
    href: str
    state: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page that lists entries: its place in the document, its words, and the word for one entry."""

    slug: str
    title: str
    lead: str
    path: str
    noun: str


LISTS = {
    one.slug: one
    for one in (
        ListPage("chart", "Diagnosis and findings", "What the record says, each value with its note and page.", "chart.facts", "finding"),
        ListPage("treatments", "Earlier treatments", "Drugs tried so far, and how each ended.", "chart.trials", "treatment"),
        ListPage("changes", "Changes during the course", "A new weight, dose, product or site from a date on.", "order.changes", "change"),
        ListPage("coverage-changes", "Changes of coverage", "Another plan, or none, from a day on.", "coverage.changes", "change"),
        ListPage("also-given", "Also given", "Other drugs and services of each infusion day.", "order.also_given", "entry"),
        ListPage("visits", "Documented infusion times", "When each infusion began and ended.", "order.visits", "day"),
        ListPage("sent", "What was sent", "Each paper that went out: when, how, and what proves it.", "request.sent", "paper"),
        ListPage("others", "Billed by others", "Items that other providers bill.", "request.good_faith.items", "item"),
        ListPage("granted", "Programs that already pay", "Copay help and grants by their award.", "help.programs", "program"),
        ListPage("fees", "Prices of the practice", "Charges, contract rates and cash prices.", "fees", "price"),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of cases."""

    saved: SavedCase
    name: str
    patient: str
    product: str
    coverage: str
    first_infusion: date | None


def patient_of(saved: SavedCase) -> str:
    """The patient's name, as far as it is entered."""
    patient = saved.document.get("patient", {})
    return " ".join(part for part in (patient.get("given_name"), patient.get("family_name")) if part)


def name_of(saved: SavedCase) -> str:
    """The case's label, else the patient's name."""
    return saved.label or patient_of(saved) or "Case without a name"


def listed(saved: SavedCase) -> Listed:
    """What the list shows of a case."""
    product = reference().products.get(str(value_at(saved.document, "order.product")))
    kind = value_at(saved.document, "coverage.primary.kind")
    first = value_at(saved.document, "order.first_infusion")
    return Listed(
        saved,
        name_of(saved),
        patient_of(saved) if saved.label else "",
        product.name if product else "",
        PLAN_KINDS[PlanKind(kind)] if kind else "",
        date.fromisoformat(first) if first else None,
    )


def tasks_of(saved: SavedCase) -> tuple[Task, ...]:
    """The pages of a case in the order in which they are filled."""
    case = load_case(saved.document)
    hidden = HIDDEN.get(value_at(saved.document, "coverage.primary.kind"), set())
    return tuple(_task(saved, case, slug) for slug in ORDER if slug not in hidden)


def next_slug(document: Document, slug: str) -> str | None:
    """The page after this one; none after the last. What few cases have is left out of the way: the case page links to it."""
    hidden = HIDDEN.get(value_at(document, "coverage.primary.kind"), set()) | OPTIONAL_LISTS | RARE
    after = [one for one in ORDER[ORDER.index(slug) + 1 :] if one not in hidden] if slug in ORDER else []
    return after[0] if after else None


def title_of(slug: str) -> str:
    """The heading of a page."""
    return LISTS[slug].title if slug in LISTS else SECTIONS[slug].title


def address_of(case_id: str, slug: str) -> str:
    """The address of a page."""
    return url_for("cases.section", case_id=case_id, slug=slug)


def _task(saved: SavedCase, case: Case, slug: str) -> Task:
    lead = LISTS[slug].lead if slug in LISTS else SECTIONS[slug].lead
    state = _list_state(saved.document, LISTS[slug]) if slug in LISTS else state_of(saved.document, SECTIONS[slug])
    return Task(slug, title_of(slug), GISTS[slug](case) or lead, address_of(saved.id, slug), state)


def state_of(document: Document, page: Section) -> str:
    """Whether a short page is done, still to do, or asks for nothing that is needed."""
    needed = page.needed(document)
    if needed:
        return DONE if all(value_at(document, path, None) for path in needed) else TO_DO
    return DONE if any(_is_told(document, field.path) for field in page.fields(document)) else OPTIONAL


def _is_told(document: Document, path: str) -> bool:
    return value_at(document, path, None) not in (None, TAKEN.get(path))


def _list_state(document: Document, page: ListPage) -> str:
    entries = value_at(document, page.path, ())
    if entries:
        return counted(len(entries), page.noun)
    needs_prices = value_at(document, "coverage.primary.kind") in PRICED_BY_THE_PRACTICE
    return OPTIONAL if page.slug in OPTIONAL_LISTS or (page.slug == "fees" and not needs_prices) else TO_DO
