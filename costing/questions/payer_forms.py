"""A payer's own form filled from a case: the forms of its plan, what is filled, and what stays empty and why."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from costing.case.shapes import Case
from costing.letters.form_filling import fill_form
from costing.letters.form_ties import Unfilled, prepare, too_long
from costing.letters.form_values import Matter, values_of
from costing.letters.parts import Letter
from costing.letters.payer_form import FormField, fields_from
from costing.questions.letter import letter
from costing.questions.refused import Refused
from costing.questions.sending import plan_of
from costing.store import forms as store
from costing.store.forms import SavedForm


@dataclass(frozen=True, slots=True)
class FilledForm:
    """The file, and every field with its value, or with why it has none."""

    pdf: bytes = field(repr=False)
    filled: tuple[tuple[FormField, str], ...] = field(repr=False)
    unfilled: tuple[Unfilled, ...]
    untied: tuple[FormField, ...]


def forms_for(session: Session, practice_id: str, case: Case) -> tuple[tuple[SavedForm, ...], tuple[SavedForm, ...]]:
    """The practice's forms of this case's plan, and those of its payer's other plans, which are not used."""
    plan = plan_of(case)
    payers = [one for one in store.all_of(session, practice_id) if plan and plan.payer and _same(one.payer, plan.payer)]
    mine = tuple(
        one for one in payers if one.plan_name is None or (plan and _same(one.plan_name, plan.plan_name or ""))
    )
    return mine, tuple(one for one in payers if one not in mine)


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


def _shown(value: str | bool) -> str:
    return "ticked" if value is True else str(value)


def _letter(case: Case, today: date) -> Letter | None:
    try:
        return letter(case, today)
    except Refused:
        return None
