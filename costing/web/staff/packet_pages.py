"""The packet of a case: what is enclosed with the letter, in which order, and the whole as one file."""

from collections.abc import Sequence
from datetime import date
from pathlib import PurePath

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from costing.case.request_shapes import LetterKind
from costing.case.schema import load_case
from costing.letters.history import note_titles
from costing.letters.intake import BadUpload, Cleaned, clean
from costing.letters.packet import BadTitle, TooLarge, not_enclosed, title_of
from costing.letters.parts import Letter
from costing.questions import Refused, read_case
from costing.questions.letter import read_kind
from costing.questions.sending import addressed_letter, packet_of
from costing.store import enclosures as store
from costing.store.cases import SavedCase
from costing.store.enclosures import Full, SavedEnclosure
from costing.web.auth import me
from costing.web.database import session
from costing.web.forms import Errors, Field, Option
from costing.web.staff.answer_places import Entry, entries
from costing.web.staff.keeping import REJECTED, cases, found, opened, record, rejected
from costing.web.staff.tasks import name_of
from costing.web.uploads import read_file, takes_files

OTHER = "other"
FULL = f"A case takes {store.MOST} enclosures with {store.MOST_BYTES // 1_000_000} MB in all. Remove one, then choose the file again."
NO_FILE = "Choose a file, such as note.pdf."
WHICH = "Choose which note it is, or another document."
Values = dict[str, str]


@cases.get("/cases/<case_id>/packet")
def packet(case_id: str) -> ResponseReturnValue:
    """What is enclosed, and the form that takes another file."""
    return _page(opened(case_id), {"note": "", "title": ""}, {})


@cases.post("/cases/<case_id>/packet")
@takes_files
def enclose(case_id: str) -> ResponseReturnValue:
    """Take files: each is cleaned, sealed and enclosed last; a file that is refused is named, the others are kept."""
    saved, files = found(case_id), [one for one in request.files.getlist("file") if one.filename]
    typed = {"note": request.form.get("note", ""), "title": request.form.get("title", "")}
    try:
        titles = [_chosen_title(typed)] if len(files) == 1 and typed["note"] else list(map(_name_of, files))
    except BadTitle as bad:
        return _page(saved, typed, {"title": [str(bad)]}), REJECTED
    ready, refused = _cleaned(files, titles)
    kept = sum(_keep(saved, title, cleaned) for title, cleaned in ready)
    if kept < len(ready):
        refused.append(FULL)
    if not kept:
        return _page(saved, typed, {"file": refused or [NO_FILE]}), REJECTED
    for sentence in refused:
        flash(sentence, "warning")
    flash(f"{kept} {'file' if kept == 1 else 'files'} enclosed.", "success")
    return _back(case_id)


def _cleaned(files: list[FileStorage], titles: list[str]) -> tuple[list[tuple[str, Cleaned]], list[str]]:
    """The files made fit, and what is said of those that are not taken; no row is locked meanwhile."""
    ready, refused = [], []
    for given, title in zip(files, titles, strict=True):
        try:
            ready.append((title, clean(read_file(given))))
        except BadUpload as bad:
            refused.append(f"{_name_of(given)}: {bad}" if len(files) > 1 else str(bad))
    return ready, refused


def _keep(saved: SavedCase, title: str, cleaned: Cleaned) -> bool:
    """Whether there was room for it."""
    try:
        one = store.add(session(), saved, title, cleaned.pdf, cleaned.pages, me().id)
    except Full:
        return False
    record("enclosure added", one.id)
    return True


def _name_of(given: FileStorage) -> str:
    """A file's own name without its ending, as a first title."""
    try:
        return title_of(PurePath(given.filename or "").stem[:100])
    except BadTitle:
        return "Enclosure"


def _chosen_title(typed: Values) -> str:
    """The note that was chosen, or the name of another document. Raises BadTitle."""
    return title_of(typed["title"] if typed["note"] == OTHER else typed["note"])


@cases.get("/cases/<case_id>/packet/<enclosure_id>/name")
def enclosure_name(case_id: str, enclosure_id: str) -> ResponseReturnValue:
    """Ask which note an enclosure is."""
    saved = opened(case_id)
    one, notes = _enclosure(saved, enclosure_id), _notes(saved)
    typed = {"note": one.title, "title": ""} if one.title in notes else {"note": OTHER, "title": one.title}
    return _name_page(saved, one, typed, {})


@cases.post("/cases/<case_id>/packet/<enclosure_id>/name")
def name_enclosure(case_id: str, enclosure_id: str) -> ResponseReturnValue:
    """Give an enclosure another name."""
    saved = found(case_id)
    one = _enclosure(saved, enclosure_id)
    typed = {"note": request.form.get("note", ""), "title": request.form.get("title", "")}
    if not typed["note"]:
        return _name_page(saved, one, typed, {"note": [WHICH]}), REJECTED
    try:
        store.rename(session(), me().practice_id, case_id, enclosure_id, _chosen_title(typed))
    except BadTitle as bad:
        return _name_page(saved, one, typed, {"title": [str(bad)]}), REJECTED
    record("enclosure named", enclosure_id)
    return _back(case_id)


