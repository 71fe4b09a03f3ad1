"""Signing a letter: a prescriber reads it, types their name, and it stays as it was signed; and sending what was signed."""

from datetime import date
from functools import partial

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.sansio.app import App
from flask.typing import ResponseReturnValue

from costing.case.request_shapes import LetterKind
from costing.case.schema import load_case
from costing.letters.addressing import CannotSign, content_hash, signer_of
from costing.letters.packet import TooLarge, bind
from costing.letters.parts import Letter
from costing.questions import Refused, read_case
from costing.questions.plain import to_plain
from costing.questions.sending import (
    Destination,
    destination,
    enclosed_with,
    fingerprints,
    letter_to_sign,
    logo_of,
    sign_letter,
)
from costing.store import cases as case_store
from costing.store import people
from costing.store import signed as store
from costing.store.cases import SavedCase
from costing.store.database import now
from costing.store.people import RoleName
from costing.store.signed import SignedLetter
from costing.web.auth import me
from costing.web.database import session
from costing.web.staff.answer_record import CannotRead, read_back
from costing.web.staff.answers import answers
from costing.web.staff.keeping import REJECTED, found, opened, record
from costing.web.staff.packet_pages import chosen_kind
from costing.web.staff.tasks import name_of

UNREAD = "Tick that you have read the letter and that it is true."
CHANGED = "What is enclosed was changed since this letter was signed. Put it back as it was, or sign the letter again."


def set_up(app: App) -> None:
    """Let the page of a letter say where it goes and what was signed."""
    app.jinja_env.globals.update(destination_of=_destination, signed_of=_signed, signers=_signers, may_sign=_may_sign)


answers.record_once(lambda state: set_up(state.app))


def _destination(saved: SavedCase) -> Destination:
    return destination(session(), me().practice_id, load_case(saved.document))


def _signed(saved: SavedCase) -> tuple[SignedLetter, ...]:
    return store.of_case(session(), me().practice_id, saved.id)


def _signers() -> list[str]:
    return people.prescribers_of(session(), me().practice_id)


def _may_sign() -> bool:
    return me().role == RoleName.PRESCRIBER


@answers.get("/cases/<case_id>/letter/sign")
def ask_to_sign(case_id: str) -> ResponseReturnValue:
    """The letter's whole content once more, and a field for the name."""
    saved = opened(case_id)
    return _page(saved, _to_sign(saved, chosen_kind()), "", None)


@answers.post("/cases/<case_id>/letter/sign")
def sign(case_id: str) -> ResponseReturnValue:
    """Sign, freeze and keep; the letter must be to the last sign the one that was read."""
    saved, kind, typed = found(case_id), chosen_kind(), request.form.get("name", "")
    written = _to_sign(saved, kind)
    if not isinstance(written, Letter):
        return _page(saved, written, typed, None), REJECTED
    if request.form.get("content") != content_hash(to_plain(written)):
        flash("The letter has changed since you read it. Read it again, then sign it.", "warning")
        return redirect(url_for(".ask_to_sign", case_id=case_id, kind=kind), 303)
    if request.form.get("read") != "yes":
        return _page(saved, written, typed, UNREAD, field="read"), REJECTED
    try:
        one = sign_letter(session(), saved, written, typed, now(), me().id)
    except CannotSign as cannot:
        return _page(saved, written, typed, str(cannot)), REJECTED
    record("letter signed", one.id)
    flash("Signed. It stays as it is, and prints the same every time.", "success")
    return redirect(url_for(".letter", case_id=case_id, kind=kind), 303)


@answers.get("/signed/<signed_id>.pdf")
def signed_pdf(signed_id: str) -> ResponseReturnValue:
    """A signed letter, byte for byte."""
    one, pdf = store.get(session(), me().practice_id, signed_id)
    record("signed letter printed", one.id)
    return _file(pdf, f"signed-letter-{one.signed_at.date().isoformat()}.pdf")


@answers.get("/signed/<signed_id>/packet.pdf")
def signed_packet(signed_id: str) -> ResponseReturnValue:
    """The packet around a signed letter, with what was enclosed when it was signed."""
    one, pdf = store.get(session(), me().practice_id, signed_id)
    saved = case_store.get(session(), me().practice_id, one.case_id)
    back = partial(redirect, url_for("cases.packet", case_id=saved.id), 303)
    if fingerprints(session(), saved) != one.enclosures:
        flash(CHANGED, "warning")
        return back()
    try:
        most = _destination(saved).most_bytes
        built = bind(
            read_back(Letter, one.letter),
            pdf,
            enclosed_with(session(), saved),
            most,
            logo_of(session(), saved.practice_id),
        )
    except TooLarge as large:
        flash(str(large), "warning")
        return back()
    except CannotRead:
        abort(404)
    record("packet printed", one.id)
    return _file(built.pdf, f"packet-signed-{one.signed_at.date().isoformat()}.pdf")


def _to_sign(saved: SavedCase, kind: LetterKind | None) -> Letter | str:
    """The letter as it would be signed, or why it cannot be."""
    try:
        return letter_to_sign(session(), saved, read_case(saved.document), date.today(), me(), kind)
    except CannotSign as cannot:
        return str(cannot)
    except Refused as refused:
        return " ".join(sentence for said in refused.messages.values() for sentence in said)


def _page(saved: SavedCase, written: Letter | str, typed: str, wrong: str | None, field: str = "name") -> str:
    ready = isinstance(written, Letter)
    errors = {field: wrong} if wrong else {}
    content = content_hash(to_plain(written)) if ready else ""
    return render_template(
        "staff/sign.html", saved=saved, name=name_of(saved), letter=written if ready else None, kind=chosen_kind(),
        why_not=None if ready else written, signer=signer_of(written) if isinstance(written, Letter) else "",
        content=content, typed=typed, wrong=errors, errors=list(errors.items()),
    )  # fmt: skip


def _file(pdf: bytes, name: str) -> Response:
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
