"""The papers of a case: the choice of a kind, its preview with what stands behind each sentence, its PDF, the writer's own words."""

from datetime import date
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from costing.case.request_shapes import LetterKind
from costing.case.shapes import Case
from costing.letters.difference import difference
from costing.letters.kind_groups import GROUPS, KIND_WORDS, SPEAKS_SPANISH
from costing.letters.parts import Letter, Place
from costing.letters.pdf import Paper, render_pdf
from costing.letters.provenance import behind
from costing.letters.tongue import Language
from costing.questions import Refused, read_case
from costing.questions.letter import LANGUAGE_WORDS, letter
from costing.questions.own_words import WORDS, places_of, with_words
from costing.questions.sending import addressed_letter, logo_of
from costing.store.cases import SavedCase, Stale
from costing.web.auth import me
from costing.web.database import session
from costing.web.forms import Errors, Field, summary_rows
from costing.web.staff import keeping
from costing.web.staff.answer_places import Entry, entries, gap_entries
from costing.web.staff.answers import answers
from costing.web.staff.keeping import CONFLICT, REJECTED, opened, record
from costing.web.staff.tasks import name_of

KINDS = ",".join(LetterKind)


@answers.get("/cases/<case_id>/letters")
def letters(case_id: str) -> ResponseReturnValue:
    """The choice of a kind."""
    saved = opened(case_id)
    try:
        usual = letter(read_case(saved.document), date.today()).kind
    except Refused:
        usual = None
    return render_template("staff/letters.html", saved=saved, name=name_of(saved), groups=GROUPS, usual=usual)


@answers.get("/cases/<case_id>/letter", defaults={"kind": None}, endpoint="letter")
@answers.get(f"/cases/<case_id>/letter/<any({KINDS}):kind>", endpoint="letter")
def show_letter(case_id: str, kind: str | None) -> ResponseReturnValue:
    """A paper as it stands, its gaps first."""
    saved = opened(case_id)
    shown: dict[str, Any] = {"found": None, "to_enter": (), "kind": kind}
    try:
        found = _asked(read_case(saved.document), kind)
        shown |= {
            "found": found,
            "kind": found.kind,
            "behind": behind(found),
            "own": tuple(filter(_is_written, found.places)),
        }
    except Refused as refused:
        shown["to_enter"] = _to_enter(case_id, kind, refused.messages)
    words = KIND_WORDS[LetterKind(shown["kind"])] if shown["kind"] else None
    return render_template(
        "staff/letter.html", saved=saved, name=name_of(saved), gap_entries=gap_entries, difference=difference, words=words,
        language=request.args.get("language"), languages=SPEAKS_SPANISH, **shown,
    )  # fmt: skip


def _is_written(place: Place) -> bool:
    return place.written is not None


def _asked(case: Case, kind: str | None) -> Letter:
    """The paper of the kind and language that the address asks for. Raises Refused."""
    language = LANGUAGE_WORDS.get(request.args.get("language", ""), Language.ENGLISH)
    chosen = LetterKind(kind) if kind else None
    return addressed_letter(session(), me().practice_id, case, date.today(), chosen, language)


def _to_enter(case_id: str, kind: str | None, messages: Errors) -> tuple[Entry, ...]:
    """What refuses a letter, each sentence with where to change it; own words are changed in the editor."""
    own = {field: said for field, said in messages.items() if field.startswith(WORDS)}
    rest = {field: said for field, said in messages.items() if field not in own}
    editor = url_for(".letter_words", case_id=case_id, kind=kind or LetterKind.PRIOR_AUTHORIZATION)
    changed = tuple(Entry(sentence, "Change your words", editor) for said in own.values() for sentence in said)
    return (*changed, *entries(case_id, rest))


