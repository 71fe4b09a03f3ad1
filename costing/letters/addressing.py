"""A letter on its way: the address that the office's directory holds for the plan, and the prescriber's typed signature."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from costing.case.payer_entry import PayerEntry
from costing.case.plan_shapes import Plan
from costing.case.request_shapes import LetterKind
from costing.letters.parts import Letter
from costing.letters.people import address_lines
from payer_rules.message import Message, long_date, say

FAX, FAX_FIELD = "Fax ", "coverage.primary.fax"


def address_to(letter: Letter, plan: Plan | None, entry: PayerEntry | None) -> Letter:
    """The letter with the plan's address. What the case itself says of department and fax stays; a fax number that only the
    directory has closes that gap. A paper that does not go to the payer is left as it is, and so is an appeal: it goes where
    its notice says.
    """
    if entry is None or plan is None or not plan.payer or letter.recipient[:1] != (plan.payer,):
        return letter
    if letter.kind is LetterKind.APPEAL:
        return letter
    said = [line for line in letter.recipient[1:] if not line.startswith(FAX)]
    department = said or ([entry.department] if entry.department else [])
    fax = [line for line in letter.recipient if line.startswith(FAX)] or ([f"{FAX}{entry.fax}"] if entry.fax else [])
    gaps = tuple(gap for gap in letter.gaps if not (entry.fax and gap.field == FAX_FIELD))
    recipient = (plan.payer, *department, *(address_lines(entry.address) if entry.address else ()), *fax)
    return replace(letter, recipient=recipient, gaps=gaps, is_draft=bool(gaps))


def fax_differs(plan: Plan | None, entry: PayerEntry | None) -> bool:
    """Whether the case and the directory name two fax numbers."""
    if plan is None or entry is None or not plan.fax or not entry.fax:
        return False
    return _digits(plan.fax) != _digits(entry.fax)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())[-10:]


# --- the signature


class CannotSign(ValueError):
    """The letter cannot be signed so; its text says why and what to do."""

    def __init__(self, message: Message):
        super().__init__(str(message))
        self.message = message


class NotTheSigner(CannotSign):
    """Another person has to sign."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, when, and what: `content_hash` is that of the letter's whole content before it was signed."""

    name: str
    at: datetime
    content_hash: str


def content_hash(plain: Any) -> str:
    """SHA-256 of a letter's plain JSON in its one written form."""
    return sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def may_sign(letter: Letter, account: str, is_prescriber: bool) -> None:
    """Whether a person may sign. Raises CannotSign, and NotTheSigner where somebody else may."""
    if letter.is_draft:
        raise CannotSign(say("This letter is a draft. Enter what is missing, then sign it."))
    if not letter.signature:
        raise CannotSign(say("This paper has no signature."))
    if not is_prescriber:
        raise NotTheSigner(say("Only a prescriber signs. Ask your administrator for a prescriber’s account."))
    if not _same_person(account, signer_of(letter)):
        raise NotTheSigner(
            say(
                "This letter is to be signed by {signer}, and you are signed in as {account}. Change the prescriber of the "
                "case, or let {signer} sign.",
                signer=signer_of(letter),
                account=account,
            )
        )


def sign(letter: Letter, typed: str, signature: Signature) -> Letter:
    """The letter with a typed signature above its line. Raises CannotSign when another name was typed."""
    if not _same_person(typed, signer_of(letter)):
        raise CannotSign(say("Type your name as it stands under the letter: {signer}.", signer=signer_of(letter)))
    at = signature.at
    when = f"Signed electronically on {long_date(at.date())} at {at:%H:%M:%S} UTC"
    return replace(letter, signed=(signature.name, when, f"Content (SHA-256): {signature.content_hash}"))


def signer_of(letter: Letter) -> str:
    """The name under the letter, without credentials."""
    return letter.signature[0].split(",")[0].strip() if letter.signature else ""


def _same_person(one: str, other: str) -> bool:
    """Names without regard to capitals, spaces, and credentials behind a comma."""
    first, second = (" ".join(name.split(",")[0].casefold().split()) for name in (one, other))
    return first == second and first != ""