@cases.post("/cases/<case_id>/packet/<enclosure_id>/move")
def move_enclosure(case_id: str, enclosure_id: str) -> ResponseReturnValue:
    """Put an enclosure one place up or down."""
    saved = found(case_id)
    ids = [one.id for one in _enclosures(saved)]
    if enclosure_id not in ids or request.form.get("to") not in ("up", "down"):
        abort(404)
    at = ids.index(enclosure_id)
    to = max(0, min(len(ids) - 1, at + (-1 if request.form["to"] == "up" else 1)))
    ids.insert(to, ids.pop(at))
    store.reorder(session(), me().practice_id, case_id, ids)
    record("enclosures ordered", case_id)
    return _back(case_id)


@cases.post("/cases/<case_id>/packet/<enclosure_id>/remove")
def remove_enclosure(case_id: str, enclosure_id: str) -> ResponseReturnValue:
    """Take an enclosure out."""
    found(case_id)
    store.remove(session(), me().practice_id, case_id, enclosure_id)
    record("enclosure removed", enclosure_id)
    flash("The enclosure was removed.", "success")
    return _back(case_id)


@cases.get("/cases/<case_id>/packet/<enclosure_id>.pdf")
def enclosure_pdf(case_id: str, enclosure_id: str) -> ResponseReturnValue:
    """One enclosure as it is sent."""
    found(case_id)
    pdf = store.content_of(session(), me().practice_id, case_id, enclosure_id)
    record("enclosure read", enclosure_id)
    return _file(pdf, "enclosure.pdf")


def chosen_kind() -> LetterKind | None:
    """The kind of letter that the address names; an unknown one is no page."""
    given = request.values.get("kind")
    try:
        return read_kind(given) if given else None
    except Refused:
        abort(404)


@cases.get("/cases/<case_id>/packet.pdf")
def packet_pdf(case_id: str) -> ResponseReturnValue:
    """The whole packet; every print is audited. The file name says what it is, never whose."""
    saved = found(case_id)
    try:
        built = packet_of(session(), saved, date.today(), chosen_kind())
    except Refused:
        return _back(case_id)
    except TooLarge as large:
        flash(str(large), "warning")
        return _back(case_id)
    record("packet printed", case_id)
    return _file(built.pdf, f"packet-{built.index.date.isoformat()}{'-draft' if built.index.is_draft else ''}.pdf")


def _back(case_id: str) -> ResponseReturnValue:
    """To the page, with the kind of letter that it showed."""
    return redirect(url_for(".packet", case_id=case_id, kind=chosen_kind()), 303)


def _file(pdf: bytes, name: str) -> Response:
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


def _enclosures(saved: SavedCase) -> tuple[SavedEnclosure, ...]:
    return store.of_case(session(), me().practice_id, saved.id)


def _enclosure(saved: SavedCase, enclosure_id: str) -> SavedEnclosure:
    return next((one for one in _enclosures(saved) if one.id == enclosure_id), None) or abort(404)


def _notes(saved: SavedCase) -> tuple[str, ...]:
    return note_titles(load_case(saved.document))


def _fields(notes: Sequence[str]) -> tuple[Field, ...]:
    options = (*(Option(note, note) for note in notes), Option(OTHER, "Another document"))
    return (
        Field("note", "Which note of the chart is it?", "radios", "The letter then points at it.", options),
        Field("title", "Name of another document", hint="Such as Laboratory report, May 2, 2026."),
    )


def _written(saved: SavedCase) -> tuple[Letter | None, tuple[Entry, ...]]:
    """The letter as it stands, or what to enter first."""
    try:
        case = read_case(saved.document)
        return addressed_letter(session(), me().practice_id, case, date.today(), chosen_kind()), ()
    except Refused as refused:
        return None, entries(saved.id, refused.messages)


def _page(saved: SavedCase, typed: Values, errors: Errors) -> str:
    held, notes = _enclosures(saved), _notes(saved)
    missing = not_enclosed(notes, [one.title for one in held])
    fields = (Field("file", "Files"), *_fields(missing))
    beside, summary = rejected(saved.id, errors, fields)
    written, to_enter = _written(saved)
    return render_template(
        "staff/packet.html", saved=saved, name=name_of(saved), held=held, missing=missing, fields=fields[1:],
        kind=chosen_kind(), values=typed, beside=beside, errors=summary, found=written, to_enter=to_enter,
        pages=sum(one.pages for one in held), size=sum(one.size for one in held),
    )  # fmt: skip


def _name_page(saved: SavedCase, one: SavedEnclosure, typed: Values, errors: Errors) -> str:
    fields = _fields(_notes(saved))
    beside, summary = rejected(saved.id, errors, fields)
    return render_template(
        "staff/enclosure_name.html", saved=saved, name=name_of(saved), one=one, fields=fields, values=typed,
        kind=chosen_kind(), beside=beside, errors=summary,
    )  # fmt: skip