@answers.get("/cases/<case_id>/letter.pdf", defaults={"kind": None}, endpoint="letter_pdf")
@answers.get(f"/cases/<case_id>/letter/<any({KINDS}):kind>.pdf", endpoint="letter_pdf")
def letter_pdf(case_id: str, kind: str | None) -> ResponseReturnValue:
    """The paper as PDF; every print is audited. The file name says what it is, never whose."""
    saved = keeping.found(case_id)
    try:
        found = _asked(read_case(saved.document), kind)
    except Refused:
        return redirect(url_for(".letter", case_id=case_id, kind=kind), 303)
    paper = Paper.A4 if request.args.get("paper") == "a4" else Paper.LETTER
    pdf = render_pdf(found, logo_of(session(), me().practice_id), paper)
    record("letter printed", case_id)  # last, since it keeps other writers waiting until the answer is sent
    name = f"{found.kind.replace('_', '-')}-{found.date.isoformat()}{'-draft' if found.is_draft else ''}.pdf"
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


@answers.get(f"/cases/<case_id>/letter/<any({KINDS}):kind>/words")
def letter_words(case_id: str, kind: str) -> ResponseReturnValue:
    """The plain editor: each place of prose with the letter's own words or the writer's."""
    saved = opened(case_id)
    try:
        places = _places(saved, LetterKind(kind))
    except Refused:
        return redirect(url_for(".letter", case_id=case_id, kind=kind), 303)
    values = {_name(at): _text(place) for at, place in enumerate(places)}
    return _editor(saved, kind, places, values, {})


@answers.post(f"/cases/<case_id>/letter/<any({KINDS}):kind>/words")
def save_letter_words(case_id: str, kind: str) -> ResponseReturnValue:
    """Keep what differs from the letter's own words; a figure that the case does not have is refused beside its place."""
    saved = keeping.found(case_id)
    if keeping.row_version() != saved.row_version:
        return _stale(saved, kind)
    try:
        places = _places(saved, LetterKind(kind))
    except Refused:
        abort(400)
    typed = {_name(at): request.form.get(_name(at), "").replace("\r\n", "\n") for at in range(len(places))}
    names = {place.key: _name(at) for at, place in enumerate(places)}
    try:
        texts = {key: typed[name] for key, name in names.items()}
        keeping.keep(saved, with_words(saved.document, LetterKind(kind), places, texts, date.today()))
    except Refused as refused:
        errors = {names.get(key, key): said for key, said in refused.messages.items()}
        return _editor(saved, kind, places, typed, errors), REJECTED
    except Stale:
        return _stale(keeping.newest(saved), kind)
    return redirect(url_for(".letter", case_id=case_id, kind=kind), 303)


def _stale(saved: SavedCase, kind: str) -> ResponseReturnValue:
    """Somebody was faster: what was typed stays in the form, which is made anew from the case as it stands."""
    places = _places(saved, LetterKind(kind))
    typed = {_name(at): request.form.get(_name(at), _text(place)) for at, place in enumerate(places)}
    moved = {WORDS: ["Somebody changed this case in the meantime. Check your words against it, then save again."]}
    return _editor(saved, kind, places, typed, moved), CONFLICT


def _places(saved: SavedCase, kind: LetterKind) -> tuple[Place, ...]:
    return places_of(read_case(saved.document), kind, date.today())


def _text(place: Place) -> str:
    return place.written if place.written is not None else place.own


def _name(at: int) -> str:
    return f"place.{at}"


def _editor(saved: SavedCase, kind: str, places: tuple[Place, ...], values: dict[str, str], errors: Errors) -> str:
    fields = [Field(_name(at), place.label, "area", _hint(place)) for at, place in enumerate(places)]
    beside = {field: list(said) for field, said in errors.items() if field in values}
    return render_template(
        "staff/letter_words.html", saved=saved, name=name_of(saved), kind=kind, words=KIND_WORDS[LetterKind(kind)], fields=fields,
        values=values, beside=beside, errors=summary_rows(errors, fields),
    )  # fmt: skip


def _hint(place: Place) -> str | None:
    if place.hint:
        return place.hint
    return f"The letter itself says: {place.own}" if place.written is not None else None
