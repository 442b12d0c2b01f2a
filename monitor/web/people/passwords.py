"""Passwords, as they are kept: only what proves them."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
LONGEST = 1000

_HASHER = PasswordHasher()


def kept(password: str) -> str:
    """What is written of *password* (argon2id)."""
    return _HASHER.hash(password)


def proves(password: str, written: str) -> bool:
    """Whether it is the one that *written* was made of. An account that is not there takes as long as one that is."""
    try:
        _HASHER.verify(written or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(written)


def weakness(password: str, name: str) -> str:
    """Why a password will not do; empty where it will."""
    if len(password) < SHORTEST:
        return "A password has at least 10 characters."
    if len(password) > LONGEST:
        return "That is longer than anybody types."
    return "A password is not one's own name." if password.lower() == name.lower() else ""


@cache
def _nobody() -> str:
    return kept("nobody has this password")
