"""What the list and the case page say of a case: who, what, and which of its pages are done."""

from dataclasses import dataclass

from flask import url_for

from costing.letters.people import PLAN_KINDS
from costing.reference.load import reference
from costing.store.cases import SavedCase
from costing.web.forms import value_at
from costing.web.staff.sections import SECTIONS, Section

PLAN_WORDS = {kind.value: words for kind, words in PLAN_KINDS.items()}
DONE, TO_DO, OPTIONAL = "Done", "To do", "Optional"


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the task list."""

    title: str
    hint: str
    href: str
    state: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of cases."""

    saved: SavedCase
    name: str
    product: str
    coverage: str
    first_infusion: str | None


def name_of(saved: SavedCase) -> str:
    """The case's label, else the patient's name."""
    patient = saved.document.get("patient", {})
    full = " ".join(part for part in (patient.get("given_name"), patient.get("family_name")) if part)
    return saved.label or full or "Case without a name"


def listed(saved: SavedCase) -> Listed:
    """What the list shows of a case."""
    product = reference().products.get(str(value_at(saved.document, "order.product")))
    kind = str(value_at(saved.document, "coverage.primary.kind"))
    first = value_at(saved.document, "order.first_infusion", None)
    return Listed(saved, name_of(saved), product.name if product else "", PLAN_WORDS.get(kind, ""), first)


def tasks_of(saved: SavedCase) -> tuple[Task, ...]:
    """The pages of a case in the order in which they are filled."""
    chart, fees = saved.document.get("chart", {}), saved.document.get("fees", [])
    written = {slug: _section_task(saved, page) for slug, page in SECTIONS.items()}
    chart_task = Task(
        "Chart", "Diagnosis, findings and earlier treatments", url_for("cases.chart", case_id=saved.id),
        _counted((len(chart.get("facts", [])), "finding"), (len(chart.get("trials", [])), "treatment")) or TO_DO,
    )  # fmt: skip
    fees_task = Task(
        "Prices", "The practice’s charges, contract rates and cash prices", url_for("cases.fees", case_id=saved.id),
        _counted((len(fees), "price")) or OPTIONAL,
    )  # fmt: skip
    order = (
        "patient",
        "coverage",
        "terms",
        "request",
        "order",
        "chart",
        "fees",
        "household",
        "assumptions",
        "practice",
    )
    return tuple({**written, "chart": chart_task, "fees": fees_task}[slug] for slug in order)


def _section_task(saved: SavedCase, page: Section) -> Task:
    href = url_for("cases.section", case_id=saved.id, slug=page.slug)
    done = all(value_at(saved.document, path, None) not in (None, {}, []) for path in page.needed)
    return Task(page.title, page.lead, href, DONE if done else OPTIONAL if page.optional else TO_DO)


def _counted(*parts: tuple[int, str]) -> str:
    return ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in parts if count)
