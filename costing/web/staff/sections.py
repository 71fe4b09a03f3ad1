"""The short pages of a case as data: which questions each asks, and where the answers stand in the document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from costing.case.fields import plain
from costing.case.part import STATES
from costing.case.people_schema import WeightSchema
from costing.case.shapes import Weight
from costing.domain.therapy import LB_IN_KG
from costing.questions import CHOICES
from costing.web.forms import Field, Group, Option, fields_of, value_at
from costing.web.staff.order_details import detail_groups, without_lone_choices
from costing.web.staff.order_questions import order_groups
from costing.web.staff.plan_details import plan_detail_groups, without_lone_radios
from costing.web.staff.plan_questions import card_groups, card_needed, term_groups, terms_needed, without_foreign_terms
from costing.web.staff.program_questions import household_groups
from costing.web.staff.request_questions import (
    denial_groups,
    earlier_groups,
    good_faith_groups,
    request_groups,
    without_lone_answers,
)
from costing.web.staff.words import DATE_HINT, YES_NO

Document = Mapping[str, Any]
STATE_OPTIONS = tuple(Option(state, state) for state in STATES)


@dataclass(frozen=True, slots=True)
class Section:
    """One page. Its questions, and the dotted paths that must hold something before it counts as done, follow from the case.

    A page of which nothing is needed is optional. `kept` corrects the document after this page was changed.
    """

    slug: str
    title: str
    lead: str
    groups: Callable[[Document], tuple[Group, ...]]
    needed: Callable[[Document], tuple[str, ...]]
    kept: Callable[[dict[str, Any]], dict[str, Any]] = lambda document: document

    def fields(self, document: Document) -> tuple[Field, ...]:
        """All questions of the page."""
        return fields_of(self.groups(document))


def _fixed(*groups: Group) -> Callable[[Document], tuple[Group, ...]]:
    return lambda _: groups


def _always(*paths: str) -> Callable[[Document], tuple[str, ...]]:
    return lambda _: paths


def both_units(weight: Weight) -> str:
    """A weight as it was typed and in the other unit: `165 lb (74.84 kg)`."""
    other = (weight.kg, "kg") if weight.typed_unit == "lb" else (weight.kg / LB_IN_KG, "lb")
    return f"{plain(weight.typed)} {weight.typed_unit} ({plain(round(other[0], 2))} {other[1]})"


def _weight_hint(document: Document) -> str:
    try:
        return f"Entered now: {both_units(WeightSchema().load(value_at(document, 'patient.weight', {})))}."
    except ValidationError:
        return f"In kg or lb. 70 kg are {plain(round(70 / LB_IN_KG, 1))} lb; 150 lb are {plain(round(150 * LB_IN_KG, 1))} kg."


def _patient(document: Document) -> tuple[Group, ...]:
    weight = (
        Field("patient.weight.value", "Weight", "number", "Such as 70.", width=5),
        Field("patient.weight.unit", "In", "radios", options=(Option("kg", "kg"), Option("lb", "lb")), inline=True),
        Field("patient.weight.on", "Weighed on", "date", "Such as 1/5/2026."),
    )
    return (
        Group((Field("patient.given_name", "Given name", width=20), Field("patient.family_name", "Family name", width=20)), row=True),
        Group(
            (
                Field("patient.birth_date", "Date of birth", "date", "Month, day and year, such as 7/23/1961."),
                Field("patient.state", "State of residence", "select", "Decides which poverty guideline holds.", STATE_OPTIONS),
            )
        ),
        Group(weight, "Weight", f"A dose per kilogram follows from it. {_weight_hint(document)}", row=True),
    )  # fmt: skip


def _assumptions(_: Document) -> tuple[Group, ...]:
    options = tuple(Option(one.name, one.sentence, f"Status: {one.status}. {one.reason}") for one in CHOICES)
    return (Group((Field("assumptions", "What may the estimate assume?", "checks", options=options),)),)


PRACTICE = _fixed(
    Group(
        (
            Field("practice.name", "Name of the practice"),
            Field("practice.address.line1", "Street"),
            Field("practice.address.line2", "Suite or floor (optional)"),
            Field("practice.address.city", "City", width=20),
            Field("practice.address.state", "State", "select", options=STATE_OPTIONS),
            Field("practice.address.zip", "ZIP code", width=10),
            Field("practice.phone", "Phone", width=20),
            Field("practice.fax", "Fax", width=20),
            Field("practice.npi", "NPI of the practice", hint="10 digits.", width=10),
            Field("practice.tin", "Tax number (TIN)", hint="Such as 12-3456789.", width=10),
        ),
        "Practice",
    ),
    Group(
        (
            Field("practice.prescriber.name", "Name"),
            Field("practice.prescriber.credentials", "Credentials", hint="Such as MD.", width=10),
            Field("practice.prescriber.specialty", "Specialty", hint="Such as Rheumatology.", width=20),
            Field("practice.prescriber.npi", "NPI of the prescriber", hint="10 digits.", width=10),
            Field("practice.prescriber.phone", "Phone for a call with the reviewer", width=20),
        ),
        "Prescriber who signs",
    ),
    Group(
        (
            Field(
                "practice.uncollected_percent",
                "Percent of patients’ shares that is not collected",
                "number",
                "As the practice expects, such as 5. It changes only what the practice keeps, never what a patient owes.",
                width=5,
            ),
            Field(
                "practice.participating",
                "Does the practice take part in Medicare?",
                "radios",
                "Taken as yes, and said so, when nothing is chosen. Without it services are allowed 95%.",
                YES_NO,
                inline=True,
            ),
        ),
        "For prices and margin (optional)",
    ),
)
COMPLETE = _fixed(
    Group(
        (
            Field("chart.trials_complete.note", "Which note lists all treatments so far?", hint="Such as: Rheumatology note."),
            Field("chart.trials_complete.on", "Date of the note", "date", DATE_HINT),
            Field("chart.trials_complete.page", "Page", width=5),
        )
    )
)  # fmt: skip
IS_COMPLETE = (
    "Only when a note says that these are all treatments so far, a treatment that is not listed counts as not tried. "
    "Leave this empty when no note says so."
)
NAME = _fixed(
    Group((Field("label", "Name of the case in the list", hint="Leave it empty to use the patient’s name."),))
)
SECTIONS = {
    one.slug: one
    for one in (
        Section(
            "patient", "Patient", "An estimate needs the weight only; a letter needs all of this.", _patient,
            _always("patient.given_name", "patient.family_name", "patient.birth_date", "patient.weight.value"),
        ),
        Section(
            "coverage", "Coverage", "Who pays first. Copy it from the patient’s card.", card_groups, card_needed,
            without_foreign_terms,
        ),
        Section("terms", "Plan terms", "What decides the patient’s share.", term_groups, terms_needed),
        Section(
            "plan-details", "More about the plan", "Copays, family, network, Medicaid, how programs count: only what this plan has.",
            plan_detail_groups, _always(), without_lone_radios,
        ),
        Section("request", "Request", "What is asked of the payer, and when.", request_groups, _always("request.kind")),
        Section(
            "earlier", "Authorization", "What the payer authorized. Enter it once it is given; a renewal or a change starts from it.",
            earlier_groups,
            _always(), without_lone_answers,
        ),
        Section(
            "denial", "Denial", "A decision against the request, and where the appeal goes.", denial_groups, _always(),
            without_lone_answers,
        ),
        Section(
            "good-faith", "Good Faith Estimate", "What the estimate for a patient who pays alone says besides the prices.",
            good_faith_groups, _always("request.good_faith.asked_on"),
        ),
        Section(
            "order", "Order", "Copy the prescription as it was written. You see what it adds up to before it is saved.",
            order_groups, _always("order.product"),
        ),
        Section(
            "order-details", "More about the order", "Loading, a stop date, under the skin, vials in stock: only what this order says.",
            detail_groups, _always(), without_lone_choices,
        ),
        Section("treatments-complete", "Is the list of treatments complete?", IS_COMPLETE, COMPLETE, _always()),
        Section("household", "Household", "What assistance programs ask. Skip it when no help is wanted.", household_groups, _always()),
        Section(
            "assumptions", "Assumptions",
            "Nothing is assumed unless you tick it here. Each one is named with every figure that rests on it.",
            _assumptions, _always("assumptions"),
        ),
        Section(
            "practice", "Practice and prescriber", "The letterhead and the signature of this case’s letters; other cases keep theirs.",
            PRACTICE, _always("practice.name", "practice.npi", "practice.prescriber.name", "practice.prescriber.npi"),
        ),
        Section("name", "Name of the case", "Only your practice sees it.", NAME, _always()),
    )
}  # fmt: skip
