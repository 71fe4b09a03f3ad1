"""Encryption at rest: AES-256-GCM, each ciphertext bound to the row it belongs to."""

import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12  # what NIST SP 800-38D recommends for GCM
KEY_BYTES = 32


class CannotOpen(ValueError):
    """The ciphertext was changed, belongs to another row, or was sealed with another key."""


def seal(key: bytes, content: Any, place: str) -> bytes:
    """Encrypt JSON-able `content`; `place` names its table, practice and row, and must be given again to open it."""
    return seal_bytes(key, json.dumps(content, ensure_ascii=False).encode(), place)


def unseal(key: bytes, sealed: bytes, place: str) -> Any:
    """Decrypt what `seal` made for the same place. Raises CannotOpen."""
    try:
        return json.loads(unseal_bytes(key, sealed, place))
    except ValueError:
        raise CannotOpen(place) from None


def seal_bytes(key: bytes, content: bytes, place: str) -> bytes:
    """Encrypt a file as it is, for its place."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, place.encode())


def unseal_bytes(key: bytes, sealed: bytes, place: str) -> bytes:
    """Decrypt what `seal_bytes` made for the same place. Raises CannotOpen."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen(place) from None
