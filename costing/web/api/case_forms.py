"""Payers' own forms filled from a saved case: which there are, what stands on each, what could not be filled, and the file."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from costing.case.schema import load_case
from costing.letters.intake import BadUpload
from costing.letters.payer_form import FormField, fields_from
from costing.questions import to_plain
from costing.questions.payer_forms import FilledForm, enclose_filled, fill_for, form_for, forms_for
from costing.questions.refused import refuse
from costing.store import cases
from costing.store.cases import SavedCase
from costing.store.enclosures import Full
from costing.store.forms import SavedForm
from costing.web.api.admission import person_id, practice_id, record
from costing.web.api.bodies import PDF, asks_for_pdf
from costing.web.api.described import named
from costing.web.api.describing import Told, asked_for, handles
from costing.web.api.enclosures import FULL, ONE, row_of
from costing.web.api.forms import PayerFormRow, row_of_form
from costing.web.database import session
from payer_rules.message import Message

YES_NO = ("yes", "no")
EDITABLE = asked_for("editable", "yes leaves the fields of the PDF open.", {"type": "string", "enum": list(YES_NO)})


@dataclass(frozen=True, slots=True)
class CaseForms:
    """The forms of a case's plan, and those of its payer's other plans, which are not used."""

    forms: tuple[PayerFormRow, ...]
    of_other_plans: tuple[PayerFormRow, ...]


@dataclass(frozen=True, slots=True)
class Stands:
    """A field with the value that stands in it."""

    number: int
    label: str
    page: int
    value: str


@dataclass(frozen=True, slots=True)
class StaysEmpty:
    """A field without a value, and why."""

    number: int
    label: str
    page: int
    why: Message | None


@dataclass(frozen=True, slots=True)
class FilledReport:
    """What stands on a filled form, what could not be filled, and what is tied to nothing."""

    filled: tuple[Stands, ...]
    unfilled: tuple[StaysEmpty, ...]
    untied: tuple[StaysEmpty, ...]


ANSWERS = (CaseForms, FilledReport)


@handles(
    "/cases/<uuid:case_id>/forms",
    "GET",
    "List the forms for a case",
    "The forms of the case’s plan.",
    named("CaseForms"),
)
def list_case_forms(case_id: UUID) -> ResponseReturnValue:
    """A form of another plan of the payer is named and not used."""
    saved = _case(case_id)
    mine, others = forms_for(session(), saved.practice_id, load_case(saved.document))
    record("case read", saved.id)
    return jsonify(to_plain(CaseForms(tuple(map(row_of_form, mine)), tuple(map(row_of_form, others)))))


@handles(
    "/cases/<uuid:case_id>/forms/<uuid:form_id>",
    "GET",
    "Fill a payer’s form",
    "What stands on it and what does not, or with Accept: application/pdf the filled form.",
    named("FilledReport"),
    told=Told(query=(EDITABLE,), has_pdf=True),
)
def fill_form(case_id: UUID, form_id: UUID) -> ResponseReturnValue:
    """Flat, ready to be sent, or with editable=yes its fields still open for what is written by hand.

    Read what could not be filled, and why, before you send it: nothing is guessed.
    """
    saved, as_pdf, editable = _case(case_id), asks_for_pdf(), _editable()
    one = form_for(session(), saved, str(form_id))
    done = fill_for(session(), saved.practice_id, load_case(saved.document), one, date.today(), flatten=not editable)
    record("payer form printed" if as_pdf else "case read", saved.id)
    return Response(done.pdf, mimetype=PDF) if as_pdf else jsonify(to_plain(_report(one, done)))


@handles(
    "/cases/<uuid:case_id>/forms/<uuid:form_id>/enclosure",
    "POST",
    "Enclose a filled form",
    "The enclosure, now the last one.",
    ONE,
)
def enclose_form(case_id: UUID, form_id: UUID) -> ResponseReturnValue:
    """Put the form as it is filled now, flat, into the packet. Refused when the packet is full or its pages cannot be enclosed."""
    saved = _case(case_id)
    one = form_for(session(), saved, str(form_id))
    try:
        kept = enclose_filled(session(), saved, one, date.today(), person_id())
    except (BadUpload, Full) as why_not:
        raise refuse("enclosures", FULL if isinstance(why_not, Full) else str(why_not)) from None
    record("enclosure added", kept.id)
    return jsonify(row_of(kept)), 201


def _case(case_id: UUID) -> SavedCase:
    return cases.get(session(), practice_id(), str(case_id))


def _editable() -> bool:
    given = request.args.get("editable", "no")
    if given not in YES_NO:
        raise refuse("editable", "Answer editable with yes or no.")
    return given == "yes"


def _report(one: SavedForm, done: FilledForm) -> FilledReport:
    numbers = {each.key: at for at, each in enumerate(fields_from(one.fields), start=1)}

    def empty(each: FormField, why: Message | None) -> StaysEmpty:
        return StaysEmpty(numbers[each.key], each.label, each.page, why)

    return FilledReport(
        tuple(Stands(numbers[each.key], each.label, each.page, value) for each, value in done.filled),
        tuple(empty(each.field, each.why) for each in done.unfilled),
        tuple(empty(each, None) for each in done.untied),
    )
