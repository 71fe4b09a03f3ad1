"""What an answer was made with: the version of the engine and a hash of every fact it could draw on."""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import payer_rules
from costing import VERSION, letters
from costing.reference.load import reference
from payer_rules import programs
from payer_rules.policies import office

COLLECTION = Path(payer_rules.__file__).parent / "collection"
LETTERS = Path(letters.__file__).parent  # evidence, time limits, laws, measures


def engine_version() -> str:
    """The version of the program."""
    return VERSION


def data_hash() -> str:
    """SHA-256 over reference data, policies and programs, the office's own too, the fact dictionary and what letters cite."""
    own = (*office.files_in_use(), *programs.files_in_use())
    return _data_hash(reference().content_hash, tuple((path, path.stat().st_mtime_ns) for path in own))


@lru_cache(maxsize=4)
def _data_hash(reference_hash: str, own: tuple[tuple[Path, int], ...]) -> str:
    shipped = (*sorted(COLLECTION.rglob("*.yaml")), *sorted(LETTERS.glob("*.yaml")))
    return hash_of(reference_hash, (*shipped, *(path for path, _ in own)))


def hash_of(reference_hash: str, files: Iterable[Path]) -> str:
    """SHA-256 over the hash of the reference data, and the names and bytes of files."""
    digest = sha256(reference_hash.encode())
    for path in files:
        digest.update(f"{path.parent.name}/{path.name}\0".encode() + sha256(path.read_bytes()).digest())
    return digest.hexdigest()
