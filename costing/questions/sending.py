"""A letter made ready to be sent: the plan's address from the office's own directory, the practice's logo, and its signature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from costing.case.payer_entry import PayerEntry, entry_for, read_entry, sisters
from costing.case.plan_shapes import Plan
from costing.case.request_shapes import LetterKind
from costing.case.schema import dump_case, load_case
from costing.case.shapes import Case
from costing.letters.addressing import CannotSign, Signature, address_to, content_hash, fax_differs, may_sign, sign
from costing.letters.logo import Logo
from costing.letters.packet import MEGABYTE, Enclosed, Packet, bind, make_packet, point_at
from costing.letters.parts import Letter
from costing.letters.pdf import render_pdf
from costing.letters.tongue import Language
from costing.questions.answer_record import read_back
from costing.questions.documents import read_case
from costing.questions.letter import letter
from costing.questions.plain import to_plain
from costing.questions.refused import refuse
from costing.questions.stamp import engine_version
from costing.store import cases, enclosures, letterheads, payers, signed
from costing.store.cases import SavedCase, Stale
from costing.store.people import Person, RoleName
from costing.store.signed import SignedLetter

UNREAD = "Tick that you have read the letter and that it is true."
CHANGED = "What is enclosed was changed since this letter was signed. Put it back as it was, or sign the letter again."


@dataclass(frozen=True, slots=True)
class Destination:
    """What the directory says of a plan: its entry, the sister plans' entries that are not used, and a second fax number."""

    entry: PayerEntry | None
    sisters: tuple[PayerEntry, ...]
    fax_differs: bool

    @property
    def most_bytes(self) -> int | None:
        """What the payer takes at once."""
        size = self.entry.largest_packet_mb if self.entry else None
        return None if size is None else int(size * MEGABYTE)


def plan_of(case: Case) -> Plan | None:
    """Who pays first."""
    return case.coverage.primary if case.coverage else None


def destination(session: Session, practice_id: str, case: Case) -> Destination:
    """Where the practice's directory sends a request of this case's plan."""
    plan, held = plan_of(case), [read_entry(one.document) for one in payers.all_of(session, practice_id)]
    entry = entry_for(held, plan)
    return Destination(entry, sisters(held, plan), fax_differs(plan, entry))


def addressed_letter(
    session: Session,
    practice_id: str,
    case: Case,
    today: date,
    kind: LetterKind | None = None,
    language: Language = Language.ENGLISH,
) -> Letter:
    """The letter of a case with the address of its plan. Raises Refused as `letter` does."""
    return address_to(letter(case, today, kind, language), plan_of(case), destination(session, practice_id, case).entry)


def logo_of(session: Session, practice_id: str) -> Logo | None:
    """The practice's logo, ready to be printed."""
    saved = letterheads.logo_of(session, practice_id)
    return Logo(saved.kind, saved.content) if saved else None


def enclosed_with(session: Session, saved: SavedCase) -> tuple[Enclosed, ...]:
    """What is enclosed with a case, with its files."""
    return tuple(
        Enclosed(one.title, one.pages, enclosures.content_of(session, saved.practice_id, saved.id, one.id))
        for one in enclosures.of_case(session, saved.practice_id, saved.id)
    )


def fingerprints(session: Session, saved: SavedCase) -> list[list[str]]:
    """Title and hash of what is enclosed, in order."""
    return [[one.title, one.sha256] for one in enclosures.of_case(session, saved.practice_id, saved.id)]


def letter_to_sign(
    session: Session, saved: SavedCase, case: Case, today: date, person: Person, kind: LetterKind | None = None
) -> Letter:
    """The letter as it would be signed, pointing at what is enclosed. Raises CannotSign, and Refused as `letter` does."""
    written = addressed_letter(session, saved.practice_id, case, today, kind)
    may_sign(written, person.name, person.role == RoleName.PRESCRIBER)
    return point_at(written, _titles(session, saved))


def content_to_sign(session: Session, saved: SavedCase, written: Letter) -> str:
    """The hash of all that is signed: the letter, and the files that go with it."""
    return content_hash([to_plain(written), fingerprints(session, saved)])


@dataclass(frozen=True, slots=True)
class Signing:
    """What a person gives with a signature: the typed name, whether they have read the letter, and the hash of what they read."""

    name: str
    read: bool
    content_hash: str


def sign_letter(
    session: Session, saved: SavedCase, written: Letter, given: Signing, at: datetime, by: str
) -> SignedLetter:
    """Sign a letter that `letter_to_sign` gave, print it, and freeze the print.

    Raises Stale when letter or files are no longer those that were read, Refused when it was not read and for another name,
    AlreadySigned.
    """
    held = fingerprints(session, saved)
    content = content_to_sign(session, saved, written)
    if given.content_hash != content:
        raise Stale(saved.id)
    if not given.read:
        raise refuse("read", UNREAD)
    signature = Signature(" ".join(given.name.split()), at.replace(microsecond=0), content)
    try:
        finished = sign(written, given.name, signature)
    except CannotSign as cannot:
        raise refuse("name", str(cannot)) from None
    pdf = render_pdf(finished, logo_of(session, saved.practice_id))
    told = (signature.name, signature.at, signature.content_hash)
    one = signed.keep(session, saved, pdf, to_plain(finished), held, told, engine_version(), by)
    _no_longer_to_sign(session, saved, written.kind, by)
    return one


def _no_longer_to_sign(session: Session, saved: SavedCase, kind: LetterKind, by: str) -> None:
    """Take a signed letter off those that wait for a signature."""
    newest = cases.get(session, saved.practice_id, saved.id)
    waiting = newest.document.get("request", {}).get("to_sign", ())
    if kind in waiting:
        left = with_to_sign(newest.document, [one for one in waiting if one != kind])
        cases.replace(session, saved.practice_id, saved.id, left, newest.row_version, by)


def with_to_sign(document: Mapping[str, Any], kinds: Sequence[str]) -> dict[str, Any]:
    """A kept document with these letters waiting for the prescriber's signature, in its one written form."""
    request = {**document.get("request", {}), "to_sign": [str(kind) for kind in kinds]}
    return dump_case(read_case({**document, "request": request}))


def packet_of(session: Session, saved: SavedCase, today: date, kind: LetterKind | None = None) -> Packet:
    """The packet of a case as it stands. Raises TooLarge, and Refused as `letter` does."""
    case = read_case(saved.document)
    written = addressed_letter(session, saved.practice_id, case, today, kind)
    most, logo = destination(session, saved.practice_id, case).most_bytes, logo_of(session, saved.practice_id)
    return make_packet(written, enclosed_with(session, saved), most, logo)


def signed_packet(session: Session, saved: SavedCase, one: SignedLetter, pdf: bytes) -> Packet:
    """The packet around a signed letter. Raises Refused when other things are enclosed now, TooLarge, CannotRead."""
    if fingerprints(session, saved) != one.enclosures:
        raise refuse("enclosures", CHANGED)
    most = destination(session, saved.practice_id, load_case(saved.document)).most_bytes
    enclosed, logo = enclosed_with(session, saved), logo_of(session, saved.practice_id)
    return bind(read_back(Letter, one.letter), pdf, enclosed, most, logo)


def _titles(session: Session, saved: SavedCase) -> Sequence[Enclosed]:
    """What a letter needs to know of its enclosures: no files."""
    held = enclosures.of_case(session, saved.practice_id, saved.id)
    return [Enclosed(one.title, one.pages, b"") for one in held]
