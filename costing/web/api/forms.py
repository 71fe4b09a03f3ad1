"""Payers' own forms: put in once, each field tied to a value of the case, then filled from any case of that plan."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields

from costing.case.fields import Count, Text
from costing.case.part import NOT_A_LIST, UNKNOWN_KEY, Part, needed
from costing.letters.form_filling import number_form
from costing.letters.form_ties import LONGEST
from costing.letters.form_values import names
from costing.letters.payer_form import FormField, fields_from
from costing.questions import to_plain
from costing.questions.payer_forms import keep_ties, take_form
from costing.questions.refused import Refused
from costing.store import forms as store
from costing.store.forms import SavedForm
from costing.web.api.admission import person_id, practice_id, record
from costing.web.api.bodies import PDF, sent_file, sent_version, typed_body
from costing.web.api.described import named
from costing.web.api.describing import PDF_FILE, Told, handles, sends, sends_file, text
from costing.web.database import session

MOST_FIELDS = 600
TEXTS = ("title", "payer", "plan_name")


@dataclass(frozen=True, slots=True)
class TiedField:
    """One field of a form and what it is tied to: a name, = and a text of your own, or null; `most` is its longest text."""

    number: int
    name: str
    label: str
    kind: str
    page: int
    state: str | None
    options: tuple[str, ...]
    most: int | None
    tie: str | None


@dataclass(frozen=True, slots=True)
class PayerFormRow:
    """A form without its fields; no `plan_name` means every plan of the payer."""

    id: str
    row_version: int
    title: str
    payer: str
    plan_name: str | None
    field_count: int
    tied_count: int


@dataclass(frozen=True, slots=True)
class PayerForm:
    """A form with its fields in the order of its pages."""

    id: str
    row_version: int
    title: str
    payer: str
    plan_name: str | None
    fields: tuple[TiedField, ...]


@dataclass(frozen=True, slots=True)
class TieNames:
    """What a field can be tied to: `texts` for fields and choices, `boxes` for what is ticked, with "not " before it for its opposite."""

    texts: tuple[str, ...]
    boxes: tuple[str, ...]


ANSWERS = (PayerFormRow, PayerForm, TieNames)


@dataclass(frozen=True, slots=True)
class Tie:
    """One field by its number, and what it is tied to."""

    field: int
    tie: str = ""


@dataclass(frozen=True, slots=True)
class Ties:
    """The ties to change."""

    ties: list[Tie]


class TieSchema(Part):
    """One field by its number; an empty `tie` ties it to nothing."""

    makes = Tie

    field = Count(
        what="the number of the field", example="4", low=1, high=MOST_FIELDS, required=True,
        error_messages=needed("the number of the field, such as 4"),
    )  # fmt: skip
    tie = Text(what="the tie", longest=LONGEST, example="Coverage: member ID")


class TiesSchema(Part):
    """The ties to change; those of fields that are not named stay."""

    makes = Ties

    ties = fields.List(
        fields.Nested(TieSchema),
        required=True,
        error_messages={
            "invalid": NOT_A_LIST,
            **needed('the ties as a list, such as [{{"field": 4, "tie": "Coverage: member ID"}}]'),
        },
    )


NEW_FORM = sends_file(
    "form.pdf",
    ("title", "payer"),
    title=text("The name of the form.", "Immune globulin request form, July 2026"),
    payer=text("As in the case.", "Example Health"),
    plan_name=text("As in the case; leave it out when all plans of the payer use this form.", "Gold HMO"),
)
TIED = sends("Ties", {"ties": [{"field": 4, "tie": "Coverage: member ID"}, {"field": 5, "tie": "=On file"}]})


@handles(
    "/forms",
    "GET",
    "List payers’ forms",
    "The forms by payer and title.",
    {"type": "array", "items": named("PayerFormRow")},
)
def list_forms() -> ResponseReturnValue:
    """Every form of the practice, without its fields."""
    return jsonify(to_plain([row_of_form(one) for one in store.all_of(session(), practice_id())]))


@handles(
    "/forms",
    "POST",
    "Put in a payer’s form",
    "The form, its fields, and what each is tied to.",
    named("PayerForm"),
    NEW_FORM,
    Told(has_version=True, at_address=True),
)
def add_form() -> ResponseReturnValue:
    """Send the payer’s fillable PDF of at most 20 MB; scripts, links and what else it carries are taken out.

    Fields are tied by their own words as far as these tell: look at each tie before you use the form.
    """
    raw = sent_file("form.pdf")
    if unknown := {key: [UNKNOWN_KEY] for key in request.form if key not in TEXTS}:
        raise Refused(unknown)
    one = take_form(session(), practice_id(), request.form, raw, person_id())
    record("payer form added", one.id)
    response = _shown(one, 201)
    response.headers["Location"] = url_for("api.show_form", form_id=one.id)
    return response


@handles(
    "/forms/tie-names",
    "GET",
    "List what a field can be tied to",
    "The names, in the order of the case.",
    named("TieNames"),
)
def list_tie_names() -> ResponseReturnValue:
    """A text field takes one of `texts`, or = and a text of your own; a box one of `boxes`, "not " and one of them, or =yes."""
    texts, boxes = names()
    return jsonify(to_plain(TieNames(texts, boxes)))


@handles(
    "/forms/<uuid:form_id>",
    "GET",
    "Read a payer’s form",
    "The form and its fields.",
    named("PayerForm"),
    told=Told(has_version=True),
)
def show_form(form_id: UUID) -> ResponseReturnValue:
    """Every field with its number and what it is tied to; ETag is the version of the ties."""
    return _shown(store.get(session(), practice_id(), str(form_id)))


@handles(
    "/forms/<uuid:form_id>/numbered",
    "GET",
    "Fetch the form with its numbers",
    "The blank form, each text field showing its number.",
    PDF_FILE,
)
def show_numbered(form_id: UUID) -> ResponseReturnValue:
    """To see which field is which."""
    one = store.get(session(), practice_id(), str(form_id))
    blank = store.content_of(session(), practice_id(), one.id)
    return Response(number_form(blank, fields_from(one.fields)), mimetype=PDF)


@handles(
    "/forms/<uuid:form_id>/ties",
    "PATCH",
    "Tie the fields",
    "The form as it is now.",
    named("PayerForm"),
    TIED,
    Told(has_version=True),
)
def tie_fields(form_id: UUID) -> ResponseReturnValue:
    """Send the ties to change, by the number of the field; the others stay. None is kept when any is wrong.

    If-Match names the version that you read.
    """
    one = store.get(session(), practice_id(), str(form_id))
    version, sent = sent_version(), typed_body(TiesSchema()).ties
    keys = _keys(fields_from(one.fields), sent)
    try:
        ties = {**one.ties, **{key: tie.tie for key, tie in zip(keys, sent, strict=True)}}
        keep_ties(session(), practice_id(), one, ties, version, person_id())
    except Refused as refused:
        raise Refused({f"ties.{keys.index(key)}.tie": said for key, said in refused.messages.items()}) from None
    record("payer form tied", one.id)
    session().expire_all()
    return _shown(store.get(session(), practice_id(), one.id))


@handles("/forms/<uuid:form_id>", "DELETE", "Remove a payer’s form", "It is gone.")
def remove_form(form_id: UUID) -> ResponseReturnValue:
    """What was filled and enclosed before stays."""
    store.remove(session(), practice_id(), str(form_id))
    record("payer form removed", str(form_id))
    return Response(status=204)


def _keys(known: tuple[FormField, ...], sent: list[Tie]) -> list[str]:
    """The key of each field that is named. Raises Refused for a number that is none, and for one that stands twice."""
    numbers = [tie.field for tie in sent]
    none = f"This form has {len(known)} fields. Name one by its number, such as 4."
    wrong = {f"ties.{at}.field": [none] for at, number in enumerate(numbers) if number > len(known)}
    twice = {
        f"ties.{at}.field": ["Tie each field once."] for at, number in enumerate(numbers) if number in numbers[:at]
    }
    wrong |= twice
    if wrong:
        raise Refused(wrong)
    return [known[number - 1].key for number in numbers]


def row_of_form(one: SavedForm) -> PayerFormRow:
    """A form as it is listed."""
    return PayerFormRow(one.id, one.row_version, one.title, one.payer, one.plan_name, len(one.fields), len(one.ties))


def _shown(one: SavedForm, code: int = 200) -> Response:
    tied = tuple(
        TiedField(
            at, each.name, each.label, each.kind, each.page, each.state, each.options, each.most, one.ties.get(each.key)
        )
        for at, each in enumerate(fields_from(one.fields), start=1)
    )
    response = jsonify(to_plain(PayerForm(one.id, one.row_version, one.title, one.payer, one.plan_name, tied)))
    response.status_code = code
    response.set_etag(str(one.row_version))
    return response
