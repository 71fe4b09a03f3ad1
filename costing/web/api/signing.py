"""Signing a letter: the prescriber reads it, gives their name, and it stays as it was signed; and sending what was signed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue

from costing.case.fields import Choice, Text, YesNo
from costing.case.part import Part, needed
from costing.case.request_shapes import LetterKind
from costing.letters.addressing import CannotSign, NotTheSigner, signer_of
from costing.letters.packet import TooLarge
from costing.letters.parts import Letter
from costing.questions import read_case, to_plain
from costing.questions.answer_record import CannotRead
from costing.questions.refused import refuse
from costing.questions.sending import UNREAD, Signing, content_to_sign, letter_to_sign, sign_letter, signed_packet
from costing.store import cases
from costing.store import signed as store
from costing.store.cases import NotFound, SavedCase
from costing.store.database import now
from costing.store.signed import AlreadySigned, SignedLetter
from costing.web.api.admission import person, person_id, practice_id, record
from costing.web.api.bodies import PDF, asks_for_pdf, chosen_kind, typed_body
from costing.web.api.described import named
from costing.web.api.describing import KIND, PDF_FILE, Told, handles, sends
from costing.web.api.problems import Problem
from costing.web.database import session

HASH = "[0-9a-f]{64}"
EXAMPLE = {"name": "Alma Example", "read": True, "content_hash": "0f" * 32}


@dataclass(frozen=True, slots=True)
class LetterToSign:
    """A letter as it would be signed: by whom, the hash of its content, and the content."""

    signer: str
    content_hash: str
    letter: Letter


@dataclass(frozen=True, slots=True)
class EnclosedThen:
    """What was enclosed when a letter was signed."""

    title: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed letter: what, by whom, when, and the hashes of its content and of its file."""

    id: str
    case_id: str
    kind: LetterKind
    title: str
    signed_by: str
    signed_at: datetime
    content_hash: str
    file_hash: str
    case_row_version: int
    enclosures: tuple[EnclosedThen, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """What is sent to sign; no `kind` means the one that the case asks for."""

    name: str
    read: bool
    content_hash: str
    kind: LetterKind | None = None


class SignatureSchema(Part):
    """A typed signature: the name as it stands under the letter, that the letter was read, and the hash of what was read."""

    makes = Signature

    name = Text(what="your name", required=True, error_messages=needed("your name as it stands under the letter"))
    read = YesNo(
        what="whether you have read the letter and it is true", required=True, error_messages={"required": UNREAD}
    )
    content_hash = Text(
        what="the content_hash of the letter that you read", pattern=HASH, example=str(EXAMPLE["content_hash"]),
        required=True, error_messages=needed("the content_hash of the letter that you read"),
    )  # fmt: skip
    kind = Choice(LetterKind, what="the kind of letter")


@handles(
    "/cases/<uuid:case_id>/letter/to-sign",
    "GET",
    "Read the letter to sign",
    "The letter as it would be signed, pointing at what is enclosed.",
    named("LetterToSign"),
    told=Told(query=(KIND,), refusals=(403,)),
)
def read_to_sign(case_id: UUID) -> ResponseReturnValue:
    """Only for the prescriber who signs it: the token acts for that person. A draft, and a paper without a signature, is refused.

    `content_hash` is printed under the signature; it stays the same for as long as the letter and the files that go with it do.
    """
    saved = _case(case_id)
    written = _to_sign(saved, chosen_kind())
    record("case read", saved.id)
    return jsonify(to_plain(LetterToSign(signer_of(written), content_to_sign(session(), saved, written), written)))


@handles(
    "/cases/<uuid:case_id>/signed-letters",
    "POST",
    "Sign a letter",
    "The signed letter, frozen.",
    named("Signed"),
    sends("Signature", EXAMPLE),
    Told(at_address=True, once="You have signed this very letter before: that one.", refusals=(403, 412)),
)
def sign(case_id: UUID) -> ResponseReturnValue:
    """Send your name as it stands under the letter, `read` true, and the `content_hash` of what you read; `kind` as you read it.

    412 when the letter has changed since, by anybody's hand. What is signed prints the same, byte for byte, for ever.
    """
    saved, body = _case(case_id), typed_body(SignatureSchema())
    given, written = Signing(body.name, body.read, body.content_hash), _to_sign(saved, body.kind)
    try:
        one, code = sign_letter(session(), saved, written, given, now(), person_id()), 201
        record("letter signed", one.id)
    except AlreadySigned as already:
        one, code = already.one, 200
    return jsonify(to_plain(_shown(one))), code, {"Location": url_for("api.show_signed", signed_id=one.id)}


@handles(
    "/cases/<uuid:case_id>/signed-letters",
    "GET",
    "List signed letters",
    "The signed letters of a case, newest first.",
    {"type": "array", "items": named("Signed")},
)
def list_signed(case_id: UUID) -> ResponseReturnValue:
    """Who signed what and when."""
    saved = _case(case_id)
    record("case read", saved.id)
    return jsonify(to_plain([_shown(one) for one in store.of_case(session(), practice_id(), saved.id)]))


@handles(
    "/signed-letters/<uuid:signed_id>",
    "GET",
    "Fetch a signed letter",
    "Who signed it and when, or with Accept: application/pdf the file, byte for byte.",
    named("Signed"),
    told=Told(has_pdf=True),
)
def show_signed(signed_id: UUID) -> ResponseReturnValue:
    """`file_hash` is the SHA-256 of the PDF."""
    as_pdf = asks_for_pdf()
    one, pdf = store.get(session(), practice_id(), str(signed_id))
    record("signed letter printed" if as_pdf else "signed letter read", one.id)
    return Response(pdf, mimetype=PDF) if as_pdf else jsonify(to_plain(_shown(one)))


@handles(
    "/signed-letters/<uuid:signed_id>/packet",
    "GET",
    "Build the packet of a signed letter",
    "Index, the letter as it was signed, and what was enclosed then, in one PDF.",
    PDF_FILE,
)
def build_signed_packet(signed_id: UUID) -> ResponseReturnValue:
    """Refused when what is enclosed was changed since: put it back, or sign again."""
    one, pdf = store.get(session(), practice_id(), str(signed_id))
    saved = cases.get(session(), practice_id(), one.case_id)
    try:
        built = signed_packet(session(), saved, one, pdf)
    except TooLarge as large:
        raise refuse("enclosures", str(large)) from None
    except CannotRead:
        raise NotFound(one.id) from None
    record("packet printed", one.id)
    return Response(built.pdf, mimetype=PDF)


def _case(case_id: UUID) -> SavedCase:
    return cases.get(session(), practice_id(), str(case_id))


def _to_sign(saved: SavedCase, kind: LetterKind | None) -> Letter:
    """The letter as the token's person would sign it. Raises Problem 403, and Refused."""
    try:
        return letter_to_sign(session(), saved, read_case(saved.document), date.today(), person(), kind)
    except NotTheSigner as another:
        raise Problem(403, "This token may not sign the letter", str(another)) from None
    except CannotSign as cannot:
        raise refuse("letter", str(cannot)) from None


def _shown(one: SignedLetter) -> Signed:
    enclosed = tuple(EnclosedThen(title, sha256) for title, sha256 in one.enclosures)
    return Signed(
        one.id, one.case_id, LetterKind(one.letter["kind"]), one.letter["title"], one.name, one.signed_at, one.content_hash,
        one.file_hash, one.case_row_version, enclosed,
    )  # fmt: skip
