"""What an answer was made with: the version of the engine and a hash of every fact it could draw on."""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

import payer_rules
from costing import VERSION
from costing.letters.evidence import FILE as EVIDENCE
from costing.reference.load import reference

COLLECTION = Path(payer_rules.__file__).parent / "collection"


def engine_version() -> str:
    """The version of the program."""
    return VERSION


def data_hash() -> str:
    """SHA-256 over reference data, policies, programs, the fact dictionary and the evidence of letters."""
    return _data_hash(reference().content_hash)


@cache
def _data_hash(reference_hash: str) -> str:
    return hash_of(reference_hash, (*sorted(COLLECTION.rglob("*.yaml")), EVIDENCE))


def hash_of(reference_hash: str, files: Iterable[Path]) -> str:
    """SHA-256 over the hash of the reference data, and the names and bytes of files."""
    digest = sha256(reference_hash.encode())
    for path in files:
        digest.update(f"{path.parent.name}/{path.name}\0".encode() + sha256(path.read_bytes()).digest())
    return digest.hexdigest()
