"""The instance folder: where the database lies, and the keys that open it."""

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from costing.store.sealing import KEY_BYTES

FOLDER_VARIABLE = "IGPATH_INSTANCE"
DATABASE_VARIABLE = "IGPATH_DATABASE"
DATABASE = "igpath.sqlite"
POLICIES = "policies"  # the folder of the office's own payer policies
PRICES = "prices"  # the folder of the official files that were loaded
PROGRAMS = "programs"  # the folder of assistance programs that the office added


@dataclass(frozen=True, slots=True)
class Keys:
    """Secrets of one installation: sessions, passwords, documents (32 bytes). Losing `document_key` loses the cases."""

    secret_key: str
    password_salt: str
    document_key: bytes

    def __repr__(self) -> str:
        return "Keys(...)"


@dataclass(frozen=True, slots=True)
class Instance:
    """One installation."""

    folder: Path
    database_url: str
    keys: Keys


def prices_folder() -> Path:
    """Where an installation keeps the official files it loaded."""
    return Path(os.environ.get(FOLDER_VARIABLE) or "instance").resolve() / PRICES


def programs_folder() -> Path:
    """Where an installation keeps the assistance programs of its own."""
    return Path(os.environ.get(FOLDER_VARIABLE) or "instance").resolve() / PROGRAMS


def policies_folder() -> Path:
    """Where an installation keeps the office's own payer policies."""
    return Path(os.environ.get(FOLDER_VARIABLE) or "instance").resolve() / POLICIES


class BadInstance(ValueError):
    """The folder or its keys cannot be used; `str()` says what to do."""


def open_instance(folder: Path | None = None) -> Instance:
    """Open `folder`, else $IGPATH_INSTANCE, else ./instance, and make what is missing. Raises BadInstance, also when the
    keys are missing beside a database that needs them.

    The database is $IGPATH_DATABASE, a SQLAlchemy address, else igpath.sqlite in the folder.
    """
    folder = (folder or Path(os.environ.get(FOLDER_VARIABLE) or "instance")).resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        keys = _keys(folder / "keys.json", folder / DATABASE)
        url = os.environ.get(DATABASE_VARIABLE) or _own_database(folder / DATABASE)
    except OSError as error:
        raise BadInstance(
            f"{folder} cannot be used: {error.strerror}. Set {FOLDER_VARIABLE} to a folder of yours."
        ) from None
    return Instance(folder, url, keys)


def _own_database(path: Path) -> str:
    """The address of the embedded database, a file that the owner alone reads."""
    path.touch(mode=0o600)
    return f"sqlite:///{path}"


def _keys(path: Path, database: Path) -> Keys:
    if not path.exists():
        if database.exists():
            raise BadInstance(
                f"{path} is missing, and {database} cannot be read without it: restore it from your backup."
            )
        _write_new(path)
    try:
        kept = json.loads(path.read_text())
        document_key = base64.b64decode(kept["document_key"], validate=True)
        keys = Keys(kept["secret_key"], kept["password_salt"], document_key)
    except (ValueError, KeyError, TypeError):
        raise BadInstance(f"{path} is damaged: put the copy from your backup in its place.") from None
    if len(document_key) != KEY_BYTES:
        raise BadInstance(f"{path}: document_key must be {KEY_BYTES} bytes in base64.")
    return keys


def _write_new(path: Path) -> None:
    """Write new keys, readable by the owner alone; of two processes at once the first wins."""
    made = {
        "secret_key": secrets.token_urlsafe(48),
        "password_salt": secrets.token_urlsafe(24),
        "document_key": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode(),
    }
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(made, file, indent=1)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
