"""The demo practice of an empty installation: clearly fictional, with three cases, and a password made for it."""

import json
import os
from pathlib import Path

from sqlalchemy.orm import Session

from costing.cli.passwords import hash_password, is_right, new_password
from costing.questions import read_case
from costing.store import cases, people
from costing.store.people import RoleName

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
CASES = ("part-b-office", "hdhp-contract", "medicare-advantage")
EMAIL = "demo@practice.example"
PRESCRIBER = "prescriber@practice.example"
SIGN_IN = f"Sign in as {EMAIL}, or as {PRESCRIBER} to sign letters, with the password"
SIGN_IN_FILE = "demo-sign-in.txt"


def load_demo_when_empty(session: Session, folder: Path) -> bool:
    """Load the demo into an installation without any practice; says whether it did. The password goes to a private file."""
    if people.any_practice(session):
        return False
    documents = [json.loads((EXAMPLES / f"{name}.json").read_text()) for name in CASES]
    letterhead = documents[0]["practice"]
    practice = people.add_practice(session, letterhead["name"], letterhead)
    password = new_password()
    hashed, signer = hash_password(password), letterhead["prescriber"]["name"]
    person = people.add_person(session, practice.id, EMAIL, hashed, "Demo Person", RoleName.ADMIN)
    people.add_person(session, practice.id, PRESCRIBER, hashed, signer, RoleName.PRESCRIBER)
    for document in documents:
        read_case(document)
        cases.keep_new(session, practice.id, document, person.id)
    _write_private(folder / SIGN_IN_FILE, f"{SIGN_IN} {password}\n")
    return True


def demo_sign_in(session: Session, folder: Path) -> str | None:
    """How to sign in to the demo; None, and the file is gone, once its password is another or its person is not there."""
    path = folder / SIGN_IN_FILE
    if not path.exists():
        return None
    sentence, person = path.read_text().strip(), people.find_person(session, EMAIL)
    if person and person.active and is_right(sentence.rpartition(" ")[2], person.password):
        return sentence
    path.unlink()
    return None


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
