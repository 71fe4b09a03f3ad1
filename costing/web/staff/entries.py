"""What a case holds several of, each on a page of its own: facts of the chart, earlier treatments, the practice's prices."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from costing.letters.said import OUTCOME_WORDS
from costing.reference.load import reference
from costing.web.forms import Errors, Field, Group, Option, fields_of, value_at
from costing.web.staff.coverage_changes import coverage_change_groups
from costing.web.staff.fee_questions import fee_groups
from costing.web.staff.order_details import also_given_groups, change_groups, visit_groups
from costing.web.staff.program_questions import program_groups
from costing.web.staff.request_questions import others_groups, sent_groups
from costing.web.staff.words import DATE_HINT, YES_NO
from payer_rules.chart import TrialSource
from payer_rules.facts import FactKind, FactType, facts

Row = Mapping[str, Any]
WHERE = Group(
    (
        Field("note", "Which note says so?", hint="Such as: Rheumatology note."),
        Field("noted_on", "Date of the note", "date", DATE_HINT),
        Field("page", "Page (optional)", width=5),
    ),
    "Where it is documented",
    "A letter cites this place, so that the reviewer finds it.",
)
# The classes under which policies and letters speak of a treatment, in a prescriber's words.
DRUG_CLASSES = {
    "corticosteroid": "Corticosteroid, such as prednisone",
    "antimetabolite": "Antimetabolite, such as methotrexate, azathioprine or mycophenolate",
    "calcineurin_inhibitor": "Calcineurin inhibitor, such as tacrolimus or cyclosporine",
    "anti_cd20": "Anti-CD20 antibody, such as rituximab",
    "alkylating_agent": "Alkylating agent, such as cyclophosphamide",
    "jak_inhibitor": "JAK inhibitor, such as tofacitinib",
    "antimalarial": "Antimalarial, such as hydroxychloroquine",
    "immune_globulin": "Immune globulin",
    "other": "Another class",
}


@dataclass(frozen=True, slots=True)
class Entries:
    """One kind of entry: the list's place in the document, the page that lists it, and the questions of one entry."""

    name: str
    path: str  # of the list in the document
    page: str  # the endpoint that lists them
    title: str
    groups: Callable[[Row, Mapping[str, Any]], tuple[Group, ...]]  # of an entry and its case
    add: str  # the endpoint of a new one
    again: str  # the words that offer another one

    def fields(self, row: Row, document: Mapping[str, Any]) -> tuple[Field, ...]:
        """All questions of one entry."""
        return fields_of(self.groups(row, document))


def _fact_groups(row: Row, _: Mapping[str, Any]) -> tuple[Group, ...]:
    kind = facts().get(str(row.get("name", "")))
    return (Group(_value_fields(kind)), WHERE) if kind else (WHERE,)


def _value_fields(kind: FactKind) -> tuple[Field, ...]:
    """The control that fits the fact's type, and the day on which it was true."""
    day = Field("on", "Date of the value", "date", f"{DATE_HINT} When it was measured or found, if the note says.")
    match kind.type:
        case FactType.BOOLEAN:
            silent = "When the record says nothing, go back and enter nothing: that reads “not documented”."
            return (Field("value", kind.question, "radios", silent, YES_NO), day)
        case FactType.CHOICE:
            options = tuple(Option(one, one.capitalize()) for one in kind.choices)
            return (Field("value", kind.question, "radios", options=options), day)
        case FactType.QUANTITY:
            return (*_quantity(kind), day)
        case FactType.DAY:
            return (Field("value", kind.question, "date", DATE_HINT),)
        case FactType.CODE:
            return (Field("value", kind.question, hint="Such as M33.12.", width=10), day)
        case FactType.TEXT:
            return (Field("value", kind.question, "area"), day)


def _quantity(kind: FactKind) -> tuple[Field, ...]:
    """A number with its only unit behind it, or with the choice of units."""
    if len(kind.units) == 1:
        return (Field("value", kind.question, "number", suffix=kind.units[0], width=5),)
    units = tuple(Option(unit, unit) for unit in kind.units)
    return (
        Field("value", kind.question, "number", width=5),
        Field("unit", "Unit", "radios", options=units, inline=True),
    )


