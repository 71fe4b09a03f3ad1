"""The patient page's one address: each step is posted to it, because patient data must not stand in an address.

No session is opened and no token is asked: a POST here changes nothing, so there is nothing to forge and no cookie to set.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from costing.letters.pdf import render_pdf
from costing.letters.tongue import Language
from costing.questions import Refused, programs
from costing.questions.letter import help_sheet
from costing.web.auth import csrf, public
from costing.web.forms import Errors, Group, fields_of, place, summary_rows, typed_from
from costing.web.limits import OPEN_QUESTIONS, limiter
from costing.web.patient import asked
from costing.web.patient.answer import MayOwe, may_owe
from costing.web.patient.household import household_groups
from costing.web.patient.spoken import Spoken
from costing.web.patient.told import Told, read_household, read_plan, read_treatment
from costing.web.patient.words import STILL_TO_TELL
from costing.web.shown import fact_label
from payer_rules.findings import ProgramAnswer

pages = Blueprint("patient", __name__)
csrf.exempt(pages)
Form = MultiDict[str, str]
NO_ERRORS: Errors = {}
HERE = {"treatment": "change", "plan": "treatment", "answer": "answer"}  # the step that shows this page again
CARRIED = ("coverage.", "order.", "patient.", "help.", "told.", "assumptions", "offered")


@pages.app_template_filter()
def month_and_year(day: date) -> str:
    """Jan 2026."""
    return f"{day:%b %Y}"


@pages.app_template_filter()
def still_to_tell(needs: Iterable[str], t: Spoken) -> str:
    """What a program still asks, in a patient's words; by its printed name where the page does not ask it."""
    said = dict.fromkeys(t(STILL_TO_TELL.get(name) or fact_label(name)) for name in needs)
    return Markup(", ").join(said)


@pages.app_template_global()
def error_words() -> tuple[str, str]:
    """The title of an error summary, and the word before an error, in the language of the page."""
    t: Spoken = g.get("spoken") or Spoken("en")
    return t("There is a problem"), t("Error")


@pages.route("/estimate", methods=["GET", "POST"])
@public
@limiter.limit(OPEN_QUESTIONS, methods=["POST"])
def ask() -> ResponseReturnValue:
    """Ask, one step after the other, and answer."""
    form = request.form
    if request.method == "GET" or form.get("step") == "change":
        return _page("treatment", asked.treatment_groups(), form)
    try:
        first = read_treatment(form)
    except Refused as refused:
        return _page("treatment", asked.treatment_groups(), form, refused.messages)
    if form.get("step") == "sheet":
        return _sheet(form, first)
    return _plan_page(form, first) if form.get("step") == "treatment" else _answer(form, first)


def _sheet(form: Form, first: Told) -> ResponseReturnValue:
    """The programs on one page of paper, in English or Spanish; nothing of it is kept."""
    language = Language.SPANISH if form.get("language") == Language.SPANISH else Language.ENGLISH
    try:
        paper = help_sheet(read_household(form, first.kind).case, date.today(), language)
    except Refused:
        return _answer(form, first)
    headers = {"Content-Disposition": 'inline; filename="help-to-pay.pdf"'}
    return Response(render_pdf(paper), mimetype="application/pdf", headers=headers)


def _plan_page(form: Form, first: Told, errors: Errors = NO_ERRORS) -> ResponseReturnValue:
    """The second step; what we would assume comes ticked when it is seen for the first time."""
    offered = asked.offered(first.kind, first.product)
    if form.get("offered") != offered:
        form = form.copy()
        form.setlist(asked.ASSUMPTIONS, asked.assumptions_for(first.kind, first.product))
    return _page("plan", asked.plan_groups(first.kind, first.product), form, errors, first=first, offered=offered)


def _answer(form: Form, first: Told) -> ResponseReturnValue:
    """The answer, or the second step with what is wrong there."""
    try:
        owed = may_owe(read_plan(form, first))
    except Refused as refused:
        return _plan_page(form, first, refused.messages)
    try:
        helpers = _who_may_help(form, first)
    except Refused as refused:
        return _answer_page(form, owed, (), refused.messages)
    return _answer_page(form, owed, helpers)


def _who_may_help(form: Form, first: Told) -> tuple[ProgramAnswer, ...]:
    """Programs read against the household's answers, once there are some."""
    if not any(form.get(field.path) for field in fields_of(household_groups(first.kind))):
        return ()
    return programs(read_household(form, first.kind).case, on=date.today())


def _answer_page(
    form: Form, owed: MayOwe, helpers: Sequence[ProgramAnswer], errors: Errors = NO_ERRORS
) -> ResponseReturnValue:
    return _page("answer", household_groups(owed.told.kind), form, errors, owed=owed, helpers=helpers)


def _page(
    name: str, groups: Sequence[Group], form: Form, errors: Errors = NO_ERRORS, **shown: Any
) -> ResponseReturnValue:
    """One step with what was typed; 422 with errors on top and beside their fields. Other steps' answers ride in hidden fields."""
    g.spoken = t = Spoken(form.get("switch") or form.get("speaks") or request.args.get("speaks", ""))
    groups, errors = t.groups(groups), t.errors(errors)
    fields = fields_of(groups)
    page = render_template(
        f"patient/{name}.html",
        t=t,
        here=HERE[name],
        groups=groups,
        values=typed_from(form, fields),
        beside=place(errors, fields)[0],
        errors=summary_rows(errors, fields),
        carried=(*_carried(form, {field.path for field in fields}), ("speaks", t.code)),
        carried_all=(*_carried(form, set()), ("speaks", t.code)),
        **shown,
    )
    return page, 422 if errors else 200


def _carried(form: Form, own: set[str]) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in form.items(multi=True) if name.startswith(CARRIED) and name not in own)
