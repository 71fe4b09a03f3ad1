"""Password hashes outside a request: argon2id, the form that the sign-in verifies."""

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

SHORTEST = 12


def hash_password(password: str) -> str:
    """Hash a password; its letters are brought to one form first, as the sign-in does."""
    return PasswordHasher().hash(unicodedata.normalize("NFKD", password))


def is_right(password: str, password_hash: str) -> bool:
    """Whether a hash is of this password."""
    try:
        return PasswordHasher().verify(password_hash, unicodedata.normalize("NFKD", password))
    except VerificationError:
        return False


def new_password() -> str:
    """A random password that can be typed: four groups of five letters and digits, 103 bits."""
    signs = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(signs) for _ in range(5)) for _ in range(4))
