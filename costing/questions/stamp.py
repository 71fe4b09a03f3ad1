"""What an answer was made with: the version of the engine and a hash of every fact it could draw on."""

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


@cache
def data_hash() -> str:
    """SHA-256 over reference data, policies, programs, the fact dictionary and the evidence of letters."""
    digest = sha256(reference().content_hash.encode())
    for path in (*sorted(COLLECTION.rglob("*.yaml")), EVIDENCE):
        name = path.relative_to(COLLECTION) if path.is_relative_to(COLLECTION) else path.name
        digest.update(f"{name}\0".encode() + sha256(path.read_bytes()).digest())
    return digest.hexdigest()
