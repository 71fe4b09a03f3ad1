"""What each field of a payer's form is tied to: a value of the case, a statement that ticks a box, or fixed text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from costing.letters.form_values import Values, names
from costing.letters.payer_form import CHECK, CHOICE, FormField
from costing.letters.typeface import face
from payer_rules.message import Message, say

FIXED, NOT, ALWAYS = "=", "not ", "=yes"
LONGEST = 400
PAIR = tuple[tuple[str, ...], str]
# Words of a field's name or label -> what it likely asks; the first that fits is offered, and a person confirms it.
TEXTS: tuple[PAIR, ...] = (
    (("member", "id"), "Coverage: member ID"),
    (("subscriber", "id"), "Coverage: member ID"),
    (("policy", "number"), "Coverage: member ID"),
    (("group",), "Coverage: group"),
    (("date", "birth"), "Patient: date of birth"),
    (("dob",), "Patient: date of birth"),
    (("first", "name"), "Patient: given name"),
    (("given", "name"), "Patient: given name"),
    (("last", "name"), "Patient: family name"),
    (("family", "name"), "Patient: family name"),
    (("specialty",), "Prescriber: specialty"),
    (("facility", "npi"), "Practice: NPI"),
    (("practice", "npi"), "Practice: NPI"),
    (("group", "npi"), "Practice: NPI"),
    (("npi",), "Prescriber: NPI"),
    (("tin",), "Practice: tax number"),
    (("tax", "id"), "Practice: tax number"),
    (("fax",), "Practice: fax"),
    (("prescriber", "phone"), "Prescriber: phone"),
    (("physician", "phone"), "Prescriber: phone"),
    (("phone",), "Practice: phone"),
    (("prescriber",), "Prescriber: name"),
    (("physician",), "Prescriber: name"),
    (("requesting", "provider"), "Prescriber: name"),
    (("practice", "address"), "Practice: address in one line"),
    (("facility", "address"), "Practice: address in one line"),
    (("practice",), "Practice: name"),
    (("facility",), "Practice: name"),
    (("icd",), "Diagnosis: ICD-10-CM codes"),
    (("diagnosis", "code"), "Diagnosis: ICD-10-CM codes"),
    (("diagnosis",), "Diagnosis: in words"),
    (("hcpcs",), "Order: HCPCS code alone"),
    (("j", "code"), "Order: HCPCS code alone"),
    (("ndc",), "Order: NDC"),
    (("drug", "name"), "Order: drug"),
    (("medication",), "Order: drug"),
    (("units",), "Order: units"),
    (("dose",), "Order: dose"),
    (("dosage",), "Order: dose"),
    (("frequency",), "Order: schedule"),
    (("start", "date"), "Order: first day"),
    (("weight", "lb"), "Patient: weight in lb"),
    (("weight",), "Patient: weight in kg"),
    (("case", "number"), "Request: case number"),
    (("reference", "number"), "Request: case number"),
    (("date", "request"), "Request: date"),
    (("plan", "name"), "Coverage: plan"),
    (("patient", "name"), "Patient: full name"),
    (("member", "name"), "Patient: full name"),
)  # fmt: skip
BOXES: tuple[PAIR, ...] = (
    (("renewal",), "Request: renewal?"),
    (("reauthorization",), "Request: renewal?"),
    (("continuation",), "Request: renewal?"),
    (("initial",), "Request: first approval?"),
    (("new",), "Request: first approval?"),
    (("home",), "Order: given at home?"),
    (("hospital",), "Order: given at hospital outpatient?"),
    (("outpatient",), "Order: given at hospital outpatient?"),
    (("office",), "Order: given at office?"),
    (("infusion", "suite"), "Order: given at infusion suite?"),
    (("buy",), "Order: drug from the practice?"),
    (("pharmacy",), "Order: drug from a pharmacy?"),
    (("female",), "Patient: female?"),
    (("male",), "Patient: male?"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A field that stays empty, and why."""

    field: FormField
    why: Message


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is filled by key, what is tied and stays empty, and what is tied to nothing."""

    values: Mapping[str, str | bool]
    unfilled: tuple[Unfilled, ...]
    untied: tuple[FormField, ...]


def prepare(fields: Sequence[FormField], ties: Mapping[str, str], values: Values) -> Prepared:
    """Look the ties up in the values of one case."""
    found: dict[str, str | bool] = {}
    unfilled: list[Unfilled] = []
    for one in fields:
        tie = ties.get(one.key, "")
        if not tie:
            continue
        value = _value(tie, values)
        if value is None:
            unfilled.append(
                Unfilled(one, say("The case does not say: {name}.", name=tie.removeprefix(NOT).rstrip("?")))
            )
        elif why := _misfit(one, value):
            unfilled.append(Unfilled(one, why))
        else:
            found[one.key] = value
    return Prepared(found, tuple(unfilled), tuple(one for one in fields if not ties.get(one.key)))


def _value(tie: str, values: Values) -> str | bool | None:
    if tie == ALWAYS:
        return True
    if tie.startswith(FIXED):
        return tie.removeprefix(FIXED)
    if tie.startswith(NOT):
        value = values.get(tie.removeprefix(NOT))
        return None if value is None else not value
    return values.get(tie)


def _misfit(one: FormField, value: str | bool) -> Message | None:
    if isinstance(value, bool):
        return None
    if one.kind == CHOICE and one.options and value not in one.options:
        return say("“{value}” is none of the choices: {choices}.", value=value, choices=", ".join(one.options))
    if one.most is not None and len(value) > one.most:
        return say("“{value}” is longer than {most} letters. Write it by hand.", value=value, most=one.most)
    if not face("SourceSans3-Regular.ttf").has(value.replace("\n", "")):
        return say("“{value}” holds letters that the form cannot print. Write it by hand.", value=value)
    return None


def too_long(one: FormField) -> Unfilled:
    """A value that does not fit into its box even in the smallest print."""
    return Unfilled(one, say("The value does not fit into the box. Write it by hand, or enclose it."))


def wrong_tie(one: FormField, tie: str) -> str | None:
    """What is wrong with a tie as it was typed."""
    texts, boxes = names()
    if not tie:
        return None
    if len(tie) > LONGEST:
        return f"Shorten it to {LONGEST} letters."
    if one.kind == CHECK:
        known = tie == ALWAYS or tie.removeprefix(NOT) in boxes
        return (
            None
            if known
            else "Choose a statement of the list, such as Request: renewal? or write =yes to tick it always."
        )
    known = tie in texts or (tie.startswith(FIXED) and tie != FIXED)
    return (
        None if known else "Choose a value of the list, such as Coverage: member ID, or write = and a text of your own."
    )


def suggested(one: FormField) -> str:
    """What a field likely asks, by its own words; empty where they do not tell."""
    words = re.findall(r"[a-z]+|\d+", re.sub(r"([a-z])([A-Z])", r"\1 \2", f"{one.label} {one.name}").lower())
    pairs = BOXES if one.kind == CHECK else TEXTS if one.kind != CHOICE else ()
    return next(
        (name for needed, name in pairs if all(any(word.startswith(part) for word in words) for part in needed)), ""
    )
