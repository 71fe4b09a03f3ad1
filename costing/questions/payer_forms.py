"""A payer's own form: taken in, its fields tied, filled from a case of its plan, and what stays empty and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from marshmallow import ValidationError
from sqlalchemy.orm import Session

from costing.case.fields import Text
from costing.case.part import Part, needed
from costing.case.schema import flat_messages, load_case
from costing.case.shapes import Case
from costing.letters.form_filling import fill_form
from costing.letters.form_ties import Unfilled, prepare, suggested, too_long, wrong_tie
from costing.letters.form_values import Matter, values_of
from costing.letters.intake import BadUpload, clean
from costing.letters.packet import BadTitle, title_of
from costing.letters.parts import Letter
from costing.letters.payer_form import FormField, fields_from, fields_to, read_form
from costing.questions.letter import letter
from costing.questions.refused import Refused, refuse
from costing.questions.sending import plan_of
from costing.store import enclosures
from costing.store import forms as store
from costing.store.cases import NotFound, SavedCase
from costing.store.enclosures import SavedEnclosure
from costing.store.forms import Full, SavedForm


@dataclass(frozen=True, slots=True)
class WhoseForm:
    """Whose form it is; no `plan_name` means that all plans of the payer use it."""

    payer: str
    plan_name: str | None = None


class WhoseFormSchema(Part):
    """Whose form it is."""

    makes = WhoseForm

    payer = Text(
        what="the payer", longest=100, required=True,
        error_messages=needed("the payer, as in the case, such as Example Health"),
    )  # fmt: skip
    plan_name = Text(what="the plan", longest=100)


@dataclass(frozen=True, slots=True)
class FilledForm:
    """The file, and every field with its value, or with why it has none."""

    pdf: bytes = field(repr=False)
    filled: tuple[tuple[FormField, str], ...] = field(repr=False)
    unfilled: tuple[Unfilled, ...]
    untied: tuple[FormField, ...]


def take_form(session: Session, practice_id: str, about: Mapping[str, str], raw: bytes, by: str) -> SavedForm:
    """Clean a fillable PDF, offer ties by the words of its fields, and keep it; `about` holds title, payer and plan_name.

    Raises Refused by field.
    """
    errors: dict[str, list[str]] = {}
    try:
        blank = read_form(raw)
    except BadUpload as bad:
        errors["file"] = [str(bad)]
    try:
        title = title_of(about.get("title", ""))
    except BadTitle as bad:
        errors["title"] = [str(bad)]
    try:
        whose = WhoseFormSchema().load({key: " ".join(about.get(key, "").split()) for key in ("payer", "plan_name")})
    except ValidationError as error:
        errors |= flat_messages(error.messages)
    if errors:
        raise Refused(errors)
    ties = {one.key: tie for one in blank.fields if (tie := suggested(one))}
    kept = {
        "title": title,
        "payer": whose.payer,
        "plan_name": whose.plan_name,
        "fields": fields_to(blank.fields),
        "ties": ties,
    }
    try:
        return store.add(session, practice_id, kept, blank.pdf, by)
    except Full:
        raise refuse("file", f"A practice holds {store.MOST} forms. Remove one first.") from None


def keep_ties(
    session: Session, practice_id: str, one: SavedForm, ties: Mapping[str, str], row_version: int, by: str
) -> None:
    """Put ties, by `FormField.key`, in the place of those that were read. Raises Stale, and Refused by the key; then none is kept."""
    typed = {each: ties.get(each.key, "").strip() for each in fields_from(one.fields)}
    wrong = {each.key: [said] for each, tie in typed.items() if (said := wrong_tie(each, tie))}
    if wrong:
        raise Refused(wrong)
    store.tie(session, practice_id, one.id, {each.key: tie for each, tie in typed.items() if tie}, row_version, by)


def forms_for(session: Session, practice_id: str, case: Case) -> tuple[tuple[SavedForm, ...], tuple[SavedForm, ...]]:
    """The practice's forms of this case's plan, and those of its payer's other plans, which are not used."""
    plan = plan_of(case)
    payers = [one for one in store.all_of(session, practice_id) if plan and plan.payer and _same(one.payer, plan.payer)]
    mine = tuple(
        one for one in payers if one.plan_name is None or (plan and _same(one.plan_name, plan.plan_name or ""))
    )
    return mine, tuple(one for one in payers if one not in mine)


def form_for(session: Session, saved: SavedCase, form_id: str) -> SavedForm:
    """A form of the case's own plan. Raises NotFound, for a sister plan's form too."""
    mine, _ = forms_for(session, saved.practice_id, load_case(saved.document))
    found = next((one for one in mine if one.id == form_id), None)
    if found is None:
        raise NotFound(form_id)
    return found


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def fill_for(session: Session, practice_id: str, case: Case, one: SavedForm, today: date, flatten: bool) -> FilledForm:
    """Fill a form from a case; where no letter can be written yet, what the letter works out stays empty."""
    fields, blank = fields_from(one.fields), store.content_of(session, practice_id, one.id)
    ready = prepare(fields, one.ties, values_of(Matter(case, _letter(case, today), today)))
    done = fill_form(blank, ready.values, flatten)
    misfits = tuple(too_long(each) for each in fields if each.key in done.too_long)
    shown = tuple(
        (each, _shown(value))
        for each in fields
        if (value := ready.values.get(each.key)) and each.key not in done.too_long
    )
    return FilledForm(done.pdf, shown, ready.unfilled + misfits, ready.untied)


def enclose_filled(session: Session, saved: SavedCase, one: SavedForm, today: date, by: str) -> SavedEnclosure:
    """Put the filled form into the packet, last. Raises the enclosures' Full, and BadUpload when its pages cannot be enclosed."""
    filled = fill_for(session, saved.practice_id, load_case(saved.document), one, today, flatten=True)
    cleaned = clean(filled.pdf)
    return enclosures.add(session, saved, one.title, cleaned.pdf, cleaned.pages, by)


def _shown(value: str | bool) -> str:
    return "ticked" if value is True else str(value)


def _letter(case: Case, today: date) -> Letter | None:
    try:
        return letter(case, today)
    except Refused:
        return None