@cache
def _products() -> tuple[Option, ...]:
    known = sorted(reference().products.values(), key=lambda one: one.name)
    return tuple(Option(one.id, one.name) for one in known)


def _trial_groups(_: Row, __: Mapping[str, Any]) -> tuple[Group, ...]:
    return (
        Group(
            (
                Field("drug", "Drug", hint="Such as methotrexate.", width=20),
                Field("drug_class", "Class of the drug", "select", options=tuple(Option(*pair) for pair in DRUG_CLASSES.items())),
                Field("product", "Product", "select", "Only for an immune globulin.", _products()),
                Field("dose", "Dose", hint="Such as 20 mg/week.", width=20),
                Field("dose_amount", "The same dose as a number", "number", "Where the policy asks for a least dose. Such as 20.", width=5),
                Field("dose_unit", "Unit of that number", hint="Such as mg/day.", width=10),
                Field("route", "Route", hint="Such as oral.", width=20),
                Field("starts", "Started on", "date", DATE_HINT),
                Field("ends", "Ended on", "date", "Leave it empty while it goes on."),
            ),
            "The drug",
        ),
        Group((_outcome(), Field("reason", "Why, in the record’s words", hint="Such as: weakness persisted.")), "Outcome"),
        Group((Field("source", "Who vouches for it?", "select", "Some policies do not count samples.", SOURCES),), "Source"),
        WHERE,
    )  # fmt: skip


SOURCES = tuple(Option(source.value, source.value.replace("_", " ").capitalize()) for source in TrialSource)


def _outcome() -> Field:
    options = tuple(Option(outcome.value, words) for outcome, words in OUTCOME_WORDS.items())
    return Field("outcome", "How did it end?", "radios", options=options)


SAME_NOTE = "Save, then add another from this note"
ENTRIES = {
    one.name: one
    for one in (
        Entries("facts", "chart.facts", "cases.chart", "Finding", _fact_groups, "cases.add_fact", SAME_NOTE),
        Entries(
            "trials",
            "chart.trials",
            "cases.treatments",
            "Earlier treatment",
            _trial_groups,
            "cases.add_trial",
            SAME_NOTE,
        ),
        Entries("prices", "fees", "cases.fees", "Price", fee_groups, "cases.add_fee", "Save, then add another"),
        Entries(
            "changes",
            "order.changes",
            "cases.changes",
            "Change of the order",
            change_groups,
            "cases.add_change",
            "Save, then add another",
        ),
        Entries(
            "coverages",
            "coverage.changes",
            "cases.coverage_changes",
            "Change of coverage",
            coverage_change_groups,
            "cases.add_coverage_change",
            "Save, then add another",
        ),
        Entries(
            "also",
            "order.also_given",
            "cases.also_given",
            "Also given",
            also_given_groups,
            "cases.add_also_given",
            "Save, then add another",
        ),
        Entries(
            "times",
            "order.visits",
            "cases.visits",
            "Documented time",
            visit_groups,
            "cases.add_visit",
            "Save, then add another",
        ),
        Entries(
            "items",
            "request.good_faith.items",
            "cases.others",
            "Item of another provider",
            others_groups,
            "cases.add_other",
            "Save, then add another",
        ),
        Entries(
            "sent",
            "request.sent",
            "cases.sent",
            "What was sent",
            sent_groups,
            "cases.add_sent",
            "Save, then add another",
        ),
        Entries(
            "programs",
            "help.programs",
            "cases.granted",
            "Program that pays",
            program_groups,
            "cases.add_granted",
            "Save, then add another",
        ),
    )
}


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


def note_of_last(document: Mapping[str, Any], entries: Entries) -> dict[str, Any]:
    """The note of the entry that was added last, for another one out of the same note."""
    last = rows_of(document, entries)[-1:]
    return {key: row[key] for row in last for key in ("note", "noted_on") if key in row}


def own_errors(errors: Errors, entries: Entries, at: int) -> dict[str, list[str]]:
    """Errors of one entry by its own field names; those of the rest of the document keep their paths."""
    start = f"{entries.path}.{at}."
    return {path.removeprefix(start): list(sentences) for path, sentences in errors.items()}
