"""Signing a letter: a prescriber reads it, types their name, and it stays as it was signed; and sending what was signed."""

from datetime import date

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.sansio.app import App
from flask.typing import ResponseReturnValue

from costing.case.request_shapes import LetterKind
from costing.case.schema import load_case
from costing.letters.addressing import CannotSign, signer_of
from costing.letters.packet import TooLarge
from costing.letters.parts import Letter
from costing.questions import Refused, read_case
from costing.questions.answer_record import CannotRead
from costing.questions.sending import (
    CHANGED,
    Destination,
    Signing,
    content_to_sign,
    destination,
    letter_to_sign,
    sign_letter,
    signed_packet,
    with_to_sign,
)
from costing.store import cases as case_store
from costing.store import people
from costing.store import signed as store
from costing.store.cases import SavedCase, Stale
from costing.store.database import now
from costing.store.people import RoleName
from costing.store.signed import AlreadySigned, SignedLetter
from costing.web.auth import me
from costing.web.database import session
from costing.web.forms import Errors
from costing.web.staff.answers import answers
from costing.web.staff.keeping import REJECTED, found, keep, opened, record
from costing.web.staff.packet_pages import chosen_kind
from costing.web.staff.tasks import name_of

NO_ERRORS: Errors = {}


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
    return _page(saved, _to_sign(saved, chosen_kind()), "", NO_ERRORS)


@answers.post("/cases/<case_id>/letter/sign")
def sign(case_id: str) -> ResponseReturnValue:
    """Sign, freeze and keep; the letter must be to the last sign the one that was read."""
    saved, kind = found(case_id), chosen_kind()
    given = Signing(request.form.get("name", ""), request.form.get("read") == "yes", request.form.get("content", ""))
    written = _to_sign(saved, kind)
    if not isinstance(written, Letter):
        return _page(saved, written, given.name, NO_ERRORS), REJECTED
    try:
        one = sign_letter(session(), saved, written, given, now(), me().id)
    except Stale:
        flash("The letter has changed since you read it. Read it again, then sign it.", "warning")
        return redirect(url_for(".ask_to_sign", case_id=case_id, kind=kind), 303)
    except AlreadySigned:
        flash("You have signed this letter already. It was kept once.", "success")
        return redirect(url_for(".letter", case_id=case_id, kind=kind), 303)
    except Refused as refused:
        return _page(saved, written, given.name, refused.messages), REJECTED
    record("letter signed", one.id)
    flash("Signed. It stays as it is, and prints the same every time.", "success")
    return redirect(url_for(".letter", case_id=case_id, kind=kind), 303)


@answers.post("/cases/<case_id>/letter/to-sign")
def ask_for_signature(case_id: str) -> ResponseReturnValue:
    """Put a letter before the prescriber, whose list of cases then counts it."""
    saved, kind = found(case_id), chosen_kind() or abort(400)
    try:
        keep(saved, with_to_sign(saved.document, (*saved.document.get("request", {}).get("to_sign", ()), kind)))
    except Refused:
        abort(400)
    except Stale:
        flash("Somebody changed this case in the meantime. Look at the letter again, then ask.", "warning")
    else:
        flash("The prescriber finds it under “To sign” in the list of cases.", "success")
    return redirect(url_for(".letter", case_id=case_id, kind=kind), 303)


@answers.get("/signed/<signed_id>.pdf")
def signed_pdf(signed_id: str) -> ResponseReturnValue:
    """A signed letter, byte for byte."""
    one, pdf = store.get(session(), me().practice_id, signed_id)
    record("signed letter printed", one.id)
    return _file(pdf, f"signed-letter-{one.signed_at.date().isoformat()}.pdf")


@answers.get("/signed/<signed_id>/packet.pdf", endpoint="signed_packet")
def signed_packet_pdf(signed_id: str) -> ResponseReturnValue:
    """The packet around a signed letter, with what was enclosed when it was signed."""
    one, pdf = store.get(session(), me().practice_id, signed_id)
    saved = case_store.get(session(), me().practice_id, one.case_id)
    try:
        built = signed_packet(session(), saved, one, pdf)
    except (Refused, TooLarge) as why_not:
        flash(CHANGED if isinstance(why_not, Refused) else str(why_not), "warning")
        return redirect(url_for("cases.packet", case_id=saved.id, kind=one.letter["kind"]), 303)
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


def _page(saved: SavedCase, written: Letter | str, typed: str, errors: Errors) -> str:
    ready = isinstance(written, Letter)
    wrong = {field: " ".join(said) for field, said in errors.items()}
    content = content_to_sign(session(), saved, written) if isinstance(written, Letter) else ""
    return render_template(
        "staff/sign.html", saved=saved, name=name_of(saved), letter=written if ready else None, kind=chosen_kind(),
        why_not=None if ready else written, signer=signer_of(written) if isinstance(written, Letter) else "",
        content=content, typed=typed, wrong=wrong, errors=list(wrong.items()),
    )  # fmt: skip


def _file(pdf: bytes, name: str) -> Response:
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
