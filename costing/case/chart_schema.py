"""The chart in the document: facts from the dictionary with their evidence, and prior treatments."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, post_load, pre_dump

from costing.case.fields import Choice, Day, ExactNumber, Text, YesNo, plain
from costing.case.part import Part
from payer_rules.chart import Chart, Evidence, Fact, FactValue, Outcome, Trial, TrialSource
from payer_rules.facts import FactKind, FactType, GivenBy, facts

ICD_10 = re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?")
WITHOUT_DOT = re.compile(r"[A-Z]\d[0-9A-Z]{2,5}")  # as many charts and card forms print it
MOST_FACTS, MOST_TRIALS = 500, 200
NOTE = "Say where this is documented, such as: Rheumatology note."


def _note(**rest: Any) -> Text:
    return Text(what="the note it is documented in", required=True, error_messages={"required": NOTE}, **rest)


class FactSchema(Part):
    """One documented value; its type, units and bounds come from the fact dictionary."""

    makes = Fact

    name = Text(what="the fact", longest=80, required=True, error_messages={"required": "Choose a fact from the list."})
    value = fields.Raw(required=True, error_messages={"required": "Enter a value, or leave the fact out."})
    unit = Text(what="the unit", longest=40)
    on = Day(what="the date of the value")
    note = _note()
    noted_on = Day(what="the date of the note")
    page = Text(what="the page", longest=20)

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> Fact:
        """Check the value against the dictionary."""
        kind = facts().get(loaded["name"])
        if kind is None:
            raise ValidationError(
                f"{loaded['name']} is not in the fact dictionary. Choose a fact from the list.", "name"
            )
        if kind.given_by is GivenBy.COMPUTED:
            raise ValidationError(f"{kind.label} is worked out from the case and cannot be entered as a fact.", "name")
        evidence = Evidence(loaded["note"], loaded.get("noted_on"), loaded.get("page"))
        return Fact(
            kind.name, fact_value(kind, loaded["value"]), evidence, _unit(kind, loaded.get("unit")), loaded.get("on")
        )

    @pre_dump
    def spread(self, fact: Fact, **_: Any) -> dict[str, Any]:
        """Lay evidence flat."""
        value = fact.value
        shown = plain(value) if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date) else value
        evidence = {"note": fact.evidence.note, "noted_on": fact.evidence.on, "page": fact.evidence.page}
        return {"name": fact.name, "value": shown, "unit": fact.unit, "on": fact.on, **evidence}


def fact_value(kind: FactKind, given: Any) -> FactValue:
    """Read a value as its fact's type. Raises ValidationError at `value`."""
    try:
        value: FactValue = _typed(kind, given)
    except ValidationError as error:
        raise ValidationError(error.messages, "value") from None
    return value


def _typed(kind: FactKind, given: Any) -> Any:
    match kind.type:
        case FactType.BOOLEAN:
            return YesNo(what=kind.label).deserialize(given)
        case FactType.QUANTITY:
            low, high = kind.minimum or Decimal(0), kind.maximum or Decimal(1_000_000)
            number = ExactNumber(what=kind.label, example=plain(low + 2), low=plain(low), high=plain(high))
            return number.deserialize(given)
        case FactType.DAY:
            return Day(what=kind.label).deserialize(given)
        case FactType.CHOICE:
            return _choice(kind, given)
        case FactType.CODE:
            return _code(kind, given)
        case _:
            return Text(what=kind.label, longest=500).deserialize(given)


def _choice(kind: FactKind, given: Any) -> str:
    if given not in kind.choices:
        raise ValidationError(f"Choose {kind.label}: one of {', '.join(kind.choices)}.")
    return str(given)


def _code(kind: FactKind, given: Any) -> str:
    code = str(given).strip().upper()
    if WITHOUT_DOT.fullmatch(code):
        code = f"{code[:3]}.{code[3:]}"
    if not ICD_10.fullmatch(code):
        raise ValidationError(f"Enter {kind.label} as an ICD-10-CM code, such as M33.12.")
    return code


