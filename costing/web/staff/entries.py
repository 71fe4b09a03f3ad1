"""What a case holds several of, each on a page of its own: facts of the chart, earlier treatments, the practice's prices."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from costing.letters.said import OUTCOME_WORDS
from costing.reference.load import reference
from costing.web.forms import Errors, Field, Group, Option, value_at
from costing.web.staff.sections import DATE_HINT, YES_NO
from payer_rules.facts import FactKind, FactType, GivenBy, facts

Row = Mapping[str, Any]
WHERE = Group(
    (
        Field("note", "Which note says so?", hint="Such as: Rheumatology note."),
        Field("noted_on", "Date of the note", "date", DATE_HINT),
        Field("page", "Page", width=5),
    ),
    "Where it is documented",
    "A letter cites this place, so that the reviewer finds it.",
)
# The classes that policies, letters and the evidence ask for, in a prescriber's words.
DRUG_CLASSES = {
    "corticosteroid": "Corticosteroid (prednisone, methylprednisolone)",
    "antimetabolite": "Antimetabolite (methotrexate, azathioprine, mycophenolate)",
    "calcineurin_inhibitor": "Calcineurin inhibitor (tacrolimus, cyclosporine)",
    "anti_cd20": "Anti-CD20 antibody (rituximab)",
    "alkylating_agent": "Alkylating agent (cyclophosphamide)",
    "jak_inhibitor": "JAK inhibitor (tofacitinib)",
    "antimalarial": "Antimalarial (hydroxychloroquine)",
    "immune_globulin": "Immune globulin",
    "other": "Another class",
}


@dataclass(frozen=True, slots=True)
class Entries:
    """One kind of entry: the list's place in the document, its page, and the questions of one entry."""

    name: str
    path: str  # of the list in the document
    page: str  # the endpoint that lists them
    title: str
    groups: Callable[[Row], tuple[Group, ...]]


def _fact_groups(row: Row) -> tuple[Group, ...]:
    kind = facts().get(str(row.get("name", "")))
    return (Group(tuple(_value_fields(kind))), WHERE) if kind else (WHERE,)


def _value_fields(kind: FactKind) -> Sequence[Field]:
    """The control that fits the fact's type; a quantity has its unit and the day it was measured."""
    day = Field("on", "Date of the value", "date", DATE_HINT)
    match kind.type:
        case FactType.BOOLEAN:
            return (
                Field("value", kind.question, "radios", "Leave the fact out when the chart says nothing.", YES_NO),
                day,
            )
        case FactType.CHOICE:
            return (
                Field("value", kind.question, "radios", options=tuple(Option(one, one) for one in kind.choices)),
                day,
            )
        case FactType.QUANTITY:
            value = Field(
                "value", kind.question, "number", suffix=kind.units[0] if len(kind.units) == 1 else None, width=10
            )
            units = Field("unit", "Unit", "radios", options=tuple(Option(unit, unit) for unit in kind.units))
            return (value, units, day) if len(kind.units) > 1 else (value, day)
        case FactType.DAY:
            return (Field("value", kind.question, "date", DATE_HINT),)
        case FactType.CODE:
            return (Field("value", kind.question, hint="Such as M33.12.", width=10), day)
        case FactType.TEXT:
            return (Field("value", kind.question, "area"), day)


@cache
def _trial_groups() -> tuple[Group, ...]:
    products = tuple(
        Option(one.id, one.name) for one in sorted(reference().products.values(), key=lambda one: one.name)
    )
    return (
        Group(
            (
                Field("drug", "Drug", hint="Such as methotrexate."),
                Field("drug_class", "Class", "select", options=tuple(Option(*pair) for pair in DRUG_CLASSES.items())),
                Field("product", "Product, when it is an immune globulin", "select", options=products),
                Field("dose", "Dose", hint="Such as 20 mg/week.", width=20),
                Field("route", "Route", hint="Such as oral.", width=20),
                Field("starts", "Started on", "date", DATE_HINT),
                Field("ends", "Ended on", "date", "Leave it empty while it goes on."),
            ),
            "Treatment",
        ),
        Group(
            (
                Field(
                    "outcome", "How did it end?", "radios",
                    options=tuple(Option(outcome.value, words) for outcome, words in OUTCOME_WORDS.items()),
                ),
                Field("reason", "Why, in the chart’s words", hint="Such as: weakness persisted."),
            ),
            "Outcome",
        ),
        WHERE,
    )  # fmt: skip


FEE_KINDS = (
    Option("billed", "Billed charge", "What the claim says. The payer allows less."),
    Option("contract", "Contract rate", "What this payer allows by contract."),
    Option("cash", "Cash price", "What a patient without insurance owes."),
)
FEE_GROUPS = (
    Group(
        (
            Field("code", "Code", hint="Such as J1568, 96365 or 96366.", width=10),
            Field("kind", "What price is it?", "radios", options=FEE_KINDS),
            Field("per_unit", "Price of one unit", "money", "Such as 47.133."),
            Field("starts", "From", "date", DATE_HINT),
            Field("ends", "To", "date", "Leave it empty while the price holds."),
        )
    ),
)
ENTRIES = {
    one.name: one
    for one in (
        Entries("facts", "chart.facts", "cases.chart", "Finding", _fact_groups),
        Entries("treatments", "chart.trials", "cases.chart", "Earlier treatment", lambda _: _trial_groups()),
        Entries("fees", "fees", "cases.fees", "Price", lambda _: FEE_GROUPS),
    )
}


def fact_choices() -> tuple[Option, ...]:
    """Every fact that a chart can hold, by label."""
    charted = [kind for kind in facts().values() if kind.given_by is GivenBy.CHART]
    return tuple(Option(kind.name, kind.label) for kind in charted)


def rows_of(document: Mapping[str, Any], entries: Entries) -> list[dict[str, Any]]:
    """The entries of one kind."""
    rows: list[dict[str, Any]] = value_at(document, entries.path, [])
    return rows


def with_rows(document: Mapping[str, Any], entries: Entries, rows: Sequence[Row]) -> dict[str, Any]:
    """A copy of the document with these entries of one kind."""
    changed = deepcopy(dict(document))
    *parents, last = entries.path.split(".")
    block = changed
    for key in parents:
        block = block.setdefault(key, {})
    block[last] = [dict(row) for row in rows]
    return changed


def own_errors(errors: Errors, entries: Entries, place: int) -> dict[str, list[str]]:
    """Errors of one entry by its own field names; those of the rest of the document keep their paths."""
    start = f"{entries.path}.{place}."
    return {path.removeprefix(start): list(sentences) for path, sentences in errors.items()}
