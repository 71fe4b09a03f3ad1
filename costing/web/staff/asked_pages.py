"""The page that takes what is still asked for and a record answers with yes or no, all out of one note."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from costing.case.schema import load_case
from costing.questions import Refused
from costing.store.cases import SavedCase, Stale
from costing.web.forms import Document, Errors, Field, Group, fields_of, summary_rows, typed_from, values_from
from costing.web.staff.entries import ENTRIES, WHERE, note_of_last, rows_of, with_rows
from costing.web.staff.fact_choices import asked_in_turn, yes_or_no
from costing.web.staff.keeping import CONFLICT, REJECTED, cases, found, keep, newest, opened
from costing.web.staff.tasks import name_of
from costing.web.staff.words import YES_NO
from payer_rules.facts import facts

FACTS = ENTRIES["facts"]
WHERE_PATHS = tuple(field.path for field in WHERE.fields)
NOTHING = "Answer at least one question, or go back to the findings."
MOVED = "Somebody changed this case in the meantime. Check your answers, then save again."


@cases.get("/cases/<case_id>/chart/asked")
def asked_facts(case_id: str) -> ResponseReturnValue:
    """Every question that is still asked and has a yes or a no, with the note of the entry before."""
    saved = opened(case_id)
    names = yes_or_no(asked_in_turn(load_case(saved.document)))
    if not names:
        return redirect(url_for(FACTS.page, case_id=case_id), 303)
    return _page(saved, names, values_from(note_of_last(saved.document, FACTS), WHERE.fields), {})


@cases.post("/cases/<case_id>/chart/asked")
def save_asked_facts(case_id: str) -> ResponseReturnValue:
    """Keep what was answered; what was left open stays not documented."""
    saved, names = found(case_id), yes_or_no(tuple(request.form.get("asked", "").split())) or abort(400)
    typed = typed_from(request.form, fields_of(_groups(names)))
    answered = [name for name in names if typed[_path(name)]]
    if not answered:
        return _page(saved, names, typed, {"": [NOTHING]}), REJECTED
    rows = rows_of(saved.document, FACTS)
    new = [_row(name, typed) for name in answered]
    try:
        keep(saved, with_rows(saved.document, FACTS, [*rows, *new]))
    except Refused as refused:
        return _page(saved, names, typed, _placed(refused.messages, len(rows), answered)), REJECTED
    except Stale:
        return _page(newest(saved), names, typed, {"": [MOVED]}), CONFLICT
    flash("1 finding is kept." if len(answered) == 1 else f"{len(answered)} findings are kept.", "success")
    return redirect(url_for(FACTS.page, case_id=case_id), 303)


def _groups(names: tuple[str, ...]) -> tuple[Group, ...]:
    questions = tuple(
        Field(_path(name), facts()[name].question, "radios", options=YES_NO, inline=True) for name in names
    )
    return (WHERE, Group(questions, "What this note says"))


def _path(name: str) -> str:
    return f"value.{name}"


def _row(name: str, typed: dict[str, Any]) -> Document:
    """A finding as it is entered one by one; an empty answer is none."""
    where = {path: typed[path].strip() for path in WHERE_PATHS if typed[path].strip()}
    return {"name": name, "value": typed[_path(name)], **where}


def _placed(errors: Errors, first: int, answered: list[str]) -> dict[str, list[str]]:
    """What is wrong with the new findings at the fields of this page, each sentence once; the rest on top."""
    placed: dict[str, list[str]] = {}
    for path, said in errors.items():
        at, _, field = path.removeprefix(f"{FACTS.path}.").partition(".")
        is_new = at.isdecimal() and first <= int(at) < first + len(answered)
        where = (field if field in WHERE_PATHS else _path(answered[int(at) - first])) if is_new else ""
        placed[where] = list(dict.fromkeys([*placed.get(where, []), *said]))
    return placed


def _page(saved: SavedCase, names: tuple[str, ...], values: dict[str, Any], errors: dict[str, list[str]]) -> str:
    groups = _groups(names)
    fields = fields_of(groups)
    shown = {field.path: values.get(field.path, "") for field in fields}
    return render_template(
        "staff/asked_facts.html", saved=saved, name=name_of(saved), groups=groups, names=names, values=shown,
        beside={path: said for path, said in errors.items() if path}, errors=_summary(errors, fields),
    )  # fmt: skip


def _summary(errors: dict[str, list[str]], fields: tuple[Field, ...]) -> list[tuple[str | None, str]]:
    """What is about the whole page leads to its first question."""
    whole: list[tuple[str | None, str]] = [(fields[len(WHERE_PATHS)].id, one) for one in errors.get("", ())]
    return whole + summary_rows({path: said for path, said in errors.items() if path}, fields)