def _unit(kind: FactKind, given: str | None) -> str | None:
    if kind.type is not FactType.QUANTITY:
        return None
    if given is None and len(kind.units) == 1:
        return kind.units[0]
    if given not in kind.units:
        *others, last = kind.units
        units = f"{', '.join(others)} or {last}" if others else last
        raise ValidationError(f"Choose the unit of {kind.label}: {units}.", "unit")
    return given


class TrialSchema(Part):
    """One prior treatment."""

    makes = Trial

    drug = Text(what="the drug", required=True, error_messages={"required": "Enter the drug, such as methotrexate."})
    drug_class = Text(
        what="the drug class",
        longest=60,
        pattern="[a-z_]+",
        example="corticosteroid",
        required=True,
        error_messages={"required": "Choose the class of the drug, such as corticosteroid."},
    )
    product = Text(what="the product", longest=60, pattern="[a-z0-9_]+", example="octagam_10")
    dose = Text(what="the dose", longest=100)
    dose_amount = ExactNumber(what="the dose as a number", example="20", above=True)
    dose_unit = Text(what="the unit of the dose", longest=40)
    route = Text(what="the route", longest=40)
    starts = Day(what="the start date")
    ends = Day(what="the end date")
    outcome = Choice(
        Outcome, what="the outcome", required=True, error_messages={"required": "Choose how the treatment ended."}
    )
    reason = Text(what="the reason", longest=500)
    source = Choice(TrialSource, what="who vouches for the treatment")
    note = _note()
    noted_on = Day(what="the date of the note")
    page = Text(what="the page", longest=20)

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> Trial:
        """Gather the evidence."""
        starts, ends = loaded.get("starts"), loaded.get("ends")
        if starts and ends and ends < starts:
            raise ValidationError("The treatment ends before it starts. Check both dates.", "ends")
        if (loaded.get("dose_amount") is None) != (loaded.get("dose_unit") is None):
            missing = "dose_unit" if loaded.get("dose_unit") is None else "dose_amount"
            raise ValidationError("Enter the dose as a number and its unit together, such as 20 and mg/day.", missing)
        evidence = Evidence(loaded.pop("note"), loaded.pop("noted_on", None), loaded.pop("page", None))
        return Trial(evidence=evidence, **loaded)

    @pre_dump
    def spread(self, trial: Trial, **_: Any) -> dict[str, Any]:
        """Lay evidence flat."""
        own = {
            name: getattr(trial, name)
            for name in (
                "drug",
                "drug_class",
                "product",
                "dose",
                "dose_amount",
                "dose_unit",
                "route",
                "starts",
                "ends",
                "outcome",
                "reason",
                "source",
            )
        }
        return {**own, "note": trial.evidence.note, "noted_on": trial.evidence.on, "page": trial.evidence.page}


class EvidenceSchema(Part):
    """A document, its date and page."""

    makes = Evidence

    note = _note()
    on = Day(what="the date of the note")
    page = Text(what="the page", longest=20)


class ChartSchema(Part):
    """Facts and prior treatments; `trials_complete` says which note lists them all."""

    makes = Chart

    facts = fields.List(fields.Nested(FactSchema))
    trials = fields.List(fields.Nested(TrialSchema))
    trials_complete = fields.Nested(EvidenceSchema)

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> Chart:
        """Freeze the lists, which stay as long as a letter can list."""
        for name, most, what in (("facts", MOST_FACTS, "values"), ("trials", MOST_TRIALS, "treatments")):
            if len(loaded.get(name, ())) > most:
                raise ValidationError(f"A chart may hold {most:,} {what}. Keep those that the request rests on.", name)
        return Chart(tuple(loaded.get("facts", ())), tuple(loaded.get("trials", ())), loaded.get("trials_complete"))
