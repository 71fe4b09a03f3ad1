"""The answers of a case: estimate, policy reading, help to pay; and those that were kept."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from costing.case.shapes import Case
from costing.domain.estimate import Estimate
from costing.domain.why import NoSuchFigure
from costing.domain.why import why as explain_figure
from costing.questions import CHOICES, Refused, check, read_case, safety
from costing.questions import estimate as price
from costing.questions.answer_record import CannotRead, read_back
from costing.questions.band import PriceBand, price_band
from costing.questions.margin import margin as work_out_margin
from costing.questions.plain import to_plain
from costing.questions.stamp import data_hash, engine_version
from costing.store import answers as kept
from costing.store.answers import SavedAnswer
from costing.store.cases import SavedCase, Stale
from costing.web import figures
from costing.web.auth import me
from costing.web.database import session
from costing.web.staff import answer_readings, keeping
from costing.web.staff.answer_places import entries, place_for
from costing.web.staff.answer_readings import by_policy
from costing.web.staff.keeping import opened, record
from costing.web.staff.payer_named import meant, unchosen_payer
from costing.web.staff.tasks import name_of
from payer_rules.findings import PolicyAnswer

answers = Blueprint("answers", __name__)
answers.record_once(lambda state: figures.set_up(state.app))
answers.record_once(lambda state: answer_readings.set_up(state.app))
answers.add_app_template_global(meant, "meant_payers")


@dataclass(frozen=True, slots=True)
class Kept:
    """A question whose answers can be kept: how it is asked, and the shape it is read back into."""

    ask: Callable[[Case], Any]
    shape: Any
    title: str
    endpoint: str


PART_WORDS = {
    "allowed": "What the payer allows",
    "billed": "What the practice charges",
    "plan": "What the plan pays",
    "second_payer": "What the second payer pays",
    "help_paid": "What programs pay",
    "patient": "What the patient pays",
}
KEPT = {
    "estimate": Kept(price, Estimate, "Estimate", "answers.estimate"),
    "policy": Kept(check, PolicyAnswer, "Policy reading", "answers.policy"),
}


def _kept(case_id: str, question: str) -> list[SavedAnswer]:
    mine = kept.of_case(session(), me().practice_id, case_id)
    return [one for one in mine if one.question == question]


def _page(template: str, saved: SavedCase, ask: Callable[[Case], Any], **more: Any) -> ResponseReturnValue:
    """A page with the answer, or with what to enter where the question is refused."""
    found, to_enter = None, entries(saved.id, {})
    try:
        found = ask(read_case(saved.document))
    except Refused as refused:
        to_enter = entries(saved.id, refused.messages)
    return render_template(template, saved=saved, name=name_of(saved), found=found, to_enter=to_enter, **more)


@answers.get("/cases/<case_id>/estimate")
def estimate(case_id: str) -> ResponseReturnValue:
    """The priced course, with the assumptions that may be added or taken back."""
    saved = opened(case_id)
    chosen = saved.document.get("assumptions", [])
    choices = tuple(choice for choice in CHOICES if choice.name not in chosen)
    shown = {"choices": choices, "chosen": chosen, "kept": _kept(case_id, "estimate"), "band_of": partial(_band, saved)}
    return _page("staff/estimate.html", saved, price, **shown)


def _band(saved: SavedCase, found: Estimate) -> PriceBand | None:
    return price_band(read_case(saved.document), found)


@answers.post("/cases/<case_id>/estimate/assumptions")
def assume(case_id: str) -> ResponseReturnValue:
    """Add an assumption to the case, or take it back."""
    saved, name = keeping.found(case_id), request.form.get("name", "")
    others = [one for one in saved.document.get("assumptions", []) if one != name]
    document = {**saved.document, "assumptions": [*others, name] if request.form.get("take") == "yes" else others}
    try:
        keeping.keep(saved, document)
    except Refused:
        abort(400)
    except Stale:
        flash("Somebody changed this case in the meantime. Look at it again, then choose.", "warning")
    return redirect(url_for(".estimate", case_id=case_id), 303)


@answers.get("/cases/<case_id>/policy")
def policy(case_id: str) -> ResponseReturnValue:
    """Authorization, then each reading with its trail."""
    saved, places = opened(case_id), {"by_policy": by_policy, "place_for": partial(place_for, case_id)}
    shown = {**places, "typed_payer": unchosen_payer(saved.document), "kept": _kept(case_id, "policy")}
    return _page("staff/policy.html", saved, check, **shown)


@answers.get("/cases/<case_id>/safety", endpoint="safety")
def safety_screen(case_id: str) -> ResponseReturnValue:
    """The ordered product's label against the chart."""
    return _page("staff/safety.html", opened(case_id), safety, place_for=partial(place_for, case_id))


@answers.get("/cases/<case_id>/why/<figure>")
def case_why(case_id: str, figure: str) -> ResponseReturnValue:
    """The working of one figure of the estimate as it stands."""
    saved = opened(case_id)
    try:
        found = price(read_case(saved.document))
    except Refused:
        return redirect(url_for(".estimate", case_id=case_id), 303)
    return _working(found, figure, name_of(saved), url_for(".estimate", case_id=case_id))


@answers.get("/answers/<answer_id>/why/<figure>")
def kept_why(answer_id: str, figure: str) -> ResponseReturnValue:
    """The working of one figure of a kept estimate."""
    one = kept.get(session(), me().practice_id, answer_id)
    record("answer read", one.id)
    if one.question != "estimate":
        abort(404)
    try:
        found = read_back(Estimate, one.answer)
    except CannotRead:
        return redirect(url_for(".kept_answer", answer_id=answer_id), 303)
    return _working(found, figure, KEPT[one.question].title, url_for(".kept_answer", answer_id=answer_id))


def _working(found: Estimate, figure: str, name: str, back: str) -> ResponseReturnValue:
    try:
        step = explain_figure(found, figure)
    except NoSuchFigure:
        abort(404)
    words = PART_WORDS[figure.rpartition(".")[2]]
    return render_template("staff/why.html", step=step, name=name, back=back, part_words=words)


@answers.get("/cases/<case_id>/margin")
def margin(case_id: str) -> ResponseReturnValue:
    """What the practice keeps, for the practice alone."""
    return _page("staff/margin.html", opened(case_id), work_out_margin)


@answers.post("/cases/<case_id>/answers")
def keep(case_id: str) -> ResponseReturnValue:
    """Keep an answer with the document it answered, the engine's version and the hash of the data."""
    saved, name = keeping.found(case_id), request.form.get("question", "")
    if name not in KEPT:
        abort(400)
    try:
        found = to_plain(KEPT[name].ask(read_case(saved.document)))
    except Refused:
        return redirect(url_for(KEPT[name].endpoint, case_id=case_id), 303)
    one = kept.keep(session(), me().practice_id, saved, name, found, engine_version(), data_hash(), me().id)
    record("answer kept", one.id)
    flash("Saved. It stays as it is, whatever changes later.", "success")
    return redirect(url_for(".kept_answer", answer_id=one.id), 303)


@answers.get("/answers/<answer_id>")
def kept_answer(answer_id: str) -> ResponseReturnValue:
    """A kept answer, exactly as it was."""
    one = kept.get(session(), me().practice_id, answer_id)
    question = KEPT.get(one.question) or abort(404)
    record("answer read", one.id)
    try:
        found = read_back(question.shape, one.answer)
    except CannotRead:
        found = None
    same = (one.engine_version, one.data_hash) == (engine_version(), data_hash())
    return render_template(
        "staff/answer.html", kept=one, found=found, title=question.title, same=same, by_policy=by_policy
    )
